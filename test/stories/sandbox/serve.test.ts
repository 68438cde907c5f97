import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { listenForAws } from '../../sandbox/serve.ts';
import { healthyHosts } from '../../sandbox/hosts.ts';
import { given } from '../../support/given.ts';
import type { Listener } from '../../aws/http/listener.ts';

const run = promisify(execFile);

const has = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;

/** The commands of the session in docs/testing.md, in their order. */
const session = (/session -->\n+```sh\n([\s\S]*?)```/.exec(readFileSync('docs/testing.md', 'utf8'))?.[1] ?? '')
  .split('\n')
  .filter((line) => line.startsWith('aws '));

/** The words of the second answer that differ from those of the first. */
const changed = ([before = '', after = '']: readonly string[]): readonly string[] => {
  const words = before.split(/\s+/);
  return after.split(/\s+/).filter((word, at) => word !== words[at]);
};

/** A simulated AWS with two hosts that listens, and the environment that reaches it. */
const listening = async () => {
  const all = await given(healthyHosts('2'));
  all.world.charge(2.1);
  const listener = await listenForAws(all.world);
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: 'owner',
    AWS_SECRET_ACCESS_KEY: 'any',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${listener.port}`,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
  };
  return { ...all, listener, env };
};

const hasCli = has('aws', '--version');
const hasBoto = has('python3', '-c', 'import boto3');
if (!hasCli) console.warn('The AWS CLI is not installed: the session of docs/testing.md was not run.');
if (!hasBoto) console.warn('python3 with boto3 is not installed: it was not pointed at the sandbox.');

describe('a sandbox that stays up', () => {
  let all: Awaited<ReturnType<typeof listening>>;
  let listener: Listener;
  beforeAll(async () => {
    all = await listening();
    ({ listener } = all);
  });
  afterAll(() => listener.close());

  it.skipIf(!hasCli)('answers the AWS CLI, as the session of the docs says', async () => {
    const { world, group, env } = all;
    expect(session.length).toBeGreaterThanOrEqual(11);
    const answers: string[] = [];
    for (const command of session) {
      const { stdout } = await run('sh', ['-c', command], { env });
      answers.push(stdout);
      // Where the sandbox lets time run, the session's reader needs some himself.
      await world.advance({ minutes: 5 });
    }
    expect(answers.join('')).toContain('"AutoScalingGroupName": "host-1-group"');
    expect(answers.join('')).toContain('arn:aws:sns:us-east-1:123456789012:NotificationTopic');
    expect(answers.join('')).toContain('"FailedEntryCount": 0');
    const answersTo = (command: string) => answers.filter((_, at) => session[at]?.startsWith(command) === true);
    // The host whose instance was terminated has its volume and its record at another one. The other host is unchanged.
    const volumes = changed(answersTo('aws ec2 describe-volumes'));
    const records = changed(answersTo('aws route53 list-resource-record-sets'));
    expect([volumes.length, records.length]).toEqual([1, 1]);
    const successor = new RegExp(`${volumes.join()}\\s+running\\s+${records.join()}\n`);
    expect(answersTo('aws ec2 describe-instances').join('')).toMatch(successor);
    expect(world.invocations.some(({ name }) => name === 'budget-kill-switch')).toBe(true);
    expect([group('host-1').sizes, group('host-2').sizes]).toEqual(['0/0/0', '0/0/0']);
  });

  it.skipIf(!hasBoto)('answers boto3', async () => {
    const script = `
import boto3, json
groups = [page for page in boto3.client('autoscaling').get_paginator('describe_auto_scaling_groups').paginate()]
boto3.client('cloudwatch').put_metric_data(Namespace='shop', MetricData=[{'MetricName': 'orders', 'Value': 1}])
put = boto3.client('events').put_events(Entries=[{'Source': 'shop', 'DetailType': 'order', 'Detail': '{}'}])
topics = boto3.client('sns').list_topics()['Topics']
try:
    boto3.client('autoscaling').update_auto_scaling_group(AutoScalingGroupName='nobody', MinSize=0, MaxSize=0)
except boto3.client('autoscaling').exceptions.ClientError as error:
    code = error.response['Error']['Code']
invoked = boto3.client('lambda').invoke(FunctionName='hostkeeper-prod-reconcile', Payload=b'{"dryRun": true}')
results = json.loads(invoked['Payload'].read())['results']
hosts = sorted({result['host'] for result in results})
volumes = [one for page in boto3.client('ec2').get_paginator('describe_volumes').paginate() for one in page['Volumes']]
zones = boto3.client('route53').list_hosted_zones()['HostedZones']
records = boto3.client('route53').list_resource_record_sets(HostedZoneId=zones[0]['Id'])['ResourceRecordSets']
data = [len(volumes), records[0]['Name']]
print(json.dumps([len(groups[0]['AutoScalingGroups']), put['FailedEntryCount'], len(topics), code, hosts, data]))`;
    const { stdout } = await run('python3', ['-c', script], { env: all.env });
    expect(JSON.parse(stdout)).toEqual([2, 0, 2, 'ValidationError', ['host-1', 'host-2'], [2, 'example.com.']]);
  });
});
