import type { given } from '../support/given.ts';
import { ZONE } from '../aws/lambda/package-stack.ts';
import type { Prng } from './prng.ts';

type Env = Awaited<ReturnType<typeof given>>;

/** Something that goes wrong, or that a person does; it answers what it did, in words. */
export type SimulatedFault = (sky: Env, host: string, dice: Prng) => string | Promise<string>;

const FUNCTIONS = ['instance-launch', 'instance-terminate', 'instance-interruption', 'reconcile'] as const;
const WHEN = ['before', 'after'] as const;
const ROLES = ['InstanceLaunchRole', 'InstanceTerminateRole', 'InstanceInterruptionRole', 'ReconcileRole'] as const;

/** A tag that means nothing; it is taken away once all is calm. */
export const INVALID_TAG = ['hostkeeper:ttl', 'soon'] as const;

/** The newest instance of a host, if it has one. */
const newestInstance = ({ group }: Env, host: string) => group(host).instances.at(-1);

const onInstance =
  (inject: (sky: Env, instanceId: string, dice: Prng) => string): SimulatedFault =>
  (sky, host, dice) => {
    const instance = newestInstance(sky, host);
    return instance ? inject(sky, instance.instanceId, dice) : `${host} has no instance`;
  };

/** All that may happen, and how often: the numbers are weights. */
export const FAULTS: readonly (readonly [weight: number, name: string, incident: SimulatedFault])[] = [
  [
    3,
    'its machine dies',
    onInstance(({ world }, instanceId) => {
      world.inRegion().ec2.instances.terminate(instanceId);
      return `${instanceId} dies`;
    }),
  ],
  [
    2,
    'its machine hangs and dies',
    onInstance(({ world }, instanceId) => {
      const { instances } = world.inRegion().ec2;
      const machine = instances.get(instanceId);
      if (machine) machine.responsive = false;
      instances.terminate(instanceId);
      return `${instanceId} hangs and dies`;
    }),
  ],
  [
    2,
    'its machine obeys nobody',
    onInstance(({ world }, instanceId, dice) => {
      const machine = world.inRegion().ec2.instances.get(instanceId);
      if (machine && dice.chance(0.5)) machine.responsive = false;
      if (machine) machine.ssmOnline = false;
      return `${instanceId} does not answer Systems Manager`;
    }),
  ],
  [
    4,
    'it is replaced',
    (sky, host) => {
      const { groups } = sky.world.autoScaling();
      const group = groups.get(`${host}-group`);
      const one = group?.instances.find(({ lifecycleState }) => lifecycleState === 'InService');
      if (group && one) groups.terminate(group, one, 'an instance refresh');
      return one ? `${one.instanceId} is replaced` : 'nothing is in service';
    },
  ],
  [
    3,
    'AWS takes it back',
    onInstance(({ world }, instanceId) => {
      world.inRegion().interrupt(instanceId);
      return `AWS takes ${instanceId} back`;
    }),
  ],
  [
    1,
    'AWS may take it back',
    onInstance(({ world }, instanceId) => {
      world.inRegion().recommendRebalance(instanceId);
      return `AWS may take ${instanceId} back`;
    }),
  ],
  [
    1,
    'its next attach sticks',
    (sky, host) => {
      sky.volume(host).attachStuck = true;
      return `the next attach of ${host} sticks`;
    },
  ],
  [
    4,
    'events go astray',
    ({ world }, _, dice) => {
      const name = dice.pick(FUNCTIONS);
      const times = dice.pick([[], [], [1, 3], [40], [0.5, 200]]);
      world.setDelivery(name, ...times);
      return `the next event for ${name} comes ${times.length === 0 ? 'never' : `after ${times.join(' and ')} s`}`;
    },
  ],
  [
    4,
    'a call goes wrong',
    ({ world }, _, dice) => {
      const nth = dice.integerBetween(1, 8);
      const throttled = dice.chance(0.3);
      const when = dice.pick(WHEN);
      const code = throttled ? 'Throttling' : 'ServiceUnavailable';
      world.injectFault('*', { nth, when, code, message: 'Rate exceeded', status: throttled ? 400 : 503 });
      return `the ${nth}th call meets ${code}, ${when}`;
    },
  ],
  [
    3,
    'a process dies',
    ({ world }, _, dice) => {
      const nth = dice.integerBetween(1, 8);
      const caller = dice.pick(ROLES);
      const when = dice.pick(WHEN);
      world.injectFault('*', {
        nth,
        caller,
        when,
        fatal: true,
        code: 'ServiceUnavailable',
        message: 'gone',
        status: 503,
      });
      return `the process of ${caller} dies ${when} its ${nth}th call`;
    },
  ],
  [
    2,
    'a person stops it',
    async ({ world }, host) => {
      await world.invoke('emergency-shutdown', { reason: 'a storm', hosts: [host] });
      return `a person stops ${host}`;
    },
  ],
  [
    3,
    'a person brings it back',
    async ({ world }, host) => {
      await world.invoke('emergency-resume', { reason: 'a storm', hosts: [host], acceptUnguarded: true });
      return `a person brings ${host} back`;
    },
  ],
  [
    2,
    'somebody raises it',
    ({ resize }, host) => {
      resize(host, { min: 0, desired: 1, max: 1 });
      return `somebody raises ${host}`;
    },
  ],
  [
    1,
    'somebody changes its name',
    ({ world }, host) => {
      const Name = `${host}.${ZONE.name}`;
      world.route53.put(ZONE.id, { Name, Type: 'A', TTL: 60, ResourceRecords: [{ Value: '192.0.2.1' }] });
      return `somebody points ${Name} elsewhere`;
    },
  ],
  [
    1,
    'somebody garbles a tag',
    ({ world }, host) => {
      world
        .autoScaling()
        .groups.get(`${host}-group`)
        ?.tags.set(...INVALID_TAG);
      return `somebody garbles a tag of ${host}`;
    },
  ],
  [
    1,
    'somebody takes its hooks',
    ({ world }, host) => {
      world.autoScaling().groups.get(`${host}-group`)?.hooks.clear();
      return `somebody takes the hooks of ${host}`;
    },
  ],
];

/** Draws what happens next. */
export const drawFault = (dice: Prng): readonly [name: string, incident: SimulatedFault] => {
  const totalWeight = FAULTS.reduce((sum, [weight]) => sum + weight, 0);
  let left = dice.random() * totalWeight;
  for (const [weight, name, incident] of FAULTS) {
    left -= weight;
    if (left < 0) return [name, incident];
  }
  throw new Error('the weights of the incidents are wrong');
};
