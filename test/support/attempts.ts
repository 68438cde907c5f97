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
import { AssociateAddressCommand, AttachVolumeCommand, DetachVolumeCommand, EC2Client } from '@aws-sdk/client-ec2';
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

import { createIam } from '../world/iam.ts';
import { packagedTemplate, ZONE } from '../world/package.ts';
import type { Access } from '../world/service.ts';
import { deploy, type Template } from '../world/template.ts';
import { given } from './given.ts';

const HOME = 'us-east-1';
const ABROAD = 'eu-central-1';
const OURS = { 'hostkeeper:stage': 'prod', 'hostkeeper:role': 'data' };
const THEIRS = { 'hostkeeper:stage': 'staging', 'hostkeeper:role': 'data' };

/** A host with all that a host can have, and beside it what is none of hostkeeper's business. */
export const neighbourhood = async (template: Template = packagedTemplate()) => {
  const { world, group, resize, volume, machine } = await given(
    {
      own: { data: true, address: true, cluster: 'web' },
      waiting: { sizes: '0/0/1' },
      spare: {},
      theirs: { tags: THEIRS },
      unenrolled: { enrolled: false },
      abroad: { region: ABROAD },
    },
    { template },
  );
  // Only who attempts something acts here: nobody comes by, nor to the instance that waits at its hook.
  world.rest(true);
  world.misdeliver('instance-launch');
  resize('waiting', { desired: 1 });
  await world.advance({ seconds: 30 });

  const { ec2, ecs } = world.inRegion();
  const { zone, instanceId: own } = machine('own');
  const volumeWith = (tags: Readonly<Record<string, string>>): string => ec2.volumes.create(zone, tags).volumeId;
  const zones = { own: ZONE.id, other: 'Z9876543210ZYXWVUTSRQ' };
  world.route53.createZone(zones.other, ZONE.name);
  return {
    world,
    iam: createIam(deploy(template, HOME)('AWS::IAM::Role')),
    zones,
    instances: {
      own,
      waiting: machine('waiting').instanceId,
      spare: machine('spare').instanceId,
      theirs: machine('theirs').instanceId,
      unenrolled: machine('unenrolled').instanceId,
      /** Of no group, though somebody gave it all of hostkeeper's tags. */
      loner: ec2.machines.launch({ instanceId: 'i-0123456789abcdef0', zone, tags: OURS, running: true }).instanceId,
    },
    volumes: {
      own: volume('own').volumeId,
      spare: volumeWith(OURS),
      bare: volumeWith({}),
      root: volumeWith({ ...OURS, 'hostkeeper:role': 'root' }),
      theirs: volumeWith(THEIRS),
    },
    addresses: {
      own: group('own').tags['hostkeeper:address'] ?? '',
      bare: ec2.allocate({}).allocationId,
      theirs: ec2.allocate(THEIRS).allocationId,
    },
    containerInstance: ecs.containerInstance(own)?.arn ?? '',
  };
};
export type Neighbourhood = Awaited<ReturnType<typeof neighbourhood>>;

/** A value that a record of a type may have. */
const VALUES: Partial<Record<RRType, string>> = {
  A: '192.0.2.1',
  AAAA: '2001:db8::1',
  CNAME: 'elsewhere.example.net',
  TXT: '"v=spf1 -all"',
  MX: '10 mail.example.net',
};

/** A change of a record: what is done to which. */
export type RecordChange = readonly [ChangeAction, RRType, string];
const changeOf = ([Action, Type, Name]: RecordChange) => ({
  Action,
  ResourceRecordSet: { Name, Type, TTL: 60, ResourceRecords: [{ Value: VALUES[Type] ?? '' }] },
});

const LifecycleHookName = 'hostkeeper-launch';
const groupOf = (host: string) => ({ AutoScalingGroupName: `${host}-group` });

/** AWS throttles who asks faster, and who is throttled does not hear whether he may. */
const PACE_SECONDS = 0.2;

/** All that a role may try in a neighbourhood, where things go by their names. It tries once, and throws what AWS says. */
export const attemptsOf = (role: string, there: Neighbourhood) => {
  const { world, iam, zones, instances, volumes, addresses, containerInstance } = there;
  const requestHandler: typeof world.requestHandler = {
    handle: async (request) => {
      await world.advance({ seconds: PACE_SECONDS });
      return world.requestHandler.handle(request);
    },
  };
  const at = (region: string) => ({
    region,
    requestHandler,
    maxAttempts: 1,
    credentials: { accessKeyId: role, secretAccessKey: 'secret' },
  });
  const autoScaling = new AutoScalingClient(at(HOME));
  const ec2 = new EC2Client(at(HOME));
  const ecs = new ECSClient(at(HOME));
  const route53 = new Route53Client(at(HOME));
  const sns = new SNSClient(at(HOME));
  const ssm = new SSMClient(at(HOME));
  return {
    attach: (volume: keyof typeof volumes, to: keyof typeof instances) =>
      ec2.send(new AttachVolumeCommand({ VolumeId: volumes[volume], InstanceId: instances[to], Device: '/dev/sdg' })),
    detach: (volume: keyof typeof volumes, from: keyof typeof instances) =>
      ec2.send(new DetachVolumeCommand({ VolumeId: volumes[volume], InstanceId: instances[from] })),
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
    run: (DocumentName: string, on: keyof typeof instances) =>
      ssm.send(
        new SendCommandCommand({ DocumentName, InstanceIds: [instances[on]], Parameters: { commands: ['sync'] } }),
      ),
    drain: () =>
      ecs.send(
        new UpdateContainerInstancesStateCommand({
          cluster: 'web',
          containerInstances: [containerInstance],
          status: 'DRAINING',
        }),
      ),
    hook: (host: string, region = HOME) =>
      new AutoScalingClient(at(region)).send(
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
    end: (instance: keyof typeof instances) =>
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
    resize: (host: string, sizes: { readonly MinSize?: number; readonly MaxSize?: number }) =>
      autoScaling.send(new UpdateAutoScalingGroupCommand({ ...groupOf(host), ...sizes })),
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
    /** What the world has no operation for, or no client would send: IAM is asked by itself. */
    ask: (action: string, access: Access): Promise<void> => {
      const [service = '', operation = ''] = action.split(':');
      return iam(role, service, operation, [access]);
    },
  };
};
export type Attempts = ReturnType<typeof attemptsOf>;
