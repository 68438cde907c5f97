import { act, advise, wait } from '../../controller/plan.ts';
import { refOf } from '../../controller/result.ts';
import { secondsSince } from '../../controller/time.ts';
import type { HostTags } from '../../hosts/host-tags.ts';
import type { QuiesceRequest, SnapshotActions } from '../model.ts';
import { type Consistency, QUIESCE_TIMEOUT_SECONDS } from '../quiesce-command.ts';
import { type Step, wantedSnapshot } from './context.ts';
import { takeSnapshot } from './take.ts';

/** What each value of `hostkeeper:quiesce` asks for. */
const ASKED: Readonly<Record<HostTags['quiesce'], Consistency>> = { none: 'crash', freeze: 'frozen', lock: 'locked' };

const WORDS: Readonly<Record<Consistency, string>> = {
  crash: 'the file system was not frozen, so that the snapshot is crash-consistent',
  frozen: 'the file system was frozen, but the database was not locked',
  locked: 'the database was locked',
};

/** Whether nothing more comes of a request: the host was not reached, has failed, or is late. */
const isOver = ({ isRefused, answer, requestedAt }: QuiesceRequest, now: Date): boolean =>
  answer?.made === undefined && (isRefused || secondsSince(requestedAt, now) >= QUIESCE_TIMEOUT_SECONDS);

/**
 * The host has its snapshot, or takes it itself where its tag asks for more than a crash-consistent one. Where it does not
 * answer in time, the crash-consistent one is taken all the same. A volume that no instance has needs nobody's help.
 */
export const takeQuiesced: Step<SnapshotActions> = (context) => {
  const plan = takeSnapshot(context);
  const { target, host, now } = context;
  const { quiesce, device } = host.hostTags;
  const [volume] = host.volumes;
  const { quiesceRequest: request } = host;
  if (plan?.status !== 'act' || !target.wanted || volume?.instanceId === undefined || device === undefined) return plan;
  if (quiesce === 'none' || (request && isOver(request, now))) return plan;
  if (request) return wait(`${volume.instanceId} has not answered yet`);
  return act<SnapshotActions>({
    action: 'ssm:SendCommand',
    reason: `it had none of ${target.wanted.slot}`,
    routine: true,
    ...refOf(host),
    ...target.wanted,
    volumeId: volume.volumeId,
    instanceId: volume.instanceId,
    device,
    quiesce,
  });
};

/**
 * The snapshot that was taken in this run is as consistent as the tag asks, and its tag says how consistent it is. It says
 * `crash` until the host has confirmed more.
 */
export const confirmConsistency: Step<SnapshotActions> = ({ target, host, now }) => {
  const { quiesceRequest: request } = host;
  const snapshot = wantedSnapshot(target, host.snapshots);
  if (!request || !snapshot) return undefined;
  const { answer } = request;
  const { snapshotId } = snapshot;
  if (!answer && !isOver(request, now)) return wait(`${request.instanceId} has not answered yet`);
  const { consistency } = answer?.made?.snapshotId === snapshotId ? answer.made : { consistency: 'crash' as const };
  if (consistency !== 'crash' && snapshot.consistency !== consistency)
    return act<SnapshotActions>({
      action: 'ec2:CreateTags',
      reason: WORDS[consistency],
      routine: true,
      ...refOf(host),
      snapshotId,
      consistency,
    });
  if (consistency === ASKED[host.hostTags.quiesce]) return undefined;
  const why = request.problem ?? (answer?.problem || `${request.instanceId} did not answer in time`);
  return advise(`${WORDS[consistency]}: ${why}`);
};
