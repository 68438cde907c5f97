import { act, type Plan, wait, waitLong } from '../../controller/plan.ts';
import { refOf } from '../../controller/result.ts';
import { minutesSince, secondsSince } from '../../controller/time.ts';
import { isEndedByRequest } from '../end.ts';
import { MAX_MINUTES, ONLINE_SECONDS, RETRY_SECONDS } from '../limits.ts';
import type { DrillActions, DrillInstance } from '../model.ts';
import type { OutcomeWord } from '../outcome.ts';
import type { DrillContext } from './context.ts';
import { record } from './record.ts';

/** The states of a command that has not ended. https://docs.aws.amazon.com/systems-manager/latest/userguide/monitor-commands.html */
const RUNNING: ReadonlySet<string> = new Set(['Pending', 'InProgress', 'Delayed', 'Cancelling']);

const hasEnded = ({ state }: DrillInstance): boolean => state !== 'pending' && state !== 'running';

/** Ends a drill: the instance first, so that it costs no more; its command and its tags are still there to be read. */
const end = (context: DrillContext, drill: DrillInstance, result: OutcomeWord): Plan<DrillActions> => {
  const recorded = record(context, { result, ...drill });
  if (hasEnded(drill)) return act<DrillActions>(recorded);
  const { instanceId } = drill;
  const reason = `the drill of ${drill.snapshot.snapshotId} is over: ${result}`;
  return act<DrillActions>(
    { action: 'ec2:TerminateInstances', reason, routine: true, ...refOf(context.target), instanceId },
    recorded,
  );
};

/** Whether money or a person has ended it: a host is stopped, or the function that stops hosts has ended the instance. */
const isStopped = (
  { host: { state, stoppedByBill } }: DrillContext,
  { launchTime, reason = '' }: DrillInstance,
): boolean =>
  stoppedByBill.length > 0 || (state.intent === 'suspended' && state.since > launchTime) || isEndedByRequest(reason);

/** Sends the command, once the instance has its copy. A run that only finishes drills leaves that to the instance's end. */
const planSend = (context: DrillContext, drill: DrillInstance): Plan<DrillActions> => {
  const { target, host, now, settings, stage } = context;
  const { instanceId, volumeId, sent } = drill;
  if (!host.facts) return waitLong(`${instanceId} waits for the command of its drill`);
  if (drill.state === 'pending') return wait(`${instanceId} is starting`);
  if (volumeId === undefined) return wait(`${instanceId} has no copy of ${drill.snapshot.snapshotId} yet`);
  if (sent && secondsSince(sent.at, now) < RETRY_SECONDS)
    return wait(sent.problem ?? `the command was sent to ${instanceId}`);
  const { ownHost, query } = settings;
  return act<DrillActions>({
    action: 'ssm:SendCommand',
    reason: `${instanceId} has a copy of ${drill.snapshot.snapshotId}`,
    ...refOf(target),
    instanceId,
    rehearsal: {
      volumeId,
      owner: `${stage}/${target.host}`,
      ...(ownHost?.name === target.host && { label: ownHost.label }),
      ...(host.facts.database && { database: host.facts.database }),
      ...(query !== undefined && { query }),
    },
  });
};

/** Carries on a drill whose result is not recorded: by what AWS says of its instance and its command. */
export const planOpen = (context: DrillContext, drill: DrillInstance): Plan<DrillActions> => {
  const { now } = context;
  const { command, launchTime } = drill;
  if (command?.status === 'Success') return end(context, drill, command.finding?.result ?? 'failed');
  if (isStopped(context, drill)) return end(context, drill, 'stopped');
  if (command && !RUNNING.has(command.status))
    return end(context, drill, command.status === 'TimedOut' ? 'unanswered' : 'failed');
  if (hasEnded(drill) || minutesSince(launchTime, now) >= MAX_MINUTES) return end(context, drill, 'unanswered');
  if (command) return wait(`the command on ${drill.instanceId} is ${command.status}`);
  // One that was not sent before this is not sent any more.
  const isLate = drill.sent?.problem === undefined ? false : secondsSince(launchTime, now) >= ONLINE_SECONDS;
  return isLate ? end(context, drill, 'unanswered') : planSend(context, drill);
};
