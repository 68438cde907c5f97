import type { Host } from '../../hosts/directory.ts';
import { fingerprint } from '../../notifications/history.ts';
import type { ObservationCache } from './cache.ts';
import type { Termination, LifecycleTarget, Ec2Instance, Observed, RecordScope, Volume } from '../model.ts';
import { inMaintenanceWindow } from '../steps/replace.ts';
import { type InvalidTags, parseTags, type HostTags } from '../../hosts/tags.ts';

/** A host whose tags were read. */
interface TaggedHost {
  readonly target: LifecycleTarget;
  readonly host: Host;
  readonly duplicateGroups: readonly string[];
  readonly hostTags: HostTags | InvalidTags;
}

/** Each group's hooks are looked at once in so many minutes: AWS answers for one group a call. */
const HOOK_CHECK_INTERVAL_MINUTES = 288;

/** And so many minutes after a launch, when one without a hook has gone by. */
const HOOK_CHECK_AFTER_LAUNCH_MINUTES = 2;

const minuteOf = (time: Date): number => Math.floor(time.getTime() / 60_000);

/** So many that were enrolled a moment ago have their hooks looked at in one pass: a thousand would blind it for minutes. */
const MAX_NEW_PER_PASS = 20;

/** Whether the hooks of a group are looked at in this minute. */
const isHookCheckMinute = ({ group }: Host, instances: readonly Ec2Instance[], now: Date): boolean =>
  (minuteOf(now) - Number.parseInt(fingerprint(group), 16)) % HOOK_CHECK_INTERVAL_MINUTES === 0 ||
  instances.some(({ launchTime }) => minuteOf(now) - minuteOf(launchTime) === HOOK_CHECK_AFTER_LAUNCH_MINUTES);

/** The names of a host that may be looked at, as the eyes know them: one zone that is not there must not blind the others. */
const recordKeys = ({ hostTags }: TaggedHost, { zones }: RecordScope): readonly string[] => {
  if ('problem' in hostTags || !zones.includes(hostTags.hostedZone ?? '')) return [];
  return hostTags.records.map((name) => `${hostTags.hostedZone} ${name}`);
};

const addressKey = ({ host, hostTags }: TaggedHost): string | undefined =>
  'problem' in hostTags || hostTags.address === undefined ? undefined : `${host.host} ${hostTags.address}`;

const clusterOf = ({ hostTags }: TaggedHost): string | undefined =>
  'problem' in hostTags ? undefined : hostTags.cluster;

const idsIn = ({ instances }: Host, state: string): readonly string[] =>
  instances.filter(({ lifecycleState }) => lifecycleState === state).map(({ instanceId }) => instanceId);

const attachedInstanceIds = (volumes: readonly Volume[]): readonly string[] =>
  volumes.flatMap(({ attachments }) => attachments.map(({ instanceId }) => instanceId));

/** How far the instances have got that wait to be terminated; the services are asked for these alone. */
const observeTerminations = async (
  cache: ObservationCache,
  hosts: readonly TaggedHost[],
  volumes: ReadonlyMap<string, readonly Volume[]>,
): Promise<ReadonlyMap<string, Termination>> => {
  const terminating = hosts.flatMap((known) => {
    const { host } = known;
    return idsIn(host, 'Terminating:Wait').map((instanceId) => ({
      instanceId,
      activity: `${host.group} ${instanceId}`,
      container: `${clusterOf(known)} ${instanceId}`,
      // Without a volume there is nothing to let go of.
      release: (volumes.get(host.host) ?? [])
        .filter((volume) => attachedInstanceIds([volume]).includes(instanceId))
        .map(({ volumeId }) => `${instanceId} ${volumeId}`),
      cluster: clusterOf(known),
    }));
  });
  const [activities, containers, releases] = await Promise.all([
    cache.activities.getMany(terminating.map(({ activity }) => activity)),
    cache.containerInstances.getMany(
      terminating.flatMap(({ cluster, container }) => (cluster === undefined ? [] : [container])),
    ),
    cache.unmountRequests.getMany(terminating.flatMap(({ release }) => release)),
  ]);
  return new Map(
    terminating.map(({ instanceId, activity, container, release }) => {
      const since = activities.get(activity);
      const containerInstance = containers.get(container);
      const [asked] = release.flatMap((key) => releases.get(key) ?? []);
      return [
        instanceId,
        {
          ...(since && { since }),
          ...(containerInstance && { containerInstance }),
          ...(asked && { unmountRequest: asked }),
        },
      ];
    }),
  );
};

/** Looks at all targets together, each kind of thing in as few calls as AWS allows. */
export const observe =
  (cache: ObservationCache, scope: RecordScope, now: () => Date) =>
  async (targets: readonly LifecycleTarget[]): Promise<ReadonlyMap<LifecycleTarget, Observed>> => {
    const groups = await cache.groups.getMany(targets.map(({ host }) => host));
    const tagged = targets.flatMap((target): readonly TaggedHost[] => {
      const sameName = groups.get(target.host) ?? [];
      const host = sameName.find(({ group }) => group === target.group);
      if (!host) return [];
      const hostTags = parseTags(host.host, host.tags);
      return [{ target, host, duplicateGroups: sameName.map(({ group }) => group), hostTags }];
    });
    const hosts = tagged.map(({ host }) => host);
    const inService = hosts.flatMap((host) => idsIn(host, 'InService'));
    const [launched, volumes, addresses, records, retirements] = await Promise.all([
      cache.instances.getMany(hosts.map(({ group }) => group)),
      cache.volumes.getMany(hosts.map(({ host }) => host)),
      cache.addresses.getMany(tagged.flatMap((known) => addressKey(known) ?? [])),
      cache.records.getMany(tagged.flatMap((known) => recordKeys(known, scope))),
      inMaintenanceWindow(now()) ? cache.retirements.getMany(inService) : new Map<string, Date>(),
    ]);
    const launchedById = new Map([...launched.values()].flat().map((instance) => [instance.instanceId, instance]));
    const foreign = attachedInstanceIds([...volumes.values()].flat()).filter(
      (instanceId) => !launchedById.has(instanceId),
    );
    const hookCheckDue = [
      ...hosts.filter((host) => isHookCheckMinute(host, launched.get(host.group) ?? [], now())),
      ...hosts.filter(({ history }) => !history.at).slice(0, MAX_NEW_PER_PASS),
    ];
    const [foreignInstances, hooks, terminations] = await Promise.all([
      cache.foreignInstances.getMany(foreign),
      cache.hooks.getMany(hookCheckDue.map(({ group }) => group)),
      observeTerminations(cache, tagged, volumes),
    ]);
    return new Map(
      tagged.map((known) => {
        const { target, host, duplicateGroups, hostTags } = known;
        const address = addresses.get(addressKey(known) ?? '');
        const keys = recordKeys(known, scope);
        const found = keys.flatMap((key) => records.get(key) ?? []);
        const isComplete = keys.every((key) => records.has(key));
        const groupHooks = hooks.get(host.group);
        const ownVolumes = volumes.get(host.host) ?? [];
        const ec2Instances = [
          ...(launched.get(host.group) ?? []),
          ...attachedInstanceIds(ownVolumes).flatMap(
            (instanceId) => launchedById.get(instanceId) ?? foreignInstances.get(instanceId) ?? [],
          ),
        ];
        const observed: Observed = {
          ...host,
          hostTags,
          duplicateGroups,
          ec2Instances: new Map(ec2Instances.map((instance) => [instance.instanceId, instance])),
          volumes: ownVolumes,
          ...(address && { address }),
          ...(isComplete && { records: found }),
          ...(groupHooks && { hooks: groupHooks }),
          terminations,
          retirements,
          requested: cache.requested,
        };
        return [target, observed];
      }),
    );
  };
