import { type Inject, injectSome, LOST } from './inject.ts';
import type { Prng } from './prng.ts';
import type { Simulation } from './setup.ts';

const OPERATIONS = [
  'CreateSnapshot',
  'DescribeSnapshots',
  'DeleteSnapshot',
  'GetSnapshotBlock',
  'DescribeVolumes',
] as const;
const FUNCTIONS = ['snapshot', 'snapshot-completed'] as const;

const FAULTS: readonly [Inject, ...Inject[]] = [
  ({ env: { world } }, _, prng) => {
    const nth = prng.integerBetween(1, 3);
    const isSilent = prng.chance(0.3);
    world.injectFault('CreateSnapshot', { nth, when: 'after', ...(isSilent ? { silent: true } : LOST) });
    return `the reply to CreateSnapshot ${nth} is lost`;
  },
  ({ env: { world } }, _, prng) => {
    const nth = prng.integerBetween(1, 12);
    const when = prng.pick(['before', 'after'] as const);
    world.injectFault('*', { nth, when, caller: 'SnapshotRole', fatal: true, ...LOST });
    return `the process that takes snapshots crashes ${when} its call ${nth}`;
  },
  ({ env: { world } }, _, prng) => {
    const operation = prng.pick(OPERATIONS);
    const minutes = prng.integerBetween(1, 20);
    world.breakDown(operation, { minutes });
    return `${operation} is down for ${minutes} minutes`;
  },
  ({ env: { world } }, _, prng) => {
    const name = prng.pick(FUNCTIONS);
    const delays = prng.pick([[], [1, 3], [40], [0.5, 200]]);
    world.setDelivery(name, ...delays);
    return `the next event for ${name} arrives after ${delays.join(' and ') || 'no'} s`;
  },
  ({ env }, host, prng) => {
    const fault = prng.pick(['killed', 'unreachable', 'slow', 'no reply'] as const);
    for (const { instanceId } of env.group(host).instances) {
      const instance = env.world.inRegion().ec2.instances.get(instanceId);
      if (instance) instance.snapshotFault = fault;
    }
    return `the script that freezes ${host} is ${fault}`;
  },
  ({ env }, host) => {
    env.volume(host).snapshotsFail = 'Internal error';
    return `the snapshots of ${host} fail`;
  },
  ({ env }, host, prng) => {
    const volume = env.volume(host);
    volume.data = prng.chance(0.5) ? { rows: 0 } : { rows: 0, fileSystem: { type: 'garbage' } };
    return `the disk of ${host} is overwritten`;
  },
  ({ env }, host) => {
    const group = env.world.autoScaling().groups.get(`${host}-group`);
    group?.tags.set('hostkeeper:retention', '3 dayz');
    return `a person writes a policy for ${host} that cannot be read`;
  },
];

/** Has up to three things happen in a night, and answers in a sentence what. */
export const injectSnapshotFaults = (simulation: Simulation, prng: Prng): string =>
  injectSome(FAULTS, simulation, prng);
