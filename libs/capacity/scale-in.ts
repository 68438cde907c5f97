import { formatSizes, sameSizes, ZERO } from '../aws/sizes.ts';
import { type Action, actIfAny, converged, inOrder, type Plan, refuse, wait } from '../controller/plan.ts';
import { refOf } from '../controller/result.ts';
import { minutesSince } from '../controller/time.ts';
import { deleteWarmPool, type GroupInstance, type Host } from '../hosts/host.ts';
import type { SuspendActions } from './model.ts';
import { formatIds, type Suspended } from './state-write.ts';

/** Time that a group has to terminate its instances by scaling in, from its suspension; then each is terminated by id. */
const SCALE_IN_MINUTES = 2;

type Treatment = 'leaving' | 'expected' | 'launching' | 'never';

/** How scale-in treats an instance, by EC2 Auto Scaling's lifecycle states. */
const SCALE_IN: Readonly<Record<string, Treatment>> = {
  // The group terminates these; if it does not, they are terminated by id.
  InService: 'expected',
  // So are these, but while they launch AWS answers "in progress": the lifecycle controller abandons the launch.
  Pending: 'launching',
  'Pending:Wait': 'launching',
  'Pending:Proceed': 'launching',
  // Scale-in never terminates these.
  Standby: 'never',
  'Terminating:Retained': 'never',
  // These are already on their way out of the group.
  EnteringStandby: 'leaving',
  Terminating: 'leaving',
  'Terminating:Wait': 'leaving',
  'Terminating:Proceed': 'leaving',
  Terminated: 'leaving',
  Detaching: 'leaving',
  Detached: 'leaving',
};

/** AWS adds states (`Quarantined`, `ReplacingRootVolume`): an instance in any other one is charged, and so has to end. */
const treatmentOf = ({ lifecycleState }: GroupInstance): Treatment => SCALE_IN[lifecycleState] ?? 'expected';

/** Sets the sizes to zero and removes what prevents scale-in, in this order. */
export const scaleToZero = (host: Host): readonly Action<SuspendActions>[] => {
  const { sizes, suspendedProcesses, instances } = host;
  const actions: Action<SuspendActions>[] = [];
  if (!sameSizes(sizes, ZERO)) {
    // Min and desired alone are not enough: ECS managed scaling raises desired again, but never above max.
    const reason = `its sizes were ${formatSizes(sizes)}`;
    actions.push({ action: 'autoscaling:UpdateAutoScalingGroup', reason, ...refOf(host), sizes: ZERO });
  }
  if (suspendedProcesses.includes('Terminate')) {
    const reason = 'its process Terminate was suspended';
    actions.push({ action: 'autoscaling:ResumeProcesses', reason, ...refOf(host), processes: ['Terminate'] });
  }
  const protectedInstances = instances.filter(
    (instance) => instance.protectedFromScaleIn && treatmentOf(instance) !== 'leaving',
  );
  if (protectedInstances.length > 0) {
    const reason = `${formatIds(protectedInstances)} was protected from scale-in`;
    const instanceIds = protectedInstances.map(({ instanceId }) => instanceId);
    actions.push({ action: 'autoscaling:SetInstanceProtection', reason, ...refOf(host), instanceIds });
  }
  return actions;
};

/** The order in which instances are terminated by id: those last at which AWS may be busy, which ends the round. */
const BY_ID: readonly Treatment[] = ['never', 'expected', 'launching'];

/** Terminates what scale-in does not terminate, and what it should have terminated by now. */
const terminateRemaining = (
  { host, region, group, instances }: Host,
  since: Date,
  now: Date,
): readonly Action<SuspendActions>[] => {
  const isLate = minutesSince(since, now) >= SCALE_IN_MINUTES;
  return BY_ID.filter((treatment) => isLate || treatment === 'never')
    .flatMap((treatment) => instances.filter((instance) => treatmentOf(instance) === treatment))
    .map(({ instanceId, lifecycleState }) => ({
      action: 'autoscaling:TerminateInstanceInAutoScalingGroup',
      reason: `${instanceId} was still there, ${lifecycleState}`,
      host,
      region,
      group,
      instanceId,
    }));
};

/** Why nothing is left to do for a suspended host. */
export const describeStopped = ({ since, cause }: Suspended): string =>
  `suspended by ${cause} since ${since.toISOString()}; no instance is left`;

/** Keeps a suspended host at 0/0/0 until no instance is left. */
export const planSuspended = (host: Host, state: Suspended, now: Date): Plan<SuspendActions> =>
  inOrder<SuspendActions>(
    [
      () => actIfAny<SuspendActions>(scaleToZero(host)),
      () => actIfAny<SuspendActions>(terminateRemaining(host, state.since, now)),
      () => (host.instances.length > 0 ? wait(`${formatIds(host.instances)} has not ended yet`) : undefined),
      () =>
        host.warmPool
          ? refuse('its group has a warm pool, whose instances go on: delete the pool', deleteWarmPool(host))
          : undefined,
    ],
    () => converged(describeStopped(state)),
  );
