import {
  AutoScalingClient,
  CompleteLifecycleActionCommand,
  CreateOrUpdateTagsCommand,
  PutLifecycleHookCommand,
  ResumeProcessesCommand,
  SetInstanceProtectionCommand,
  TerminateInstanceInAutoScalingGroupCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  AssociateAddressCommand,
  AttachVolumeCommand,
  CreateSnapshotCommand,
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DetachVolumeCommand,
  EC2Client,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { ECSClient, UpdateContainerInstancesStateCommand } from '@aws-sdk/client-ecs';
import {
  type ChangeAction,
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
  type RRType,
} from '@aws-sdk/client-route-53';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';

import { createIam } from '../aws/iam/index.ts';
import { packagedTemplate, ZONE } from '../aws/lambda/package-stack.ts';
import type { AuthorizationRequest } from '../aws/operation.ts';
import { deploy, type Template } from '../aws/template.ts';
import { given } from './given.ts';

const HOME_REGION = 'us-east-1';
const OTHER_REGION = 'eu-central-1';
const OWN_TAGS = { 'hostkeeper:stage': 'prod', 'hostkeeper:role': 'data' };
const FOREIGN_TAGS = { 'hostkeeper:stage': 'staging', 'hostkeeper:role': 'data' };

const OWN_SNAPSHOT = {
  'hostkeeper:stage': 'prod',
  'hostkeeper:role': 'snapshot',
  'hostkeeper:kept-by': 'retention',
};

/** The template with one action replaced by another, in every role. */
export const withActions = (from: string, to: string): Template =>
  JSON.parse(JSON.stringify(packagedTemplate()).replaceAll(`"${from}"`, to));

/** A host with everything that a host can have, and resources that hostkeeper must not change. */
export const iamFixture = async (template: Template = packagedTemplate()) => {
  const { world, group, resize, volume, instance } = await given(
    {
      own: { data: true, address: true, cluster: 'web' },
      waiting: { sizes: '0/0/1' },
      spare: {},
      theirs: { tags: FOREIGN_TAGS },
      unenrolled: { enrolled: false },
      abroad: { region: OTHER_REGION },
    },
    { template },
  );
  // Only the attempts of the tests act here: no schedule runs, and no event reports the instance that waits at its hook.
  world.pauseSchedules(true);
  world.setDelivery('instance-launch');
  resize('waiting', { desired: 1 });
  await world.advance({ seconds: 30 });

  const { ec2, ecs } = world.inRegion();
  const { zone, instanceId: own } = instance('own');
  const volumeWith = (tags: Readonly<Record<string, string>>): string => ec2.volumes.create(zone, tags).volumeId;
  const snapshotWith = (tags: Readonly<Record<string, string>>): string => {
    const { volumeId, data } = volume('own');
    return ec2.snapshots.add({ volumeId, data, tags: new Map(Object.entries(tags)) }).snapshotId;
  };
  const zones = { own: ZONE.id, other: 'Z9876543210ZYXWVUTSRQ' };
  world.route53.createZone(zones.other, ZONE.name);
  return {
    world,
    iam: createIam(deploy(template, HOME_REGION)('AWS::IAM::Role')),
    zones,
    instances: {
      own,
      waiting: instance('waiting').instanceId,
      spare: instance('spare').instanceId,
      theirs: instance('theirs').instanceId,
      unenrolled: instance('unenrolled').instanceId,
      /** In no group, though it has all of hostkeeper's tags. */
      loner: ec2.instances.launch({ instanceId: 'i-0123456789abcdef0', zone, tags: OWN_TAGS, running: true })
        .instanceId,
      drillOfTheirs: ec2.instances.launch({
        instanceId: 'i-0123456789abcdef1',
        zone,
        tags: { ...FOREIGN_TAGS, 'hostkeeper:role': 'drill' },
        running: true,
      }).instanceId,
    },
    volumes: {
      own: volume('own').volumeId,
      spare: volumeWith(OWN_TAGS),
      bare: volumeWith({}),
      root: volumeWith({ ...OWN_TAGS, 'hostkeeper:role': 'root' }),
      theirs: volumeWith(FOREIGN_TAGS),
    },
    snapshots: {
      own: snapshotWith(OWN_SNAPSHOT),
      keptByPerson: snapshotWith({ ...OWN_SNAPSHOT, 'hostkeeper:kept-by': 'ada' }),
      notOfHostkeeper: snapshotWith({ ...OWN_SNAPSHOT, 'hostkeeper:role': 'image' }),
      theirs: snapshotWith({ ...OWN_SNAPSHOT, 'hostkeeper:stage': 'staging' }),
    },
    addresses: {
      own: group('own').tags['hostkeeper:address'] ?? '',
      bare: ec2.allocateAddress({}).allocationId,
      theirs: ec2.allocateAddress(FOREIGN_TAGS).allocationId,
    },
    containerInstance: ecs.containerInstance(own)?.arn ?? '',
    /** The document that unmounts a volume. */
    unmount: world.resource('UnmountDocument').physicalId,
    /** The one that takes a snapshot. */
    quiesce: world.resource('SnapshotDocument').physicalId,
  };
};
export type IamFixture = Awaited<ReturnType<typeof iamFixture>>;

/** A valid value of a record, by its type. */
const VALUES: Partial<Record<RRType, string>> = {
  A: '192.0.2.1',
  AAAA: '2001:db8::1',
  CNAME: 'elsewhere.example.net',
  TXT: '"v=spf1 -all"',
  MX: '10 mail.example.net',
};

/** A change of a record: the action, the type and the name. */
export type RecordChange = readonly [ChangeAction, RRType, string];
const changeOf = ([Action, Type, Name]: RecordChange) => ({
  Action,
  ResourceRecordSet: { Name, Type, TTL: 60, ResourceRecords: [{ Value: VALUES[Type] ?? '' }] },
});

const toTags = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

const LifecycleHookName = 'hostkeeper-launch';
const groupOf = (host: string) => ({ AutoScalingGroupName: `${host}-group` });

/** AWS throttles faster calls, and a throttled call does not show whether it is allowed. */
const CALL_INTERVAL_SECONDS = 0.2;

/** Everything that a role can attempt, by the names of the fixture. Each attempt makes one call, and throws AWS's error. */
export const attemptsOf = (role: string, fixture: IamFixture) => {
  const { world, iam, zones, instances, volumes, snapshots, addresses, containerInstance, unmount, quiesce } = fixture;
  const requestHandler: typeof world.requestHandler = {
    handle: async (request) => {
      await world.advance({ seconds: CALL_INTERVAL_SECONDS });
      return world.requestHandler.handle(request);
    },
  };
  const clientConfig = (region: string) => ({
    region,
    requestHandler,
    maxAttempts: 1,
    credentials: { accessKeyId: role, secretAccessKey: 'secret' },
  });
  const autoScaling = new AutoScalingClient(clientConfig(HOME_REGION));
  const cloudWatch = new CloudWatchClient(clientConfig(HOME_REGION));
  const ec2 = new EC2Client(clientConfig(HOME_REGION));
  const ecs = new ECSClient(clientConfig(HOME_REGION));
  const route53 = new Route53Client(clientConfig(HOME_REGION));
  const sns = new SNSClient(clientConfig(HOME_REGION));
  const ssm = new SSMClient(clientConfig(HOME_REGION));
  return {
    attach: (volume: keyof typeof volumes, to: keyof typeof instances) =>
      ec2.send(new AttachVolumeCommand({ VolumeId: volumes[volume], InstanceId: instances[to], Device: '/dev/sdg' })),
    detach: (volume: keyof typeof volumes, from: keyof typeof instances) =>
      ec2.send(new DetachVolumeCommand({ VolumeId: volumes[volume], InstanceId: instances[from] })),
    /** Terminates an instance, past its group if it has one. */
    end: (instance: keyof typeof instances) =>
      ec2.send(new TerminateInstancesCommand({ InstanceIds: [instances[instance]] })),
    /** Takes a snapshot with tags of this stage, but for those that are given. */
    takeSnapshot: (volume: keyof typeof volumes, tags: Readonly<Record<string, string>> = {}) =>
      ec2.send(
        new CreateSnapshotCommand({
          VolumeId: volumes[volume],
          TagSpecifications: [{ ResourceType: 'snapshot', Tags: toTags({ ...OWN_SNAPSHOT, ...tags }) }],
        }),
      ),
    deleteSnapshot: (snapshot: keyof typeof snapshots) =>
      ec2.send(new DeleteSnapshotCommand({ SnapshotId: snapshots[snapshot] })),
    tagSnapshot: (snapshot: keyof typeof snapshots, ...keys: readonly string[]) =>
      ec2.send(
        new CreateTagsCommand({
          Resources: [snapshots[snapshot]],
          Tags: toTags(Object.fromEntries(keys.map((key) => [key, '1']))),
        }),
      ),
    putMetric: (Namespace: string) =>
      cloudWatch.send(new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName: 'm', Value: 1 }] })),
    associate: (address: keyof typeof addresses, to: keyof typeof instances) =>
      ec2.send(new AssociateAddressCommand({ AllocationId: addresses[address], InstanceId: instances[to] })),
    list: (zone: keyof typeof zones) => route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: zones[zone] })),
    change: (zone: keyof typeof zones, ...changes: readonly RecordChange[]) =>
      route53.send(
        new ChangeResourceRecordSetsCommand({
          HostedZoneId: zones[zone],
          ChangeBatch: { Changes: changes.map(changeOf) },
        }),
      ),
    unmount: (on: keyof typeof instances) =>
      ssm.send(
        new SendCommandCommand({
          DocumentName: unmount,
          InstanceIds: [instances[on]],
          Parameters: { VolumeId: [volumes.own], Device: ['/dev/sdf'] },
        }),
      ),
    quiesce: (on: keyof typeof instances) =>
      ssm.send(
        new SendCommandCommand({
          DocumentName: quiesce,
          InstanceIds: [instances[on]],
          Parameters: {
            VolumeId: [volumes.own],
            Device: ['/dev/sdf'],
            Quiesce: ['freeze'],
            Until: ['0'],
            Url: ['https://ec2.us-east-1.amazonaws.com/?Action=CreateSnapshot'],
          },
        }),
      ),
    run: (DocumentName: string) =>
      ssm.send(
        new SendCommandCommand({ DocumentName, InstanceIds: [instances.own], Parameters: { commands: ['sync'] } }),
      ),
    drain: () =>
      ecs.send(
        new UpdateContainerInstancesStateCommand({
          cluster: 'web',
          containerInstances: [containerInstance],
          status: 'DRAINING',
        }),
      ),
    putHook: (host: string, region = HOME_REGION) =>
      new AutoScalingClient(clientConfig(region)).send(
        new PutLifecycleHookCommand({
          ...groupOf(host),
          LifecycleHookName,
          LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
        }),
      ),
    complete: (host: 'waiting' | 'theirs') =>
      autoScaling.send(
        new CompleteLifecycleActionCommand({
          ...groupOf(host),
          InstanceId: instances[host],
          LifecycleHookName,
          LifecycleActionResult: 'CONTINUE',
        }),
      ),
    terminate: (instance: keyof typeof instances) =>
      autoScaling.send(
        new TerminateInstanceInAutoScalingGroupCommand({
          InstanceId: instances[instance],
          ShouldDecrementDesiredCapacity: false,
        }),
      ),
    tag: (host: string, ...keys: readonly string[]) =>
      autoScaling.send(
        new CreateOrUpdateTagsCommand({
          Tags: keys.map((Key) => ({
            ResourceId: `${host}-group`,
            ResourceType: 'auto-scaling-group',
            Key,
            Value: '1',
          })),
        }),
      ),
    resize: (
      host: string,
      sizes: { readonly MinSize?: number; readonly MaxSize?: number; readonly VPCZoneIdentifier?: string },
    ) => autoScaling.send(new UpdateAutoScalingGroupCommand({ ...groupOf(host), ...sizes })),
    resume: (host: string) =>
      autoScaling.send(new ResumeProcessesCommand({ ...groupOf(host), ScalingProcesses: ['Terminate'] })),
    unprotect: (host: 'own' | 'theirs') =>
      autoScaling.send(
        new SetInstanceProtectionCommand({
          ...groupOf(host),
          InstanceIds: [instances[host]],
          ProtectedFromScaleIn: false,
        }),
      ),
    publish: (topic: string) =>
      sns.send(new PublishCommand({ TopicArn: world.names.topics[topic], Subject: 'news', Message: 'news' })),
    /** Asks IAM alone, for operations that the simulated AWS lacks and for requests that no client sends. */
    askIam: (action: string, access: AuthorizationRequest): Promise<void> => {
      const [service = '', operation = ''] = action.split(':');
      return iam(role, service, operation, [access]);
    },
  };
};
export type Attempts = ReturnType<typeof attemptsOf>;
