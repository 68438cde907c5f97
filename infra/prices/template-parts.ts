import * as z from 'zod/mini';

import { type BilledParts, MANAGED_SCALING_ALARMS } from './parts.ts';

const template = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.optional(z.unknown()) })),
});

const launchTemplate = z.object({
  LaunchTemplateData: z.object({
    InstanceType: z.string(),
    BlockDeviceMappings: z.array(z.object({ Ebs: z.object({ VolumeSize: z.number(), VolumeType: z.string() }) })),
  }),
});

const group = z.object({
  MixedInstancesPolicy: z.optional(
    z.object({ LaunchTemplate: z.object({ Overrides: z.array(z.object({ InstanceType: z.string() })) }) }),
  ),
  VPCZoneIdentifier: z.array(z.object({ Ref: z.string() })),
});

const volume = z.object({ Size: z.number(), VolumeType: z.string() });

const rule = z.object({ ResourceType: z.string() });

const alarm = z.object({ Metrics: z.optional(z.array(z.object({ MetricStat: z.optional(z.unknown()) }))) });

type Resources = readonly { readonly id: string; readonly Type: string; readonly Properties?: unknown }[];

const ofType = <T>(resources: Resources, type: string, schema: z.ZodMiniType<T>): readonly T[] =>
  resources.filter(({ Type }) => Type === type).map(({ Properties }) => z.parse(schema, Properties));

const countOf = (resources: Resources, type: string): number => ofType(resources, type, z.unknown()).length;

/** Whether the instances of a group get a public IPv4 address from one of its subnets. */
const hasPublicAddress = (resources: Resources, { VPCZoneIdentifier }: z.output<typeof group>): boolean => {
  const subnets = resources.filter(({ id }) => VPCZoneIdentifier.some(({ Ref }) => Ref === id));
  return ofType(subnets, 'AWS::EC2::Subnet', z.object({ MapPublicIpOnLaunch: z.optional(z.boolean()) })).some(
    ({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch === true,
  );
};

/** The resources that a group refers to: instances of other launch templates, as those of drills, live for minutes. */
const usedByGroups = (resources: Resources): Resources => {
  const groups = JSON.stringify(resources.filter(({ Type }) => Type === 'AWS::AutoScaling::AutoScalingGroup'));
  return resources.filter(({ id }) => groups.includes(`{"Ref":"${id}"}`));
};

/** What the stacks of a stage are billed for, read from their templates. Without a host that is its alarms alone. */
export const templateParts = (templates: readonly string[]): BilledParts => {
  const resources = templates.flatMap((text) =>
    Object.entries(z.parse(template, JSON.parse(text)).Resources).map(([id, one]) => Object.assign({ id }, one)),
  );
  const groups = ofType(resources, 'AWS::AutoScaling::AutoScalingGroup', group);
  const launches = ofType(usedByGroups(resources), 'AWS::EC2::LaunchTemplate', launchTemplate).map(
    (one) => one.LaunchTemplateData,
  );
  const overrides = groups.flatMap(({ MixedInstancesPolicy }) => MixedInstancesPolicy?.LaunchTemplate.Overrides ?? []);
  const metrics = ofType(resources, 'AWS::CloudWatch::Alarm', alarm).flatMap(
    ({ Metrics }) => Metrics?.filter(({ MetricStat }) => MetricStat !== undefined) ?? [{}],
  );
  return {
    instanceTypes: (overrides.length > 0 ? overrides : launches).map(({ InstanceType }) => InstanceType),
    rootVolumes: launches.flatMap(({ BlockDeviceMappings }) =>
      BlockDeviceMappings.map(({ Ebs }) => ({ type: Ebs.VolumeType, gigabytes: Ebs.VolumeSize })),
    ),
    dataVolumes: ofType(resources, 'AWS::EC2::Volume', volume).map(({ Size, VolumeType }) => ({
      type: VolumeType,
      gigabytes: Size,
    })),
    recyclesSnapshots: ofType(resources, 'AWS::Rbin::Rule', rule).some((one) => one.ResourceType === 'EBS_SNAPSHOT'),
    publicAddresses: groups.filter((one) => hasPublicAddress(resources, one)).length,
    repositories: countOf(resources, 'AWS::ECR::Repository'),
    secrets: countOf(resources, 'AWS::SecretsManager::Secret'),
    hostedZones: countOf(resources, 'AWS::Route53::HostedZone'),
    alarms: metrics.length + MANAGED_SCALING_ALARMS * countOf(resources, 'AWS::ECS::CapacityProvider'),
  };
};
