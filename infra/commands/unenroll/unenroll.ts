import {
  type AutoScalingClient,
  DeleteLifecycleHookCommand,
  DeleteTagsCommand,
  DescribeLifecycleHooksCommand,
} from '@aws-sdk/client-auto-scaling';

import { createAutoScaling } from '../../../libs/aws/auto-scaling.ts';
import { selectHosts, listHosts } from '../../../libs/hosts/directory.ts';
import type { Host } from '../../../libs/hosts/host.ts';
import { TAGS } from '../../../libs/hosts/tags.ts';
import { LAUNCH_HOOK, TERMINATE_HOOK } from '../../../libs/lifecycle/steps/hooks.ts';
import { formatSizes } from '../../../libs/aws/sizes.ts';

/** Who leaves which stage, and where. */
export interface Unenrollment {
  readonly host: string;
  readonly stage: string;
  readonly region: string;
}

/** What enrols a group and what hostkeeper remembers; the other tags are the owner's words. */
const OWN_TAGS: readonly string[] = [TAGS.state.name, TAGS.notified.name, TAGS.stage.name];

const deleteHooks = async (client: AutoScalingClient, group: string): Promise<readonly string[]> => {
  const { LifecycleHooks = [] } = await client.send(new DescribeLifecycleHooksCommand({ AutoScalingGroupName: group }));
  const there = [LAUNCH_HOOK, TERMINATE_HOOK]
    .map(({ name }) => name)
    .filter((own) => LifecycleHooks.some(({ LifecycleHookName }) => LifecycleHookName === own));
  for (const LifecycleHookName of there) {
    await client.send(new DeleteLifecycleHookCommand({ AutoScalingGroupName: group, LifecycleHookName }));
  }
  return there;
};

const deleteTags = async (client: AutoScalingClient, { group, tags }: Host): Promise<readonly string[]> => {
  const there = OWN_TAGS.filter((tag) => tag in tags);
  const Tags = there.map((Key) => ({ ResourceId: group, ResourceType: 'auto-scaling-group', Key }));
  await client.send(new DeleteTagsCommand({ Tags }));
  return there;
};

/** What is left to the owner of a host that was not to run. */
const sizesAdvice = ({ host, region, group, sizes, state }: Host): readonly string[] =>
  state.intent === 'suspended' || state.intent === 'resuming'
    ? [
        `${host} was ${state.intent}, and its group stays at ${formatSizes(sizes)}` +
          `${state.sizes ? ` (it is to have ${formatSizes(state.sizes)})` : ''}: set its sizes yourself with ` +
          `aws autoscaling update-auto-scaling-group --region ${region} --auto-scaling-group-name '${group}' --min-size … --max-size …`,
      ]
    : [];

/**
 * Takes a host out of its stage's hands, and says what was done: first its hooks, which would keep its instances
 * waiting for nobody, then the tags; so a run that dies half-way can be repeated. Throws an error that lists the names
 * that exist when there is no such host.
 */
export const unenroll = async (
  client: AutoScalingClient,
  { host: name, stage, region }: Unenrollment,
): Promise<readonly string[]> => {
  const { hosts } = await listHosts(() => createAutoScaling(client), stage, [region]);
  const leaving = selectHosts(hosts, [name]);
  const done: string[] = [];
  for (const host of leaving) {
    const hooks = await deleteHooks(client, host.group);
    const tags = await deleteTags(client, host);
    done.push(
      `The hooks of ${host.group} are gone: ${hooks.join(', ') || 'there were none'}.`,
      `Its tags are gone: ${tags.join(', ')}.`,
      ...sizesAdvice(host),
      `${host.host} has left; nothing else was changed.`,
    );
  }
  return done;
};
