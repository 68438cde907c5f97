import { formatSizes } from '../../aws/sizes.ts';
import { centsOf, formatUsd } from '../../hosts/money.ts';
import { dataVolumes } from '../steps/context.ts';
import { propertiesOf, replacedVolume } from '../steps/volume.ts';
import type { Decision } from './decide.ts';
import type { Facts } from './model.ts';

/** What a restore will do, for a person to decide on. */
export interface Preview {
  /** In their order: sentences. */
  readonly steps: readonly string[];
  /** The estimated time from the request until the host is in service again. */
  readonly minutes: number;
  /** The part of it in which the host is offline. */
  readonly offlineMinutes: number;
  /** What it costs: sentences. */
  readonly prices: readonly string[];
}

/** USD by the type of a volume, a GiB and month; none for a type that is not in it. */
export type VolumePrices = Readonly<Record<string, number>>;

/**
 * USD a GiB of the snapshot, once, for a rate of initialization. Nobody has confirmed it for every region.
 * https://aws.amazon.com/ebs/pricing/
 */
const RATE_USD_GIB = 0.0036;

/** The estimates of the steps, in minutes: creating a volume, ending an instance, launching one until it is in service. */
const MINUTES = { create: 1, end: 2, launch: 3 } as const;

const perMonth = (gigabytes: number, type: string, prices: VolumePrices): string => {
  const usd = prices[type];
  return usd === undefined ? `the price of ${gigabytes} GiB of ${type}` : formatUsd(centsOf(gigabytes * usd));
};

/** What a decision comes to. Pure. */
export const previewOf = ({ restore, source }: Decision, facts: Facts, prices: VolumePrices): Preview => {
  const { host, volumes } = facts;
  const { zone, subnet, rate } = restore;
  const old = dataVolumes(volumes);
  const snapshot = 'snapshot' in source ? source.snapshot : undefined;
  const created = snapshot && propertiesOf(replacedVolume(volumes, restore, snapshot), snapshot);
  const name = created ? 'the new volume' : restore.source;
  const isRunning = host.state.intent !== 'suspended';
  const oldNames = old.map(({ volumeId }) => volumeId).join(' and ');
  const steps = [
    ...(created && snapshot
      ? [
          `Create a volume of ${created.gigabytes} GiB ${created.type} in ${zone} from ${snapshot.snapshotId} of ${snapshot.startTime.toISOString()}, while the host goes on.`,
        ]
      : []),
    ...(isRunning ? [`Suspend ${host.host}: its instance unmounts and ends. The service goes offline.`] : []),
    ...(old.length > 0
      ? [
          `Take a last snapshot of ${oldNames}. In the outage of a zone neither this nor the step before ends; after ten minutes the restore goes on without them.`,
        ]
      : []),
    ...(subnet === undefined ? [] : [`Move the group ${host.group} to ${subnet} in ${zone}.`]),
    ...(old.length > 0 ? [`Retire ${oldNames}: nothing is deleted.`] : []),
    `Make ${name} the data volume.`,
    isRunning
      ? `Resume ${host.host} at ${formatSizes(host.state.intent === 'resuming' ? host.state.sizes : host.sizes)}: an instance launches with ${name}.`
      : `Leave ${host.host} suspended, as it is.`,
  ];
  const offlineMinutes = isRunning ? MINUTES.end + MINUTES.launch : 0;
  return {
    steps,
    minutes: (created ? MINUTES.create : 0) + offlineMinutes,
    offlineMinutes,
    prices: [
      ...(created
        ? [
            `The new volume costs ${perMonth(created.gigabytes, created.type, prices)} a month; ${oldNames || 'the old volume'} goes on costing until you delete it.`,
          ]
        : [`Both volumes go on costing until you delete one.`]),
      ...(rate !== undefined && snapshot
        ? [
            `Its initialization at ${rate} MiB/s costs about ${formatUsd(centsOf(Math.max(0.01, snapshot.gigabytes * RATE_USD_GIB)))} once, and takes ${Math.ceil((snapshot.gigabytes * 1024) / rate / 60)} minutes.`,
          ]
        : created
          ? [
              'Blocks are read from the snapshot when they are first used: the first hours are slow. A rate makes that faster, for money.',
            ]
          : []),
    ],
  };
};
