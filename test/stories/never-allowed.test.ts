import { describe, expect, it } from 'vitest';

import { ACCOUNT } from '../aws/operation.ts';
import {
  ALL_ROLES,
  arnOf,
  deniedError,
  GROUP,
  GROUP_TAG,
  HOSTED_ZONE,
  STAGE_TAG,
  withFixture,
} from '../support/roles.ts';

const SNAPSHOT = 'arn:aws:ec2:us-east-1::snapshot/s';

const actionNames = (service: string, names: string): readonly string[] =>
  names.split(' ').map((name) => `${service}:${name}`);

/** Actions that no role needs, not even on the host's own resources. */
const NEVER_ALLOWED: readonly (readonly [string, string, readonly string[]])[] = [
  ['change or delete a volume', arnOf('ec2', 'volume/v'), actionNames('ec2', 'ModifyVolume DeleteVolume CopyVolumes')],
  ['take a tag from a volume', arnOf('ec2', 'volume/v'), actionNames('ec2', 'DeleteTags')],
  ['delete a snapshot that nothing says is the policy’s', SNAPSHOT, actionNames('ec2', 'DeleteSnapshot')],
  [
    'share, lock, archive or untag a snapshot',
    SNAPSHOT,
    actionNames('ec2', 'ModifySnapshotAttribute LockSnapshot UnlockSnapshot ModifySnapshotTier DeleteTags'),
  ],
  ['write the blocks of a snapshot', SNAPSHOT, actionNames('ebs', 'StartSnapshot PutSnapshotBlock CompleteSnapshot')],
  ['launch an instance', arnOf('ec2', 'instance/i'), actionNames('ec2', 'RunInstances StartInstances')],
  [
    'stop, end or change an instance past its group',
    arnOf('ec2', 'instance/i'),
    actionNames('ec2', 'StopInstances TerminateInstances ModifyInstanceAttribute'),
  ],
  [
    'make, change or delete a document',
    arnOf('ssm', 'document/hostkeeper-prod-unmount-01234567'),
    actionNames('ssm', 'CreateDocument UpdateDocument UpdateDocumentDefaultVersion DeleteDocument'),
  ],
  ['open a shell on an instance', arnOf('ec2', 'instance/i'), actionNames('ssm', 'StartSession')],
  [
    'get, take off or give back an address',
    arnOf('ec2', 'elastic-ip/e'),
    actionNames('ec2', 'AllocateAddress DisassociateAddress ReleaseAddress'),
  ],
  [
    'make or delete a group, or set what it desires',
    GROUP,
    actionNames('autoscaling', 'CreateAutoScalingGroup DeleteAutoScalingGroup SetDesiredCapacity'),
  ],
  [
    'take hooks, tags, instances or processes from a group',
    GROUP,
    actionNames('autoscaling', 'DeleteLifecycleHook DeleteTags DetachInstances SuspendProcesses'),
  ],
  ['run a task', arnOf('ecs', 'task-definition/web:1'), actionNames('ecs', 'RunTask StartTask')],
  [
    'take an instance out of its cluster',
    arnOf('ecs', 'cluster/web'),
    actionNames('ecs', 'DeregisterContainerInstance'),
  ],
  ['delete a zone', HOSTED_ZONE, actionNames('route53', 'DeleteHostedZone')],
  ['pass on a role', `arn:aws:iam::${ACCOUNT}:role/Owner`, actionNames('iam', 'PassRole')],
  ['invoke a function', arnOf('lambda', 'function:hostkeeper-prod-reconcile'), actionNames('lambda', 'InvokeFunction')],
  ['write to a queue of others', arnOf('sqs', 'theirs'), actionNames('sqs', 'SendMessage')],
  [
    'write the log of others',
    arnOf('logs', 'log-group:/aws/lambda/theirs:log-stream:1'),
    actionNames('logs', 'PutLogEvents'),
  ],
];

describe('no role', () => {
  const as = withFixture();
  const context = {
    ...STAGE_TAG,
    ...GROUP_TAG,
    'aws:ResourceTag/hostkeeper:role': 'data',
  };

  it('may do any of the following, although the same resources allow what a host needs', async () => {
    const asked = as('InstanceLaunchRole').askIam('ec2:AttachVolume', { resource: arnOf('ec2', 'volume/v'), context });
    await expect(asked).resolves.toBeUndefined();
  });

  it.each(NEVER_ALLOWED)('may %s', async (_, resource, named) => {
    expect(ALL_ROLES).toHaveLength(12);
    expect(named).not.toEqual([]);
    for (const { askIam } of ALL_ROLES.map(as)) {
      for (const action of named)
        await expect(askIam(action, { resource, context })).rejects.toThrow(deniedError(action));
    }
  });
});
