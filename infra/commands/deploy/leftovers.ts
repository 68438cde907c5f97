import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeVolumesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { ListHostedZonesCommand, type Route53Client } from '@aws-sdk/client-route-53';

import { normalName } from '../../../libs/hosts/record-names.ts';
import { DATA_ROLE, TAGS } from '../../../libs/hosts/tags.ts';
import type { StageHost } from '../../host/resource.ts';

/** Something that an earlier stack of the stage has left, and the setting that has the next one use it. */
export interface Leftover {
  readonly setting: 'volumeId' | 'hostedZoneId';
  readonly id: string;
  /** What it is, for people. */
  readonly text: string;
}

/** What is asked, in the region of the host. */
interface Clients {
  readonly cloudFormation: Pick<CloudFormationClient, 'send'>;
  readonly ec2: Pick<EC2Client, 'send'>;
  readonly route53: Pick<Route53Client, 'send'>;
}

/** The values that the stack puts out; none where there is no such stack. */
const outputsOf = async ({ cloudFormation }: Clients, StackName: string): Promise<readonly string[]> => {
  try {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    return Stacks.flatMap(({ Outputs = [] }) => Outputs.flatMap(({ OutputValue = '' }) => OutputValue.split(' ')));
  } catch (error) {
    if (error instanceof Error && error.message.includes('does not exist')) return [];
    throw error;
  }
};

const volumesOf = async ({ ec2 }: Clients, { stage, settings }: StageHost): Promise<readonly Leftover[]> => {
  if (settings.volumeId !== '') return [];
  const tags = { [TAGS.host.name]: settings.name, [TAGS.stage.name]: stage, [TAGS.role.name]: DATA_ROLE };
  const { Volumes = [] } = await ec2.send(
    new DescribeVolumesCommand({
      Filters: Object.entries(tags).map(([name, value]) => ({ Name: `tag:${name}`, Values: [value] })),
    }),
  );
  return Volumes.map(({ VolumeId = '', Size = 0, AvailabilityZone = '', State = '' }) => ({
    setting: 'volumeId',
    id: VolumeId,
    text: `the data volume ${VolumeId}, ${Size} GB in ${AvailabilityZone}, ${State}`,
  }));
};

const zonesOf = async (
  { route53 }: Clients,
  { settings: { domain, hostedZoneId } }: StageHost,
): Promise<readonly Leftover[]> => {
  if (hostedZoneId !== '') return [];
  const found: Leftover[] = [];
  for (let Marker: string | undefined, isMore = true; isMore;) {
    const { HostedZones = [], NextMarker } = await route53.send(new ListHostedZonesCommand({ Marker }));
    for (const { Id = '', Name = '', Config, ResourceRecordSetCount = 0 } of HostedZones) {
      const id = Id.replace('/hostedzone/', '');
      if (normalName(Name) === domain && Config?.PrivateZone !== true)
        found.push({
          setting: 'hostedZoneId',
          id,
          text: `the hosted zone ${id} of ${domain}, with ${ResourceRecordSetCount} records`,
        });
    }
    Marker = NextMarker;
    isMore = NextMarker !== undefined;
  }
  return found;
};

/**
 * What the stack would make although it is there: a data volume with the tags of the host, a zone of its name. Two data
 * volumes would have the host refused, and the name servers of a second zone are known to nobody. What the stack itself has
 * made is not among it. Throws the SDK's errors.
 */
export const findLeftovers = async (clients: Clients, host: StageHost): Promise<readonly Leftover[]> => {
  const [own, volumes, zones] = await Promise.all([
    outputsOf(clients, `hostkeeper-${host.stage}`),
    volumesOf(clients, host),
    zonesOf(clients, host),
  ]);
  return [...volumes, ...zones].filter(({ id }) => !own.includes(id));
};
