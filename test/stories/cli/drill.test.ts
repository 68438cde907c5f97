import { describe, expect, it } from 'vitest';

import { drillOutput } from '../../../infra/commands/schemas.ts';
import { givenOperator } from '../../support/cli.ts';
import { addSnapshot } from '../../support/drill-story.ts';

const givenHost = async (...args: Parameters<typeof givenOperator>) => {
  const operator = await givenOperator(...args);
  addSnapshot(operator.world, 'blog', operator.volume('blog'));
  return operator;
};

describe('hostkeeper drill', () => {
  it('rehearses the restore of a host, and says how it ended', async () => {
    const { type, typeJson } = await givenHost({ blog: { data: true } }, { speed: 600 });
    const { output, code } = await typeJson(drillOutput, ['drill', 'blog']);
    expect(output).toMatchObject({ host: 'blog', status: 'converged', drill: { result: 'passed' } });
    expect(code).toBe(0);
    const again = await type(['drill', 'blog', '--reason', 'once more']);
    expect(again.stdout).toMatch(/^snap-[0-9a-f]+ of blog, \d+ hours old: it can be restored \(passed\)\.\nIt took /);
  });

  it('says in a dry run what it would do and what that costs, and launches nothing', async () => {
    const { type, world } = await givenHost({ blog: { data: true } });
    const { stdout, code } = await type(['drill', 'blog', '--dry-run']);
    expect(stdout).toMatch(/^blog: a drill of snap-[0-9a-f]+ is due, .* costs at most 0\.00\d\d USD/);
    expect(code).toBe(0);
    expect(world.calls.filter(({ operation }) => operation === 'RunInstances')).toEqual([]);
  });

  it('fails where the drill does not pass, and where there is none', async () => {
    const { type, world, volume } = await givenHost({ blog: { data: true } }, { speed: 600 });
    addSnapshot(world, 'blog', { ...volume('blog'), data: { rows: 0 } }, 0);
    const blank = await type(['drill', 'blog']);
    expect([blank.stdout, blank.code]).toEqual([expect.stringContaining('there is nothing on it (blank)'), 1]);
    const unknown = await type(['drill', 'blgo']);
    expect(unknown.code).not.toBe(0);
    expect(unknown.stderr).toContain('blgo');
  });
});
