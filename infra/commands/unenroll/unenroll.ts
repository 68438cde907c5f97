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
import { LAUNCH_HOOK, TERMINATE_HOOK } from '../../../libs/lifecycle/steps/hooks.ts';

/** What was removed from a group, or would be. */
export interface Unenrollment {
  readonly hooks: string[];
  readonly tags: string[];
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
 * Takes a host out of its stage: first its hooks, which would hold its instances while nobody completes them, then the
 * tags; so a run that dies in between can be repeated. A dry run only says what would be removed.
 */
export const unenroll = async (
  client: AutoScalingClient,
  host: Host,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<Unenrollment> => {
  const hooks = await ownHooks(client, host.group);
  const tags = OWN_TAGS.filter((tag) => tag in host.tags);
  const advice = sizesAdvice(host);
  if (!dryRun) {
    for (const LifecycleHookName of hooks) {
      await client.send(new DeleteLifecycleHookCommand({ AutoScalingGroupName: host.group, LifecycleHookName }));
    }
    const Tags = tags.map((Key) => ({ ResourceId: host.group, ResourceType: 'auto-scaling-group', Key }));
    await client.send(new DeleteTagsCommand({ Tags }));
  }
  return { hooks, tags, ...(advice !== undefined && { advice }) };
};
