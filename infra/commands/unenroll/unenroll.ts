import {
  type AutoScalingClient,
  DeleteLifecycleHookCommand,
  DeleteTagsCommand,
  DescribeLifecycleHooksCommand,
} from '@aws-sdk/client-auto-scaling';

import type { Host } from '../../../libs/hosts/host.ts';
import { TAGS } from '../../../libs/hosts/tags.ts';
import { formatSizes } from '../../../libs/aws/sizes.ts';
import { shell } from '../../../libs/notifications/commands.ts';
import { heldInstances, untilNoneHeld, type Waiting } from './held.ts';
import { LAUNCH_HOOK, TERMINATE_HOOK } from '../../../libs/lifecycle/steps/hooks.ts';

/** What was removed from a group, or would be. */
export interface Unenrollment {
  readonly hooks: string[];
  readonly tags: string[];
  /** Of a dry run: the instances whose launch or termination would be awaited first. */
  readonly held: string[];
  /** What is left to the owner of a host that was not running. */
  readonly advice?: string;
}

/** What enrolls a group and what hostkeeper remembers; the other tags are the owner's settings. */
const OWN_TAGS: readonly string[] = [TAGS.state.name, TAGS.notified.name, TAGS.stage.name];

const ownHooks = async (client: AutoScalingClient, group: string): Promise<string[]> => {
  const { LifecycleHooks = [] } = await client.send(new DescribeLifecycleHooksCommand({ AutoScalingGroupName: group }));
  return [LAUNCH_HOOK, TERMINATE_HOOK]
    .map(({ name }) => name)
    .filter((own) => LifecycleHooks.some(({ LifecycleHookName }) => LifecycleHookName === own));
};

/** A host that is suspended or resuming keeps the sizes that it has: nothing brings it back any more. */
const sizesAdvice = ({ host, region, group, sizes, state }: Host): string | undefined => {
  if (state.intent !== 'suspended' && state.intent !== 'resuming') return undefined;
  const { min, desired, max } = state.sizes ?? { min: 0, desired: 1, max: 1 };
  const update = shell`aws autoscaling update-auto-scaling-group --region ${region} --auto-scaling-group-name ${group}`;
  const command = `${update} --min-size ${min} --desired-capacity ${desired} --max-size ${max}`;
  const meant = state.sizes ? ` (it is to have ${formatSizes(state.sizes)})` : '';
  return `${host} was ${state.intent}, and its group stays at ${formatSizes(sizes)}${meant}. Set its sizes yourself:\n\n  ${command}`;
};

/**
 * Deletes the hooks of a group. AWS completes what waits at a hook that is deleted: a launch ends with ABANDON, which ends
 * the instance, and a termination goes on with the volume mounted. So each deletion waits until nothing does.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteLifecycleHook.html
 */
const deleteHooks = async (client: AutoScalingClient, group: string, waiting: Waiting): Promise<void> => {
  // They are read again for each: meanwhile a pass of reconcile may have restored one.
  for (let [hook] = await ownHooks(client, group); hook !== undefined; [hook] = await ownHooks(client, group)) {
    await untilNoneHeld(client, group, waiting);
    await client.send(new DeleteLifecycleHookCommand({ AutoScalingGroupName: group, LifecycleHookName: hook }));
  }
};

/**
 * Takes a host out of its stage: first its hooks, which would hold its instances while nobody completes them, then the
 * tags; so a run that dies in between can be repeated. A dry run only says what would be removed.
 */
export const unenroll = async (
  client: AutoScalingClient,
  host: Host,
  { dryRun = false, ...waiting }: Waiting & { readonly dryRun?: boolean },
): Promise<Unenrollment> => {
  const hooks = await ownHooks(client, host.group);
  const held = dryRun && hooks.length > 0 ? await heldInstances(client, host.group) : [];
  const tags = OWN_TAGS.filter((tag) => tag in host.tags);
  const advice = sizesAdvice(host);
  if (!dryRun) {
    await deleteHooks(client, host.group, waiting);
    const Tags = tags.map((Key) => ({ ResourceId: host.group, ResourceType: 'auto-scaling-group', Key }));
    await client.send(new DeleteTagsCommand({ Tags }));
  }
  return { hooks, tags, held, ...(advice !== undefined && { advice }) };
};
