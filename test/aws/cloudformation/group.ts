import * as z from 'zod/mini';

import { inSubnets } from '../autoscaling/place.ts';
import type { GroupSizes } from '../autoscaling/state.ts';
import type { LaunchData } from '../ec2/instances.ts';
import type { LaunchSource } from '../ec2/launch-templates.ts';
import type { StackResource } from '../template.ts';
import { type Creator, type StackContext, tagsIn } from './creator.ts';

const number = z.coerce.number();
const tags = z.array(z.object({ Key: z.string(), Value: z.string(), PropagateAtLaunch: z.literal(false) }));
const specification = z.object({ LaunchTemplateId: z.string(), Version: z.string() });

/** The properties of a group. One that is not here is refused, so that none is taken and dropped. */
const properties = z.strictObject({
  LaunchTemplate: z.optional(specification),
  MixedInstancesPolicy: z.optional(
    z.object({ LaunchTemplate: z.object({ LaunchTemplateSpecification: specification }) }),
  ),
  MinSize: number,
  MaxSize: number,
  DesiredCapacity: z.optional(number),
  VPCZoneIdentifier: z.array(z.string()),
  LifecycleHookSpecificationList: z.array(
    z.object({
      LifecycleHookName: z.string(),
      LifecycleTransition: z.enum(['autoscaling:EC2_INSTANCE_LAUNCHING', 'autoscaling:EC2_INSTANCE_TERMINATING']),
      HeartbeatTimeout: z.number(),
      DefaultResult: z.enum(['CONTINUE', 'ABANDON']),
      NotificationMetadata: z.string(),
    }),
  ),
  InstanceMaintenancePolicy: z.object({ MinHealthyPercentage: z.number(), MaxHealthyPercentage: z.number() }),
  Tags: tags,
  // What has no effect here: nobody deletes a group by force, and no month is long enough to end an instance.
  DeletionProtection: z.optional(z.string()),
  MaxInstanceLifetime: z.optional(z.number()),
});
type Properties = z.output<typeof properties>;

const launchTemplate = z.object({
  LaunchTemplateData: z.object({
    UserData: z.string(),
    SecurityGroupIds: z.array(z.string()),
    TagSpecifications: z.array(
      z.object({ ResourceType: z.string(), Tags: z.array(z.object({ Key: z.string(), Value: z.string() })) }),
    ),
  }),
});

/** Without a desired capacity, it is the minimum. */
const sizesOf = ({ MinSize: min, MaxSize: max, DesiredCapacity: desired = min }: Properties): GroupSizes => ({
  min,
  desired,
  max,
});

const launchTemplateOf = ({ LaunchTemplate, MixedInstancesPolicy }: Properties): z.output<typeof specification> => {
  const used = LaunchTemplate ?? MixedInstancesPolicy?.LaunchTemplate.LaunchTemplateSpecification;
  if (!used) throw new Error('The group has no launch template.');
  return used;
};

/** What instances of a group launch from, as its launch template is now. */
const launchOf = (
  input: Properties,
  { find }: StackContext,
): { readonly launchSource: LaunchSource; readonly launchData: LaunchData } => {
  const used = launchTemplateOf(input);
  const { LaunchTemplateData: data } = z.parse(launchTemplate, find(used.LaunchTemplateId).properties);
  return {
    launchSource: { id: used.LaunchTemplateId, version: used.Version },
    launchData: {
      userData: Buffer.from(data.UserData, 'base64').toString(),
      securityGroupIds: data.SecurityGroupIds,
      tags: tagsIn(
        data.TagSpecifications.flatMap(({ ResourceType, Tags }) => (ResourceType === 'instance' ? Tags : [])),
      ),
    },
  };
};

/** Creates a group; it launches its instances soon after. */
export const createGroup = ({ physicalId, properties: raw }: StackResource, context: StackContext): void => {
  const input = z.parse(properties, raw);
  const { groups } = context.region.autoScaling;
  const { MinHealthyPercentage: min, MaxHealthyPercentage: max } = input.InstanceMaintenancePolicy;
  const group = groups.add({
    name: physicalId,
    sizes: sizesOf(input),
    tags: tagsIn(input.Tags),
    ...inSubnets(input.VPCZoneIdentifier.join(','), context.region.ec2.subnets),
    hooks: input.LifecycleHookSpecificationList.map((hook) => ({
      name: hook.LifecycleHookName,
      transition: hook.LifecycleTransition,
      heartbeatSeconds: hook.HeartbeatTimeout,
      defaultResult: hook.DefaultResult,
      metadata: hook.NotificationMetadata,
    })),
    maintenance: { min, max },
    spot: input.MixedInstancesPolicy !== undefined,
    ...launchOf(input, context),
    lifecycleStates: [],
  });
  groups.evaluateSoon(group);
};

const policy = z.object({
  AutoScalingScheduledAction: z.optional(z.object({ IgnoreUnmodifiedGroupSizeProperties: z.boolean() })),
});

/** What an update in place can change. */
const CHANGEABLE = new Set(['LaunchTemplate', 'MinSize', 'MaxSize', 'DesiredCapacity', 'Tags', 'VPCZoneIdentifier']);

/**
 * Updates a group. Its sizes are sent if the template changed them, and otherwise where its UpdatePolicy does not say to leave
 * them. Instances that run are not replaced.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html
 */
export const updateGroup: NonNullable<Creator['update']> = ({ before, after, updatePolicy }, context) => {
  const [old, input] = [z.parse(properties, before.properties), z.parse(properties, after.properties)];
  const other = Object.entries(input).find(
    ([key, value]) => !CHANGEABLE.has(key) && JSON.stringify(value) !== JSON.stringify(before.properties[key]),
  );
  if (other) throw new Error(`The simulated CloudFormation does not change ${other[0]} of a group.`);
  const { groups } = context.region.autoScaling;
  const group = groups.get(after.physicalId);
  if (!group) throw new Error(`There is no group ${after.physicalId}.`);
  Object.assign(
    group,
    launchOf(input, context),
    inSubnets(input.VPCZoneIdentifier.join(','), context.region.ec2.subnets),
  );
  const [oldTags, newTags] = [tagsIn(old.Tags), tagsIn(input.Tags)];
  for (const key of Object.keys(oldTags)) if (!(key in newTags)) group.tags.delete(key);
  for (const [key, value] of Object.entries(newTags)) if (oldTags[key] !== value) group.tags.set(key, value);
  const { AutoScalingScheduledAction } = z.parse(policy, updatePolicy);
  const isChanged = JSON.stringify(sizesOf(old)) !== JSON.stringify(sizesOf(input));
  if (isChanged || AutoScalingScheduledAction?.IgnoreUnmodifiedGroupSizeProperties !== true) {
    const { MinSize: min, MaxSize: max, DesiredCapacity: desired } = input;
    groups.resize(group, { min, max, ...(desired !== undefined && { desired }) });
  }
};
