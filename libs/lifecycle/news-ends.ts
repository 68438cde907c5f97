import { latestOf, minutesSince } from '../controller/time.ts';
import { openIn } from '../notifications/history.ts';
import { describeActions, type NewsItem } from '../notifications/news.ts';
import type { LifecycleKind, LifecycleResult, Observed } from './model.ts';
import { ACTION_LABELS, hasNotableActions, undoOf } from './news-events.ts';
import { BACK_IN_SERVICE, RIGHT_AGAIN } from './news-kinds.ts';
import { fingerprintsOfProblem, problemsOf } from './news-problems.ts';

/** The conditions without which the service of a host is not back. */
const SERVICE: ReadonlySet<string> = new Set(['InstanceRunning', 'VolumeAttached'] satisfies LifecycleKind[]);

/** What the instance in service has, by its conditions; `undefined` while it lacks what the service needs. */
const describeService = ({ observed, conditions }: LifecycleResult): string | undefined => {
  const running = conditions.find(({ kind, status }) => kind === 'InstanceRunning' && status === 'converged');
  const instance = observed?.instances.find(({ instanceId }) => instanceId === running?.instanceId);
  const isLacking = conditions.some(({ kind, status }) => SERVICE.has(kind) && status !== 'converged');
  if (!instance || instance.lifecycleState !== 'InService' || isLacking) return undefined;
  const things = conditions.flatMap(({ kind, name, status }) => {
    if (status !== 'converged') return [];
    if (kind === 'RecordPointed') return [name ?? ''];
    if (kind === 'VolumeAttached') return ['its data volume'];
    return kind === 'AddressAssociated' ? ['its Elastic IP address'] : [];
  });
  return things.length > 0 ? `${instance.instanceId} has ${listOf(things)}` : `${instance.instanceId} is in service`;
};

const listOf = (things: readonly string[]): string =>
  things.length > 1 ? `${things.slice(0, -1).join(', ')} and ${things.at(-1)}` : things.join('');

/** When the service went offline: EC2 says when an instance ended, or the group, or else the notification was sent then. */
const offlineSince = (observed: Observed): Date | undefined => {
  const ends = [...observed.ec2Instances.values()].flatMap(({ endedAt }) => endedAt ?? []);
  const ended = latestOf(ends);
  return ends.length === 1 ? ended : (observed.offlineSince ?? ended ?? observed.history.at);
};

/** A time in whole minutes, at least one. */
const formatMinutes = (minutes: number): string => {
  const whole = Math.max(1, Math.round(minutes));
  return whole === 1 ? 'a minute' : `${whole} minutes`;
};

/** That what was notified is over: one message, once nothing is awaited any more. */
export const describeEnd = (result: LifecycleResult, now: Date): readonly NewsItem[] => {
  const { target, observed, status, conditions } = result;
  const service = describeService(result);
  if (!observed || service === undefined || status === 'failed' || status === 'waiting') return [];
  if (observed.state.intent !== 'running') return [];
  const { problems, outages } = openIn(observed);
  const current = new Set(problemsOf(result).flatMap((problem) => fingerprintsOfProblem(problem, result)));
  const closes = [...outages, ...problems.filter((print) => !current.has(print))];
  if (closes.length === 0) return [];
  const since = outages.length > 0 ? offlineSince(observed) : undefined;
  const downtime = since && `down for ${formatMinutes(minutesSince(since, now))}`;
  const isRepaired = hasNotableActions(result);
  const open = conditions.some((condition) => condition.status !== 'converged');
  return [
    {
      kind: outages.length > 0 ? BACK_IN_SERVICE : RIGHT_AGAIN,
      target,
      observed,
      reason: [...(downtime ? [downtime] : []), service, ...(open ? ['something else is still refused'] : [])].join(
        '; ',
      ),
      detail: downtime ?? service,
      actions: isRepaired ? describeActions(result.actions, ACTION_LABELS) : [],
      suggestions: isRepaired ? undoOf(result) : [],
      fingerprints: [],
      isRepeated: false,
      closes,
    },
  ];
};
