import type { ConditionId } from '../controller/condition.ts';
import { act, type Action, converged, type Plan, wait } from '../controller/plan.ts';
import type { HostTags } from '../hosts/host-tags.ts';
import type { Host } from '../hosts/host.ts';
import { TAGS } from '../hosts/tags.ts';
import type { LifecycleActions, LifecycleKind, LifecycleTarget, Observed, RecordScope } from './model.ts';
import {
  type InstanceContext,
  type LifecycleCondition,
  type NamedStep,
  type Step,
  type StepContext,
  validTag,
} from './steps/context.ts';
import { pointRecord, removeRecords } from './steps/dns.ts';
import { groupConditions } from './steps/group-config.ts';
import { acknowledgeEnrollment, hookConditions, LAUNCH_HOOK, TERMINATE_HOOK } from './steps/hooks.ts';
import { abandonLaunch, associateAddress, awaitRunning, completeLaunch, deferToPrimary } from './steps/launch.ts';
import { presenceConditions } from './steps/presence.ts';
import { primaryInstance } from './steps/primary.ts';
import { noticeConditions } from './steps/replace.ts';
import { completeTermination, detachVolume, drainTasks, requestUnmount } from './steps/terminate.ts';
import { attachVolume } from './steps/volume.ts';

/** One condition of every instance in a lifecycle state; `step` plans it, or `eachName` for each DNS name of the host. */
type Row = {
  readonly kind: LifecycleKind;
  /** Absent: every host. */
  readonly isFor?: (hostTags: HostTags) => boolean;
  readonly needs?: readonly ConditionId<LifecycleKind>[];
  readonly after?: readonly ConditionId<LifecycleKind>[];
} & ({ readonly step: Step } | { readonly eachName: NamedStep });

const hasVolume = ({ device }: HostTags): boolean => device !== undefined;

const hasAddress = ({ address, invalid }: HostTags): boolean => address !== undefined || invalid.has(TAGS.address.name);

/** What the primary instance has while it launches, and keeps in service. */
const EQUIPMENT: readonly Row[] = [
  { kind: 'InstanceRunning', needs: ['InstanceKept'], step: awaitRunning },
  {
    kind: 'VolumeAttached',
    isFor: hasVolume,
    needs: ['NameUnique', validTag('device'), 'InstanceRunning'],
    step: attachVolume,
  },
  {
    kind: 'AddressAssociated',
    isFor: hasAddress,
    needs: [validTag('address'), 'InstanceRunning', 'VolumeAttached'],
    step: associateAddress,
  },
  {
    kind: 'RecordPointed',
    needs: [
      'NameUnique',
      validTag('hostedZone'),
      validTag('addressFamily'),
      'InstanceRunning',
      'VolumeAttached',
      'AddressAssociated',
    ],
    eachName: pointRecord,
  },
];

/**
 * The conditions of the primary instance in each lifecycle state of EC2 Auto Scaling. A refused volume holds a launch, as
 * the service cannot run without its data; a refused name or address does not.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html
 */
const CONDITIONS_BY_STATE: Readonly<Record<string, readonly Row[]>> = {
  Pending: [],
  'Pending:Wait': [
    ...EQUIPMENT,
    {
      kind: 'LaunchCompleted',
      needs: ['InstanceRunning', 'VolumeAttached'],
      after: ['AddressAssociated', 'RecordPointed'],
      step: completeLaunch,
    },
  ],
  'Pending:Proceed': [],
  InService: EQUIPMENT,
  Terminating: [],
  'Terminating:Wait': [
    { kind: 'TasksDrained', needs: [validTag('cluster')], step: drainTasks },
    { kind: 'VolumeUnmounted', after: ['TasksDrained'], step: requestUnmount },
    { kind: 'VolumeDetached', needs: ['VolumeUnmounted'], step: detachVolume },
    {
      kind: 'TerminationCompleted',
      needs: ['VolumeUnmounted', 'VolumeDetached'],
      after: ['TasksDrained'],
      step: completeTermination,
    },
  ],
  'Terminating:Proceed': [],
  'Terminating:Retained': [],
  Terminated: [],
  // A person took these out of service, and decides on them.
  EnteringStandby: [],
  Standby: [],
  Detaching: [],
  Detached: [],
};

/** What differs for an instance that is not the primary one: it gets nothing. */
const SECONDARY_CONDITIONS_BY_STATE: typeof CONDITIONS_BY_STATE = {
  ...CONDITIONS_BY_STATE,
  'Pending:Wait': [{ kind: 'LaunchCompleted', needs: ['InstanceKept'], step: deferToPrimary }],
  InService: [],
};

/** What differs for a suspended host, whose instances have to end. */
const SUSPENDED_CONDITIONS_BY_STATE: typeof CONDITIONS_BY_STATE = {
  ...CONDITIONS_BY_STATE,
  'Pending:Wait': [{ kind: 'LaunchAbandoned', step: abandonLaunch }],
  InService: [],
};

/** The states of a normal launch and termination. Actions in them are routine, unless their step says otherwise. */
const ROUTINE: ReadonlySet<string> = new Set(['Pending:Wait', 'Terminating:Wait']);

const routine = (action: Action<LifecycleActions>): Action<LifecycleActions> => ({ routine: true, ...action });

const asRoutine = (plan: Plan<LifecycleActions> | undefined): Plan<LifecycleActions> | undefined => {
  if (plan?.status !== 'act') return plan;
  const [first, ...rest] = plan.actions;
  return act<LifecycleActions>(routine(first), ...rest.map(routine));
};

const rowsOf = (host: Observed, { instanceId, lifecycleState }: Host['instances'][number]): readonly Row[] => {
  const isPrimary = primaryInstance(host)?.instanceId === instanceId;
  const table = isPrimary ? CONDITIONS_BY_STATE : SECONDARY_CONDITIONS_BY_STATE;
  const rows = (host.state.intent === 'suspended' ? SUSPENDED_CONDITIONS_BY_STATE : table)[lifecycleState];
  const isUnknown = () => wait(`${instanceId} is ${lifecycleState}, a state not known here`);
  return rows ?? [{ kind: 'InstancesKnown', step: isUnknown }];
};

/** The conditions of one instance. */
const instanceConditions = (context: InstanceContext): readonly LifecycleCondition[] => {
  const { host, hostTags, instance } = context;
  const { instanceId, lifecycleState } = instance;
  const whenRoutine = ROUTINE.has(lifecycleState) ? asRoutine : (plan: Plan<LifecycleActions> | undefined) => plan;
  return rowsOf(host, instance).flatMap(
    ({ kind, isFor, needs = [], after = [], ...row }): readonly LifecycleCondition[] => {
      if (isFor?.(hostTags) === false) return [];
      return 'step' in row
        ? [{ kind, needs, after, instanceId, plan: () => whenRoutine(row.step(context)) }]
        : hostTags.records.map((name) => {
            const plan = () => whenRoutine(row.eachName(context, name));
            return { kind, name, needs, after, instanceId, plan };
          });
    },
  );
};

const describeInstances = ({ state, instances, requested }: Observed): string => {
  const descriptions = instances.map(({ instanceId, lifecycleState }) => {
    const isCompleted = [LAUNCH_HOOK, TERMINATE_HOOK].some(({ name }) => requested.get(instanceId)?.includes(name));
    return `${instanceId} is ${lifecycleState}${isCompleted ? ', its hook completed' : ''}`;
  });
  return `${state.intent}; ${descriptions.join(', ') || 'no instance'}`;
};

/**
 * All that is to hold of a host, so that each instance gets the volume, the address and the names, keeps them, and releases
 * them cleanly. Where `hostkeeper:paused-until` cannot be read, nothing is repaired: somebody wanted it left alone.
 */
export const hostConditions =
  (scope: RecordScope) =>
  ({ notices = [] }: LifecycleTarget, host: Observed, now: Date): readonly LifecycleCondition[] => {
    const { hostTags, state, instances, ec2Instances } = host;
    const context: StepContext = { host, hostTags, scope, now, notices };
    const { pausedUntil } = hostTags;
    // A paused host can be suspended as well, and its instances are then terminated; and a person may restore one.
    const isPausable = state.intent !== 'suspended' && !(state.intent === 'resuming' && state.cause === 'restore');
    if (isPausable && pausedUntil && pausedUntil > now)
      return [{ kind: 'HostPaused', plan: () => converged(`paused until ${pausedUntil.toISOString()}`) }];
    const summary: LifecycleCondition = { kind: 'InstancesKnown', plan: () => converged(describeInstances(host)) };
    const own = [...groupConditions(host), ...noticeConditions(context), summary];
    const presence = presenceConditions(host, now);
    if (isPausable && hostTags.invalid.has(TAGS.pausedUntil.name)) return [...own, ...presence];
    return [
      ...own,
      ...hookConditions(host),
      ...instances.flatMap((instance) => {
        const ec2Instance = ec2Instances.get(instance.instanceId);
        return instanceConditions({ ...context, instance, ...(ec2Instance && { ec2Instance }) });
      }),
      ...removeRecords(context),
      ...presence,
      { kind: 'HostEnrolled', needs: ['HookInPlace'], plan: () => acknowledgeEnrollment(host, now) },
    ];
  };
