import { watch } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { checkOutput } from '../../../infra/commands/schemas.ts';
import { givenOperator } from '../../support/cli.ts';

const givenAccount = async () => {
  const operator = await givenOperator({});
  return operator;
};

describe('hostkeeper check', () => {
  it('says what prevents a deployment, and exits with 1', async () => {
    const { type } = await givenAccount();
    const { code, stdout } = await type(['check']);
    expect(stdout).toMatch(/^us-east-1\n/);
    expect(stdout).toMatch(/^ {2}error There are no billing metrics.*Receive CloudWatch billing alerts/m);
    expect(stdout).toContain('1 of these prevent a deployment.');
    expect(code).toBe(1);
  });

  it('packages the stack without touching what another process may be reading', async () => {
    const { type } = await givenAccount();
    const changed = new Set<string | null>();
    const watcher = watch('.serverless', (_, file) => changed.add(file));
    const { stdout } = await type(['check'], { HOSTKEEPER_PACKAGED: undefined });
    watcher.close();
    expect(stdout).toContain('The stack hostkeeper-prod stands');
    expect([...changed]).toEqual([]);
  });

  it('says that nothing does, in JSON that its schema reads', async () => {
    const { world, typeJson } = await givenAccount();
    world.charge(2.1);
    const { output, code } = await typeJson(checkOutput, ['check']);
    expect(output.regions.map(({ region }) => region)).toEqual(['us-east-1']);
    expect(output.regions.flatMap(({ findings }) => findings).map(({ level }) => level)).not.toContain('error');
    expect(code).toBe(0);
  });
});
