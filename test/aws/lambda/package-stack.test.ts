import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, watch } from 'node:fs';

import { describe, expect, it } from 'vitest';

/** Packages the stack in a process of its own, as `npm run sandbox` does while tests run. */
const packageElsewhere = () => {
  const { HOSTKEEPER_PACKAGED: _, ...env } = process.env;
  const script = "const { packageStack } = await import('./test/aws/lambda/package-stack.ts'); packageStack();";
  return spawn(process.execPath, ['--input-type=module', '--eval', script], { env });
};

describe('a stack that is packaged a second time', () => {
  it('stays whole for everybody who reads it, and is the same afterwards', async () => {
    const filesBefore = readdirSync('.serverless').toSorted();
    const zip = readFileSync('.serverless/reconcile.zip');
    const seen = new Set<string>();
    const watcher = watch('.serverless', () => seen.add(readdirSync('.serverless').toSorted().join(' ')));
    const exit = await once(packageElsewhere(), 'exit');
    watcher.close();
    expect(exit).toEqual([0, null]);
    expect([...seen]).toEqual([filesBefore.join(' ')]);
    expect(readFileSync('.serverless/reconcile.zip').equals(zip)).toBe(true);
  });
});
