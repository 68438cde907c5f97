import { TAGS } from '../../libs/hosts/tags.ts';
import type { Condition, Intrinsic } from './model.ts';

/** Text in which CloudFormation fills in values. */
export const sub = (text: string): Intrinsic => ({ 'Fn::Sub': text });

/** The same where there may be nothing to fill in: then it is plain text, as CloudFormation wants it. */
export const fill = (text: string): string | Intrinsic => (text.includes('${') ? sub(text) : text);

/** An ARN in this account. `region` is the stack's own by default; `*` stands for every region, and empty text for none. */
export const arn = (service: string, resource: string, region = '${AWS::Region}'): Intrinsic =>
  sub(`arn:\${AWS::Partition}:${service}:${region}:\${AWS::AccountId}:${resource}`);

/** Every Auto Scaling group of a region; {@link OF_STAGE} narrows them to those that are enrolled. */
export const groups = (region?: string): Intrinsic =>
  arn('autoscaling', 'autoScalingGroup:*:autoScalingGroupName/*', region);

/** The log streams of a function of this stage. */
export const logStreams = (functionName: string): Intrinsic =>
  arn('logs', `log-group:/aws/lambda/hostkeeper-\${sls:stage}-${functionName}:*`);

/** The ECS clusters of this name; `*` in it stands for any text. */
export const cluster = (name: string): Intrinsic => arn('ecs', `cluster/${name}`);

/** A KMS key. */
export const kmsKey = (keyArn: string): Intrinsic => sub(keyArn);
/** EC2 of this region, as KMS names a service that calls it. */
export const VIA_EC2 = sub('ec2.${AWS::Region}.amazonaws.com');

/** Every container instance of every ECS cluster. */
export const CONTAINER_INSTANCES = arn('ecs', 'container-instance/*');
/** Every EC2 instance. */
export const INSTANCES = arn('ec2', 'instance/*');
/** Every volume. */
export const VOLUMES = arn('ec2', 'volume/*');
/** Every snapshot of a region, which is the stack's own by default. The ARN of a snapshot has no account. */
export const snapshots = (region = '${AWS::Region}'): Intrinsic =>
  sub(`arn:\${AWS::Partition}:ec2:${region}::snapshot/*`);
/** Every Elastic IP. */
export const ADDRESSES = arn('ec2', 'elastic-ip/*');
/** Every network interface. */
export const NETWORK_INTERFACES = arn('ec2', 'network-interface/*');
/**
 * The documents of this name in infra/documents, of every content: eight digits stand for it. While a deployment changes
 * one, functions of the old code and of the new send each their own.
 */
export const document = (name: string): Intrinsic => arn('ssm', `document/hostkeeper-\${sls:stage}-${name}-????????`);
/** The topic of the notifications. */
export const NOTIFICATION_TOPIC: Intrinsic = { Ref: 'NotificationTopic' };
/** The queue of what functions could not do. */
export const DEAD_LETTER_QUEUE = sub('${DeadLetterQueue.Arn}');

/** A Route 53 hosted zone. */
export const hostedZone = (id: string): Intrinsic => sub(`arn:\${AWS::Partition}:route53:::hostedzone/${id}`);

/** The resource is tagged `hostkeeper:stage` with this stage. */
export const OF_STAGE = {
  StringEquals: { [`aws:ResourceTag/${TAGS.stage.name}`]: '${sls:stage}' },
} as const satisfies Condition;
