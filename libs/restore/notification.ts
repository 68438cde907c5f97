import type { Restore } from '../hosts/restore-state.ts';
import { refOf } from '../controller/result.ts';
import { hoursSince } from '../controller/time.ts';
import type { Host } from '../hosts/host.ts';
import { FAILED, GONE, NEEDS_YOU, problemOf } from '../notifications/kinds.ts';
import { fingerprintOf, isRecorded } from '../notifications/history.ts';
import { describeActions, fixOf, type NewsItem, type Suggestion } from '../notifications/news.ts';
import { aftermathOf, stageLines } from './after.ts';
import type { Refusal } from './request/model.ts';
import type { Observed, RestoreResult } from './model.ts';
import { GIVE_UP_MINUTES } from './steps/volume.ts';
import { NOT_RESTORED, RESTORED, RESTORING } from './news-kinds.ts';

/** Each action as a message describes it; its reason follows in brackets. */
const ACTION_LABELS: Readonly<Record<string, string>> = {
  'autoscaling:CreateOrUpdateTags': 'recorded in a tag',
  'autoscaling:UpdateAutoScalingGroup': 'changed its group',
  'ec2:CreateSnapshot': 'took a last snapshot',
  'ec2:CreateTags': 'changed the role of a volume',
  'ec2:CreateVolume': 'created a volume',
} satisfies Record<string, string>;

/** How long after its request a restore that is over may still be news: where its run died before it sent the e-mail. */
const NEWS_HOURS = 24;

/** What each stage of one restore is recorded as, in whatever state its host is. */
const printOf = ({ since }: Restore, status: Restore['status']): string =>
  fingerprintOf(undefined, `restore ${status}`, since.toISOString());

/** Whether a pass has to do with the restore of a host: it is in progress, or its end was not notified yet. */
export const isOpen = (host: Host, now: Date): boolean => {
  const { restore } = host;
  if (!restore) return false;
  if (restore.status === 'restoring' || restore.status === 'unreadable') return true;
  return hoursSince(restore.since, now) < NEWS_HOURS && !isRecorded(host, printOf(restore, restore.status));
};

/** The command that brings the old data back. */
const undoOf = (restore: Restore, { volumes }: Observed): readonly Suggestion[] =>
  aftermathOf(restore, volumes).retired.map((volumeId) => ({
    purpose: 'To go back to the data that {hosts} had before',
    command: { name: 'restore', reason: 'back to the data before the restore', volumeId },
  }));

const stageSuggestion = (restore: Restore, { volumes }: Observed): readonly Suggestion[] => {
  const { volumeId } = aftermathOf(restore, volumes);
  return volumeId === undefined
    ? []
    : [
        {
          purpose: 'Where the stack has made {hosts}, write this into its stage in infra/stages.yml before you deploy',
          command: stageLines(volumeId, restore.zone).join('\n'),
        },
      ];
};

/** What stands in the way of a restore in progress. */
const describeProblem = (result: RestoreResult): readonly NewsItem[] => {
  const { target, observed, status, reason } = result;
  if (status !== 'failed' && status !== 'refused' && status !== 'gone') return [];
  const kind = { failed: FAILED, refused: NEEDS_YOU, gone: GONE }[status];
  return [
    {
      kind,
      target,
      ...(observed && { observed }),
      reason,
      detail: kind === NEEDS_YOU ? problemOf(reason) : reason,
      actions: [],
      suggestions: fixOf(result),
      fingerprints: status === 'gone' ? [] : [fingerprintOf(undefined, `restore ${status} ${reason}`)],
      isRepeated: true,
    },
  ];
};

/** What a message says about a request that was refused. Another one is news again. */
export const describeRefusal = (host: Host, { refused, command }: Refusal): NewsItem => ({
  kind: NOT_RESTORED,
  target: refOf(host),
  observed: host,
  reason: refused,
  detail: problemOf(refused),
  actions: [],
  suggestions: fixOf(command === undefined ? {} : { command }),
  fingerprints: [fingerprintOf(host, `refused ${refused}`)],
  isRepeated: false,
});

const KINDS = { restoring: RESTORING, done: RESTORED, failed: NOT_RESTORED } as const;

/** What the data is from, with its time. */
const describeSource = ({ source }: Restore, { snapshots }: Observed): string => {
  const snapshot = snapshots.find(({ snapshotId }) => snapshotId === source);
  return snapshot ? `${source} of ${snapshot.startTime.toISOString()}` : source;
};

const sentenceOf = (restore: Restore, observed: Observed): string => {
  const { status, zone } = restore;
  const { volumes, state } = observed;
  const source = describeSource(restore, observed);
  if (status === 'restoring') return `from ${source}, in ${zone}`;
  if (status === 'failed') return `no volume from ${source} was available within ${GIVE_UP_MINUTES} minutes`;
  const stays = state.intent === 'suspended' ? `; it stays suspended by ${state.cause}` : '';
  const volumeId = aftermathOf(restore, volumes).volumeId ?? 'no one volume';
  return `${volumeId} in ${zone} is the data volume, from ${source}${stays}`;
};

/** What a message says about the restore of a host: that it has begun, that it is over, and what stands in its way. */
export const describeRestore = (result: RestoreResult): readonly NewsItem[] => {
  const { target, observed, actions } = result;
  const restore = observed?.restore;
  if (!observed || !restore || restore.status === 'unreadable') return describeProblem(result);
  const { status } = restore;
  return [
    {
      kind: KINDS[status],
      target,
      observed,
      reason: sentenceOf(restore, observed),
      detail: `from ${restore.source}`,
      actions: describeActions(actions, ACTION_LABELS),
      suggestions: status === 'done' ? [...stageSuggestion(restore, observed), ...undoOf(restore, observed)] : [],
      fingerprints: [printOf(restore, status)],
      isRepeated: false,
    },
    ...describeProblem(result),
  ];
};
