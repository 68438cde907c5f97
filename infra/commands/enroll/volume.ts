import type { Instance, Volume } from '@aws-sdk/client-ec2';

import { createEc2 } from '../../../libs/aws/ec2.ts';
import type { Host } from '../../../libs/hosts/host.ts';
import { DATA_ROLE, TAGS } from '../../../libs/hosts/tags.ts';
import { hostTagOf } from '../../../libs/hosts/resource-tags.ts';
import type { RegionClients } from '../cli/clients.ts';
import { CliError } from '../cli/errors.ts';

/** The data volume of a host that is to be enrolled. */
export interface DataVolume {
  readonly volumeId: string;
  readonly zone: string;
  readonly instanceId?: string;
}

const idOf = ({ VolumeId = '' }: Volume): string => VolumeId;

const toDataVolume = (volume: Volume): DataVolume => {
  const instanceId = volume.Attachments?.[0]?.InstanceId;
  return {
    volumeId: idOf(volume),
    zone: volume.AvailabilityZone ?? 'unknown',
    ...(instanceId !== undefined && { instanceId }),
  };
};

/** Whether a volume is the one that an instance booted from. */
const isRootVolume = (volume: Volume, instances: readonly Instance[]): boolean =>
  (volume.Attachments ?? []).some(({ InstanceId, Device, DeleteOnTermination = false }) => {
    const instance = instances.find((one) => one.InstanceId === InstanceId);
    return DeleteOnTermination || (instance?.RootDeviceName !== undefined && instance.RootDeviceName === Device);
  });

/** What could be the data volume: what the group's instances have besides their root, or what is tagged for the host already. */
const candidates = async ({ ec2 }: RegionClients, { instances }: Host, name: string): Promise<readonly Volume[]> => {
  const { describeInstances, describeVolumes } = createEc2(ec2);
  const ids = instances.map(({ instanceId }) => instanceId);
  const [machines, attached, tagged] = await Promise.all([
    ids.length === 0 ? [] : describeInstances('instance-id', ids),
    ids.length === 0 ? [] : describeVolumes([], 'attachment.instance-id', ids),
    describeVolumes([{ Name: `tag:${TAGS.role.name}`, Values: [DATA_ROLE] }], `tag:${TAGS.host.name}`, [name]),
  ]);
  const data = attached.filter((volume) => !isRootVolume(volume, machines));
  return [...new Map([...tagged, ...data].map((volume) => [idOf(volume), volume])).values()];
};

const readVolume = async ({ ec2 }: RegionClients, volumeId: string): Promise<Volume> => {
  const [volume] = await createEc2(ec2).describeVolumes([], 'volume-id', [volumeId]);
  if (!volume) throw new CliError(`There is no volume ${volumeId}: check the id, and the region.`);
  return volume;
};

/**
 * The data volume: the one that was named, or the only candidate; `undefined` for `none`. Throws a CliError that says how
 * to name one when there is no candidate or several, and when it is another host's or in another zone.
 */
export const chooseVolume = async (
  clients: RegionClients,
  group: Host,
  { host, volume: typed }: { readonly host: string; readonly volume?: string | undefined },
): Promise<DataVolume | undefined> => {
  if (typed === 'none') return undefined;
  const found = typed === undefined ? await candidates(clients, group, host) : [await readVolume(clients, typed)];
  const [volume] = found;
  if (!volume) {
    throw new CliError(
      `No data volume is attached to an instance of ${group.group}: name it with --volume vol-…, or say --volume none for a host without one.`,
    );
  }
  if (found.length > 1) {
    throw new CliError(`${group.group} has several volumes: choose one with --volume: ${found.map(idOf).join(', ')}.`);
  }
  const owner = hostTagOf(volume);
  if (owner !== '' && owner !== host) {
    throw new CliError(
      `${idOf(volume)} is tagged for the host ${owner}: remove its tag ${TAGS.host.name}, or choose another --volume.`,
    );
  }
  const chosen = toDataVolume(volume);
  if (!group.zones.includes(chosen.zone)) {
    throw new CliError(
      `${chosen.volumeId} is in ${chosen.zone}, and ${group.group} launches in ${group.zones.join(', ')}: a volume cannot leave its zone.`,
    );
  }
  return chosen;
};
