import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { LoopbackServer } from '../support/loopback-server.ts';
import { type Account, openAccount } from './account.ts';
import { ACCOUNT, miniStackProgram, startMiniStack } from './ministack.ts';
import { LEFT_OUT } from './plugin.ts';
import { createEmulatedProject, type EmulatedProject, PACKAGED, STAGE } from './project.ts';
import { UNKNOWN_TYPES } from './unknown-types.ts';

const STACK = `hostkeeper-${STAGE}`;

const program = await miniStackProgram();
if ('missing' in program) console.warn(`SKIPPED: the stack was not deployed to MiniStack, for ${program.missing}.`);

/** An example event of `events`, as the emulator's account would have it. */
const eventOf = (path: string, changes: object = {}): string => {
  const text = readFileSync(`events/${path}`, 'utf8')
    .replaceAll('123456789012', ACCOUNT)
    .replaceAll('hostkeeper-prod', STACK);
  const event: { readonly detail: object } = JSON.parse(text);
  return JSON.stringify({ ...event, detail: { ...event.detail, ...changes } });
};

describe.skipIf('missing' in program)('the stack, deployed to MiniStack', () => {
  let server: LoopbackServer | undefined;
  let project: EmulatedProject | undefined;
  let account: Account;
  let packaging = '';
  let review = '';
  let refusal = '';
  let refused: Readonly<Record<string, string>> = {};

  const serverless: EmulatedProject['serverless'] = (...args) => {
    if (!project) throw new Error('The project was not copied.');
    return project.serverless(...args);
  };

  /** What a command says that fails, as where nobody can be asked. */
  const refuse = (...args: Parameters<EmulatedProject['serverless']>): Promise<string> =>
    serverless(...args).then(
      () => '',
      ({ message }: Error) => message,
    );

  const invoke = async (name: string, event: string): Promise<object> => {
    const { stdout } = await serverless('invoke', `--function=${name}`, '--data', event);
    const answer: object = JSON.parse(stdout);
    return answer;
  };

  beforeAll(async () => {
    if ('missing' in program) return;
    server = await startMiniStack(program.path);
    account = openAccount(server.endpoint);
    project = createEmulatedProject(server.endpoint);
    ({ stderr: packaging } = await serverless('package', PACKAGED));
    refusal = await refuse('deploy', PACKAGED, '--review');
    refused = await account.stacks();
    ({ stderr: review } = await serverless('deploy', PACKAGED, '--review', '--yes'));
    await account.restSchedules();
  });
  afterAll(async () => {
    const seconds = Object.entries(project?.seconds() ?? {});
    const total = seconds.reduce((sum, [, each]) => sum + each, 0);
    const each = seconds.map(([command, took]) => `${command} ${took.toFixed(0)}`).join(', ');
    const load = loadavg().map((average) => average.toFixed(1));
    console.info(`In all ${total.toFixed(0)} s (${each}); the load of the machine is ${load.join(' ')}.`);
    project?.remove();
    await server?.stop();
  });

  it('has all but the types that MiniStack lacks, which the deployment names', async () => {
    expect(await account.stacks()).toEqual({ [STACK]: 'UPDATE_COMPLETE' });
    const leftOut = packaging.split('\n').filter((line) => line.startsWith(LEFT_OUT));
    expect(leftOut.map((line) => line.slice(LEFT_OUT.length))).toEqual([
      'AWS::Rbin::Rule RecycleVolumes',
      'AWS::SSM::Document UnmountDocument',
      'AWS::SSM::Document SnapshotDocument',
      'AWS::SSM::Document DrillDocument',
      'AWS::Budgets::Budget MonthlyBudget',
      'AWS::Budgets::Budget CriticalBudget',
      'AWS::EC2::Volume DataVolume',
      'AWS::IAM::Group Operators',
      'output DataVolumeId',
    ]);
  });

  it('is reviewed first, and on a no there is no stack', () => {
    expect(refusal).toContain('serverless deploy ended with 2');
    expect(refusal).toContain('Group (AWS::AutoScaling::AutoScalingGroup) is added');
    expect(refusal).toContain('Deploy this? Nobody can be asked here, as this is no terminal');
    expect(refused).toEqual({});
    expect(review).toContain(`What the deployment does to ${STACK} in us-east-1:`);
    expect(review.match(/What the deployment does/g)).toHaveLength(1);
  });

  for (const type of UNKNOWN_TYPES)
    it(`leaves out ${type}, which MiniStack still refuses`, async () => {
      expect(await account.refusal(type)).toBe(`Template format error: Unrecognized resource types: [${type}]`);
    });

  it('stops a host when the critical alarm goes off', async () => {
    expect(await account.group('blog')).toMatchObject({ MinSize: 1, DesiredCapacity: 1, MaxSize: 1 });
    await invoke('budgetKillSwitch', eventOf('budget-kill-switch/sample-critical-alarm.json'));
    const { Tags, ...group } = await account.group('blog');
    expect(group).toMatchObject({ MinSize: 0, DesiredCapacity: 0, MaxSize: 0, Instances: [] });
    expect(Tags).toContainEqual(
      expect.objectContaining({
        Key: 'hostkeeper:state',
        Value: expect.stringMatching(/^suspended 1\/1\/1 .* budget/),
      }),
    );
  });

  // The instances of MiniStack's groups are not in its EC2, and a run would wait for one. So the group has none yet.
  it('puts the hooks that a host lacks when an instance of it launches', async () => {
    await account.enroll('shop', 0);
    expect(await account.hooks('shop')).toEqual([]);
    const launch = { AutoScalingGroupName: 'shop-group', NotificationMetadata: 'shop' };
    const answer = await invoke('instanceLaunch', eventOf('instance-launch/sample-launching.json', launch));
    expect(answer).toMatchObject({ results: [{ controller: 'lifecycle', host: 'shop', status: 'converged' }] });
    expect(await account.hooks('shop')).toEqual(['hostkeeper-launch', 'hostkeeper-terminate']);
  });

  it('says of each host what the next pass of reconcile would do, and does nothing', async () => {
    const before = await account.group('blog');
    const answer = await invoke('reconcile', '{"dryRun":true}');
    expect(answer).toMatchObject({
      results: [
        { controller: 'suspension', host: 'blog', status: 'waiting' },
        { controller: 'suspension', host: 'shop', status: 'converged', reason: 'is running at 0/0/1' },
        { controller: 'lifecycle', host: 'blog', status: 'planned' },
        { controller: 'lifecycle', host: 'shop', status: 'converged' },
      ],
    });
    expect(await account.group('blog')).toEqual(before);
    expect(await account.hooks('blog')).toEqual([]);
  });

  it('is described by `serverless info`', async () => {
    const { stdout } = await serverless('info');
    expect(stdout).toContain(`stack: ${STACK}`);
    expect(stdout).toContain(`budgetKillSwitch: ${STACK}-budget-kill-switch`);
  });

  it('keeps its launch template unless a review is answered with yes', async () => {
    project?.changeTemplate('"t3.micro"', '"t3.small"');
    const before = await account.launchTemplate(STACK);
    expect(await refuse('deploy', PACKAGED, '--review')).toContain(
      'LaunchTemplate (AWS::EC2::LaunchTemplate) is changed',
    );
    expect(await account.launchTemplate(STACK)).toEqual(before);
    expect(await account.changeSets(STACK)).toEqual([]);
    await serverless('deploy', PACKAGED, '--review', '--yes');
    expect([before, await account.launchTemplate(STACK)]).toEqual(['t3.micro', 't3.small']);
  });

  it('is removed without a rest', async () => {
    await serverless('remove');
    expect(await account.stacks()).toEqual({});
  });
});
