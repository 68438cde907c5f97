import type { Snapshot } from '../aws/ec2/snapshot.ts';
import { SNAPSHOT_TAGS } from '../../libs/hosts/snapshot.ts';
import { DAY, HOUR, nextMidnight, rest } from './days.ts';
import type { Prng } from './prng.ts';
import type { Simulation } from './setup.ts';
import { injectSnapshotFaults } from './snapshot-faults.ts';

/** The share of simulations that go on for some nights. */
const SHARE = 0.2;

/** Policies that the oracle of the invariants can read. */
const POLICIES = ['1d', '3d', '2d 2m', '4last', '5d 1m'] as const;

/** What is done for the consistency of a snapshot. */
const QUIESCE = ['none', 'none', 'freeze', 'lock'] as const;

/** The time of the nightly snapshots, and of the last run that is scheduled for them, in hours. */
const [FIRST_HOUR, LAST_HOUR] = [3, 5.75];

/** What people and earlier nights have left: complete ones and failed ones, some kept by a person, some used by an image. */
const addEarlierSnapshots = ({ env, hostNames }: Simulation, midnight: number, prng: Prng): void => {
  const { snapshots } = env.world.inRegion().ec2;
  for (const host of hostNames) {
    const { volumeId, data } = env.volume(host);
    for (let night = prng.integerBetween(1, 9); night > 0; night--) {
      const startedAt = new Date(midnight - (night - FIRST_HOUR / 24) * DAY);
      const tags = {
        'hostkeeper:host': host,
        'hostkeeper:stage': prng.chance(0.9) ? 'prod' : 'staging',
        'hostkeeper:role': 'snapshot',
        [SNAPSHOT_TAGS.slot]: `${startedAt.toISOString().slice(0, 16)}Z`,
        [SNAPSHOT_TAGS.volumeId]: volumeId,
        [SNAPSHOT_TAGS.keptBy]: prng.chance(0.85) ? 'retention' : 'Ann',
        [SNAPSHOT_TAGS.consistency]: 'crash',
      };
      const more: Partial<Snapshot> = {
        ...(prng.chance(0.2) && { state: 'error', problem: 'Internal error' }),
        ...(prng.chance(0.1) && { lock: 'governance' }),
        ...(prng.chance(0.1) && { imageIds: new Set(['ami-1']) }),
      };
      snapshots.add({ volumeId, data, startedAt, tags: new Map(Object.entries(tags)), ...more });
    }
  }
};

/** What a host lacks or has twice, once the last run of the night has ended. */
const problemsOf = ({ env, hostNames }: Simulation, slot: string): readonly string[] =>
  hostNames.flatMap((host) => {
    const own = env.world
      .inRegion()
      .ec2.snapshots.all()
      .filter(({ tags }) => tags.get('hostkeeper:host') === host && tags.get(SNAPSHOT_TAGS.slot) === slot);
    const good = own.filter(({ state }) => state !== 'error');
    return good.length === 0 ? [`${host} has no snapshot of ${slot}`] : [];
  });

/** The share of the nights after which an operator brings a host back from its latest snapshot. */
const RESTORED = 0.3;

/** Restores a host, while replies may be lost. What the laws say of its two volumes is checked at every call. */
const restoreOne = async ({ env: { world }, hostNames, log, step }: Simulation, prng: Prng): Promise<void> => {
  if (!prng.chance(RESTORED)) return;
  const host = hostNames[prng.integerBetween(0, hostNames.length - 1)] ?? '';
  const nth = prng.integerBetween(1, 6);
  const when = prng.pick(['before', 'after'] as const);
  world.injectFault('*', { nth, when, caller: 'RestoreRole', code: 'InternalError', message: '', status: 500 });
  const { error } = await world.invoke('restore', { reason: 'a simulation', host, latest: true });
  log(`an operator restores ${host}: ${error ?? 'accepted'}`);
  await step('safety', 12 * 60);
  world.clearFaults();
};

/**
 * Some nights after everything has converged: faults in the first minutes, and none from the last runs on. It draws from
 * numbers of its own, so that the rest of a simulation is the same with and without it.
 */
export const nightsPhase = async (simulation: Simulation, prng: Prng): Promise<void> => {
  if (!prng.chance(SHARE)) return;
  const { env, hostNames, checker, log, step } = simulation;
  const { world } = env;
  for (const host of hostNames) {
    const tags = world.autoScaling().groups.get(`${host}-group`)?.tags;
    tags?.set('hostkeeper:retention', prng.pick(POLICIES));
    tags?.set('hostkeeper:quiesce', prng.pick(QUIESCE));
  }
  let midnight = nextMidnight(simulation);
  addEarlierSnapshots(simulation, midnight, prng);
  for (let nights = prng.integerBetween(1, 3); nights > 0; nights--, midnight += DAY) {
    await rest(simulation, midnight + FIRST_HOUR * HOUR - 90_000);
    log(`night: ${injectSnapshotFaults(simulation, prng)}`);
    await step('safety', 20 * 60);
    world.clearFaults();
    for (const host of hostNames) delete env.volume(host).snapshotsFail;
    await rest(simulation, midnight + (LAST_HOUR - 0.25) * HOUR - 90_000);
    await step('safety', 24 * 60);
    const slot = `${new Date(midnight + FIRST_HOUR * HOUR).toISOString().slice(0, 16)}Z`;
    for (const problem of problemsOf(simulation, slot)) checker.report('every night has its snapshot', problem);
    await restoreOne(simulation, prng);
  }
};
