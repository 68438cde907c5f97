import { describe, expect, it } from 'vitest';

import { createAutoScaling } from '../../../libs/aws/auto-scaling.ts';
import * as clients from '../../../libs/aws/clients.ts';
import { createEc2 } from '../../../libs/aws/ec2.ts';
import { createLifecycleHooks } from '../../../libs/aws/lifecycle-hooks.ts';
import { createRoute53 } from '../../../libs/aws/route-53.ts';
import { createSnapshots } from '../../../libs/aws/snapshots.ts';
import { createEndpoint } from '../../aws/http/endpoint.ts';

/** The adapters with a clock that stands still, and how long calls have waited for their turn, in milliseconds. */
const paced = () => {
  const waits: number[] = [];
  const { requestHandler } = createEndpoint(
    async () => ({}),
    () => new Date(0),
  );
  const config: clients.ClientConfig = {
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    requestHandler,
    clock: { now: () => new Date(0), sleep: async (milliseconds) => void waits.push(milliseconds) },
  };
  const autoScalingClient = clients.autoScalingClient(config, 'eu-central-1');
  const ec2Client = clients.ec2Client(config, 'eu-central-1');
  return {
    waits,
    autoScaling: createAutoScaling(autoScalingClient),
    hooks: createLifecycleHooks(autoScalingClient),
    ec2: createEc2(ec2Client),
    snapshots: createSnapshots(ec2Client),
    route53: createRoute53(clients.route53Client(config, 'eu-central-1')),
  };
};

type Call = (aws: ReturnType<typeof paced>) => Promise<unknown>;

const describeHooks: Call = ({ hooks }) => hooks.describeLifecycleHooks('blog-group');
const terminate: Call = ({ autoScaling }) => autoScaling.terminateInstance('i-1');
const describeStatus: Call = ({ ec2 }) => ec2.describeInstanceStatus();
const attach: Call = ({ ec2 }) => ec2.attachVolume('vol-1', 'i-1', '/dev/sdf');
const detach: Call = ({ ec2 }) => ec2.detachVolume('vol-1', 'i-1', false);
const createSnapshot: Call = ({ snapshots }) => snapshots.createSnapshot('vol-1', { description: '', tags: {} });
const copySnapshot: Call = ({ snapshots }) =>
  snapshots.copySnapshot({ region: 'us-east-1', snapshotId: 'snap-1' }, { description: '', tags: {} });
const deleteSnapshot: Call = ({ snapshots }) => snapshots.deleteSnapshot('snap-1');
const tagSnapshot: Call = ({ snapshots }) => snapshots.tagSnapshot('snap-1', { a: 'b' });
const associate: Call = ({ ec2 }) => ec2.associateAddress('eipalloc-1', { instanceId: 'i-1' });
const listRecords: Call = ({ route53 }) => route53.getZoneName('Z1');
const changeRecords: Call = ({ route53 }) => route53.changeResourceRecordSets('Z1', []);

describe('the calls of a run', () => {
  it.each([
    ['reads of EC2 Auto Scaling', describeHooks, 20, 100],
    ['changes of EC2 Auto Scaling', terminate, 10, 200],
    ['reads of EC2', describeStatus, 100, 50],
    ['attachments of volumes', attach, 50, 200],
    ['detachments of volumes', detach, 50, 200],
    ['new snapshots', createSnapshot, 100, 200],
    ['copies of snapshots', copySnapshot, 100, 200],
    ['deletions of snapshots', deleteSnapshot, 100, 200],
    ['tags of snapshots', tagSnapshot, 100, 100],
    ['other changes of EC2', associate, 50, 200],
    ['reads of Route 53', listRecords, 50, 100],
    ['changes of Route 53', changeRecords, 50, 100],
  ])('are made at once as far as AWS allows, then at its rate: %s', async (_, call, atOnce, milliseconds) => {
    const aws = paced();
    for (let count = 0; count < atOnce; count += 1) await call(aws);
    expect(aws.waits).toEqual([]);
    await call(aws);
    await call(aws);
    expect(aws.waits).toEqual([milliseconds, 2 * milliseconds]);
  });

  it('wait for none of another limit', async () => {
    const aws = paced();
    for (let count = 0; count < 50; count += 1) await attach(aws);
    for (const call of [detach, associate, describeStatus, terminate, describeHooks, listRecords]) await call(aws);
    for (let count = 0; count < 49; count += 1) await listRecords(aws);
    await changeRecords(aws);
    expect(aws.waits).toEqual([]);
  });
});
