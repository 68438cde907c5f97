import type { Host } from '../fleet.ts';
import { digest } from '../tell.ts';
import type { Eyes } from './eyes.ts';
import type { Leaving, LifeTarget, Machine, Observed, Ownership, Volume } from './model.ts';
import { isNight } from './replace.ts';
import { type Complaint, readSettings, type Settings } from './settings.ts';

/** A host whose tags were read. */
interface Known {
  readonly target: LifeTarget;
  readonly host: Host;
  readonly namesakes: readonly string[];
  readonly settings: Settings | Complaint;
}

/** Each group's hooks are looked at once in so many minutes: AWS answers for one group a call. */
const HOOK_MINUTES = 288;

/** And so many minutes after a launch, when one without a hook has gone by. */
const MINUTES_AFTER_LAUNCH = 2;

const minuteOf = (time: Date): number => Math.floor(time.getTime() / 60_000);

/** So many that were enrolled a moment ago have their hooks looked at in one pass: a thousand would blind it for minutes. */
const MOST_NEW = 20;

/** Whether the hooks of a group are looked at in this minute. */
const isHookMinute = ({ group }: Host, machines: readonly Machine[], now: Date): boolean =>
  (minuteOf(now) - Number.parseInt(digest(group), 16)) % HOOK_MINUTES === 0 ||
  machines.some(({ launchTime }) => minuteOf(now) - minuteOf(launchTime) === MINUTES_AFTER_LAUNCH);

/** The names of a host that may be looked at, as the eyes know them: one zone that is not there must not blind the others. */
const recordKeys = ({ settings }: Known, { zones }: Ownership): readonly string[] => {
  if ('complaint' in settings || !zones.includes(settings.hostedZone ?? '')) return [];
  return settings.records.map((name) => `${settings.hostedZone} ${name}`);
};

const addressKey = ({ host, settings }: Known): string | undefined =>
  'complaint' in settings || settings.address === undefined ? undefined : `${host.host} ${settings.address}`;

const clusterOf = ({ settings }: Known): string | undefined => ('complaint' in settings ? undefined : settings.cluster);

const idsIn = ({ instances }: Host, state: string): readonly string[] =>
  instances.filter(({ lifecycleState }) => lifecycleState === state).map(({ instanceId }) => instanceId);

const holders = (volumes: readonly Volume[]): readonly string[] =>
  volumes.flatMap(({ attachments }) => attachments.map(({ instanceId }) => instanceId));

/** How far the instances have got that wait to be terminated; the services are asked for these alone. */
const observeLeaving = async (
  eyes: Eyes,
  all: readonly Known[],
  volumes: ReadonlyMap<string, readonly Volume[]>,
): Promise<ReadonlyMap<string, Leaving>> => {
  const going = all.flatMap((known) => {
    const { host } = known;
    return idsIn(host, 'Terminating:Wait').map((instanceId) => ({
      instanceId,
      activity: `${host.group} ${instanceId}`,
      container: `${clusterOf(known)} ${instanceId}`,
      // Without a volume there is nothing to let go of.
      release: (volumes.get(host.host) ?? [])
        .filter((volume) => holders([volume]).includes(instanceId))
        .map(({ volumeId }) => `${instanceId} ${volumeId}`),
      cluster: clusterOf(known),
    }));
  });
  const [activities, containers, releases] = await Promise.all([
    eyes.activities.look(going.map(({ activity }) => activity)),
    eyes.containerInstances.look(going.flatMap(({ cluster, container }) => (cluster === undefined ? [] : [container]))),
    eyes.releases.look(going.flatMap(({ release }) => release)),
  ]);
  return new Map(
    going.map(({ instanceId, activity, container, release }) => {
      const since = activities.get(activity);
      const containerInstance = containers.get(container);
      const [asked] = release.flatMap((key) => releases.get(key) ?? []);
      return [
        instanceId,
        { ...(since && { since }), ...(containerInstance && { containerInstance }), ...(asked && { release: asked }) },
      ];
    }),
  );
};

/** Looks at all targets together, each kind of thing in as few calls as AWS allows. */
export const observe =
  (eyes: Eyes, ownership: Ownership, now: () => Date) =>
  async (targets: readonly LifeTarget[]): Promise<ReadonlyMap<LifeTarget, Observed>> => {
    const groups = await eyes.groups.look(targets.map(({ host }) => host));
    const all = targets.flatMap((target): readonly Known[] => {
      const namesakes = groups.get(target.host) ?? [];
      const host = namesakes.find(({ group }) => group === target.group);
      if (!host) return [];
      const settings = readSettings(host.host, host.tags);
      return [{ target, host, namesakes: namesakes.map(({ group }) => group), settings }];
    });
    const hosts = all.map(({ host }) => host);
    const inService = hosts.flatMap((host) => idsIn(host, 'InService'));
    const [launched, volumes, addresses, records, retirements] = await Promise.all([
      eyes.machines.look(hosts.map(({ group }) => group)),
      eyes.volumes.look(hosts.map(({ host }) => host)),
      eyes.addresses.look(all.flatMap((known) => addressKey(known) ?? [])),
      eyes.records.look(all.flatMap((known) => recordKeys(known, ownership))),
      isNight(now()) ? eyes.retirements.look(inService) : new Map<string, Date>(),
    ]);
    const own = new Map([...launched.values()].flat().map((machine) => [machine.instanceId, machine]));
    const foreign = holders([...volumes.values()].flat()).filter((instanceId) => !own.has(instanceId));
    const due = [
      ...hosts.filter((host) => isHookMinute(host, launched.get(host.group) ?? [], now())),
      ...hosts.filter(({ told }) => !told.at).slice(0, MOST_NEW),
    ];
    const [strangers, hooks, leaving] = await Promise.all([
      eyes.strangers.look(foreign),
      eyes.hooks.look(due.map(({ group }) => group)),
      observeLeaving(eyes, all, volumes),
    ]);
    return new Map(
      all.map((known) => {
        const { target, host, namesakes, settings } = known;
        const address = addresses.get(addressKey(known) ?? '');
        const keys = recordKeys(known, ownership);
        const there = keys.flatMap((key) => records.get(key) ?? []);
        const isThere = keys.every((key) => records.has(key));
        const groupHooks = hooks.get(host.group);
        const mine = volumes.get(host.host) ?? [];
        const machines = [
          ...(launched.get(host.group) ?? []),
          ...holders(mine).flatMap((instanceId) => own.get(instanceId) ?? strangers.get(instanceId) ?? []),
        ];
        const observed: Observed = {
          ...host,
          settings,
          namesakes,
          machines: new Map(machines.map((machine) => [machine.instanceId, machine])),
          volumes: mine,
          ...(address && { address }),
          ...(isThere && { records: there }),
          ...(groupHooks && { hooks: groupHooks }),
          leaving,
          retirements,
          asked: eyes.asked,
        };
        return [target, observed];
      }),
    );
  };
