import type * as sdk from '@aws-sdk/client-ec2';

import type { Clock } from '../clock.ts';
import { drawId } from '../ids.ts';
import { notSimulated } from '../not-simulated.ts';
import { ACCOUNT, type AuthorizationRequest, AwsError, type Operation } from '../operation.ts';
import { toSdkInstance } from './describe.ts';
import type { LaunchTemplates } from './launch-templates.ts';
import type { InstanceTypes } from './instance-types.ts';
import { isWellFormed, type Lookup, missingParameter } from './lookup.ts';
import { keyAuthorization, snapshotAuthorization } from './snapshot-authorization.ts';
import type { Ec2State } from './state.ts';
import { creationAuthorization, tagsFor } from './tag-specifications.ts';
import { checkVolumeType } from './volume-limits.ts';

/** How an instance is paid. */
type Market = 'on-demand' | 'spot';

const marketOf = ({ InstanceMarketOptions }: sdk.RunInstancesRequest): Market =>
  InstanceMarketOptions?.MarketType === 'spot' ? 'spot' : 'on-demand';

/** Throws for a launch template that there is not, by its id or by its name. */
const templateNotFound = ({
  LaunchTemplateId: id,
  LaunchTemplateName: name,
}: sdk.LaunchTemplateSpecification): AwsError => {
  if (id === undefined)
    return new AwsError(
      'InvalidLaunchTemplateName.NotFoundException',
      `The specified launch template, with template name ${name}, does not exist.`,
    );
  if (!isWellFormed(id, 'lt'))
    return new AwsError('InvalidLaunchTemplateId.Malformed', `Invalid launch template ID: '${id}'`);
  return new AwsError(
    'InvalidLaunchTemplateId.NotFound',
    `The specified launch template, with template ID ${id}, does not exist.`,
  );
};

/** Throws where the numbers are none that AWS takes, or more than are simulated. */
const checkCounts = ({ MinCount, MaxCount }: sdk.RunInstancesRequest): void => {
  if (MinCount === undefined) throw missingParameter('MinCount');
  if (MaxCount === undefined) throw missingParameter('MaxCount');
  if (MinCount < 1 || MaxCount < MinCount)
    throw new AwsError('InvalidParameterValue', `Value (${MinCount}) for parameter minCount is invalid.`);
  if (MaxCount > 1) throw notSimulated('several instances at once', ['a MaxCount of 1']);
};

/** Throws for what is no id of an image. Public images are not known here: any id is one. */
const checkImage = (imageId: string | undefined): void => {
  if (imageId === undefined) throw missingParameter('ImageId');
  if (!isWellFormed(imageId, 'ami'))
    throw new AwsError('InvalidAMIID.Malformed', `Invalid id: "${imageId}" (expecting "ami-...")`);
};

/** The request for an instance of no group, and the limits of what AWS has of them. */
export const runInstances = ({
  clock,
  state: { region, instances, volumes, snapshots, subnets },
  lookup,
  launchTemplates,
  instanceTypes,
}: {
  readonly clock: Clock;
  readonly state: Ec2State;
  readonly lookup: Lookup;
  readonly launchTemplates: LaunchTemplates;
  readonly instanceTypes: InstanceTypes;
}) => {
  const scarce = new Set<string>();
  /** What was launched for a client token, and by which request. A token holds for the zone that the request names. */
  const byToken = new Map<string, { readonly instanceId: string; readonly request: string }>();

  const templateOf = ({ LaunchTemplate }: sdk.RunInstancesRequest) => {
    if (!LaunchTemplate) return undefined;
    const { LaunchTemplateId, LaunchTemplateName, Version: version = '$Default' } = LaunchTemplate;
    const id = launchTemplates.idOf(LaunchTemplateId ?? LaunchTemplateName ?? '');
    if (id === undefined) throw templateNotFound(LaunchTemplate);
    if (!launchTemplates.hasVersion({ id, version }))
      throw new AwsError(
        'InvalidLaunchTemplateId.VersionNotFound',
        `Could not find launch template version ${version} for the launch template with ID ${id}.`,
      );
    return { id, ...launchTemplates.resolve({ id, version }) };
  };

  /** The zone that a request names, by itself or by its subnet; `undefined` where AWS chooses one. */
  const zoneNamed = ({ SubnetId, Placement }: sdk.RunInstancesRequest): string | undefined =>
    (SubnetId === undefined ? undefined : subnets.find(SubnetId)?.zone) ?? Placement?.AvailabilityZone;

  /** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html (RunInstances) */
  const authorization = (request: sdk.RunInstancesRequest): readonly AuthorizationRequest[] => {
    const { LaunchTemplate, ImageId, InstanceType = '', SubnetId, SecurityGroupIds = [], TagSpecifications } = request;
    const id = LaunchTemplate?.LaunchTemplateId;
    const own = `arn:aws:ec2:${region}:${ACCOUNT}:`;
    const version = LaunchTemplate?.Version ?? '$Default';
    const data = id !== undefined && launchTemplates.hasVersion({ id, version }) ? templateOf(request) : undefined;
    const context = (isOfTemplate: boolean) => ({
      ...(id !== undefined && {
        'ec2:LaunchTemplate': `${own}launch-template/${id}`,
        'ec2:IsLaunchTemplateResource': `${isOfTemplate}`,
      }),
    });
    const made = (['instance', 'volume', 'network-interface'] as const).flatMap((kind) =>
      creationAuthorization('RunInstances', `${own}${kind}/*`, tagsFor(kind, TagSpecifications)).map(
        ({ resource, action, context: tags }) => ({
          resource,
          action,
          context: Object.assign(context(true), tags, kind === 'instance' && { 'ec2:InstanceType': InstanceType }),
        }),
      ),
    );
    const used = [
      ...(id === undefined ? [] : [`launch-template/${id}`]),
      `subnet/${SubnetId ?? '*'}`,
      ...(SecurityGroupIds.length > 0 ? SecurityGroupIds : ['*']).map((group) => `security-group/${group}`),
    ].map((resource) => ({ resource: `${own}${resource}`, context: context(false) }));
    const ids = (request.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);
    return [
      ...made,
      ...used,
      {
        resource: `arn:aws:ec2:${region}::image/${ImageId ?? data?.imageId ?? '*'}`,
        context: context(ImageId === undefined),
      },
      ...ids.map((snapshotId) => {
        const { resource, context: tags } = snapshotAuthorization(region, snapshotId, snapshots.get(snapshotId));
        return { resource, context: Object.assign(context(false), tags) };
      }),
      ...ids.flatMap((snapshotId) => keyAuthorization(region, snapshots.get(snapshotId))),
      ...(data?.parameter === undefined
        ? []
        : [{ resource: `arn:aws:ssm:${region}::parameter${data.parameter}`, action: 'ssm:GetParameters' }]),
      ...(data?.role === undefined
        ? []
        : [{ resource: data.role, action: 'iam:PassRole', context: { 'iam:PassedToService': 'ec2.amazonaws.com' } }]),
    ];
  };

  /** Throws where AWS cannot run this type in this zone. */
  const checkType = ({ InstanceType: type, ...request }: sdk.RunInstancesRequest, zone: string): void => {
    if (type === undefined) return;
    if (!instanceTypes.isKnown(type))
      throw new AwsError('InvalidParameterValue', `Invalid value '${type}' for InstanceType.`);
    if (!instanceTypes.isOffered(type, zone))
      throw new AwsError(
        'Unsupported',
        `Your requested instance type (${type}) is not supported in your requested Availability Zone (${zone}).`,
      );
    const market = marketOf(request);
    if (scarce.has(`${market} ${type}`))
      throw new AwsError(
        'InsufficientInstanceCapacity',
        market === 'spot'
          ? 'There is no Spot capacity available that matches your request.'
          : `We currently do not have sufficient ${type} capacity in the Availability Zone you requested (${zone}).`,
        500,
      );
  };

  /** A volume that a launch makes of a snapshot. */
  const volumeOf = ({ DeviceName = '', Ebs }: sdk.BlockDeviceMapping) => {
    if (Ebs?.SnapshotId === undefined) throw notSimulated('a block device without a snapshot', ['SnapshotId']);
    const { SnapshotId, VolumeType = 'gp2', VolumeSize, DeleteOnTermination = true, ...other } = Ebs;
    const [parameter] = Object.keys(other);
    if (parameter !== undefined)
      throw notSimulated(`${parameter} of a block device`, ['DeleteOnTermination', 'VolumeSize', 'VolumeType']);
    const snapshot = lookup.findSnapshot(SnapshotId);
    if (snapshot.state !== 'completed')
      throw new AwsError('IncorrectState', `Snapshot '${snapshot.snapshotId}' is not 'completed'.`);
    const gigabytes = VolumeSize ?? snapshot.gigabytes;
    if (gigabytes < snapshot.gigabytes)
      throw new AwsError(
        'InvalidBlockDeviceMapping',
        `Volume of size ${gigabytes}GB is smaller than snapshot '${SnapshotId}', expect size >= ${snapshot.gigabytes}GB`,
      );
    checkVolumeType({ VolumeType }, gigabytes);
    return { snapshot, type: VolumeType, gigabytes, device: DeviceName, deleteOnTermination: DeleteOnTermination };
  };

  const launch = (request: sdk.RunInstancesRequest): string => {
    const { SubnetId, TagSpecifications, IamInstanceProfile, InstanceType, BlockDeviceMappings = [] } = request;
    if (SubnetId !== undefined && !subnets.find(SubnetId))
      throw new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${SubnetId}' does not exist`);
    const zone = zoneNamed(request) ?? `${region}a`;
    if (!subnets.all().some((one) => one.zone === zone))
      throw new AwsError('InvalidParameterValue', `Invalid availability zone: [${zone}]`);
    const market = marketOf(request);
    const template = templateOf(request);
    checkImage(request.ImageId ?? template?.imageId);
    checkType(request, zone);
    const copies = BlockDeviceMappings.map(volumeOf);
    const instance = instances.launch({
      instanceId: `i-${drawId(clock)}`,
      zone,
      tags: tagsFor('instance', TagSpecifications),
      spot: market === 'spot',
      ...(template?.launchData && { launchData: template.launchData }),
      ...(template?.imageId !== undefined && { imageId: template.imageId }),
    });
    if (InstanceType !== undefined) instance.type = InstanceType;
    if (IamInstanceProfile?.Name !== undefined) instance.profile = IamInstanceProfile.Name;
    instance.endsAtShutdown = request.InstanceInitiatedShutdownBehavior === 'terminate';
    for (const copy of copies) volumes.attachCopy(instance, copy, tagsFor('volume', TagSpecifications));
    return instance.instanceId;
  };

  /** Runs one instance, which no group manages. */
  const RunInstances: Operation<sdk.RunInstancesRequest, sdk.Reservation> = {
    authorization,
    handle: (request) => {
      checkCounts(request);
      const { ClientToken, ...input } = request;
      const text = JSON.stringify(input);
      const key = ClientToken === undefined ? undefined : `${zoneNamed(request) ?? ''} ${ClientToken}`;
      const known = key === undefined ? undefined : byToken.get(key);
      if (known && known.request !== text)
        throw new AwsError(
          'IdempotentParameterMismatch',
          'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
        );
      // The token outlives the instance, which EC2 no longer describes an hour after its end.
      if (known && (instances.get(known.instanceId)?.state ?? 'terminated') === 'terminated')
        throw new AwsError(
          'IdempotentInstanceTerminated',
          'The client token you have provided is associated with a terminated instance. Please use a different client token.',
        );
      const instanceId = known?.instanceId ?? launch(request);
      if (key !== undefined) byToken.set(key, { instanceId, request: text });
      return {
        ReservationId: `r-${instanceId.slice(2)}`,
        OwnerId: ACCOUNT,
        Instances: [toSdkInstance(lookup.findInstance(instanceId), volumes.attachedTo(instanceId))],
      };
    },
  };

  return {
    operations: { RunInstances },
    /** AWS has no more instances of a type, on demand or as Spot instances. */
    exhaust: (market: Market, type: string): void => void scarce.add(`${market} ${type}`),
  };
};
