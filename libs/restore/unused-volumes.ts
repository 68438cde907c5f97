import { messageOf } from '../controller/result.ts';
import type { Host } from '../hosts/host.ts';
import { centsOf, formatUsd } from '../hosts/money.ts';
import { hostTagOf } from '../hosts/resource-tags.ts';
import { isRestoring } from '../hosts/restore-state.ts';
import { CANDIDATE_ROLE, CLONE_ROLE, RETIRED_ROLE, TAGS } from '../hosts/tags.ts';
import { shell } from '../notifications/commands.ts';
import type { Notice } from '../notifications/notify.ts';
import type { Volume } from './model.ts';
import { toVolume } from './observe/mappers.ts';
import type { Reads } from './observe/observe.ts';
import type { VolumePrices } from './request/preview.ts';

/** What the monthly list of volumes needs. */
export interface VolumeCheck extends Pick<Reads, 'stage' | 'ec2'> {
  readonly region: string;
  readonly prices: VolumePrices;
  readonly log: (entry: object) => void;
}

/** The minute of the month, in UTC, in which the volumes are listed: `01T12:09`. Nothing remembers what was listed. */
const MONTHLY_AT = '01T12:09';

/** What a volume with one of these roles is there for. */
const ROLES: Readonly<Record<string, string>> = {
  [RETIRED_ROLE]: 'the data before a restore',
  [CANDIDATE_ROLE]: 'created by a restore that did not use it',
  [CLONE_ROLE]: 'a clone',
};

/** Volumes that one e-mail names. */
const MAX_NAMED = 20;

const centsA = ({ type, gigabytes }: Volume, prices: VolumePrices): number | undefined => {
  const usd = prices[type];
  return usd === undefined ? undefined : centsOf(usd * gigabytes);
};

const describe = (host: string, volume: Volume, prices: VolumePrices): string => {
  const { volumeId, role = '', gigabytes, type, zone, createdAt } = volume;
  const cents = centsA(volume, prices);
  const price = cents === undefined ? '' : `, ${formatUsd(cents)} a month`;
  return `- ${volumeId} of ${host} in ${zone}: ${ROLES[role]}, ${gigabytes} GiB ${type} of ${createdAt.toISOString().slice(0, 10)}${price}.`;
};

type Unused = readonly [host: string, volume: Volume];

/** The notification about volumes that no host uses. */
export const describeUnused = (
  unused: readonly Unused[],
  { region, prices }: Pick<VolumeCheck, 'region' | 'prices'>,
): Notice => {
  const known = unused.flatMap(([, volume]) => centsA(volume, prices) ?? []);
  const sum = formatUsd(known.reduce((total, cents) => total + cents, 0));
  const count = unused.length === 1 ? '1 volume' : `${unused.length} volumes`;
  const ids = unused.slice(0, MAX_NAMED).map(([, { volumeId }]) => volumeId);
  return {
    about: `${count} no longer in use ${unused.length === 1 ? 'costs' : 'cost'} ${sum} a month in ${region}`,
    body: [
      `These volumes of ${region} belong to hosts, and no host uses them. AWS bills them like any other, and hostkeeper deletes no volume:`,
      [
        ...unused.slice(0, MAX_NAMED).map(([host, volume]) => describe(host, volume, prices)),
        ...(unused.length > MAX_NAMED ? [`- and ${unused.length - MAX_NAMED} more.`] : []),
      ].join('\n'),
      'If you no longer need the data on one, delete it. A retired volume that was deleted is in the Recycle Bin for seven days, from where it can be brought back; a clone is not. To delete each of them:',
      ids.map((id) => shell`aws ec2 delete-volume --region ${region} --volume-id ${id}`).join('\n'),
      'A reminder comes on the first of each month. Nothing was changed, so there is nothing to undo.',
      '',
    ].join('\n\n'),
  };
};

/**
 * In one minute of the month: the notification about volumes that belong to hosts and that no host uses; `undefined`
 * without one. A listing that fails is logged, and the pass goes on.
 */
export const checkUnusedVolumes = async (
  check: VolumeCheck,
  hosts: readonly Pick<Host, 'host' | 'restore'>[],
  now: Date,
): Promise<Notice | undefined> => {
  if (now.toISOString().slice('2026-11-'.length, '2026-11-01T12:09'.length) !== MONTHLY_AT) return undefined;
  try {
    const { stage, ec2 } = check;
    const volumes = await ec2.describeVolumes(
      [{ Name: `tag:${TAGS.stage.name}`, Values: [stage] }],
      `tag:${TAGS.role.name}`,
      Object.keys(ROLES),
    );
    // One of these volumes is about to become the data of a host that is being restored.
    const restoring = new Set(hosts.flatMap(({ host, restore }) => (isRestoring(restore) ? [host] : [])));
    const unused = volumes
      .map((volume): Unused => [hostTagOf(volume), toVolume(volume)])
      .filter(([host]) => !restoring.has(host));
    return unused.length === 0 ? undefined : describeUnused(unused, check);
  } catch (cause) {
    check.log({ level: 'warn', message: `could not look for volumes that no host uses: ${messageOf(cause)}` });
    return undefined;
  }
};
