import * as z from 'zod/mini';

import type { ApiRequest } from '../aws/http/endpoint.ts';
import { ZONE } from '../aws/lambda/package-stack.ts';
import type { Env } from '../support/given.ts';
import { notificationText, reportsOf } from '../support/queries.ts';
import { expectedState } from './expected-state.ts';
import { INVALID_TAG } from './faults.ts';

/** The phases of a simulation: faults are injected (safety), then none any more (liveness). */
export type Phase = 'safety' | 'liveness';

export type InvariantName =
  | 'a mounted volume is never detached'
  | 'a record never points to an instance without the volume'
  | 'a record does not stay at a foreign address'
  | 'foreign resources are not changed'
  | 'no instance waits at a hook past its limit'
  | 'a suspended host stays stopped'
  | 'everything converges'
  | 'what matters is notified';

/** Something wrong in the present state. */
interface Anomaly {
  /** Identifies the anomaly from one check to the next. */
  readonly key: string;
  readonly detail: string;
  /** How long the anomaly may last before it violates the invariant; absent: it may never be seen. */
  readonly toleratedSeconds?: number;
}

/** What must hold in every simulation. */
export interface Invariant {
  readonly name: InvariantName;
  /** The phase in which `onState` is checked; absent: both. */
  readonly onlyIn?: Phase;
  /** Violations by a call of hostkeeper that has just taken effect. */
  readonly onCall?: (call: ApiRequest) => readonly string[];
  readonly onState?: () => readonly Anomaly[];
  /** Violations that show only at the end. */
  readonly onEnd?: () => readonly string[];
}

/** How long an instance may wait at a hook: the hook's own limit and one pass of reconcile. */
const MAX_HOOK_WAIT_SECONDS: Readonly<Record<string, number>> = {
  'Pending:Wait': 900 + 70,
  'Terminating:Wait': 300 + 70,
};

/** From a launch in a suspended group until the instance terminates: two passes, and the time that AWS takes. */
const MAX_RAISED_SECONDS = 240;

const MAX_FOREIGN_ADDRESS_SECONDS = 600;

/** Two passes of reconcile and the time that each takes: hostkeeper must have repaired a stable host by then. */
const MAX_REPAIR_SECONDS = 2 * 60 + 30;

type Tags = ReadonlyMap<string, string>;
const hasInvalidTag = (tags: Tags): boolean => tags.get(INVALID_TAG[0]) === INVALID_TAG[1];
const isSuspended = (tags: Tags): boolean => tags.get('hostkeeper:state')?.startsWith('suspended') === true;
const hasRecord = (tags: Tags, name: string): boolean =>
  tags.get('hostkeeper:records')?.split(' ').includes(name.replace(/\.$/, '')) === true;

const groupsOf = ({ world }: Env) => world.autoScaling().groups.all();
const enrolledGroupsOf = (env: Env) => groupsOf(env).filter(({ tags }) => tags.get('hostkeeper:stage') === 'prod');

const volumesStayMounted = ({ world }: Env): Invariant => ({
  name: 'a mounted volume is never detached',
  onState: () =>
    world.inRegion().ec2.volumes.dataLoss.map(({ description }) => ({ key: description, detail: description })),
});

/** The part of ChangeResourceRecordSets that is checked. */
const recordChanges = z.object({
  ChangeBatch: z.object({
    Changes: z.array(
      z.object({
        Action: z.string(),
        ResourceRecordSet: z.object({
          Name: z.string(),
          ResourceRecords: z.optional(z.array(z.object({ Value: z.string() }))),
        }),
      }),
    ),
  }),
});

const recordsFollowVolume = (env: Env): Invariant => {
  const { ec2 } = env.world.inRegion();
  const holderOf = (host: string | undefined) => {
    const volume = ec2.volumes
      .all()
      .find(({ tags }) => tags.get('hostkeeper:host') === host && tags.get('hostkeeper:stage') === 'prod');
    return ec2.instances.get(volume?.attachment?.instanceId ?? '');
  };
  const mayPointTo = (name: string, address: string): boolean => {
    const tags = groupsOf(env).find((group) => hasRecord(group.tags, name))?.tags;
    if (tags?.get('hostkeeper:device') === 'none') return true;
    const instance = ec2.instances.all().find(({ ip, ipv6 }) => ip === address || ipv6 === address);
    // An Elastic IP address that is not associated belongs to the host all the same.
    return instance ? instance === holderOf(tags?.get('hostkeeper:host')) : ec2.ownsAddress(address);
  };
  return {
    name: 'a record never points to an instance without the volume',
    onCall: ({ operation, input }) => {
      if (operation !== 'ChangeResourceRecordSets') return [];
      return z
        .parse(recordChanges, input)
        .ChangeBatch.Changes.filter(({ Action }) => Action !== 'DELETE')
        .map(({ ResourceRecordSet: { Name, ResourceRecords = [] } }) => ({
          Name,
          Value: ResourceRecords[0]?.Value ?? '',
        }))
        .filter(({ Name, Value }) => !mayPointTo(Name, Value))
        .map(({ Name, Value }) => `${Name} -> ${Value}`);
    },
  };
};

const recordsLeaveForeignAddresses = (env: Env): Invariant => ({
  name: 'a record does not stay at a foreign address',
  onState: () => {
    const { ec2 } = env.world.inRegion();
    return env.world.route53.records(ZONE.id).flatMap(({ Name = '', Type, ResourceRecords = [] }) => {
      // hostkeeper refuses a host with an invalid tag, and changes nothing for it.
      const isManaged = groupsOf(env).some(({ tags }) => hasRecord(tags, Name) && !hasInvalidTag(tags));
      const foreign = ResourceRecords.find(({ Value = '' }) => !ec2.ownsAddress(Value));
      return isManaged && foreign
        ? [
            {
              key: `record ${Name} ${Type}`,
              detail: `${Name} -> ${foreign.Value}`,
              toleratedSeconds: MAX_FOREIGN_ADDRESS_SECONDS,
            },
          ]
        : [];
    });
  },
});

const foreignResourcesUnchanged = ({ volume, group, names }: Env, foreignHost: string): Invariant => {
  const snapshot = (): string => {
    const { tags, ...theirs } = volume(foreignHost);
    const records = names().filter((line) => line.includes(foreignHost));
    return JSON.stringify([theirs, [...tags], group(foreignHost), records]);
  };
  const initial = snapshot();
  return {
    name: 'foreign resources are not changed',
    onState: () => {
      const current = snapshot();
      return current === initial ? [] : [{ key: 'foreign resources', detail: current }];
    },
  };
};

const hooksComplete = (env: Env): Invariant => ({
  name: 'no instance waits at a hook past its limit',
  onState: () =>
    enrolledGroupsOf(env)
      .filter(({ tags }) => !hasInvalidTag(tags))
      .flatMap(({ instances }) => instances)
      .flatMap(({ instanceId, lifecycleState }) => {
        const toleratedSeconds = MAX_HOOK_WAIT_SECONDS[lifecycleState];
        return toleratedSeconds === undefined
          ? []
          : [
              {
                key: `${instanceId} ${lifecycleState}`,
                detail: `${instanceId} is still ${lifecycleState}`,
                toleratedSeconds,
              },
            ];
      }),
});

const suspendedHostsStayStopped = (env: Env): Invariant => ({
  name: 'a suspended host stays stopped',
  onCall: ({ operation, caller, input }) => {
    if (operation !== 'UpdateAutoScalingGroup' || caller === 'EmergencyResumeRole' || input['MaxSize'] === 0) return [];
    const group = env.world.autoScaling().groups.get(String(input['AutoScalingGroupName']));
    return group && isSuspended(group.tags) ? [`${caller} scaled it up: ${JSON.stringify(input)}`] : [];
  },
  onState: () =>
    enrolledGroupsOf(env)
      .filter(({ tags }) => isSuspended(tags))
      .flatMap(({ instances }) => instances)
      .filter(({ lifecycleState }) => /^(Pending|InService)/.test(lifecycleState))
      .map(({ instanceId }) => ({
        key: `${instanceId} up`,
        detail: `${instanceId} is still up`,
        toleratedSeconds: MAX_RAISED_SECONDS,
      })),
});

const stableHostsAreRepaired = (env: Env, hosts: readonly string[]): Invariant => {
  const { differences, isStable } = expectedState(env);
  return {
    name: 'everything converges',
    onlyIn: 'liveness',
    onState: () =>
      hosts
        .filter((host) => isStable(host) && differences(host).length > 0)
        .map((host) => ({
          key: `${host} differs`,
          detail: `after two passes ${differences(host).join(', ')}`,
          toleratedSeconds: MAX_REPAIR_SECONDS,
        })),
  };
};

/** Actions that no ordinary launch or termination needs: each means that something was broken. */
const REPAIRS: ReadonlySet<string> = new Set([
  'autoscaling:PutLifecycleHook',
  'autoscaling:TerminateInstanceInAutoScalingGroup',
]);

const ownerIsNotified = ({ world }: Env): Invariant => ({
  name: 'what matters is notified',
  onEnd: () => {
    const reports = world.invocations.flatMap(({ returned }) => reportsOf(returned));
    const refusals = reports.filter(({ status }) => status === 'refused').map(({ reason }) => reason);
    const repairs = reports
      .filter(({ reason }) => reason.startsWith('running'))
      .flatMap(({ actions }) => actions.filter(({ action }) => REPAIRS.has(action)))
      .map(({ reason }) => reason);
    const text = notificationText(world);
    return [...refusals, ...repairs]
      .filter((reason) => !text.includes(reason))
      .map((reason) => `no e-mail says: ${reason}`);
  },
});

/** All invariants of a simulation with these hosts, beside one host that belongs to somebody else. */
export const invariantsOf = (env: Env, hosts: readonly string[], foreignHost: string): readonly Invariant[] => [
  volumesStayMounted(env),
  recordsFollowVolume(env),
  recordsLeaveForeignAddresses(env),
  foreignResourcesUnchanged(env, foreignHost),
  hooksComplete(env),
  suspendedHostsStayStopped(env),
  stableHostsAreRepaired(env, hosts),
  ownerIsNotified(env),
];
