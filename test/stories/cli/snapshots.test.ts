import { userInfo } from 'node:os';

import { describe, expect, it } from 'vitest';

import { capacityOutput, snapshotsOutput, statusOutput } from '../../../infra/commands/schemas.ts';
import { givenOperator } from '../../support/cli.ts';
import { snapshotsOf } from '../../support/snapshot-story.ts';

describe('hostkeeper snapshot', () => {
  it('takes one now, which the operator keeps, and says how to see it', async () => {
    const { world, type } = await givenOperator({ blog: { data: true }, shop: { data: true } });
    const { code, stdout } = await type(['snapshot', 'blog', '--reason', 'before I upgrade']);
    expect(stdout).toMatch(/^blog +done/m);
    expect(stdout).toContain('npm run hostkeeper -- snapshots blog');
    expect(code).toBe(0);
    const [snapshot] = snapshotsOf(world, 'blog');
    expect(snapshot?.description).toBe('hostkeeper: blog, before I upgrade');
    expect(snapshot?.tags.get('hostkeeper:kept-by')).toBe(userInfo().username);
    expect(snapshotsOf(world, 'shop')).toEqual([]);
  });

  it('--retention hands it to the policy, and --dry-run takes none', async () => {
    const { world, type, typeJson } = await givenOperator({ blog: { data: true } });
    const { output } = await typeJson(capacityOutput, ['snapshot', 'blog', '--retention', '--dry-run']);
    expect(output.results).toMatchObject([{ host: 'blog', status: 'planned' }]);
    expect(snapshotsOf(world, 'blog')).toEqual([]);
    await type(['snapshot', 'blog', '--retention']);
    expect(snapshotsOf(world, 'blog')[0]?.tags.get('hostkeeper:kept-by')).toBe('retention');
  });

  it('of every host asks first, and says what it cannot do', async () => {
    const { type } = await givenOperator({ blog: { data: true }, cache: {} });
    const asked = await type(['snapshot']);
    expect(asked.stderr).toContain('Take a snapshot of blog, cache?');
    expect(asked.code).toBe(2);
    const { code, stdout } = await type(['snapshot', '--yes']);
    expect(stdout).toMatch(/^cache +refused +its tag hostkeeper:device says that it has no data volume/m);
    expect(code).toBe(1);
  });
});

describe('hostkeeper snapshots', () => {
  it('lists each with why it is kept, and what they cost at most', async () => {
    const { world, type, typeJson } = await givenOperator({ blog: { data: true } }, { speed: 1000 });
    await type(['snapshot', 'blog', '--reason', 'before I upgrade']);
    for (let tries = 0; tries < 50 && snapshotsOf(world, 'blog')[0]?.state !== 'completed'; tries++)
      await type(['snapshots']);
    const { output, code } = await typeJson(snapshotsOutput, ['snapshots', 'blog']);
    expect(output.snapshots).toMatchObject([
      { host: 'blog', state: 'completed', isKept: true, reasons: [`kept by ${userInfo().username}`], gigabytes: 32 },
    ]);
    expect(output.atMostUsdMonth).toBeCloseTo(1.6);
    expect(code).toBe(0);
    const { stdout } = await type(['snapshots']);
    expect(stdout).toMatch(/^HOST +SNAPSHOT +TAKEN +VOLUME/);
    expect(stdout).toMatch(/They cost at most 1\.60 USD a month/);
    const { output: status } = await typeJson(statusOutput, ['status']);
    expect(status.hosts[0]?.snapshot).toMatchObject({ snapshotId: output.snapshots[0]?.snapshotId });
    expect((await type(['status'])).stdout).toMatch(/^blog .* \d+ h old/m);
  });

  it('says so where there are none, and of a name that none has', async () => {
    const { type } = await givenOperator({ blog: { data: true } });
    expect((await type(['snapshots'])).stdout).toContain('The stage prod has no snapshots.');
    const { code, stderr } = await type(['snapshots', 'blog']);
    expect(stderr).toContain('has no snapshot of a host named blog');
    expect(code).toBe(1);
    expect((await type(['status'])).stdout).toMatch(/^blog .* none /m);
  });
});
