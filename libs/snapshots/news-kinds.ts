import { ORDER } from '../notifications/kinds.ts';
import type { NewsKind } from '../notifications/news.ts';
import type { SnapshotKind } from './model.ts';

const KEPT = 'The volume and the earlier snapshots are unchanged. Nothing was deleted, so there is nothing to undo.';

const NOT_TAKEN: NewsKind = {
  order: ORDER.needsYou,
  subject: 'no snapshot of {hosts}',
  lead: 'No snapshot of {hosts} was taken: what was written since the last one is saved nowhere. The service goes on.',
  heading: 'No snapshot',
  outlook: `hostkeeper tries again every quarter of an hour for three hours from the time of the snapshot, and the next night. ${KEPT}`,
};

const NOT_QUIESCED: NewsKind = {
  order: ORDER.unchanged,
  subject: 'the snapshot of {hosts} is less consistent than asked',
  lead:
    'The snapshot of {hosts} was taken, but not as its tag hostkeeper:quiesce asks. It holds every row that the database has ' +
    'acknowledged; the database recovers it as it does after a power failure. Other files may be as they were in the middle ' +
    'of a write.',
  heading: 'Not frozen or locked',
  outlook:
    'The next snapshot is tried as the tag asks. If this comes again, see docs/snapshots.md. Nothing was deleted, so there is ' +
    'nothing to undo.',
};

const SNAPSHOT_FAILED: NewsKind = {
  order: ORDER.failed,
  subject: 'the snapshot of {hosts} failed',
  lead: 'AWS could not complete the snapshot of {hosts}: what was written since the last one is saved nowhere. The service goes on.',
  heading: 'The snapshot failed',
  outlook: `hostkeeper takes another one on its next pass. ${KEPT}`,
};

const SNAPSHOT_WRONG: NewsKind = {
  order: ORDER.needsYou,
  subject: 'the snapshot of {hosts} holds other data',
  lead: 'The newest snapshot of {hosts} does not hold the file system that the one before held: it does not count as a snapshot to restore from.',
  heading: 'Other data than before',
  outlook:
    'Please look at the volume today. If somebody has replaced the file system on purpose, the command below says so, and ' +
    `later snapshots are compared with this one. Until then no earlier snapshot expires because of it. ${KEPT}`,
};

const NOT_COPIED: NewsKind = {
  order: ORDER.needsYou,
  subject: 'no copy of the snapshot of {hosts}',
  lead: 'The newest snapshot of {hosts} has no copy in the other region. The snapshot itself is as it should be.',
  heading: 'No copy',
  outlook: `Most often a key is disabled, or not shared with hostkeeper. The next night's snapshot is copied again. ${KEPT}`,
};

const NOT_EXPIRED: NewsKind = {
  order: ORDER.unchanged,
  subject: 'a snapshot of {hosts} does not expire',
  lead: 'A snapshot of {hosts} is to expire, and was not deleted. It goes on costing.',
  heading: 'Not deleted',
  outlook:
    'Delete the image that uses it, or the lock, and it is deleted the next night; or keep it: set its tag ' +
    'hostkeeper:kept-by to your name. Nothing was changed, so there is nothing to undo.',
};

const OVERDUE: NewsKind = {
  order: ORDER.needsYou,
  subject: '{hosts} {has|have} no recent snapshot',
  lead: '{hosts} {has|have} no snapshot of the last day to restore from. The service goes on.',
  heading: 'No recent snapshot',
  outlook:
    'See what hindered the last night: the e-mails of it, and the log of the function snapshot. The command below takes one ' +
    `now. ${KEPT}`,
};

/** An event rather than a problem. */
export const DOUBLE_EXPIRED: NewsKind = {
  order: ORDER.event,
  subject: 'a double snapshot of {hosts} was deleted',
  lead: '{hosts} had two snapshots of one night, as the reply of AWS to the first request was lost: the second one was deleted.',
  heading: 'A double was deleted',
  outlook: 'The first one is kept as the policy says. There is nothing for you to do, and nothing to undo.',
};

/** How a condition that does not hold is worded. */
export const PROBLEM_KINDS: Readonly<Record<SnapshotKind, NewsKind>> = {
  SnapshotTaken: NOT_TAKEN,
  SnapshotConsistent: NOT_QUIESCED,
  SnapshotCompleted: SNAPSHOT_FAILED,
  SnapshotProven: SNAPSHOT_WRONG,
  SnapshotCopied: NOT_COPIED,
  SnapshotsExpired: NOT_EXPIRED,
  CopiesExpired: NOT_EXPIRED,
  SnapshotFresh: OVERDUE,
};

/** A snapshot that could not be read. */
export const NOT_PROVEN: NewsKind = {
  order: ORDER.failed,
  subject: 'the snapshot of {hosts} could not be looked into',
  lead: 'The newest snapshot of {hosts} is complete, but hostkeeper could not look into it: nobody knows that it holds the right data.',
  heading: 'Not looked into',
  outlook:
    'Most often the volume has a key of your own, which belongs into the parameter kmsKeys. It counts as a snapshot to ' +
    `restore from, and hostkeeper tries again on its next pass. ${KEPT}`,
};
