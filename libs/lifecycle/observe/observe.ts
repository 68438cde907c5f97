import { secondsSince } from '../../controller/time.ts';
import type { HostDirectory } from '../../hosts/directory.ts';
import { type HostTags, parseTags } from '../../hosts/host-tags.ts';
import type { Host } from '../../hosts/host.ts';
import { ownerName } from '../../hosts/record-names.ts';
import type { LifecycleTarget, Observed, RecordScope, Volume } from '../model.ts';
import { isFailedLaunch } from '../steps/presence.ts';
import { isRetirementCheck } from '../steps/replace.ts';
import { backAfterOutage, lostBefore, observeAbsences } from './absences.ts';
import type { ObservationCache } from './cache.ts';
import { observeHooks } from './hook-checks.ts';
import { observeTerminations } from './terminations.ts';

/** A host with its parsed tags. */
interface TaggedHost {
  readonly target: LifecycleTarget;
  readonly host: Host;
  readonly hostTags: HostTags;
}

/** The records of a host that may be read. A zone out of scope may not exist, and must not fail the other hosts. */
const recordKeys = ({ hostTags }: TaggedHost, { zones }: RecordScope) => {
  const { records, hostedZone: zone } = hostTags;
  return zone !== undefined && zones.includes(zone)
    ? records.flatMap((name) => [name, ownerName(name)]).map((name) => ({ zone, name }))
    : [];
};

const addressKeys = ({ host: { host }, hostTags }: TaggedHost) =>
  hostTags.address === undefined ? [] : [{ host, allocationId: hostTags.address }];

const idsIn = ({ instances }: Host, state: string): readonly string[] =>
  instances.filter(({ lifecycleState }) => lifecycleState === state).map(({ instanceId }) => instanceId);

const attachedInstanceIds = (volumes: readonly Volume[]): readonly string[] =>
  volumes.flatMap(({ attachments }) => attachments.map(({ instanceId }) => instanceId));

/** The entries of a map that belong to these ids. */
const pick = <Value>(
  values: { readonly get: (id: string) => Value | undefined },
  ids: readonly string[],
): ReadonlyMap<string, Value> =>
  new Map(
    ids.flatMap((id) => {
      const value = values.get(id);
      return value === undefined ? [] : [[id, value] as const];
    }),
  );

/** Whether an event said of an instance of the host that AWS may take it back, or retires it. */
const hasNotice = ({ notices = [] }: LifecycleTarget): boolean => notices.some(({ cause }) => cause !== 'interruption');

/** The instances of a host in `Terminating:Wait`, each with the volumes that are attached to it. */
const terminatingInstances = ({ host, hostTags }: TaggedHost, volumes: readonly Volume[]) =>
  idsIn(host, 'Terminating:Wait').map((instanceId) => ({
    group: host.group,
    instanceId,
    cluster: hostTags.cluster,
    volumeIds: volumes
      .filter((volume) => attachedInstanceIds([volume]).includes(instanceId))
      .map(({ volumeId }) => volumeId),
  }));

/** An instance that begins to terminate can have unmounted its volume after this time. */
const STALE_SECONDS = 4;

/**
 * Observes all targets together: each kind of resource in as few calls as AWS allows. Where a call took so long that an
 * instance which was in service has released its volume since, the groups are read again: they must not be older than the volumes,
 * or the volume goes back to the instance that is about to end.
 */
export const observe = (
  directory: Pick<HostDirectory, 'getMany' | 'invalidate'>,
  cache: ObservationCache,
  scope: RecordScope,
  now: () => Date,
  isStatus = false,
): ((targets: readonly LifecycleTarget[]) => Promise<ReadonlyMap<LifecycleTarget, Observed>>) => {
  const once = observeOnce(directory, cache, scope, now, isStatus);
  return async (targets) => {
    const from = now();
    const observed = await once(targets);
    if (secondsSince(from, now()) < STALE_SECONDS) return observed;
    for (const target of targets) directory.invalidate(target);
    return once(targets);
  };
};

const observeOnce =
  (
    directory: Pick<HostDirectory, 'getMany'>,
    cache: ObservationCache,
    scope: RecordScope,
    now: () => Date,
    isStatus = false,
  ) =>
  async (targets: readonly LifecycleTarget[]): Promise<ReadonlyMap<LifecycleTarget, Observed>> => {
    const listed = await directory.getMany(targets);
    const taggedHosts = targets.flatMap((target): readonly TaggedHost[] => {
      const host = listed.get(target);
      return host ? [{ target, host, hostTags: parseTags(host.tags) }] : [];
    });
    const hosts = taggedHosts.map(({ host }) => host);
    const [launched, volumes, addresses, records, retirements] = await Promise.all([
      cache.instances.getMany(hosts.map(({ group }) => group)),
      cache.volumes.getMany(hosts.map(({ host }) => host)),
      cache.addresses.getMany(taggedHosts.flatMap(addressKeys)),
      cache.records.getMany(taggedHosts.flatMap((tagged) => recordKeys(tagged, scope))),
      isStatus || isRetirementCheck(now()) || targets.some(hasNotice)
        ? cache.retirements.getMany(hosts.flatMap((host) => idsIn(host, 'InService')))
        : new Map<string, Date>(),
    ]);
    const instancesOf = (group: string) => launched.get(group) ?? [];
    const volumesOf = ({ host }: Host) => volumes.get(host) ?? [];
    const launchedById = new Map(
      hosts.flatMap(({ group }) => instancesOf(group)).map((instance) => [instance.instanceId, instance]),
    );
    const foreign = attachedInstanceIds(hosts.flatMap(volumesOf)).filter((instanceId) => !launchedById.has(instanceId));
    const launchedHosts = hosts.map((host) => ({ host, launched: instancesOf(host.group) }));
    const isLeaving = ({ target, host }: TaggedHost): boolean =>
      hasNotice(target) || host.instances.some(({ instanceId }) => retirements.get(instanceId) !== undefined);
    const leaving = taggedHosts.filter(isLeaving).map(({ host: { group } }) => group);
    const [foreignInstances, activities, absences, hooks, terminations] = await Promise.all([
      cache.foreignInstances.getMany(foreign),
      cache.activities.getMany([...leaving, ...backAfterOutage(launchedHosts)]),
      observeAbsences(cache, launchedHosts, now()),
      observeHooks(cache, hosts, instancesOf, now(), isStatus),
      observeTerminations(
        cache,
        taggedHosts.flatMap((tagged) => terminatingInstances(tagged, volumesOf(tagged.host))),
        now(),
      ),
    ]);
    return new Map(
      taggedHosts.map((tagged) => {
        const { target, host, hostTags } = tagged;
        const instanceIds = host.instances.map(({ instanceId }) => instanceId);
        const [address] = addressKeys(tagged).flatMap((key) => addresses.get(key) ?? []);
        const recordSets = recordKeys(tagged, scope).map((key) => records.get(key));
        const groupHooks = hooks.get(host.group);
        const absence = absences.get(host.group);
        const known = activities.get(host.group) ?? [];
        const lastLaunch = known.find(({ isLaunch, endedAt }) => isLaunch && endedAt);
        const offlineSince = lostBefore(known);
        const ec2Instances = [
          ...instancesOf(host.group),
          ...attachedInstanceIds(volumesOf(host)).flatMap(
            (instanceId) => launchedById.get(instanceId) ?? foreignInstances.get(instanceId) ?? [],
          ),
        ];
        const observed: Observed = {
          ...host,
          ...(target.sharedNames && { sharedNames: target.sharedNames }),
          hostTags,
          ec2Instances: new Map(ec2Instances.map((instance) => [instance.instanceId, instance])),
          volumes: volumesOf(host),
          ...(address && { address }),
          ...(!recordSets.includes(undefined) && { records: recordSets.flatMap((recordSet = []) => recordSet) }),
          ...(lastLaunch && isFailedLaunch(lastLaunch) && { failedLaunch: lastLaunch }),
          ...(offlineSince && { offlineSince }),
          ...(absence && { absence }),
          ...(groupHooks && { hooks: groupHooks }),
          terminations: pick(terminations, instanceIds),
          retirements: pick(retirements, instanceIds),
          requested: pick(cache.requested, [...instanceIds, ...attachedInstanceIds(volumesOf(host))]),
        };
        return [target, observed];
      }),
    );
  };
