import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { ListHostedZonesCommand, type ListHostedZonesCommandOutput } from '@aws-sdk/client-route-53';

import { createEc2 } from '../../../libs/aws/ec2.ts';
import { ignoreErrors } from '../../../libs/aws/errors.ts';
import { paginate } from '../../../libs/aws/pagination.ts';
import { normalName } from '../../../libs/hosts/record-names.ts';
import { DATA_ROLE, TAGS } from '../../../libs/hosts/tags.ts';
import type { StageHost } from '../../host/resource.ts';
import type { RegionClients } from '../cli/clients.ts';

/** Something that an earlier stack of the stage has left, and the setting that has the next one use it. */
export interface Leftover {
  readonly setting: 'volumeId' | 'hostedZoneId';
  readonly id: string;
  /** What it is, for people. */
  readonly text: string;
}

/** What is asked, in the region of the host. */
type Clients = Pick<RegionClients, 'cloudFormation' | 'ec2' | 'route53'>;

/** The values that the stack puts out; none where there is no such stack. */
const outputsOf = async ({ cloudFormation }: Clients, StackName: string): Promise<readonly string[]> => {
  const answer = await ignoreErrors([{ code: 'ValidationError', message: /does not exist/ }], () =>
    cloudFormation.send(new DescribeStacksCommand({ StackName })),
  );
  return (answer?.Stacks ?? []).flatMap(({ Outputs = [] }) =>
    Outputs.flatMap(({ OutputValue = '' }) => OutputValue.split(' ')),
  );
};

const volumesOf = async ({ ec2 }: Clients, { stage, settings }: StageHost): Promise<readonly Leftover[]> => {
  if (settings.volumeId !== '') return [];
  const filters = Object.entries({ [TAGS.stage.name]: stage, [TAGS.role.name]: DATA_ROLE }).map(([name, value]) => ({
    Name: `tag:${name}`,
    Values: [value],
  }));
  const volumes = await createEc2(ec2).describeVolumes(filters, `tag:${TAGS.host.name}`, [settings.name]);
  return volumes.map(({ VolumeId = '', Size = 0, AvailabilityZone = '', State = '' }) => ({
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
  const pages = await paginate<ListHostedZonesCommandOutput, string>(
    (Marker) => route53.send(new ListHostedZonesCommand({ Marker })),
    ({ NextMarker }) => NextMarker,
  );
  return pages
    .flatMap(({ HostedZones = [] }) => HostedZones)
    .filter(({ Name = '', Config }) => normalName(Name) === domain && Config?.PrivateZone !== true)
    .map(({ Id = '', ResourceRecordSetCount = 0 }) => {
      const id = Id.replace('/hostedzone/', '');
      return {
        setting: 'hostedZoneId',
        id,
        text: `the hosted zone ${id} of ${domain}, with ${ResourceRecordSetCount} records`,
      };
    });
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
