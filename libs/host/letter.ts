import { type Chapter, type SectionKind, sectionsOf } from '../letter.ts';
import type { Verb } from '../plan.ts';
import type { Report } from '../report.ts';
import type { HostActions, LifeTarget, Observed } from './model.ts';
import { secondsSince } from './steps.ts';

/** What became of a host, as a run of its life reports it. */
export type LifeReport = Report<LifeTarget, Observed>;

/** Each action in plain words; its reason follows in brackets. */
const DEEDS: Readonly<Record<string, string>> = {
  'autoscaling:CompleteLifecycleAction': 'let an instance go on',
  'autoscaling:CreateOrUpdateTags': 'took it into its care',
  'autoscaling:PutLifecycleHook': 'put a hook on its group',
  'autoscaling:TerminateInstanceInAutoScalingGroup': 'ended an instance',
  'ec2:AssociateAddress': 'moved its address',
  'ec2:AttachVolume': 'attached its data volume',
  'ec2:DetachVolume': 'detached its data volume',
  'ecs:UpdateContainerInstancesState': 'had ECS drain an instance',
  'route53:ChangeResourceRecordSets': 'changed its names',
  'ssm:SendCommand': 'asked an instance to let go of its data volume',
} satisfies Record<Verb<HostActions>, string>;

const withStatus =
  (status: LifeReport['status']) =>
  (report: LifeReport): boolean =>
    report.status === status;

/** The sections of a letter, in their order. */
const SECTIONS: readonly SectionKind<LifeReport>[] = [
  { word: 'FAILED', heading: 'Failed; it will be tried again', holds: withStatus('failed') },
  { word: 'not done', heading: 'Not done', holds: withStatus('refused') },
  { word: 'under way', heading: 'Not done yet; it is looked at every minute', holds: withStatus('waiting') },
  { word: 'done', heading: 'Done', holds: () => true },
];

/** So long a host is in motion before its waiting is worth a letter: every launch waits for seconds. */
export const MOTION_MINUTES = 15;

/** Whether a host was set in motion a moment ago: by a launch, by an end, or by what is wanted of it. */
const isInMotion = ({ machines, instances, leaving, state }: Observed, now: Date): boolean =>
  [
    ...[...machines.values()].map(({ launchTime }) => launchTime),
    ...instances.map(({ instanceId }) => leaving.get(instanceId)?.since),
    state.intent === 'unreadable' ? undefined : state.since,
  ].some((moved) => moved !== undefined && secondsSince(moved, now) < 60 * MOTION_MINUTES);

/**
 * Whether something was done that is worth a letter, and that nobody else tells of. How a host that is stopped lets go,
 * and how one that is brought back comes up, is told with that; that a stopped one lost its names is not.
 */
const hasDeeds = ({ actions, observed }: LifeReport): boolean => {
  const intent = observed?.state.intent;
  if (intent === 'resuming') return false;
  if (intent === 'suspended') return actions.some(({ action }) => action === 'route53:ChangeResourceRecordSets');
  return actions.some(({ routine = false }) => !routine);
};

/** Whether a report may be worth a letter: not that all is as it is, nor a wait that will soon be over. */
export const matters = (report: LifeReport, now: Date): boolean => {
  const { status, observed } = report;
  if (hasDeeds(report)) return true;
  if (status === 'waiting') return observed === undefined || !isInMotion(observed, now);
  return status !== 'converged';
};

/** What a letter says of helping hosts up and letting them go. */
export const chapterOf = (reports: readonly LifeReport[]): Chapter => ({
  sections: sectionsOf(reports, SECTIONS, DEEDS),
  assurance: 'Nothing was deleted: data volumes and snapshots are as they were.',
  commands: [],
});
