import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { describe, expect, it } from 'vitest';

import { logsOutput } from '../../../infra/commands/schemas.ts';
import { givenOperator } from '../../support/cli.ts';

const givenStopped = async () => {
  const operator = await givenOperator({ blog: {} });
  await operator.world.invoke('emergency-shutdown', { reason: 'the bill rises' });
  return operator;
};

describe('hostkeeper logs', () => {
  it('shows what each function decided, in the order of time', async () => {
    const { type } = await givenStopped();
    const { code, stdout } = await type(['logs']);
    expect(stdout).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d emergency-shutdown blog \w+: .*UpdateAutoScalingGroup/m);
    const times = stdout.split('\n').map((line) => line.slice(0, 19));
    expect(times.slice(0, -1)).toEqual(times.slice(0, -1).toSorted());
    expect(code).toBe(0);
  });

  it('shows one function, as JSON that its schema reads', async () => {
    const { typeJson } = await givenStopped();
    const { output, code } = await typeJson(logsOutput, ['logs', 'emergency-shutdown', '--since', '1d']);
    expect(new Set(output.events.map((event) => event.function))).toEqual(new Set(['emergency-shutdown']));
    expect(output.events[0]?.message).toMatchObject({ host: 'blog' });
    expect(code).toBe(0);
  });

  it('shows nothing from before the time that is asked for', async () => {
    const { type } = await givenStopped();
    const { stdout } = await type(['logs', '--since', '2100-01-01']);
    expect(stdout).toBe('Nothing was logged in this time.\n');
  });

  it('names the functions when there is none of this name', async () => {
    const { type } = await givenStopped();
    const { code, stdout } = await type(['logs', 'reconsile']);
    expect(stdout).toContain('There is no function named reconsile. Did you mean reconcile? There are emergency-');
    expect(code).toBe(1);
  });

  it('--follow prints each line once, and new ones as they come', async () => {
    const { env, world } = await givenStopped();
    const args = ['infra/commands/hostkeeper.ts', 'logs', 'emergency-resume', '--follow'];
    const child = spawn(process.execPath, args, { env });
    let printed = '';
    const hasLine = new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
        if (printed.includes('UpdateAutoScalingGroup')) resolve();
      });
    });
    await world.invoke('emergency-resume', { reason: 'the cause is fixed' });
    await hasLine;
    child.kill('SIGINT');
    await once(child, 'exit');
    expect(printed.match(/UpdateAutoScalingGroup/g)).toHaveLength(1);
  });
});
