import { FAILED, GONE, NEEDS_YOU, problemOf } from '../notifications/kinds.ts';
import { fingerprintOf, isRecorded } from '../notifications/history.ts';
import { describeActions, fixOf, type NewsItem, type NewsKind, type Suggestion } from '../notifications/news.ts';
import {
  STOPPING,
  STOPPED,
  SET_BACK,
  COMING_BACK,
  BACK,
  UNDECIDED,
  NOT_STOPPED,
  NOT_RESUMED,
  UNFINISHED,
  UNCHANGED,
  INVALID_CHOICE,
  UNKNOWN_TAG,
  UNRECORDED,
} from './news-kinds.ts';
import type { ActionName } from '../controller/plan.ts';
import type { Result } from '../controller/result.ts';
import { formatSizes, sameSizes } from '../aws/sizes.ts';
import type { CapacityTarget, ObservedHost, SuspendActions, Unrecorded } from './model.ts';
import { describeStopped } from './scale-in.ts';
import { offerSizes } from './state-write.ts';

/** The result of suspending, resuming or maintaining the state of one host. */
export type CapacityResult = Result<CapacityTarget, ObservedHost>;

/** Each action as a message describes it; its reason follows in brackets. */
const ACTION_LABELS: Readonly<Record<string, string>> = {
  'autoscaling:CreateOrUpdateTags': 'recorded in its state tag',
  'autoscaling:UpdateAutoScalingGroup': 'set the sizes of its group',
  'autoscaling:ResumeProcesses': 'resumed a suspended process of its group',
  'autoscaling:SetInstanceProtection': 'removed the scale-in protection',
  'autoscaling:TerminateInstanceInAutoScalingGroup': 'terminated an instance',
} satisfies Record<ActionName<SuspendActions>, string>;

const refusalKind = ({ observed, target: { request } }: CapacityResult): NewsKind => {
  if (request?.intent === 'ask') return UNDECIDED;
  if (request === undefined && observed?.state.intent === 'running') return INVALID_CHOICE;
  if (request === undefined || observed === undefined || observed.state.intent === 'unreadable') return NEEDS_YOU;
  if (request.intent === 'resume') return NOT_RESUMED;
  return observed.state.intent === 'suspended' ? NEEDS_YOU : NOT_STOPPED;
};

/** Whether the host was stopped, and no tag says so. */
const isUnrecordedStop = ({ observed }: CapacityResult): boolean =>
  observed?.unrecorded?.state.intent === 'suspended' && observed.state.intent !== 'suspended';

/** Whether a state that could not be written has the sizes of the host: not where the group was at 0/0/0 before. */
const hasSizes = (unrecorded: Unrecorded | undefined): boolean =>
  unrecorded?.state.intent === 'suspended' && unrecorded.state.sizes !== undefined;

const kindOf = (result: CapacityResult): NewsKind => {
  const { status, observed, target, actions } = result;
  if (status === 'failed') return FAILED;
  if (status === 'gone') return GONE;
  if (isUnrecordedStop(result)) return UNRECORDED;
  if (status === 'refused') return refusalKind(result);
  if (result.isAdvice === true) return UNKNOWN_TAG;
  const isComplete = status === 'converged';
  const intent = observed?.state.intent;
  if (intent === 'suspended') {
    const isEnforced = target.request === undefined && actions.some(({ action }) => action === SET_SIZES);
    if (isEnforced) return SET_BACK;
    return isComplete ? STOPPED : STOPPING;
  }
  if (intent === 'resuming') return isComplete ? BACK : COMING_BACK;
  return status === 'waiting' ? UNFINISHED : UNCHANGED;
};

const SET_SIZES: ActionName<SuspendActions> = 'autoscaling:UpdateAutoScalingGroup';

/** The kinds whose reason is a problem, and then its fix. */
const PROBLEMS: ReadonlySet<NewsKind> = new Set([NOT_RESUMED, NEEDS_YOU, INVALID_CHOICE, UNKNOWN_TAG, UNRECORDED]);

/** The clause of the subject: who stopped the host, what was set back, or else the reason. */
const detailOf = ({ observed, reason, actions }: CapacityResult, kind: NewsKind): string => {
  if (PROBLEMS.has(kind)) return problemOf(reason);
  if (kind === SET_BACK) return actions.find(({ action }) => action === SET_SIZES)?.reason ?? reason;
  const state = observed?.state;
  if (kind === BACK && state?.intent === 'resuming') return `sizes ${formatSizes(state.sizes)}`;
  if (state?.intent !== 'suspended' || (kind !== STOPPED && kind !== STOPPING)) return reason;
  if (state.cause === 'operator') return 'as you asked';
  const multiple = state.threshold?.multiple ?? 1;
  return `the month's charges passed ${multiple === 1 ? '' : `${multiple} times `}the critical amount`;
};

/** A resume without sizes of a host whose sizes nobody knows: it is refused, with those that its group's activities tell. */
const OFFER_SIZES: Suggestion = {
  purpose: 'To be offered the sizes that {hosts} had, with which to resume then',
  command: { name: 'resume', reason: 'the cause is dealt with' },
};

/** The command that resumes a suspended host, with the options without which it would be refused. */
const resumeSuggestion = ({ status, observed, target: { request } }: CapacityResult): Suggestion => {
  const state = observed?.state;
  const recorded = state?.intent === 'suspended' && state.sizes && state.sizes.max <= 1 ? state.sizes : undefined;
  const requested = request?.intent === 'resume' ? request.sizes : undefined;
  const isConflict = recorded !== undefined && requested !== undefined && !sameSizes(recorded, requested);
  const needsSizes = recorded === undefined;
  const { unrecorded, desiredBeforeZero } = observed ?? {};
  const unwritten = unrecorded?.state.intent === 'suspended' ? unrecorded.state.sizes : undefined;
  const had = unwritten && unwritten.max <= 1 ? unwritten : requested;
  // A resume that has its sizes is refused for nothing but the last threshold.
  const isUnguarded =
    status === 'refused' &&
    request?.intent === 'resume' &&
    unrecorded === undefined &&
    !isConflict &&
    (!needsSizes || requested !== undefined);
  return {
    purpose: [
      'To resume {hosts}',
      ...(needsSizes && had === undefined && desiredBeforeZero === undefined ? ['to sizes that you choose'] : []),
      ...(isUnguarded ? ['with nothing to stop it again this month'] : []),
    ].join(' '),
    ...(!needsSizes && !isUnguarded && { all: 'To resume every stopped host' }),
    command: {
      name: 'resume',
      reason: 'the cause is dealt with',
      ...(needsSizes && {
        sizes: formatSizes(had ?? offerSizes({ ...(desiredBeforeZero !== undefined && { desiredBeforeZero }) })),
      }),
      ...(isUnguarded && { acceptUnguarded: true }),
    },
  };
};

const STOP = { purpose: 'To stop {hosts}' } as const;
const STOP_ALL = 'To stop every host that is not tagged to be kept';

/** The commands that undo what was done, or do what was not done. */
const suggestionsOf = (result: CapacityResult): readonly Suggestion[] => {
  const { status, observed, target } = result;
  const intent = observed?.state.intent;
  const isResumeRefused = status === 'refused' && target.request?.intent === 'resume' && intent === 'running';
  if (isUnrecordedStop(result) && !hasSizes(observed?.unrecorded)) return [OFFER_SIZES];
  if (intent === 'suspended' || isUnrecordedStop(result) || isResumeRefused) return [resumeSuggestion(result)];
  if (intent === 'resuming')
    return [{ ...STOP, all: STOP_ALL, command: { name: 'stop', reason: 'resumed too early' } }];
  const isLeftRunning =
    intent === 'running' &&
    (status === 'refused' || status === 'waiting') &&
    target.request !== undefined &&
    target.request.intent !== 'resume';
  // Without names, the command would leave those tagged `keep` running, which is why these were not stopped.
  const isKept = status === 'refused' && target.request?.intent === 'suspend';
  return isLeftRunning
    ? [{ ...STOP, ...(!isKept && { all: STOP_ALL }), command: { name: 'stop', reason: 'decided by a person' } }]
    : [];
};

/** Whether a pass waits for instances that were launched after the stop was complete: setting the sizes back notified them. */
const isAfterStop = ({ status, actions, observed, target }: CapacityResult): boolean =>
  status === 'waiting' &&
  actions.length === 0 &&
  target.request === undefined &&
  observed?.state.intent === 'suspended' &&
  isRecorded(observed, fingerprintOf(observed, `converged ${describeStopped(observed.state)}`));

/** Whether a stop or a resume goes well that is part of a restore, which is notified as a whole. */
const isPartOfRestore = ({ status, observed }: CapacityResult): boolean =>
  (status === 'converged' || status === 'waiting') &&
  (observed?.state.intent === 'suspended' || observed?.state.intent === 'resuming') &&
  observed.state.cause === 'restore';

/**
 * What a result is recorded as: its status with its reason, and its actions. Routine has none. Sizes that are set back are
 * the same news in whatever state that finds the instances.
 */
const fingerprintsOf = (result: CapacityResult, kind: NewsKind): readonly string[] => {
  const { status, reason, actions, observed, isAdvice } = result;
  if (isPartOfRestore(result)) return [];
  if (kind === SET_BACK) return [fingerprintOf(observed, kind.heading)];
  const isRoutine = actions.every(({ routine = false }) => routine);
  const isRunning = observed?.state.intent === 'running';
  const isSilent =
    status === 'gone' || status === 'planned' || (status === 'converged' && isRunning) || isAfterStop(result);
  const actionText = actions.map((action) => `${action.action} ${action.reason}`).join();
  return [
    // Advice does not change with the state of the host.
    ...(isAdvice === true ? [fingerprintOf(undefined, reason)] : []),
    ...(isSilent ? [] : [fingerprintOf(observed, `${status} ${reason}`)]),
    ...(isRoutine ? [] : [fingerprintOf(observed, actionText)]),
  ];
};

/** What a message says about a host that was stopped, resumed or kept in its state. */
export const describeCapacity = (result: CapacityResult): NewsItem => {
  const kind = kindOf(result);
  const { target, observed, reason, status, actions } = result;
  const isEvent = actions.some(({ routine = false }) => !routine);
  return {
    kind,
    target,
    ...(observed && { observed }),
    reason,
    detail: detailOf(result, kind),
    actions: describeActions(actions, ACTION_LABELS),
    suggestions: [...fixOf(result), ...suggestionsOf(result)],
    fingerprints: fingerprintsOf(result, kind),
    isRepeated: isEvent || status === 'waiting' || status === 'refused' || status === 'failed',
    isEvent,
  };
};
