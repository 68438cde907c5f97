import type * as sdk from '@aws-sdk/client-ec2';

import type { Clock } from '../clock.ts';
import { drawId } from '../ids.ts';
import { notSimulated } from '../not-simulated.ts';
import { ACCOUNT, type AuthorizationRequest, AwsError, type Operation } from '../operation.ts';
import { toSdkInstance } from './describe.ts';
import type { LaunchTemplates } from './launch-templates.ts';
import type { Lookup } from './lookup.ts';
import { keyAuthorization, snapshotAuthorization } from './snapshot-authorization.ts';
import type { Ec2State } from './state.ts';
import { creationAuthorization, tagsFor } from './tag-specifications.ts';

/** How an instance is paid. */
type Market = 'on-demand' | 'spot';

const marketOf = ({ InstanceMarketOptions }: sdk.RunInstancesRequest): Market =>
  InstanceMarketOptions?.MarketType === 'spot' ? 'spot' : 'on-demand';

const notFound = (id: string): AwsError =>
  new AwsError(
    'InvalidLaunchTemplateId.NotFound',
    `The specified launch template, with template ID ${id}, does not exist.`,
  );

/** The request for an instance of no group, and the limits of what AWS has of them. */
export const runInstances = (
  clock: Clock,
  { region, instances, volumes, snapshots, subnets: { all } }: Ec2State,
  lookup: Lookup,
  launchTemplates: LaunchTemplates,
) => {
  const scarce = new Set<string>();
  /** What was launched for a client token, and by which request. */
  const byToken = new Map<string, { readonly instanceId: string; readonly request: string }>();

  const templateOf = ({ LaunchTemplate }: sdk.RunInstancesRequest) => {
    if (!LaunchTemplate) return undefined;
    const { LaunchTemplateId: id = '', Version: version = '$Default' } = LaunchTemplate;
    if (launchTemplates.idOf(id) === undefined) throw notFound(id);
    return { id, ...launchTemplates.resolve({ id, version }) };
  };

  /** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html (RunInstances) */
  const authorization = (request: sdk.RunInstancesRequest): readonly AuthorizationRequest[] => {
    const { LaunchTemplate, ImageId, InstanceType = '', SubnetId, SecurityGroupIds = [], TagSpecifications } = request;
    const id = LaunchTemplate?.LaunchTemplateId;
    const own = `arn:aws:ec2:${region}:${ACCOUNT}:`;
    const data = id === undefined || launchTemplates.idOf(id) === undefined ? undefined : templateOf(request);
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

  const launch = (request: sdk.RunInstancesRequest): string => {
    const {
      SubnetId,
      Placement,
      TagSpecifications,
      IamInstanceProfile,
      InstanceType,
      BlockDeviceMappings = [],
    } = request;
    const subnets = all();
    const subnet = subnets.find(({ subnetId }) => subnetId === SubnetId);
    if (SubnetId !== undefined && !subnet)
      throw new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${SubnetId}' does not exist`);
    const zone = subnet?.zone ?? Placement?.AvailabilityZone ?? `${region}a`;
    if (!subnets.some((one) => one.zone === zone))
      throw new AwsError('InvalidZone.NotFound', `The zone '${zone}' does not exist.`);
    const market = marketOf(request);
    if (scarce.has(`${market} ${InstanceType}`))
      throw new AwsError(
        'InsufficientInstanceCapacity',
        market === 'spot'
          ? 'There is no Spot capacity available that matches your request.'
          : `We currently do not have sufficient ${InstanceType} capacity in the Availability Zone you requested (${zone}).`,
        500,
      );
    const template = templateOf(request);
    const copies = BlockDeviceMappings.map(({ DeviceName = '', Ebs }) => {
      if (Ebs?.SnapshotId === undefined) throw notSimulated('a block device without a snapshot', ['SnapshotId']);
      const snapshot = snapshots.find(Ebs.SnapshotId);
      if (snapshot.state !== 'completed')
        throw new AwsError('IncorrectState', `Snapshot '${snapshot.snapshotId}' is not 'completed'.`);
      return { snapshot, device: DeviceName, deleteOnTermination: Ebs.DeleteOnTermination ?? true };
    });
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
      const { MinCount = 1, ClientToken, ...input } = request;
      if (MinCount !== 1) throw new AwsError('InstanceLimitExceeded', 'The simulator runs one instance at a time.');
      const text = JSON.stringify(input);
      const known = ClientToken === undefined ? undefined : byToken.get(ClientToken);
      if (known && known.request !== text)
        throw new AwsError(
          'IdempotentParameterMismatch',
          'The client token has already been used with other parameters.',
        );
      const instanceId = known?.instanceId ?? launch(request);
      if (ClientToken !== undefined) byToken.set(ClientToken, { instanceId, request: text });
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
