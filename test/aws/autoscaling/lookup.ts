import { type AuthorizationRequest, ACCOUNT } from '../operation.ts';
import { validationError } from './errors.ts';
import type { Groups } from './groups.ts';
import type { Group, GroupInstance } from './state.ts';

/** Finds the groups and instances that the input of an operation names, and states what IAM decides about them. */
export const createLookup = ({ groups, region }: { readonly groups: Groups; readonly region: string }) => {
  /** The requests for a group: its ARN, its tags, and the condition keys of the call itself. */
  const authorizationOf = (
    group: Group | undefined,
    callContext: AuthorizationRequest['context'] = {},
  ): readonly AuthorizationRequest[] => {
    const unknown = `arn:aws:autoscaling:${region}:${ACCOUNT}:autoScalingGroup:*:autoScalingGroupName/unknown`;
    const tags = [...(group?.tags ?? [])].flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`autoscaling:ResourceTag/${key}`, value],
    ]);
    return [{ resource: group?.arn ?? unknown, context: { ...Object.fromEntries(tags), ...callContext } }];
  };

  return {
    /** Throws `ValidationError` for an unknown name. */
    findGroup: (name = ''): Group => {
      const group = groups.get(name);
      if (!group) throw validationError(`AutoScalingGroup name not found - AutoScalingGroup ${name} not found`);
      return group;
    },
    /** The tag operations word the same error differently. https://github.com/cloud-custodian/cloud-custodian/issues/380 */
    findTaggedGroup: (name = ''): Group => {
      const group = groups.get(name);
      if (!group) throw validationError(`AutoScalingGroup not found - AutoScaling Group ${name} not found`);
      return group;
    },
    /** Throws `ValidationError` for an instance that no group manages. */
    findInstance: (instanceId: string | undefined): [Group, GroupInstance] => {
      for (const group of groups.all()) {
        const instance = group.instances.find((candidate) => candidate.instanceId === instanceId);
        if (instance) return [group, instance];
      }
      throw validationError(`Instance Id not found - No managed instance found for instance ID: ${instanceId}`);
    },
    authorizationOf,
    namedAuthorization: ({ AutoScalingGroupName }: { AutoScalingGroupName?: string | undefined }) =>
      authorizationOf(groups.get(AutoScalingGroupName ?? '')),
  };
};

export type Lookup = ReturnType<typeof createLookup>;
