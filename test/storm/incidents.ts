import type { given } from '../support/given.ts';
import { ZONE } from '../world/package.ts';
import type { Dice } from './dice.ts';

type Sky = Awaited<ReturnType<typeof given>>;

/** Something that goes wrong, or that a person does; it answers what it did, in words. */
export type Incident = (sky: Sky, host: string, dice: Dice) => string | Promise<string>;

const FUNCTIONS = ['instance-launch', 'instance-terminate', 'instance-interruption', 'reconcile'] as const;
const WHEN = ['before', 'after'] as const;
const ROLES = ['InstanceLaunchRole', 'InstanceTerminateRole', 'InstanceInterruptionRole', 'ReconcileRole'] as const;

/** A tag that means nothing; it is taken away once all is calm. */
export const GARBLED = ['hostkeeper:ttl', 'soon'] as const;

/** The newest instance of a host, if it has one. */
const newest = ({ group }: Sky, host: string) => group(host).instances.at(-1);

const onInstance =
  (deed: (sky: Sky, instanceId: string, dice: Dice) => string): Incident =>
  (sky, host, dice) => {
    const instance = newest(sky, host);
    return instance ? deed(sky, instance.instanceId, dice) : `${host} has no instance`;
  };

/** All that may happen, and how often: the numbers are weights. */
export const INCIDENTS: readonly (readonly [weight: number, name: string, incident: Incident])[] = [
  [
    3,
    'its machine dies',
    onInstance(({ world }, instanceId) => {
      world.inRegion().ec2.machines.terminate(instanceId);
      return `${instanceId} dies`;
    }),
  ],
  [
    2,
    'its machine hangs and dies',
    onInstance(({ world }, instanceId) => {
      const { machines } = world.inRegion().ec2;
      const machine = machines.get(instanceId);
      if (machine) machine.obeys = false;
      machines.terminate(instanceId);
      return `${instanceId} hangs and dies`;
    }),
  ],
  [
    2,
    'its machine obeys nobody',
    onInstance(({ world }, instanceId, dice) => {
      const machine = world.inRegion().ec2.machines.get(instanceId);
      if (machine && dice.chance(0.5)) machine.obeys = false;
      if (machine) machine.agent = false;
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
      if (group && one) groups.end(group, one, 'an instance refresh');
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
      sky.volume(host).sticks = true;
      return `the next attach of ${host} sticks`;
    },
  ],
  [
    4,
    'events go astray',
    ({ world }, _, dice) => {
      const name = dice.oneOf(FUNCTIONS);
      const times = dice.oneOf([[], [], [1, 3], [40], [0.5, 200]]);
      world.misdeliver(name, ...times);
      return `the next event for ${name} comes ${times.length === 0 ? 'never' : `after ${times.join(' and ')} s`}`;
    },
  ],
  [
    4,
    'a call goes wrong',
    ({ world }, _, dice) => {
      const nth = dice.between(1, 8);
      const throttled = dice.chance(0.3);
      const when = dice.oneOf(WHEN);
      const code = throttled ? 'Throttling' : 'ServiceUnavailable';
      world.refuse('*', { nth, when, code, message: 'Rate exceeded', status: throttled ? 400 : 503 });
      return `the ${nth}th call meets ${code}, ${when}`;
    },
  ],
  [
    3,
    'a process dies',
    ({ world }, _, dice) => {
      const nth = dice.between(1, 8);
      const caller = dice.oneOf(ROLES);
      const when = dice.oneOf(WHEN);
      world.refuse('*', { nth, caller, when, fatal: true, code: 'ServiceUnavailable', message: 'gone', status: 503 });
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
        ?.tags.set(...GARBLED);
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
export const drawIncident = (dice: Dice): readonly [name: string, incident: Incident] => {
  const all = INCIDENTS.reduce((sum, [weight]) => sum + weight, 0);
  let left = dice.draw() * all;
  for (const [weight, name, incident] of INCIDENTS) {
    left -= weight;
    if (left < 0) return [name, incident];
  }
  throw new Error('the weights of the incidents are wrong');
};
