import { minutesSince } from '../../libs/controller/time.ts';
import { parseState } from '../../libs/hosts/state.ts';
import { monthOf } from '../../libs/hosts/thresholds.ts';
import { ZONE } from '../aws/lambda/package-stack.ts';
import type { World } from '../aws/world.ts';
import { type Env, stateOf } from '../support/given.ts';
import type { Invariant } from './checker.ts';
import { drillsOf, isAlive, type LaunchedDrill, noteDrills, requestOf } from './drill-log.ts';

/** Its own shutdown comes half an hour after its boot. */
const MAX_MINUTES = 31;

/** From the look at the bill until a run first asks for the instance, where calls are repeated. */
const MAX_BEGIN_SECONDS = 60;

/** Two requests may launch an instance each in the same moment: every run that sees both ends the older one. One never does. */
const MAX_TWIN_SECONDS = 30;

/** Less than no time: what is seen once violates the law. */
const NEVER = -1;

/** Two passes of reconcile and the time that each takes. */
const MAX_END_SECONDS = 2 * 60 + 30;

/** When a request for an instance was first sent: AWS may not answer for minutes. */
const firstAsked = ({ calls, clock }: World, clientToken: unknown): Date => {
  const first = calls.find(
    ({ operation, input }) =>
      operation === 'RunInstances' && requestOf(input['ClientToken']) === requestOf(clientToken),
  );
  return first?.at ?? clock.now();
};

/** The hosts that a threshold of the month had stopped by a time. */
const stoppedByBill = ({ world }: Env, at: Date): readonly string[] =>
  world
    .autoScaling()
    .groups.all()
    .filter(({ tags }) => tags.get('hostkeeper:stage') === 'prod')
    .flatMap(({ name, tags }) => {
      const state = parseState(tags.get('hostkeeper:state'));
      const now = world.clock.now();
      if (state.intent !== 'suspended' || state.cause !== 'budget') return [];
      return state.threshold?.month === monthOf(now) && state.since <= at ? [name] : [];
    });

const noneBeginsWhileStopped = (env: Env): Invariant => ({
  name: 'no drill begins while the bill has stopped a host',
  onCall: ({ operation, input }) => {
    if (operation !== 'RunInstances') return [];
    const asked = firstAsked(env.world, input['ClientToken']);
    const stopped = stoppedByBill(env, new Date(asked.getTime() - 1000 * MAX_BEGIN_SECONDS));
    return noteDrills(env.world, input['ClientToken'])
      .filter(() => stopped.length > 0)
      .map(({ host }) => `a drill of ${host} begins, though the bill has stopped ${stopped.join(', ')}`);
  },
});

/** Whether anybody has stopped the host of a drill since its launch. */
const isHostStopped = ({ group }: Env, { host, instance: { launchTime } }: LaunchedDrill): boolean => {
  const state = parseState(stateOf(group(host)));
  return state.intent === 'suspended' && state.since > launchTime;
};

const stopsEndDrills = (env: Env): Invariant => ({
  name: 'a stop ends drills',
  onState: () => {
    const stopped = stoppedByBill(env, env.world.clock.now());
    return drillsOf(env.world)
      .filter((drill) => isAlive(drill) && (stopped.length > 0 || isHostStopped(env, drill)))
      .map(({ host, instance: { instanceId } }) => ({
        key: `${instanceId} goes on`,
        detail: `${instanceId}, a drill of ${host}, goes on, though ${stopped.join(', ') || host} was stopped`,
        toleratedSeconds: MAX_END_SECONDS,
      }));
  },
});

/** What a drill has left behind: copies after its end, or an instance that should have ended. */
const leftOf = (world: World, drill: LaunchedDrill): readonly string[] => {
  const { instance, copies } = drill;
  const { volumes } = world.inRegion().ec2;
  if (instance.state === 'terminated')
    return copies.filter((volumeId) => volumes.get(volumeId)).map((volumeId) => `${volumeId} is left`);
  const isOld = isAlive(drill) && minutesSince(instance.launchTime, world.clock.now()) > MAX_MINUTES;
  return isOld ? [`${instance.instanceId} runs for more than ${MAX_MINUTES} minutes`] : [];
};

const nothingIsLeft = ({ world }: Env): Invariant => ({
  name: 'nothing of a drill is left',
  onState: () =>
    drillsOf(world)
      .flatMap((drill) => leftOf(world, drill))
      .map((detail) => ({ key: detail, detail })),
});

/** What of a host a drill has got. */
const takenBy = (env: Env, { instance, copies }: LaunchedDrill): readonly string[] => {
  const { instanceId, ip, tags } = instance;
  const { ec2 } = env.world.inRegion();
  const { groups } = env.world.autoScaling();
  const own = copies.flatMap((volumeId) => ec2.volumes.get(volumeId) ?? []);
  const isMember = groups.all().some(({ instances }) => instances.some((one) => one.instanceId === instanceId));
  const records = env.world.route53
    .records(ZONE.id)
    .filter(({ ResourceRecords = [] }) => ResourceRecords.some(({ Value }) => ip !== undefined && Value === ip));
  return [
    ...[tags, ...own.map((volume) => volume.tags)].flatMap((all) =>
      all.get('hostkeeper:role') === 'drill' ? [] : [`the role ${all.get('hostkeeper:role')}`],
    ),
    ...(isMember ? ['a group'] : []),
    ...ec2.volumes
      .attachedTo(instanceId)
      .filter(({ volumeId }) => !copies.includes(volumeId))
      .map(({ volumeId }) => volumeId),
    ...own
      .filter(({ attachment }) => attachment && attachment.instanceId !== instanceId)
      .map(({ volumeId, attachment }) => `${attachment?.instanceId} for its ${volumeId}`),
    ...records.map(({ Name }) => `the record ${Name}`),
  ];
};

const hostsAreLeftAlone = (env: Env): Invariant => ({
  name: 'a drill takes nothing of a host',
  onState: () =>
    drillsOf(env.world).flatMap((drill) =>
      takenBy(env, drill).map((taken) => {
        const detail = `${drill.instance.instanceId}, a drill of ${drill.host}, has ${taken}`;
        return { key: detail, detail };
      }),
    ),
});

const oneAtATime = ({ world }: Env): Invariant => ({
  name: 'a host has one drill at a time',
  onState: () =>
    [...Map.groupBy(drillsOf(world).filter(isAlive), ({ host }) => host)]
      .filter(([, drills]) => drills.length > 1)
      .map(([host, drills]) => {
        const detail = `${host} has the drills ${drills.map(({ instance }) => instance.instanceId).join(' and ')}`;
        const areOfOneRequest = new Set(drills.map(({ request }) => request)).size < drills.length;
        return { key: detail, detail, toleratedSeconds: areOfOneRequest ? NEVER : MAX_TWIN_SECONDS };
      }),
});

/** The laws of drills. */
export const drillInvariants = (env: Env): readonly Invariant[] => [
  noneBeginsWhileStopped(env),
  stopsEndDrills(env),
  nothingIsLeft(env),
  hostsAreLeftAlone(env),
  oneAtATime(env),
];
