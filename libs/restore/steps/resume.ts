import { act, converged, type Plan, wait } from '../../controller/plan.ts';
import { refOf } from '../../controller/result.ts';
import { formatRestore } from '../../hosts/restore-state.ts';
import { formatState, type State } from '../../hosts/state.ts';
import { TAGS } from '../../hosts/tags.ts';
import type { Observed, RestoreActions } from '../model.ts';
import { dataVolumes, planAction, type Step } from './context.ts';

type Suspended = Extract<State, { intent: 'suspended' }>;

const begin = (host: Observed, { sizes, threshold }: Suspended, now: Date): Plan<RestoreActions> => {
  const common = { since: now, ...(threshold && { threshold }) };
  const tags = {
    [TAGS.state.name]: formatState(
      sizes ? { intent: 'resuming', sizes, cause: 'restore', ...common } : { intent: 'running', ...common },
    ),
  };
  const reason = 'its data is in place';
  const record = { action: 'autoscaling:CreateOrUpdateTags', reason, ...refOf(host), tags } as const;
  return sizes
    ? act<RestoreActions>(record, { action: 'autoscaling:UpdateAutoScalingGroup', reason, ...refOf(host), sizes })
    : act<RestoreActions>(record);
};

/** Resumes the host, unless it was suspended before, or somebody has suspended it meanwhile; waits until it is in service. */
export const resumeHost: Step = ({ host, now }) => {
  const { state, instances } = host;
  if (dataVolumes(host.volumes).length !== 1)
    return converged('it stays suspended: there is no volume, or more than one, with the role of its data');
  if (state.intent === 'suspended')
    return state.cause === 'restore'
      ? begin(host, state, now)
      : converged(`it stays suspended by ${state.cause}, since ${state.since.toISOString()}`);
  const isWanted = state.intent === 'resuming' && state.sizes.desired > 0;
  const isInService = instances.some(({ lifecycleState }) => lifecycleState === 'InService');
  return isWanted && !isInService ? wait('no instance is in service yet') : undefined;
};

/** Records that the restore is over. */
export const record =
  (status: 'done' | 'failed', reason: string): Step =>
  ({ host, restore }) =>
    planAction({
      action: 'autoscaling:CreateOrUpdateTags',
      reason,
      ...refOf(host),
      tags: { [TAGS.restore.name]: formatRestore({ ...restore, status }) },
    });
