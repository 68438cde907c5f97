import { ZONE } from '../aws/lambda/package-stack.ts';
import type { Env } from '../support/given.ts';
import { passNextThreshold } from './bill.ts';
import { deleteByHand, type RecordByHand, setByHand } from './foreign-records.ts';
import type { Prng } from './prng.ts';

/** Injects a fault and answers in a sentence what it did. */
type Inject = (env: Env, host: string, prng: Prng) => string | Promise<string>;

/** A failure of AWS, of an instance or of a function, or something that a person does. */
export interface SimulatedFault {
  readonly name: string;
  /** How often it is drawn, relative to the others. */
  readonly weight: number;
  readonly inject: Inject;
}

const FUNCTIONS = [
  'instance-launch',
  'instance-terminate',
  'instance-interruption',
  'reconcile',
  'budget-kill-switch',
] as const;

/** Operations that are down for minutes or hours. */
const OPERATIONS = [
  'DescribeAutoScalingGroups',
  'UpdateAutoScalingGroup',
  'CreateOrUpdateTags',
  'TerminateInstanceInAutoScalingGroup',
  'CompleteLifecycleAction',
  'GetMetricStatistics',
] as const;
const OUTAGE_MINUTES = [2, 6, 20, 60, 180] as const;
const DENIED = { code: 'AccessDenied', message: 'explicit deny in a service control policy', status: 403 } as const;

const WHEN = ['before', 'after'] as const;
const ROLES = ['InstanceLaunchRole', 'InstanceTerminateRole', 'InstanceInterruptionRole', 'ReconcileRole'] as const;

/** A tag whose value is invalid. The liveness phase removes it, because hostkeeper refuses the host until a person does. */
export const INVALID_TAG = ['hostkeeper:ttl', 'soon'] as const;

export const hasInvalidTag = (tags: ReadonlyMap<string, string>): boolean =>
  tags.get(INVALID_TAG[0]) === INVALID_TAG[1];

/** A launch hook of a person, which nothing completes before its time-out. In the liveness phase it is completed at once. */
export const FOREIGN_HOOK = 'their-launch-hook';
export const FOREIGN_HOOK_SECONDS = 300;
const RESULTS = ['CONTINUE', 'ABANDON'] as const;

/** A fault of the newest instance of a host. */
const onInstance =
  (inject: (env: Env, instanceId: string, prng: Prng) => string): Inject =>
  (env, host, prng) => {
    const instance = env.group(host).instances.at(-1);
    return instance ? inject(env, instance.instanceId, prng) : `${host} has no instance`;
  };

const groupOf = ({ world }: Env, host: string) => world.autoScaling().groups.get(`${host}-group`);

const INSTANCE_FAULTS: readonly SimulatedFault[] = [
  {
    name: 'instance terminates',
    weight: 3,
    inject: onInstance(({ world }, instanceId) => {
      world.inRegion().ec2.instances.terminate(instanceId);
      return `${instanceId} terminates`;
    }),
  },
  {
    name: 'instance hangs and terminates',
    weight: 2,
    inject: onInstance(({ world }, instanceId) => {
      const { instances } = world.inRegion().ec2;
      const instance = instances.get(instanceId);
      if (instance) instance.responsive = false;
      instances.terminate(instanceId);
      return `${instanceId} hangs and terminates`;
    }),
  },
  {
    name: 'Systems Manager is offline',
    weight: 2,
    inject: onInstance(({ world }, instanceId, prng) => {
      const instance = world.inRegion().ec2.instances.get(instanceId);
      if (instance && prng.chance(0.5)) instance.responsive = false;
      if (instance) instance.ssmOnline = false;
      return `${instanceId} does not answer Systems Manager`;
    }),
  },
  {
    name: 'instance refresh',
    weight: 4,
    inject: (env, host) => {
      const group = groupOf(env, host);
      const instance = group?.instances.find(({ lifecycleState }) => lifecycleState === 'InService');
      if (!group || !instance) return `${host} has no instance in service`;
      env.world.autoScaling().groups.terminate(group, instance, 'an instance refresh');
      return `${instance.instanceId} is replaced`;
    },
  },
  {
    name: 'Spot interruption',
    weight: 3,
    inject: onInstance(({ world }, instanceId) => {
      world.inRegion().interrupt(instanceId);
      return `AWS interrupts ${instanceId}`;
    }),
  },
  {
    name: 'rebalance recommendation',
    weight: 1,
    inject: onInstance(({ world }, instanceId) => {
      world.inRegion().recommendRebalance(instanceId);
      return `AWS recommends to replace ${instanceId}`;
    }),
  },
  {
    name: 'attachment stuck',
    weight: 1,
    inject: (env, host) => {
      env.volume(host).attachStuck = true;
      return `the next attachment of ${host}'s volume is stuck`;
    },
  },
];

const SERVICE_FAULTS: readonly SimulatedFault[] = [
  {
    name: 'event lost, late or duplicated',
    weight: 4,
    inject: ({ world }, _, prng) => {
      const name = prng.pick(FUNCTIONS);
      const delays = prng.pick([[], [], [1, 3], [40], [0.5, 200]]);
      world.setDelivery(name, ...delays);
      return `the next event for ${name} ${delays.length === 0 ? 'is lost' : `arrives after ${delays.join(' and ')} s`}`;
    },
  },
  {
    name: 'call fails',
    weight: 4,
    inject: ({ world }, _, prng) => {
      const nth = prng.integerBetween(1, 8);
      const throttled = prng.chance(0.3);
      const when = prng.pick(WHEN);
      const code = throttled ? 'Throttling' : 'ServiceUnavailable';
      world.injectFault('*', { nth, when, code, message: 'Rate exceeded', status: throttled ? 400 : 503 });
      return `call ${nth} from now fails with ${code}, ${when} it takes effect`;
    },
  },
  {
    name: 'call is never answered',
    weight: 2,
    inject: ({ world }, _, prng) => {
      const nth = prng.integerBetween(1, 8);
      const when = prng.pick(WHEN);
      world.injectFault('*', { nth, when, silent: true });
      return `AWS never answers call ${nth} from now, ${when} it takes effect`;
    },
  },
  {
    name: 'operation down',
    weight: 2,
    inject: ({ world }, _, prng) => {
      const operation = prng.pick(OPERATIONS);
      const minutes = prng.pick(OUTAGE_MINUTES);
      world.breakDown(operation, { minutes });
      return `${operation} is down for ${minutes} minutes`;
    },
  },
  {
    name: 'tags cannot be written',
    weight: 1,
    inject: ({ world }, _, prng) => {
      const minutes = prng.pick(OUTAGE_MINUTES);
      world.breakDown('CreateOrUpdateTags', { minutes }, DENIED);
      return `a policy denies every write of a tag for ${minutes} minutes`;
    },
  },
  {
    name: 'charges pass a threshold',
    weight: 2,
    inject: ({ world }) => passNextThreshold(world),
  },
  {
    name: 'process crashes',
    weight: 3,
    inject: ({ world }, _, prng) => {
      const nth = prng.integerBetween(1, 8);
      const caller = prng.pick(ROLES);
      const when = prng.pick(WHEN);
      const failure = { code: 'ServiceUnavailable', message: 'gone', status: 503 };
      world.injectFault('*', { nth, caller, when, fatal: true, ...failure });
      return `the process of ${caller} crashes ${when} its call ${nth}`;
    },
  },
];

/** What people set: a maintenance page or a move to another server, two servers, an AAAA record beside the A record. */
const RECORDS_BY_HAND: readonly [RecordByHand, ...RecordByHand[]] = [
  { type: 'A', count: 1 },
  { type: 'A', count: 2 },
  { type: 'AAAA', count: 1 },
];

const PEOPLE: readonly SimulatedFault[] = [
  {
    name: 'launches are held by another hook',
    weight: 1,
    inject: (env, host, prng) => {
      const defaultResult = prng.pick(RESULTS);
      groupOf(env, host)?.hooks.set(FOREIGN_HOOK, {
        name: FOREIGN_HOOK,
        transition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
        heartbeatSeconds: FOREIGN_HOOK_SECONDS,
        defaultResult,
      });
      return `a person adds a launch hook to ${host}, which ends by ${defaultResult} after five minutes`;
    },
  },
  {
    name: 'operator stops the host',
    weight: 2,
    inject: async ({ world }, host) => {
      await world.invoke('emergency-shutdown', { reason: 'a simulation', hosts: [host] });
      return `an operator stops ${host}`;
    },
  },
  {
    name: 'operator resumes the host',
    weight: 3,
    inject: async ({ world }, host) => {
      await world.invoke('emergency-resume', { reason: 'a simulation', hosts: [host], acceptUnguarded: true });
      return `an operator resumes ${host}`;
    },
  },
  {
    name: 'group scaled up by hand',
    weight: 2,
    inject: ({ resize }, host) => {
      resize(host, { min: 0, desired: 1, max: 1 });
      return `a person sets the sizes of ${host} to 0/1/1`;
    },
  },
  {
    name: 'record changed by hand',
    weight: 2,
    inject: (env, host, prng) => {
      const record = prng.pick(RECORDS_BY_HAND);
      return `a person sets ${setByHand(env, host, record)} at the name of ${host}`;
    },
  },
  {
    name: 'records deleted by hand',
    weight: 2,
    inject: (env, host) => {
      deleteByHand(env, ({ Name }) => Name === `${host}.${ZONE.name}.`);
      return `a person deletes the records of ${host}`;
    },
  },
  {
    name: 'tag made invalid',
    weight: 1,
    inject: (env, host) => {
      groupOf(env, host)?.tags.set(...INVALID_TAG);
      return `a person sets an invalid tag on ${host}`;
    },
  },
  {
    name: 'hooks deleted',
    weight: 1,
    inject: (env, host) => {
      const { groups } = env.world.autoScaling();
      const group = groupOf(env, host);
      for (const hook of group ? [...group.hooks.values()] : []) {
        group?.hooks.delete(hook.name);
        if (group) groups.actions.endAt(group, hook);
      }
      return `a person deletes the hooks of ${host}`;
    },
  },
];

/** Every kind of fault. */
export const FAULTS: readonly SimulatedFault[] = [...INSTANCE_FAULTS, ...SERVICE_FAULTS, ...PEOPLE];
