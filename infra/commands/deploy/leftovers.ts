import { ListStackResourcesCommand, type ListStackResourcesCommandOutput } from '@aws-sdk/client-cloudformation';
import { DescribeRepositoriesCommand } from '@aws-sdk/client-ecr';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';

import { createEc2 } from '../../../libs/aws/ec2.ts';
import { ignoreErrors } from '../../../libs/aws/errors.ts';
import { paginate } from '../../../libs/aws/pagination.ts';
import { DATA_ROLE, TAGS } from '../../../libs/hosts/tags.ts';
import { shell } from '../../../libs/notifications/commands.ts';
import { databaseSecretName, repositoryName, secretName } from '../../host/storage.ts';
import type { StageHost } from '../../host/resource.ts';
import type { RegionClients } from '../cli/clients.ts';
import { CliError } from '../cli/errors.ts';
import { NO_STACK } from '../cli/stacks.ts';
import { listPublicZones } from '../cli/hosted-zones.ts';

/** Something that an earlier stack of the stage has left, and the setting that has the next one use it. */
export interface Leftover {
  readonly setting: 'volumeId' | 'hostedZoneId' | 'databaseSecretArn' | 'secretArn' | 'repository';
  readonly id: string;
  /** What it is, for people. */
  readonly text: string;
}

/** What is asked, in the region of the host. */
type Clients = Pick<RegionClients, 'cloudFormation' | 'ec2' | 'ecr' | 'route53' | 'secretsManager'>;

/** The ids of what the stack has; none where there is no such stack. */
const resourcesOf = async ({ cloudFormation }: Clients, StackName: string): Promise<readonly string[]> => {
  const pages = await ignoreErrors([NO_STACK], () =>
    paginate<ListStackResourcesCommandOutput, string>(
      (NextToken) => cloudFormation.send(new ListStackResourcesCommand({ StackName, NextToken })),
      ({ NextToken }) => NextToken,
    ),
  );
  return (pages ?? []).flatMap(({ StackResourceSummaries = [] }) =>
    StackResourceSummaries.map(({ PhysicalResourceId = '' }) => PhysicalResourceId),
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
  clients: Clients,
  { settings: { domain, hostedZoneId } }: StageHost,
): Promise<readonly Leftover[]> => {
  if (hostedZoneId !== '') return [];
  const zones = await listPublicZones(clients);
  return zones
    .filter(({ name }) => name === domain)
    .map(({ id, records }) => ({
      setting: 'hostedZoneId',
      id,
      text: `the hosted zone ${id} of ${domain}, with ${records} records`,
    }));
};

/** A secret of this name. Throws a CliError for one that is scheduled for deletion: its name is taken until then. */
const secretOf = async (
  { secretsManager }: Clients,
  setting: 'databaseSecretArn' | 'secretArn',
  name: string,
): Promise<readonly Leftover[]> => {
  const secret = await ignoreErrors([{ code: 'ResourceNotFoundException' }], () =>
    secretsManager.send(new DescribeSecretCommand({ SecretId: name })),
  );
  if (!secret) return [];
  if (secret.DeletedDate)
    throw new CliError(
      `Nothing was deployed: the secret ${name} of an earlier stack is to be deleted, and its name is taken until then. ` +
        `Restore it and deploy again: ${shell`aws secretsmanager restore-secret --secret-id ${name}`}`,
    );
  return [{ setting, id: secret.ARN ?? '', text: `the secret ${name}` }];
};

const secretsOf = async (clients: Clients, host: StageHost): Promise<readonly Leftover[]> => {
  const { databaseSecretArn, secretArn } = host.settings;
  const secrets = await Promise.all([
    databaseSecretArn === '' ? secretOf(clients, 'databaseSecretArn', databaseSecretName(host)) : [],
    secretArn === '' ? secretOf(clients, 'secretArn', secretName(host)) : [],
  ]);
  return secrets.flat();
};

const repositoriesOf = async ({ ecr }: Clients, host: StageHost): Promise<readonly Leftover[]> => {
  if (host.settings.repository !== '') return [];
  const name = repositoryName(host);
  const answer = await ignoreErrors([{ code: 'RepositoryNotFoundException' }], () =>
    ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [name] })),
  );
  return answer ? [{ setting: 'repository', id: name, text: `the repository ${name}` }] : [];
};

/**
 * What the stack would make although it is there: a data volume with the tags of the host, a zone, secrets and a repository
 * of its names. Two data volumes would have the host refused, the name servers of a second zone are known to nobody, the
 * data of the database opens with the password that made it, and CloudFormation fails at a name that is taken. What the
 * stack itself has made is not among it. Throws a CliError for a secret that is about to be deleted, and the SDK's errors.
 */
export const findLeftovers = async (clients: Clients, host: StageHost): Promise<readonly Leftover[]> => {
  const [own, ...found] = await Promise.all([
    resourcesOf(clients, `hostkeeper-${host.stage}`),
    volumesOf(clients, host),
    secretsOf(clients, host),
    repositoriesOf(clients, host),
    zonesOf(clients, host),
  ]);
  return found.flat().filter(({ id }) => !own.includes(id));
};
