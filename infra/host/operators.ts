import type { Policy } from '../iam/model.ts';
import { renderPolicy } from '../iam/model.ts';
import { CLONE_ROLE, DATA_ROLE, TAGS } from '../../libs/hosts/tags.ts';
import { arn, hostedZone, INSTANCES, sub, VOLUMES } from '../iam/resources.ts';
import { hostName, ref, type Resources, type StageHost } from './resource.ts';
import { zoneId } from './storage.ts';

const FUNCTIONS = ['emergency-shutdown', 'emergency-resume', 'reconcile', 'snapshot', 'restore'];

const ofVolume = (prefix: 'aws:ResourceTag' | 'aws:RequestTag', role: string) => ({
  StringEquals: { [`${prefix}/${TAGS.stage.name}`]: '${sls:stage}', [`${prefix}/${TAGS.role.name}`]: role },
});

/** The stage's tag on an instance, as Systems Manager compares it. */
const OF_STAGE = { StringEquals: { 'ssm:resourceTag/hostkeeper:stage': '${sls:stage}' } } as const;

/**
 * What operators may do: open sessions, invoke the functions, copy data volumes, and read. They start, stop, change and delete
 * nothing.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html
 */
export const operate = (host: StageHost): Policy => ({
  name: 'operators',
  statements: [
    {
      sid: 'OpenSessions',
      why: 'Opens a shell on the instances of this stage.',
      actions: ['ssm:StartSession'],
      resources: INSTANCES,
      condition: OF_STAGE,
    },
    {
      sid: 'OpenShells',
      why: 'The document of such a session.',
      actions: ['ssm:StartSession'],
      resources: arn('ssm', 'document/SSM-SessionManagerRunShell'),
    },
    {
      sid: 'EndOwnSessions',
      why: 'Ends and resumes sessions of their own.',
      actions: ['ssm:ResumeSession', 'ssm:TerminateSession'],
      resources: arn('ssm', 'session/${!aws:userid}-*'),
    },
    {
      sid: 'InvokeFunctions',
      why: 'Stops and resumes hosts, takes snapshots, and asks for the status of hosts.',
      actions: ['lambda:InvokeFunction'],
      resources: FUNCTIONS.map((name) => arn('lambda', `function:hostkeeper-\${sls:stage}-${name}`)),
    },
    {
      sid: 'CopyData',
      why: 'Copies the data volumes of this stage, for `hostkeeper clone`.',
      actions: ['ec2:CopyVolumes'],
      resources: VOLUMES,
      condition: ofVolume('aws:ResourceTag', DATA_ROLE),
    },
    {
      sid: 'MakeClones',
      why: 'The same action needs the new volume. The condition admits only one that is tagged as a clone of this stage.',
      actions: ['ec2:CopyVolumes'],
      resources: VOLUMES,
      condition: ofVolume('aws:RequestTag', CLONE_ROLE),
    },
    {
      sid: 'TagClones',
      why: 'Gives a clone its tags, in the request that makes it and in no other.',
      actions: ['ec2:CreateTags'],
      resources: VOLUMES,
      condition: { StringEquals: { 'ec2:CreateAction': 'CopyVolumes' } },
    },
    {
      sid: 'FindFunctions',
      why: 'Finds the regions of the hosts, which the configuration of a function in us-east-1 has.',
      actions: ['lambda:GetFunctionConfiguration'],
      resources: arn('lambda', 'function:hostkeeper-${sls:stage}-*', '*'),
    },
    {
      sid: 'ReadLogs',
      why: 'Reads the logs of the functions and of the containers.',
      actions: ['logs:FilterLogEvents', 'logs:GetLogEvents'],
      resources: [
        arn('logs', 'log-group:/aws/lambda/hostkeeper-${sls:stage}-*'),
        arn('logs', `log-group:/hostkeeper/${hostName(host)}:*`),
      ],
    },
    {
      sid: 'Read',
      why: 'Reads the state of hosts. These actions support no narrower resource.',
      actions: [
        'autoscaling:DescribeAutoScalingGroups',
        'autoscaling:DescribeScalingActivities',
        'cloudformation:DescribeStacks',
        'cloudwatch:DescribeAlarms',
        'ec2:DescribeInstances',
        'ec2:DescribeLaunchTemplateVersions',
        'ec2:DescribeSnapshots',
        'ec2:DescribeVolumes',
        'ecs:DescribeServices',
        'ecs:DescribeTasks',
        'ecs:ListTasks',
        'lambda:ListFunctions',
        'logs:DescribeLogGroups',
        'ssm:DescribeInstanceInformation',
      ],
      resources: '*',
    },
    {
      sid: 'ReadNames',
      why: 'Reads where the names of the host lead.',
      actions: ['route53:ListResourceRecordSets'],
      resources: hostedZone(zoneId(host)),
    },
    {
      sid: 'ReadImages',
      why: "Compares the image of an instance with AWS's newest, which is in a public parameter.",
      actions: ['ssm:GetParameters'],
      resources: sub('arn:${AWS::Partition}:ssm:${AWS::Region}::parameter/aws/service/*'),
    },
  ],
});

/** The group of the people who operate the host, with the users that the setting names. */
export const operators = (host: StageHost): Resources => ({
  Operators: { Type: 'AWS::IAM::Group', Properties: { Policies: [renderPolicy(operate(host))] } },
  ...(host.settings.operators.length > 0 && {
    OperatorUsers: {
      Type: 'AWS::IAM::UserToGroupAddition',
      Properties: { GroupName: ref('Operators'), Users: host.settings.operators },
    },
  }),
});
