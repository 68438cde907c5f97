import type { Host } from '../hosts/directory.ts';
import { FAILED, GONE, NEEDS_YOU, ORDER } from '../notifications/kinds.ts';
import { describeActions, fixOf, type NewsItem, type NewsKind, type Suggestion } from '../notifications/message.ts';
import type { ActionName } from '../controller/plan.ts';
import type { Result } from '../controller/result.ts';
import { formatSizes, sameSizes } from '../aws/sizes.ts';
import type { CapacityTarget, SuspendActions } from './model.ts';

/** The result of suspending, resuming or maintaining the state of one host. */
export type CapacityResult = Result<CapacityTarget, Host>;

/** Each action as a message describes it; its reason follows in brackets. */
const ACTION_LABELS: Readonly<Record<string, string>> = {
  'autoscaling:CreateOrUpdateTags': 'recorded in its state tag',
  'autoscaling:UpdateAutoScalingGroup': 'set the sizes of its group',
  'autoscaling:ResumeProcesses': 'resumed a suspended process of its group',
  'autoscaling:SetInstanceProtection': 'removed the scale-in protection',
  'autoscaling:TerminateInstanceInAutoScalingGroup': 'terminated an instance',
} satisfies Record<ActionName<SuspendActions>, string>;

const UNCHANGED_DATA = 'Data volumes, snapshots and addresses are unchanged.';

const STOPPING: NewsKind = {
  order: ORDER.event,
  subject: 'stopping {hosts}',
  lead: 'Stopping {hosts}: the service goes offline, and stays offline until you resume it.',
  heading: 'Stopping (the first of two e-mails)',
  outlook: `A second e-mail follows when no instance is left, usually within five minutes. ${UNCHANGED_DATA}`,
};

const STOPPED: NewsKind = {
  order: ORDER.event,
  subject: 'stopped {hosts}',
  lead: 'Stopped {hosts}: the stop is complete. The service is offline until you resume it.',
  heading: 'Stopped (this completes the stop)',
  outlook:
    'No instance is charged any more; volumes, snapshots and addresses still are. If anything raises the sizes of ' +
    `the group, hostkeeper sets them back to 0/0/0. ${UNCHANGED_DATA}`,
};

const SET_BACK: NewsKind = {
  order: ORDER.event,
  subject: 'set {hosts} back to 0/0/0',
  lead: '{hosts} {is|are} to stay stopped, but the group could launch instances: hostkeeper set it back to 0/0/0.',
  heading: 'Set back to 0/0/0',
  outlook:
    'hostkeeper does so each time, without a further e-mail about the same sizes today. If you raised them to bring ' +
    `the service back, use the command below instead. ${UNCHANGED_DATA}`,
};

const COMING_BACK: NewsKind = {
  order: ORDER.event,
  subject: '{hosts} {is|are} coming back',
  lead: '{hosts} {is|are} coming back: the service is online again once its instance is in service.',
  heading: 'Coming back (the first of two e-mails)',
  outlook: 'A second e-mail follows when this is complete, usually within five minutes.',
};

const BACK: NewsKind = {
  order: ORDER.event,
  subject: '{hosts} {is|are} back',
  lead: '{hosts} {is|are} back: the group has its sizes again, and an instance in service if they ask for one.',
  heading: 'Back (this completes the resume)',
  outlook: 'Please check that the service answers. hostkeeper goes on watching the host.',
};

const UNDECIDED: NewsKind = {
  order: ORDER.undecided,
  subject: 'decide whether to stop {hosts}',
  lead: '{hosts} {was|were} not stopped and {goes|go} on as before: please decide whether to stop.',
  heading: 'Not stopped; please decide',
  outlook:
    'Look at your bill at https://console.aws.amazon.com/costmanagement/. If the amount is true, stop the hosts with ' +
    'the command below. Nothing was changed, so there is nothing to undo.',
};

const NOT_STOPPED: NewsKind = {
  order: ORDER.notDone,
  subject: '{hosts} not stopped',
  lead: '{hosts} {was|were} not stopped: the service stays online, and its costs go on.',
  heading: 'Not stopped',
  outlook: 'Nothing was changed there, so there is nothing to undo. hostkeeper leaves it running until you stop it.',
};

const NOT_RESUMED: NewsKind = {
  order: ORDER.undecided,
  subject: '{hosts} not resumed',
  lead: '{hosts} {was|were} not resumed and {stays|stay} as before.',
  heading: 'Not resumed',
  outlook:
    'Nothing was changed there, so there is nothing to undo. Please resume with the command below if you want to.',
};

const UNFINISHED: NewsKind = {
  order: ORDER.failed,
  subject: 'not finished: {hosts}',
  lead: 'The time of the function was over before hostkeeper finished with {hosts}.',
  heading: 'Not finished',
  outlook: `Please repeat what you asked for; what is done already is not done twice. ${UNCHANGED_DATA}`,
};

const UNCHANGED: NewsKind = {
  order: ORDER.unchanged,
  subject: '{hosts} unchanged',
  lead: '{hosts} {was|were} left unchanged.',
  heading: 'Unchanged',
  outlook: 'Nothing was changed there, so there is nothing to undo.',
};

const refusalKind = ({ observed, target: { request } }: CapacityResult): NewsKind => {
  if (request?.intent === 'ask') return UNDECIDED;
  if (request === undefined || observed === undefined || observed.state.intent === 'unreadable') return NEEDS_YOU;
  if (request.intent === 'resume') return NOT_RESUMED;
  return observed.state.intent === 'suspended' ? NEEDS_YOU : NOT_STOPPED;
};

const kindOf = (result: CapacityResult): NewsKind => {
  const { status, observed, target, actions } = result;
  if (status === 'failed') return FAILED;
  if (status === 'gone') return GONE;
  if (status === 'refused') return refusalKind(result);
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

/** The clause of the subject: who stopped the host, what was set back, or else the reason. */
const detailOf = ({ observed, reason, actions }: CapacityResult, kind: NewsKind): string => {
  if (kind === SET_BACK) return actions.find(({ action }) => action === SET_SIZES)?.reason ?? reason;
  const state = observed?.state;
  if (kind === BACK && state?.intent === 'resuming') return `sizes ${formatSizes(state.sizes)}`;
  if (state?.intent !== 'suspended' || (kind !== STOPPED && kind !== STOPPING)) return reason;
  if (state.cause === 'operator') return 'as you asked';
  const multiple = state.threshold?.multiple ?? 1;
  return `the month's charges passed ${multiple === 1 ? '' : `${multiple} times `}the critical amount`;
};

/** The command that resumes a suspended host, with the options without which it would be refused. */
const resumeSuggestion = ({ status, observed, target: { request } }: CapacityResult): Suggestion => {
  const state = observed?.state;
  const recorded = state?.intent === 'suspended' && state.sizes && state.sizes.max <= 1 ? state.sizes : undefined;
  const requested = request?.intent === 'resume' ? request.sizes : undefined;
  const isConflict = recorded !== undefined && requested !== undefined && !sameSizes(recorded, requested);
  const needsSizes = recorded === undefined;
  // A resume that has its sizes is refused for nothing but the last threshold.
  const isUnguarded =
    status === 'refused' && request?.intent === 'resume' && !isConflict && (!needsSizes || requested !== undefined);
  return {
    purpose: [
      'To resume',
      ...(needsSizes ? ['to sizes that you choose'] : []),
      ...(isUnguarded ? ['with nothing to stop it again this month'] : []),
    ].join(' '),
    command: {
      name: 'resume',
      reason: 'the cause is dealt with',
      ...(needsSizes && { sizes: '0/1/1' }),
      ...(isUnguarded && { acceptUnguarded: true }),
    },
  };
};

/** The commands that undo what was done, or do what was not done. */
const suggestionsOf = (result: CapacityResult): readonly Suggestion[] => {
  const { status, observed, target } = result;
  const intent = observed?.state.intent;
  if (intent === 'suspended') return [resumeSuggestion(result)];
  if (intent === 'resuming') return [{ purpose: 'To stop', command: { name: 'stop', reason: 'resumed too early' } }];
  const isLeftRunning =
    intent === 'running' && (status === 'refused' || status === 'waiting') && target.request?.intent !== 'resume';
  return isLeftRunning ? [{ purpose: 'To stop', command: { name: 'stop', reason: 'decided by a person' } }] : [];
};

/** What a message says about a host that was stopped, resumed or kept in its state. */
export const describeCapacity = (result: CapacityResult): NewsItem => {
  const kind = kindOf(result);
  return {
    kind,
    result,
    detail: detailOf(result, kind),
    actions: describeActions(result, ACTION_LABELS),
    suggestions: [...fixOf(result), ...suggestionsOf(result)],
  };
};
