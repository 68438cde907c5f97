import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { describe, expect, it } from 'vitest';

import { unenroll } from '../../infra/commands/unenroll/unenroll.ts';
import { toHosts } from '../../libs/hosts/host.ts';
import { type Env, given } from '../support/given.ts';

/** Unenrolls blog as its owner, whose waiting is the world's time. */
const leave = async ({ world }: Env, { dryRun = false } = {}) => {
  const credentials = { accessKeyId: 'owner', secretAccessKey: 'any' };
  const client = new AutoScalingClient({ region: 'us-east-1', credentials, requestHandler: world.requestHandler });
  const { AutoScalingGroups = [] } = await client.send(new DescribeAutoScalingGroupsCommand({}));
  const [host] = toHosts(AutoScalingGroups, 'us-east-1');
  if (!host) throw new Error('the group is not there');
  const notes: string[] = [];
  const result = await unenroll(client, host, {
    dryRun,
    sleep: (milliseconds) => world.advance({ seconds: milliseconds / 1000 }),
    note: (line) => notes.push(line),
  });
  return { ...result, notes };
};

/** A host with a data volume whose instance has begun to wait at a hook. */
const givenHeld = async (
  state: 'Pending:Wait' | 'Terminating:Wait',
  host: Parameters<typeof given>[0][string] = {},
) => {
  const env = await given({ blog: { data: true, ...host } });
  const { world, group } = env;
  const { groups } = world.autoScaling();
  const [found] = groups.all();
  const [instance] = found?.instances ?? [];
  if (!found || !instance) throw new Error('blog has no instance');
  if (state === 'Pending:Wait') {
    world.inRegion().ec2.instances.terminate(instance.instanceId);
    await world.advance({ minutes: 2 });
  } else groups.terminate(found, instance);
  const isHeld = () => group('blog').instances.some(({ lifecycleState }) => lifecycleState === state);
  await world.clock.advance(600_000, isHeld);
  expect(isHeld()).toBe(true);
  const usersAtDeletion: (string | undefined)[] = [];
  world.watch(({ operation }) => {
    const { instanceId: user, mounted = false } = env.volume('blog').attachment ?? {};
    if (operation === 'DeleteLifecycleHook') usersAtDeletion.push(mounted ? user : undefined);
  });
  return { ...env, hooks: found.hooks, usersAtDeletion, instanceId: group('blog').instances.at(-1)?.instanceId };
};

describe('a host that is unenrolled', () => {
  it('while its instance launches keeps that instance, with its volume: it leaves once the instance is in service', async () => {
    const env = await givenHeld('Pending:Wait');
    const { hooks, tags, notes } = await leave(env);
    await env.world.advance({ minutes: 1 });
    expect(env.group('blog').instances).toMatchObject([{ instanceId: env.instanceId, lifecycleState: 'InService' }]);
    expect(env.volume('blog').attachment).toMatchObject({ instanceId: env.instanceId, mounted: true });
    expect({ hooks, tags }).toMatchObject({ hooks: ['hostkeeper-launch', 'hostkeeper-terminate'] });
    expect(notes.join(' ')).toContain(`${env.instanceId} is Pending:Wait`);
    expect([env.hooks.size, Object.keys(env.group('blog').tags)]).toEqual([0, ['hostkeeper:host']]);
  });

  it('while its instance terminates leaves once the volume is unmounted, and its successor is in service', async () => {
    const env = await givenHeld('Terminating:Wait');
    await leave(env);
    expect(env.usersAtDeletion).toHaveLength(2);
    expect(env.usersAtDeletion).not.toContain(env.instanceId);
    await env.world.advance({ minutes: 3 });
    const [{ instanceId: successor } = {}] = env.group('blog').instances;
    expect(env.group('blog').instances).toMatchObject([{ lifecycleState: 'InService' }]);
    expect(env.volume('blog').attachment?.instanceId).toBe(successor);
    expect(successor).not.toBe(env.instanceId);
    expect(env.hooks.size).toBe(0);
  });

  it('is still enrolled where the instance does not end its launch within 20 minutes', async () => {
    const env = await givenHeld('Pending:Wait', { launchHookSeconds: 7200 });
    await expect(leave(env)).rejects.toThrow(/^The host is still enrolled: after 20 minutes i-\w+ is Pending:Wait\./);
    expect(env.hooks.size).toBe(3);
    expect(env.group('blog').tags['hostkeeper:stage']).toBe('prod');
  });

  it('with --dry-run is told what would be awaited, and nothing is', async () => {
    const env = await givenHeld('Pending:Wait');
    const { held, notes } = await leave(env, { dryRun: true });
    expect({ held, notes }).toEqual({ held: expect.arrayContaining([`${env.instanceId} is Pending:Wait`]), notes: [] });
    expect(env.hooks.size).toBe(2);
  });
});
