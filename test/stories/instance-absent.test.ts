import { describe, expect, it } from 'vitest';

import type { Env } from '../support/given.ts';
import { given } from '../support/given.ts';
import { invocationsOf, notificationText, reportsOf } from '../support/queries.ts';
import { advanceSparsely } from '../support/sparsely.ts';

const blog = { data: true, records: ['blog.example.com'] };

const NO_CAPACITY = 'We currently do not have sufficient t3a.micro capacity in the zone you requested (us-east-1a).';

/** Ends the instance of a host, as AWS does when its hardware fails. */
const end = ({ world, instance }: Env, host: string): void =>
  world.inRegion().ec2.instances.terminate(instance(host).instanceId);

/** Has the launches of a host fail with this message, or succeed again without one. */
const failLaunches = ({ world }: Env, host: string, message?: string): void => {
  const group = world.autoScaling().groups.get(`${host}-group`);
  if (!group) throw new Error(`${host} has no group`);
  if (message === undefined) delete group.launchFailure;
  else group.launchFailure = message;
};

/** The status of the only host's lifecycle, as a dry run of reconcile answers it after that of its capacity. */
const statusOf = async ({ world }: Env): Promise<string | undefined> =>
  reportsOf((await world.invoke('reconcile', { dryRun: true })).returned).at(-1)?.status;

const subjects = ({ world }: Env): readonly string[] => world.mails.map(({ subject }) => subject);

describe('a host that is wanted has no instance in service', () => {
  it.each([
    ['for there is no capacity', NO_CAPACITY, /sufficient t3a\.micro capacity .*: add instance types/],
    [
      'for its AMI is gone',
      "The image id '[ami-0abc]' does not exist",
      /does not exist": give the launch template an AMI/,
    ],
    [
      'for something is denied, in other words each time',
      'You are not authorized to use launch template. Encoded authorization failure message: 4kQ9x',
      /not authorized to use launch template\.": allow what the message names/,
    ],
  ])('%s: one e-mail after 15 minutes says why', async (_, message, why) => {
    const env = await given({ blog });
    failLaunches(env, 'blog', message);
    end(env, 'blog');
    await env.world.advance({ minutes: 14 });
    expect(subjects(env)).toEqual([expect.stringMatching(/instance died/)]);
    expect(await statusOf(env)).toBe('waiting');
    await env.world.advance({ minutes: 5 });
    expect(subjects(env)).toHaveLength(2);
    expect(env.world.mails[1]?.body).toMatch(why);
    expect(env.world.mails[1]?.body).toContain('aws autoscaling describe-scaling-activities --region us-east-1');
    expect(await statusOf(env)).toBe('refused');
  });

  it('for a day: that is notified once more', async () => {
    const env = await given({ blog });
    failLaunches(env, 'blog', NO_CAPACITY);
    end(env, 'blog');
    await advanceSparsely(env.world, { hours: 22 });
    await env.world.advance({ hours: 1, minutes: 30 });
    expect(subjects(env)).toHaveLength(2);
    await env.world.advance({ hours: 2 });
    expect(subjects(env)).toHaveLength(3);
  });

  it('for the process Launch is suspended: the e-mail names it and has the command', async () => {
    const env = await given({ blog: { ...blog, suspendedProcesses: ['Launch'] } });
    end(env, 'blog');
    await env.world.advance({ minutes: 20 });
    expect(subjects(env)).toHaveLength(2);
    expect(env.world.mails[1]?.body).toContain('the process Launch of its group is suspended: resume it');
    expect(env.world.mails[1]?.body).toContain(
      'aws autoscaling resume-processes --region us-east-1 --auto-scaling-group-name blog-group --scaling-processes Launch',
    );
    expect(await statusOf(env)).toBe('refused');
  });

  it('after a resume: the 15 minutes count from the resume', async () => {
    const env = await given({ blog: { ...blog, suspendedProcesses: ['Launch'] } });
    await env.world.invoke('emergency-shutdown', { reason: 'a test', hosts: ['blog'] });
    await advanceSparsely(env.world, { hours: 12 });
    await env.world.invoke('emergency-resume', { reason: 'a test', hosts: ['blog'] });
    await env.world.advance({ minutes: 13 });
    expect(notificationText(env.world)).not.toContain('no instance has been in service');
    await env.world.advance({ minutes: 5 });
    expect(notificationText(env.world)).toContain('no instance has been in service');
    expect(notificationText(env.world)).toContain('the process Launch of its group is suspended');
  });

  it('for its instances die while they launch, again and again', async () => {
    // In this history no pass of reconcile coincides with a death: two functions at once would notify it twice.
    const env = await given({ blog: { ...blog, sizes: '0/1/1' } }, { seed: 2 });
    end(env, 'blog');
    for (let step = 0; step < 120; step++) {
      await env.world.advance({ seconds: 10 });
      for (const { instanceId, lifecycleState } of env.group('blog').instances)
        if (lifecycleState.startsWith('Pending')) env.world.inRegion().ec2.instances.terminate(instanceId);
    }
    expect(subjects(env)).toHaveLength(2);
    expect(notificationText(env.world)).toMatch(/its last launch was cancelled, "Instance became unhealthy/);
  });

  it('and several lack one: their activities are read in one list, and only while they lack one', async () => {
    const hosts = ['a', 'b', 'c', 'd'];
    const env = await given(Object.fromEntries(hosts.map((host) => [host, {}])));
    await env.world.advance({ minutes: 30 });
    expect(env.world.calls.filter(({ operation }) => operation === 'DescribeScalingActivities')).toEqual([]);
    for (const host of hosts) {
      failLaunches(env, host, NO_CAPACITY);
      end(env, host);
    }
    await env.world.advance({ minutes: 17 });
    const from = env.world.calls.length;
    await env.world.advance({ minutes: 10 });
    const reads = env.world.calls
      .slice(from)
      .filter(({ operation, caller }) => operation === 'DescribeScalingActivities' && caller === 'ReconcileRole');
    expect(reads.length).toBeGreaterThan(0);
    expect(reads.length).toBeLessThanOrEqual(11);
    expect(reads.every(({ input }) => input['AutoScalingGroupName'] === undefined)).toBe(true);
    for (const host of hosts) expect(notificationText(env.world)).toContain(`${host}-group`);
  });

  it('and a launch that succeeds in time is not notified, nor a host that scales from 0 after weeks', async () => {
    const env = await given({ blog: { ...blog, sizes: '0/0/1' } });
    await advanceSparsely(env.world, { hours: 12 });
    env.resize('blog', { desired: 1 });
    await env.world.advance({ minutes: 30 });
    expect(env.group('blog').instances).toMatchObject([{ lifecycleState: 'InService' }]);
    expect(subjects(env)).toEqual([]);
    expect(invocationsOf(env.world, 'reconcile').flatMap(({ error }) => error ?? [])).toEqual([]);
    expect(await statusOf(env)).toBe('converged');
  });
});

describe('a host without its hooks', () => {
  it('is not converged in a dry run, and gets them within a pass of one that has seen it', async () => {
    const env = await given({ blog: { ...blog, hooks: false } });
    expect(await statusOf(env)).toBe('planned');
    await env.world.advance({ minutes: 2 });
    expect(env.world.autoScaling().groups.get('blog-group')?.hooks.size).toBe(2);
    expect(await statusOf(env)).toBe('converged');
  });

  it('that AWS refuses is notified once and stays not converged, pass after pass', async () => {
    const env = await given({ blog: { ...blog, hooks: false } });
    env.world.breakDown('PutLifecycleHook', { hours: 24 }, { code: 'AccessDenied', message: 'denied', status: 403 });
    expect(await statusOf(env)).toBe('planned');
    await env.world.advance({ hours: 6 });
    expect(subjects(env)).toHaveLength(1);
    expect(await statusOf(env)).toBe('planned');
  });
});
