import { LAUNCH_HOOK, TERMINATE_HOOK } from '../../libs/lifecycle/steps/hooks.ts';
import { TAGS } from '../../libs/hosts/tags.ts';
import { renderRole } from '../iam/model.ts';
import { fill } from '../iam/resources.ts';
import { dataPath } from './containers.ts';
import { ECS_IMAGES } from './ecs-image.ts';
import { INSTANCE_PROFILE, INSTANCE_ROLE, instancePolicies } from './instance-role.ts';
import { isArm } from './problems.ts';
import { SUBNETS } from './network.ts';
import { homeZone } from './stage-host.ts';
import { hostName, hostTag, ref, type Resources, type StageHost } from './resource.ts';
import { zoneId } from './storage.ts';
import { userData } from './user-data/index.ts';

const SECONDS_A_DAY = 86_400;

const launchTemplate = (host: StageHost): Resources => {
  const { stage, settings } = host;
  const text = userData({
    stage,
    host: settings.name,
    cluster: hostName(host),
    hostname: settings.name,
    swapMegabytes: settings.swapMegabytes,
    // A volume that was given has data, or is for a person to format.
    formatBlank: settings.volumeId === '',
    mountPoint: dataPath(host),
    webPort: settings.port,
  });
  return {
    LaunchTemplate: {
      Type: 'AWS::EC2::LaunchTemplate',
      Properties: {
        LaunchTemplateData: {
          ImageId: ECS_IMAGES[isArm(settings.instanceType) ? 'arm64' : 'x86_64'],
          InstanceType: settings.instanceType,
          IamInstanceProfile: { Arn: INSTANCE_PROFILE },
          SecurityGroupIds: [ref('SecurityGroup')],
          ...(settings.keyName !== '' && { KeyName: settings.keyName }),
          // Without tokens, or from within a container, nobody gets the credentials of the instance.
          MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1, HttpEndpoint: 'enabled' },
          // Unlimited credits, the default of these types, cost tens of USD a month on a busy host.
          ...(/^t\d/.test(settings.instanceType) && { CreditSpecification: { CpuCredits: 'standard' } }),
          BlockDeviceMappings: [
            {
              DeviceName: '/dev/xvda',
              Ebs: {
                VolumeSize: settings.rootGigabytes,
                VolumeType: 'gp3',
                Encrypted: true,
                DeleteOnTermination: true,
              },
            },
          ],
          TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: hostName(host) }] }],
          UserData: { 'Fn::Base64': text },
        },
      },
    },
  };
};

const latestVersion = { 'Fn::GetAtt': ['LaunchTemplate', 'LatestVersionNumber'] };

/** What the group launches: the one type, or the cheapest available of several as a Spot instance. */
const launches = ({ settings }: StageHost) => {
  const specification = { LaunchTemplateId: ref('LaunchTemplate'), Version: latestVersion };
  return settings.spotTypes.length === 0
    ? { LaunchTemplate: specification }
    : {
        MixedInstancesPolicy: {
          InstancesDistribution: {
            OnDemandPercentageAboveBaseCapacity: 0,
            SpotAllocationStrategy: 'price-capacity-optimized',
          },
          LaunchTemplate: {
            LaunchTemplateSpecification: specification,
            Overrides: settings.spotTypes.map((InstanceType) => ({ InstanceType })),
          },
        },
      };
};

const hooks = ({ settings }: StageHost) =>
  [LAUNCH_HOOK, TERMINATE_HOOK].map(({ name, transition, heartbeatSeconds, defaultResult }) => ({
    LifecycleHookName: name,
    LifecycleTransition: transition,
    HeartbeatTimeout: heartbeatSeconds,
    DefaultResult: defaultResult,
    NotificationMetadata: settings.name,
  }));

const groupTags = (host: StageHost) => {
  const { settings } = host;
  const tags = [
    hostTag(host),
    { Key: TAGS.cluster.name, Value: hostName(host) },
    { Key: TAGS.records.name, Value: [settings.domain, ...settings.records].join(' ') },
    { Key: TAGS.hostedZone.name, Value: fill(zoneId(host)) },
    ...(settings.ipv6 ? [{ Key: TAGS.addressFamily.name, Value: 'ipv4 ipv6' }] : []),
    ...(settings.spotTypes.length > 0 ? [{ Key: TAGS.onRebalance.name, Value: 'replace' }] : []),
  ];
  return tags.map((tag) => Object.assign({ PropagateAtLaunch: false }, tag));
};

/**
 * The group of one instance. It is made after whatever its instance needs, and goes before it. A deployment sends its sizes
 * only where the template's own have changed, so that a stopped host stays stopped.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html
 */
const group = (host: StageHost): Resources => {
  const { settings } = host;
  return {
    Group: {
      Type: 'AWS::AutoScaling::AutoScalingGroup',
      DependsOn: [
        'DefaultRoute',
        ...(settings.volumeId ? [] : ['DataVolume']),
        // Without an instance the service is steady at once; after the group it would wait for a task.
        ...(settings.capacityProvider ? [] : ['Service']),
      ],
      UpdatePolicy: { AutoScalingScheduledAction: { IgnoreUnmodifiedGroupSizeProperties: true } },
      Properties: {
        ...launches(host),
        MinSize: settings.capacityProvider ? '0' : '1',
        MaxSize: '1',
        VPCZoneIdentifier: [ref(SUBNETS[homeZone(settings) === settings.zones[1] ? 1 : 0])],
        LifecycleHookSpecificationList: hooks(host),
        // The volume can be with one instance only: the old one goes before the new one comes.
        InstanceMaintenancePolicy: { MinHealthyPercentage: 0, MaxHealthyPercentage: 100 },
        DeletionProtection: 'prevent-force-deletion',
        ...(settings.maxInstanceLifetimeDays > 0 && {
          MaxInstanceLifetime: settings.maxInstanceLifetimeDays * SECONDS_A_DAY,
        }),
        Tags: groupTags(host),
      },
    },
  };
};

/** The instance, and the group that keeps one of it. */
export const compute = (host: StageHost): Resources => ({
  InstanceRole: renderRole('ec2.amazonaws.com', instancePolicies(host)),
  InstanceProfile: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [INSTANCE_ROLE] } },
  ...launchTemplate(host),
  ...group(host),
});
