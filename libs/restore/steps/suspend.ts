import { sameSizes, ZERO } from '../../aws/sizes.ts';
import { act, converged, refuse, wait } from '../../controller/plan.ts';
import { refOf } from '../../controller/result.ts';
import { minutesSince } from '../../controller/time.ts';
import type { GroupInstance } from '../../hosts/host.ts';
import { formatState } from '../../hosts/state.ts';
import { invalidTag, TAGS } from '../../hosts/tags.ts';
import type { Observed, RestoreActions } from '../model.ts';
import type { Step, StepContext } from './context.ts';

/** How long the old volume may take to be released; without it, a restore goes on: in the outage of a zone it never is. */
const RELEASE_MINUTES = 5;

/** How long an instance that does not even terminate is waited for, before a person is asked. */
const STUCK_MINUTES = 15;

/** The sizes to resume at: those that are recorded already, and never 0/0/0. */
const sizesToRecord = ({ state, sizes }: Observed): { readonly sizes?: Observed['sizes'] } => {
  if (state.intent === 'resuming') return { sizes: state.sizes };
  return sameSizes(sizes, ZERO) ? {} : { sizes };
};

/** Suspends the host: the intent is recorded first, so that the next pass completes it. */
export const suspendHost: Step = ({ host, isInPlace, now }) => {
  const { state } = host;
  if (isInPlace || state.intent === 'suspended') return undefined;
  if (state.intent === 'unreadable') return refuse(invalidTag(TAGS.state, state.text));
  const { threshold } = state;
  const suspended = formatState({
    intent: 'suspended',
    since: now,
    cause: 'restore',
    ...sizesToRecord(host),
    ...(threshold && { threshold }),
  });
  return act<RestoreActions>(
    {
      action: 'autoscaling:CreateOrUpdateTags',
      reason: 'its data is being restored',
      ...refOf(host),
      tags: { [TAGS.state.name]: suspended },
    },
    {
      action: 'autoscaling:UpdateAutoScalingGroup',
      reason: 'no instance may have its data meanwhile',
      ...refOf(host),
      sizes: ZERO,
    },
  );
};

/** Minutes since the host was suspended for the restore. */
export const minutesSuspended = ({ host: { state }, restore, now }: StepContext): number => {
  const isSuspendedSince = state.intent === 'suspended' && state.since > restore.since;
  return minutesSince(isSuspendedSince ? state.since : restore.since, now);
};

const isLeaving = ({ lifecycleState }: GroupInstance): boolean => /^(Terminat|Detach)/.test(lifecycleState);

/** The instances that the old volumes are attached to. */
export const holders = ({ others }: StepContext): readonly string[] => [
  ...new Set(others.flatMap(({ attachedTo }) => attachedTo)),
];

/**
 * Waits until no instance has the old volume. One that terminates may take some minutes, and is given no other volume. One
 * that does not could get the new one while it has the old one mounted.
 */
export const releaseVolume: Step = (context) => {
  const { host, isInPlace } = context;
  if (isInPlace) return undefined;
  const minutes = minutesSuspended(context);
  const staying = host.instances.find((instance) => !isLeaving(instance));
  if (staying) {
    const { instanceId, lifecycleState } = staying;
    return minutes < STUCK_MINUTES
      ? wait(`${instanceId} is ${lifecycleState}`)
      : refuse(`${instanceId} is still ${lifecycleState}: terminate it, and the restore goes on`);
  }
  const held = holders(context);
  if (held.length === 0) return undefined;
  return minutes < RELEASE_MINUTES
    ? wait(`the old volume is still attached to ${held.join(', ')}`)
    : converged(`the old volume is still attached to ${held.join(', ')} after ${RELEASE_MINUTES} minutes`);
};
