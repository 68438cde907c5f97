import type * as sdk from '@aws-sdk/client-auto-scaling';

import type { Instances } from '../ec2/instances.ts';
import type { LaunchTemplates } from '../ec2/launch-templates.ts';
import type { Subnets } from '../ec2/subnets.ts';
import { notSimulated } from '../not-simulated.ts';
import { AwsError, type Operation } from '../operation.ts';
import { validationError } from './errors.ts';
import type { Groups } from './groups.ts';
import type { Lookup } from './lookup.ts';
import { inSubnets } from './place.ts';

/** What is needed of the region's EC2. */
export interface SetupEc2 {
  readonly instances: Instances;
  readonly launchTemplates: LaunchTemplates;
  readonly subnets: Subnets;
  readonly isZoneDown: (zone: string) => boolean;
}

/** Parameters of CreateAutoScalingGroup that would change what the simulated group does. */
const NOT_SIMULATED = [
  'LaunchConfigurationName',
  'InstanceId',
  'MixedInstancesPolicy',
  'LifecycleHookSpecificationList',
];

/** The operations by which an owner makes a group by hand, of new instances or of one that runs. */
export const setupOperations = (
  groups: Groups,
  { findGroup, authorizationOf, namedAuthorization }: Lookup,
  ec2: SetupEc2,
) => {
  const placeOf = ({ VPCZoneIdentifier, AvailabilityZones }: sdk.CreateAutoScalingGroupType) => {
    if (VPCZoneIdentifier === undefined) {
      if (AvailabilityZones === undefined || AvailabilityZones.length === 0)
        throw validationError('At least one Availability Zone or VPC Subnet is required.');
      return { zones: AvailabilityZones };
    }
    return inSubnets(VPCZoneIdentifier, ec2.subnets);
  };

  /** The id of the launch template that a request names. Throws for one that there is not, and where none is named. */
  const findTemplate = (template: sdk.LaunchTemplateSpecification | undefined): string => {
    if (!template)
      throw validationError(
        'Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.',
      );
    const { LaunchTemplateName, LaunchTemplateId } = template;
    const id = ec2.launchTemplates.idOf(LaunchTemplateName ?? LaunchTemplateId ?? '');
    if (id === undefined)
      throw validationError(
        `You must use a valid fully-formed launch template. The specified launch template, with template ${LaunchTemplateName === undefined ? `ID ${LaunchTemplateId}` : `name ${LaunchTemplateName}`}, does not exist.`,
      );
    return id;
  };

  const CreateAutoScalingGroup: Operation<sdk.CreateAutoScalingGroupType, void> = {
    authorization: () => authorizationOf(undefined),
    handle: (input) => {
      const { AutoScalingGroupName: name = '', MinSize: min = 0, MaxSize: max = 0, Tags = [] } = input;
      const { DesiredCapacity: desired = min } = input;
      const missing = NOT_SIMULATED.find((parameter) => parameter in input);
      if (missing !== undefined) throw notSimulated(`the parameter ${missing} of autoscaling:CreateAutoScalingGroup`);
      if (groups.get(name))
        throw new AwsError(
          'AlreadyExists',
          `AutoScalingGroup by this name already exists - A group with the name ${name} already exists`,
        );
      const templateId = findTemplate(input.LaunchTemplate);
      if (min > max) throw validationError(`Max bound, ${max}, must be greater than or equal to min bound, ${min}`);
      if (desired < min || desired > max)
        throw validationError(
          `Desired capacity:${desired} must be between the specified min size:${min} and max size:${max}`,
        );
      const group = groups.add({
        name,
        sizes: { min, desired, max },
        tags: Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
        ...placeOf(input),
        lifecycleStates: [],
        launchSource: { id: templateId, version: input.LaunchTemplate?.Version ?? '$Default' },
        capacityRebalance: input.CapacityRebalance ?? false,
        protectNewInstances: input.NewInstancesProtectedFromScaleIn ?? false,
      });
      groups.evaluateSoon(group);
    },
  };

  const AttachInstances: Operation<sdk.AttachInstancesQuery, void> = {
    authorization: namedAuthorization,
    handle: ({ AutoScalingGroupName, InstanceIds = [] }) => {
      const group = findGroup(AutoScalingGroupName);
      for (const instanceId of InstanceIds) {
        const instance = ec2.instances.get(instanceId);
        if (instance?.state !== 'running')
          throw validationError(`Invalid Instance ID(s): [${instanceId}]. The instance is not in the running state.`);
        if (groups.all().some((other) => other.instances.some((member) => member.instanceId === instanceId)))
          throw validationError(`Instance ${instanceId} is already part of an AutoScalingGroup.`);
        if (!group.zones.includes(instance.zone))
          throw validationError(`The instance ${instanceId} is in none of the Availability Zones of the group.`);
      }
      groups.attach(
        group,
        InstanceIds.flatMap((instanceId) => ec2.instances.get(instanceId) ?? []),
      );
    },
  };

  return { CreateAutoScalingGroup, AttachInstances };
};
