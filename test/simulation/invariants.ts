import * as z from 'zod/mini';

import type { Env } from '../support/given.ts';
import { notificationText, reportsOf } from '../support/queries.ts';
import { hostsAboveThresholdStop } from './bill.ts';
import type { Invariant } from './checker.ts';
import { expectedState } from './expected-state.ts';
import { FOREIGN_HOOK, FOREIGN_HOOK_SECONDS, hasInvalidTag } from './faults.ts';
import { drillInvariants } from './drill-invariants.ts';
import { snapshotInvariants } from './snapshot-invariants.ts';
import { recordsByHandStay, recordsFollowVolume, recordsLeaveForeignAddresses } from './record-invariants.ts';

/** How long an instance may wait at a hook: the hook's own limit and one pass of reconcile. */
const MAX_HOOK_WAIT_SECONDS: Readonly<Record<string, number>> = {
  'Pending:Wait': 900 + 70,
  'Terminating:Wait': 300 + 70,
};

/** From a launch in a suspended group until the instance terminates: two passes, and the time that AWS takes. */
const MAX_RAISED_SECONDS = 240;

/** Two passes of reconcile and the time that each takes: hostkeeper must have repaired a stable host by then. */
const MAX_REPAIR_SECONDS = 2 * 60 + 30;

const isSuspended = (tags: ReadonlyMap<string, string>): boolean =>
  tags.get('hostkeeper:state')?.startsWith('suspended') === true;
const enrolledGroupsOf = ({ world }: Env) =>
  world
    .autoScaling()
    .groups.all()
    .filter(({ tags }) => tags.get('hostkeeper:stage') === 'prod');

const volumesStayMounted = ({ world }: Env): Invariant => ({
  name: 'a mounted volume is never detached',
  onState: () =>
    world.inRegion().ec2.volumes.dataLoss.map(({ description }) => ({ key: description, detail: description })),
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
      .flatMap(({ instances, hooks }) =>
        instances
          .filter(({ lifecycleState }) => /^(Pending|InService)/.test(lifecycleState))
          .map(({ instanceId }) => ({
            key: `${instanceId} up`,
            detail: `${instanceId} is still up`,
            // AWS terminates no instance that launches, and another's hook is not completed.
            toleratedSeconds: MAX_RAISED_SECONDS + (hooks.has(FOREIGN_HOOK) ? FOREIGN_HOOK_SECONDS : 0),
          })),
      ),
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

/** A reason without ids, times and numbers: of the same news an owner gets one e-mail a day. */
const kindOfReason = (reason: string): string =>
  reason.replaceAll(/\b[a-z]+-[0-9a-f]{8,17}\b|\d{4}-\d\d-\d\dT[\d:.]+Z|\d+/g, '#');

/** Reasons that mean that the service of a host is offline: whichever comes first in an hour is notified. */
const OUTAGE = /^AWS (takes|may take|retires) |had stopped by itself/;

const isDryRun = (event: unknown): boolean => z.safeParse(z.object({ dryRun: z.literal(true) }), event).success;

const ownerIsNotified = ({ world }: Env): Invariant => ({
  name: 'what matters is notified',
  onEnd: () => {
    // A pass that cannot write a tag notifies once an hour only, as nothing can remember that it did.
    const deniedAt = world.calls
      .filter(
        ({ operation, caller, error }) => operation === 'CreateOrUpdateTags' && caller === 'ReconcileRole' && error,
      )
      .map(({ at }) => at.getTime());
    const isDenied = (at: Date): boolean => deniedAt.some((time) => Math.abs(time - at.getTime()) < 90_000);
    const reports = world.invocations
      // A dry run notifies nobody; what it finds may be right before the next pass looks.
      .filter(({ name, at, event }) => name !== 'reconcile' || !(isDenied(at) || isDryRun(event)))
      .flatMap(({ returned }) => reportsOf(returned));
    const refusals = reports.filter(({ status }) => status === 'refused').map(({ reason }) => reason);
    const repairs = reports
      .filter(({ reason }) => reason.startsWith('running'))
      .flatMap(({ actions }) => actions.filter(({ action }) => REPAIRS.has(action)))
      .map(({ reason }) => reason);
    const text = kindOfReason(notificationText(world));
    return [...refusals, ...repairs]
      .filter((reason) => !text.includes(OUTAGE.test(reason) ? 'the service is offline' : kindOfReason(reason)))
      .map((reason) => `no e-mail says: ${reason}`);
  },
});

/** From the end of the last instance until the e-mail: a quarter of an hour, two passes, and calls that fail. */
const MAX_UNTOLD_SECONDS = 20 * 60;

/** How often the process of reconcile has ended: the next one knows of an absence only once it has seen it. */
const countRestarts = ({ world }: Env): number =>
  world.invocations.filter(({ name, error }) => name === 'reconcile' && error?.endsWith('signal: killed') === true)
    .length;

const absencesAreNotified = (env: Env): Invariant => ({
  name: 'a host without an instance is notified',
  onState: () => {
    const text = notificationText(env.world);
    const isTold = (group: string): boolean => new RegExp(`${group}, .*no instance has been in service`).test(text);
    return enrolledGroupsOf(env)
      .filter(({ tags, sizes }) => !isSuspended(tags) && sizes.desired > 0)
      .filter(({ instances }) => !instances.some(({ lifecycleState }) => lifecycleState === 'InService'))
      .filter(({ name }) => !isTold(name))
      .map(({ name }) => ({
        key: `${name} lacks an instance, after ${countRestarts(env)} restarts`,
        detail: `${name} has lacked an instance for ${MAX_UNTOLD_SECONDS / 60} minutes, and no e-mail says so`,
        toleratedSeconds: MAX_UNTOLD_SECONDS,
      }));
  },
});

/** All invariants of a simulation with these hosts, beside one host that belongs to somebody else. */
export const invariantsOf = (env: Env, hosts: readonly string[], foreignHost: string): readonly Invariant[] => [
  volumesStayMounted(env),
  recordsFollowVolume(env),
  recordsLeaveForeignAddresses(env),
  foreignResourcesUnchanged(env, foreignHost),
  recordsByHandStay(env),
  hooksComplete(env),
  suspendedHostsStayStopped(env),
  hostsAboveThresholdStop(env, hosts),
  stableHostsAreRepaired(env, hosts),
  ownerIsNotified(env),
  absencesAreNotified(env),
  ...snapshotInvariants(env),
  ...drillInvariants(env),
];
