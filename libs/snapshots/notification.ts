import type { ConditionResult } from '../controller/result.ts';
import { fingerprintOf } from '../notifications/history.ts';
import { FAILED, problemOf } from '../notifications/kinds.ts';
import { fixOf, type NewsItem, type NewsKind, type Suggestion } from '../notifications/news.ts';
import type { SnapshotKind, SnapshotResult } from './model.ts';
import { DOUBLE_EXPIRED, NOT_PROVEN, PROBLEM_KINDS } from './news-kinds.ts';

const isKind = (kind: string): kind is SnapshotKind => kind in PROBLEM_KINDS;

const kindOf = ({ kind, status }: ConditionResult): NewsKind => {
  if (kind === 'SnapshotProven' && status === 'failed') return NOT_PROVEN;
  return isKind(kind) ? PROBLEM_KINDS[kind] : FAILED;
};

/** Whether the owner is notified of a condition: not while it only takes its time, nor of what only waits for another one. */
const isNotable = ({ status, isAdvice, blockedBy }: ConditionResult): boolean =>
  blockedBy === undefined && (status === 'refused' || status === 'failed' || isAdvice === true);

/** The command that takes a snapshot now, where none was taken. */
const suggestionsOf = (condition: ConditionResult): readonly Suggestion[] => [
  ...(condition.kind === 'SnapshotProven' && condition.command !== undefined
    ? [{ purpose: 'If the file system of {hosts} was replaced on purpose', command: condition.command }]
    : fixOf(condition)),
  ...(condition.kind === 'SnapshotFresh' || condition.kind === 'SnapshotTaken'
    ? [
        {
          purpose: 'To take a snapshot of {hosts} now',
          command: { name: 'snapshot', reason: 'the nightly one is missing' } as const,
        },
      ]
    : []),
];

const describeProblem = (condition: ConditionResult, { target, observed }: SnapshotResult): NewsItem => {
  const { kind, status, reason } = condition;
  return {
    kind: kindOf(condition),
    target,
    ...(observed && { observed }),
    reason,
    detail: problemOf(reason),
    actions: [],
    suggestions: suggestionsOf(condition),
    fingerprints: [fingerprintOf(observed, `${kind} ${status} ${reason}`)],
    isRepeated: condition.isAdvice !== true,
  };
};

/** The doubles that were deleted, in one item. */
const describeDoubles = ({ target, observed, actions }: SnapshotResult): readonly NewsItem[] => {
  const doubles = actions.filter(({ action, routine = false }) => action === 'ec2:DeleteSnapshot' && !routine);
  if (doubles.length === 0) return [];
  const reason = doubles.map((one) => one.reason).join('; ');
  return [
    {
      kind: DOUBLE_EXPIRED,
      target,
      ...(observed && { observed }),
      reason,
      detail: 'the reply of AWS to a request was lost',
      actions: [],
      suggestions: [],
      fingerprints: [fingerprintOf(observed, reason)],
      isRepeated: true,
      isEvent: true,
    },
  ];
};

/** What does not hold; a host that could not be observed at all has failed. */
const problemsOf = ({ status, reason, conditions }: SnapshotResult): readonly ConditionResult[] => {
  if (status === 'planned' || status === 'gone') return [];
  return conditions.length > 0 ? conditions.filter(isNotable) : [{ kind: 'host', status, reason }].filter(isNotable);
};

/** What a message says about the snapshots of a host; a routine night says nothing. */
export const describeSnapshots = (result: SnapshotResult): readonly NewsItem[] => [
  ...problemsOf(result).map((condition) => describeProblem(condition, result)),
  ...describeDoubles(result),
];
