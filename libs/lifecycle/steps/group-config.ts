import type { Hook } from '../../aws/lifecycle-hooks.ts';
import { deleteWarmPool, unreadableState } from '../../hosts/directory.ts';
import { act, type Plan, refuse } from '../../controller/plan.ts';
import { shell } from '../../notifications/commands.ts';
import type { LifecycleActions, Observed } from '../model.ts';
import { planAction, refOf } from './context.ts';

/** Holds a launching instance until it has its volume and its names; a timeout lets it go on, for an ABANDON would relaunch for ever. */
export const LAUNCH_HOOK: Hook = {
  name: 'hostkeeper-launch',
  transition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
  heartbeatSeconds: 900,
  defaultResult: 'CONTINUE',
};

/** Holds an instance that is to go until it has let go; here an ABANDON would skip the hooks of others. */
export const TERMINATE_HOOK: Hook = {
  name: 'hostkeeper-terminate',
  transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
  heartbeatSeconds: 300,
  defaultResult: 'CONTINUE',
};

/** ECS's own, which keeps an instance for up to an hour. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instance-draining.html */
export const ECS_HOOK = 'ecs-managed-draining-termination-hook';

/** Refuses a group that cannot be a host's, with the fix; each would have two instances wait for one volume, or none find it. */
export const validateGroup = (host: Observed): Plan<never> | undefined => {
  const { group, region, duplicateGroups, state, zones, warmPool, capacityRebalance, maintenance, hostTags } = host;
  if (duplicateGroups.length > 1)
    return refuse(
      `the groups ${duplicateGroups.join(' and ')} both bear its name: give all but one another tag hostkeeper:host`,
    );
  if (state.intent === 'unreadable') return refuse(unreadableState(state.text));
  if ('problem' in hostTags) return refuse(hostTags.problem);
  if (zones.length > 1)
    return refuse(
      `its group launches in ${zones.join(' and ')}, and a volume is in one zone: leave it the subnets of one`,
    );
  if (warmPool)
    return refuse(
      'its group has a warm pool, whose instances cannot have the volume: delete the pool',
      deleteWarmPool(host),
    );
  if (capacityRebalance)
    return refuse(
      'its group has CapacityRebalance, which launches before it terminates: turn it off',
      shell`aws autoscaling update-auto-scaling-group --region ${region} --auto-scaling-group-name ${group} --no-capacity-rebalance`,
    );
  if (maintenance && (maintenance.minHealthyPercent !== 0 || maintenance.maxHealthyPercent !== 100))
    return refuse(
      `its instance maintenance policy is Min ${maintenance.minHealthyPercent} / Max ${maintenance.maxHealthyPercent}, ` +
        'under which it launches before it terminates: set it to Min 0 / Max 100',
    );
  return undefined;
};

const isSame = (a: Hook, b: Hook): boolean =>
  a.transition === b.transition &&
  a.heartbeatSeconds === b.heartbeatSeconds &&
  a.defaultResult === b.defaultResult &&
  a.metadata === b.metadata;

/**
 * Puts the hooks back where they were looked at, and are missing or wrong. Each has its events say what the host is called,
 * so that who hears of them need not look for it among all.
 */
export const ensureHooks = (host: Observed): Plan<LifecycleActions> | undefined =>
  act<LifecycleActions>(
    [LAUNCH_HOOK, TERMINATE_HOOK].flatMap((standard) => {
      const hook = { ...standard, metadata: host.host };
      const existing = host.hooks?.find(({ name }) => name === hook.name);
      if (host.hooks === undefined || (existing && isSame(existing, hook))) return [];
      const reason = `its hook ${hook.name} was ${existing ? 'not as it should be' : 'missing'}`;
      return [{ action: 'autoscaling:PutLifecycleHook', reason, ...refOf(host), hook }];
    }),
  );

/** Takes in a host of which nobody was told yet, once its hooks were looked at, so that who enrolled it hears that it is kept. */
export const acknowledgeEnrollment = (host: Observed): Plan<LifecycleActions> | undefined =>
  host.history.at || !host.hooks
    ? undefined
    : planAction({
        action: 'autoscaling:CreateOrUpdateTags',
        reason: 'it was enrolled a moment ago',
        ...refOf(host),
      });
