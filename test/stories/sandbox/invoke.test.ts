import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';

import spot from '../../../events/instance-interruption/sample-spot.json' with { type: 'json' };
import launching from '../../../events/instance-launch/sample-launching.json' with { type: 'json' };
import criticalAlarm from '../../../events/budget-kill-switch/sample-critical-alarm.json' with { type: 'json' };

const directory = mkdtempSync(join(tmpdir(), 'hostkeeper-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** A file with this content. */
const file = (name: string, content: string): string => {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
};

interface SandboxRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm run sandbox -- invoke …`, without npm; the stack is packaged once for all tests. */
const invoke = (...args: string[]): Promise<SandboxRun> =>
  new Promise((resolve) => {
    const env = { ...process.env, HOSTKEEPER_PACKAGED: 'yes' };
    const child = execFile(
      process.execPath,
      ['test/sandbox/main.ts', 'invoke', ...args],
      { env },
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? 1, stdout, stderr }),
    );
    child.stdin?.end(JSON.stringify(criticalAlarm));
  });

const names = z.object({
  account: z.string(),
  region: z.string(),
  budgets: z.record(z.string(), z.string()),
  hosts: z.record(z.string(), z.object({ group: z.string(), instance: z.string(), volume: z.string() })),
});

const result = z.object({
  results: z.array(z.object({ host: z.string(), status: z.string() })),
  calls: z.array(z.object({ call: z.string(), input: z.looseObject({}) })),
  mails: z.array(z.object({ subject: z.string() })),
  names,
  error: z.optional(z.string()),
});

const read = ({ stdout }: SandboxRun) => z.parse(result, JSON.parse(stdout));

const budgetMessage = (amount: string) => `AWS Budget Notification November 01, 2026
AWS Account 123456789012

Dear AWS Customer,

You requested that we alert you when the ACTUAL Cost associated with your CriticalBudget budget is greater than $25.00 for the current month. The ACTUAL Cost associated with this budget is ${amount}. You can find additional details below and by accessing the AWS Budgets dashboard.

Budget Name: CriticalBudget
Budget Type: Cost
Budgeted Amount: $25.00
Alert Type: ACTUAL
Alert Threshold: > $25.00
ACTUAL Amount: ${amount}
`;

/** The event of an instance that is unknown, and waits at the launch hook of a group. */
const lifecycleEventOf = (AutoScalingGroupName: string): string => {
  const NotificationMetadata = AutoScalingGroupName.replace(/-group$/, '');
  const EC2InstanceId = 'i-0fffffffffffffff0';
  return JSON.stringify({
    ...launching,
    detail: { ...launching.detail, AutoScalingGroupName, NotificationMetadata, EC2InstanceId },
  });
};

describe('one packaged function, invoked once', () => {
  it('answers with its reports, calls, mails and names, and exits with 0', async () => {
    const ran = await invoke('budget-kill-switch', '--event', '-', '--hosts', '3');
    const { results, calls, mails, error } = read(ran);
    expect([ran.code, error]).toEqual([0, undefined]);
    expect(results.map(({ host }) => host)).toEqual(['host-1', 'host-2', 'host-3']);
    expect(calls.filter(({ call }) => call === 'autoscaling:UpdateAutoScalingGroup')).toHaveLength(3);
    expect(mails).toHaveLength(1);
  });

  it('answers the event of a known instance and of an unknown one with results and without a write', async () => {
    for (const [group, words] of [
      ['host-1-group', 'is InService'],
      ['their-group', 'about no host of prod'],
    ] as const) {
      const ran = await invoke('instance-launch', '--event', file(`${group}.json`, lifecycleEventOf(group)));
      expect(ran.code).toBe(0);
      expect(ran.stdout).toContain(words);
      expect(read(ran).calls.filter(({ call }) => !/:(Describe|List)/.test(call))).toEqual([]);
    }
  });

  it('terminates the instance that an event names, by its id in the simulated AWS', async () => {
    const { hosts } = z.parse(names, JSON.parse((await invoke('--names')).stdout));
    const instanceId = hosts['host-1']?.instance;
    const event = { ...spot, detail: { ...spot.detail, 'instance-id': instanceId } };
    const ran = await invoke('instance-interruption', '--event', file('spot.json', JSON.stringify(event)));
    expect([ran.code, read(ran).results]).toMatchObject([0, [{ host: 'host-1' }]]);
    expect(read(ran).calls).toContainEqual(
      expect.objectContaining({
        call: 'autoscaling:TerminateInstanceInAutoScalingGroup',
        input: { InstanceId: instanceId, ShouldDecrementDesiredCapacity: false },
      }),
    );
  });

  it('fails with the invalid field of an event, and an example of a valid one', async () => {
    const event = JSON.stringify({ ...launching, resources: 'none' });
    const ran = await invoke('instance-launch', '--event', file('malformed.json', event));
    expect(ran.code).toBe(1);
    expect(read(ran).error).toMatch(/resources: .*expected array.* For example: /);
  });

  it('takes a text file as a message on the topic of AWS Budgets', async () => {
    const { results } = read(
      await invoke('budget-notification', '--event', file('actual.txt', budgetMessage('$27.13'))),
    );
    expect(results).toMatchObject([{ host: 'host-1' }]);
  });

  it('fails with the error of the function for an event of another kind, and changes nothing', async () => {
    const ran = await invoke('budget-kill-switch', '--event', file('other.json', '{"source":"aws.ec2"}'));
    const { calls, error } = read(ran);
    expect(ran.code).toBe(1);
    expect(error).toContain('The event of budget-kill-switch');
    expect(calls.filter(({ call }) => !call.includes(':Describe'))).toEqual([]);
  });

  it('prints the names alone', async () => {
    const { code, stdout } = await invoke('--names');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      account: '123456789012',
      budgets: { CriticalBudget: 'CriticalBudget' },
      hosts: { 'host-1': { group: 'host-1-group' } },
    });
  });

  it('has the host, the group and the instance that the example events name', async () => {
    const { hosts } = z.parse(names, JSON.parse((await invoke('--names')).stdout));
    const texts = globSync('events/*/sample-*.json').map((path) => readFileSync(path, 'utf8'));
    const instances = texts.flatMap((text) => text.match(/\bi-[0-9a-f]+/g) ?? []);
    expect(instances.length).toBeGreaterThan(5);
    expect([...new Set(instances)]).toEqual([hosts['host-1']?.instance]);
    const groups = texts.flatMap((text) => text.match(/[\w-]+-group/g) ?? []);
    expect([...new Set(groups)]).toEqual(['host-1-group']);
    const stop = await invoke('emergency-shutdown', '--event', 'events/emergency-shutdown/sample-one-host.json');
    expect(read(stop).results).toMatchObject([{ host: 'host-1', status: 'planned' }]);
  });

  it.each([
    [
      'a function that is not there',
      ['budget-killswitch', '--event', '-'],
      'there are: budget-kill-switch, budget-notification, emergency-resume, emergency-shutdown',
    ],
    ['no event', ['reconcile'], '--event is missing'],
    ['a file that is not there', ['reconcile', '--event', join(directory, 'none.json')], 'cannot be read'],
    ['a file that is not JSON', ['reconcile', '--event', file('bad.json', '{')], 'is not JSON'],
    ['an option that is not there', ['reconcile', '--evnt', '-'], '--evnt'],
    ['no number of hosts', ['reconcile', '--event', '-', '--hosts', 'many'], '--hosts "many"'],
  ])('exits with 2, and says how it is used: %s', async (_, args, words) => {
    const { code, stdout, stderr } = await invoke(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(words);
    expect(stderr).toContain('usage:');
  });
});
