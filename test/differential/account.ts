import * as z from 'zod/mini';

import { createWorld } from '../aws/world.ts';
import type { Side } from './side.ts';

/** What both sides call by names of their own, by one name. */
export type Names = Readonly<Record<string, string>>;

const GROUPS = { a: [0, 1, 1], b: [1, 1, 1], c: [0, 0, 3], d: [0, 1, 1], e: [0, 1, 1] } as const;
const ALARM = {
  AlarmName: 'stage-critical',
  Namespace: 'AWS/Billing',
  MetricName: 'EstimatedCharges',
  Dimensions: [{ Name: 'Currency', Value: 'USD' }],
  Statistic: 'Maximum',
  Period: 21_600,
  EvaluationPeriods: 1,
  Threshold: 25,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'ignore',
};
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:news';

/** Names that are the same on both sides. */
const COMMON: Names = {
  ...Object.fromEntries(Object.keys(GROUPS).map((key) => [key, `${key}-group`])),
  topic: TOPIC,
};

/** A task of one container. */
const DEFINITION = 'arn:aws:ecs:us-east-1:123456789012:task-definition/shop:1';
const CONTAINER = { name: 'web', image: 'nginx:1', essential: true, command: ['nginx'] } as const;

/** The account in the simulated AWS. */
export const inWorld = async () => {
  const world = createWorld({ template: { Resources: {} } });
  const { autoScaling, ec2, ecr, ecs, secretsManager } = world.inRegion();
  const names: Record<string, string> = { ...COMMON, zone: 'Z0123456789ABCDEFGHIJ', cluster: 'web' };
  for (const [key, [min, desired, max]] of Object.entries(GROUPS)) {
    const group = autoScaling.groups.add({ name: `${key}-group`, sizes: { min, desired, max }, tags: {} });
    const [instance] = group.instances;
    if (instance) names[`instance ${key}`] = instance.instanceId;
  }
  for (const name of ['spare', 'attached']) names[name] = ec2.volumes.create('us-east-1a', { Name: name }).volumeId;
  names['elsewhere'] = ec2.volumes.create('us-east-1b', { Name: 'elsewhere' }).volumeId;
  ec2.volumes.attachImmediately(ec2.volumes.find(names['attached'] ?? ''), names['instance a'] ?? '', '/dev/sdf');
  const kept = { volumeId: names['spare'] ?? '', data: { rows: 0 }, tags: new Map([['Name', 'kept']]) };
  names['snapshot'] = ec2.snapshots.add(kept).snapshotId;
  const source = { volumeId: names['elsewhere'] ?? '', data: { rows: 0 }, tags: new Map([['Name', 'source']]) };
  names['source'] = ec2.snapshots.add(source).snapshotId;
  names['address'] = ec2.allocateAddress({ Name: 'address' }).allocationId;
  world.route53.createZone(names['zone'] ?? '', 'example.com');
  ecs.register('web', names['instance b'] ?? '', { tasks: 0, stopSeconds: 1 });
  names['member'] = ecs.containerInstance(names['instance b'] ?? '')?.arn ?? '';
  const onShop = ecs.register('shop', names['instance e'] ?? '', { tasks: 0, stopSeconds: 1 });
  const containers = [{ ...CONTAINER, hostPorts: [], links: [] }];
  ecs.createService({ cluster: 'shop', taskDefinition: DEFINITION, containers });
  await world.advance({ minutes: 1 });
  names['task'] = onShop.task?.arn ?? '';
  names['member of shop'] = onShop.arn;
  secretsManager.add('blog', 'a');
  ecr.add('blog', 'IMMUTABLE');
  world.services.sns.createTopic(TOPIC);
  world.services.sns.subscribe(TOPIC, 'email', 'reader@example.com');
  world.services.monitoring.addAlarm({
    arn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:stage-critical',
    properties: ALARM,
  });
  return { world, names };
};

/** The text at a path of an answer. Throws where the call failed. */
const textAt = async (answering: ReturnType<Side>, ...path: readonly (string | number)[]): Promise<string> => {
  const outcome = await answering;
  if (!outcome.ok) throw new Error(`moto refuses to create the account: ${outcome.code}: ${outcome.message}`);
  let value: unknown = outcome.output;
  for (const step of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
  return z.parse(z.string(), value);
};

/** The same account in moto. */
export const inMoto = async (moto: Side): Promise<Record<string, string>> => {
  const names: Record<string, string> = { ...COMMON, cluster: 'web' };
  const create = async (call: string, input: object): Promise<void> => {
    const outcome = await moto(call, input);
    if (!outcome.ok)
      throw new Error(`moto refuses to create the account: ${call}: ${outcome.code}: ${outcome.message}`);
  };
  const LaunchConfigurationName = 'plain';
  const machine = { ImageId: 'ami-12c6146b', InstanceType: 't3a.micro' };
  await create('autoscaling:CreateLaunchConfiguration', { LaunchConfigurationName, ...machine });
  for (const [key, [MinSize, DesiredCapacity, MaxSize]] of Object.entries(GROUPS)) {
    const AutoScalingGroupName = `${key}-group`;
    const sizes = { MinSize, DesiredCapacity, MaxSize, AvailabilityZones: ['us-east-1a'] };
    await create('autoscaling:CreateAutoScalingGroup', { AutoScalingGroupName, LaunchConfigurationName, ...sizes });
    if (DesiredCapacity === 0) continue;
    const describing = moto('autoscaling:DescribeAutoScalingGroups', { AutoScalingGroupNames: [AutoScalingGroupName] });
    names[`instance ${key}`] = await textAt(describing, 'AutoScalingGroups', 0, 'Instances', 0, 'InstanceId');
  }
  for (const [name, AvailabilityZone] of [
    ['spare', 'us-east-1a'],
    ['attached', 'us-east-1a'],
    ['elsewhere', 'us-east-1b'],
  ] as const) {
    const TagSpecifications = [{ ResourceType: 'volume', Tags: [{ Key: 'Name', Value: name }] }];
    const kind = { Size: 32, VolumeType: 'gp3', TagSpecifications };
    names[name] = await textAt(moto('ec2:CreateVolume', { AvailabilityZone, ...kind }), 'VolumeId');
  }
  const where = { VolumeId: names['attached'], InstanceId: names['instance a'], Device: '/dev/sdf' };
  await create('ec2:AttachVolume', where);
  for (const [name, volume, Value] of [
    ['snapshot', 'spare', 'kept'],
    ['source', 'elsewhere', 'source'],
  ] as const) {
    const TagSpecifications = [{ ResourceType: 'snapshot', Tags: [{ Key: 'Name', Value }] }];
    const snapshotting = moto('ec2:CreateSnapshot', { VolumeId: names[volume], TagSpecifications });
    names[name] = await textAt(snapshotting, 'SnapshotId');
  }
  const address = {
    Domain: 'vpc',
    TagSpecifications: [{ ResourceType: 'elastic-ip', Tags: [{ Key: 'Name', Value: 'address' }] }],
  };
  names['address'] = await textAt(moto('ec2:AllocateAddress', address), 'AllocationId');
  const zoneId = await textAt(
    moto('route53:CreateHostedZone', { Name: 'example.com', CallerReference: 'one' }),
    'HostedZone',
    'Id',
  );
  names['zone'] = zoneId.replace('/hostedzone/', '');
  for (const [name, cluster, instance] of [
    ['member', 'web', 'instance b'],
    ['member of shop', 'shop', 'instance e'],
  ] as const) {
    await create('ecs:CreateCluster', { clusterName: cluster });
    const instanceIdentityDocument = JSON.stringify({ instanceId: names[instance], region: 'us-east-1' });
    const registering = moto('ecs:RegisterContainerInstance', { cluster, instanceIdentityDocument });
    names[name] = await textAt(registering, 'containerInstance', 'containerInstanceArn');
  }
  const containerDefinitions = [{ ...CONTAINER, memory: 64 }];
  await create('ecs:RegisterTaskDefinition', { family: 'shop', containerDefinitions });
  const starting = moto('ecs:StartTask', {
    cluster: 'shop',
    taskDefinition: 'shop',
    containerInstances: [names['member of shop']],
  });
  names['task'] = await textAt(starting, 'tasks', 0, 'taskArn');
  await create('secretsmanager:CreateSecret', { Name: 'blog', SecretString: 'a' });
  await create('ecr:CreateRepository', { repositoryName: 'blog', imageTagMutability: 'IMMUTABLE' });
  await create('sns:CreateTopic', { Name: 'news' });
  await create('sns:Subscribe', { TopicArn: TOPIC, Protocol: 'email', Endpoint: 'reader@example.com' });
  await create('monitoring:PutMetricAlarm', ALARM);
  return names;
};
