import { type Action, actIfAny, advise, type Plan } from '../../controller/plan.ts';
import { refOf } from '../../controller/result.ts';
import type { Snapshot } from '../../hosts/snapshot.ts';
import type { Observed, SnapshotActions } from '../model.ts';
import { judgeRetention, type RetentionRules, selectExpired } from '../retention.ts';
import type { Step } from './context.ts';

/** By what the snapshots of every host are judged. */
export type Rules = Pick<RetentionRules, 'minimum' | 'zone'>;

/** A double is no routine: the owner is notified of it. */
const isDouble = (reason: string): boolean => reason.startsWith('it is a double');

const expire = (
  host: Observed,
  snapshots: readonly Snapshot[],
  from: string,
  rules: Rules,
): Plan<SnapshotActions> | undefined => {
  const { attempts, kept } = host.deletions;
  const { retention } = host.hostTags;
  const judgments = judgeRetention(snapshots, { ...rules, ...(retention && { policy: retention }) });
  const expired = judgments.filter(({ isKept }) => !isKept);
  const keptHere = expired.flatMap(({ snapshot: { snapshotId } }) => {
    const why = kept.get(snapshotId);
    return why === undefined ? [] : [`${snapshotId} is to expire, and AWS keeps it: ${why}`];
  });
  const due = selectExpired(
    expired.filter(({ snapshot }) => !kept.has(snapshot.snapshotId)),
    attempts,
  );
  const toAction = ({ snapshot: { snapshotId }, reason }: (typeof due)[number]): Action<SnapshotActions> => ({
    action: 'ec2:DeleteSnapshot',
    reason: `${snapshotId}: ${reason}`,
    routine: !isDouble(reason),
    ...refOf(host),
    snapshotId,
    from,
  });
  const actions = due.map(toAction);
  return actIfAny<SnapshotActions>(actions) ?? (keptHere.length > 0 ? advise(keptHere.join('; ')) : undefined);
};

/** What the policy does not keep is deleted, ten a run at most. */
export const expireSnapshots =
  (rules: Rules): Step<SnapshotActions> =>
  ({ host }) =>
    expire(host, host.snapshots, host.region, rules);

/** The same in the other region. */
export const expireCopies =
  (rules: Rules): Step<SnapshotActions> =>
  ({ host }) =>
    host.copies && expire(host, host.copies.snapshots, host.copies.region, rules);
