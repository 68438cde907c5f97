import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { costOutput } from '../../../infra/commands/schemas.ts';
import { hostkeeper, noCredentials } from '../../support/cli.ts';

describe('hostkeeper cost', () => {
  it('prints the bill of a stage with a host, part by part, without credentials', async () => {
    const { code, stdout } = await hostkeeper(['cost', '--stage', 'example']);
    expect(stdout).toContain('example: the host blog in us-east-1, USD a month');
    expect(stdout).toMatch(/^PART +QUANTITY +ON DEMAND +1-YEAR SAVINGS PLAN +SPOT$/m);
    const amounts = stdout
      .split('\n')
      .flatMap((line) => /^(\S.*?) {2}.*?(\d+\.\d\d +\d+\.\d\d +\d+\.\d\d)$/.exec(line)?.slice(1) ?? [])
      .map((text) => text.replaceAll(/ +/g, ' '));
    expect(amounts).toEqual(
      [
        ['instance', '7.59 5.49 3.04'],
        ['root volume', '2.40 2.40 2.40'],
        ['data volume', '0.16 0.16 0.16'],
        ['public IPv4 address', '3.65 3.65 3.65'],
        ['registry', '0.10 0.10 0.10'],
        ['secrets', '0.80 0.80 0.80'],
        ['hosted zone', '0.50 0.50 0.50'],
        ['snapshots', '0.17 0.17 0.17'],
        ['alarms', '0.00 0.00 0.00'],
        ['total', '15.37 13.27 10.82'],
        ['without public IPv4', '11.72 9.62 7.17'],
      ].flat(),
    );
    const [, table = ''] = stdout.split('\n\n');
    expect(readFileSync('docs/costs.md', 'utf8')).toContain(table);
    expect(stdout).toMatch(/^Prices of \d{4}-\d\d-\d\d, without taxes/m);
    expect(stdout).toMatch(/^Estimates, not prices that were read from AWS.*: the savings plan, Spot\.$/m);
    expect(stdout).not.toContain('warning:');
    expect(code).toBe(0);
  });

  it('says of a stage without a host that it has none, and what its control plane costs: nothing', async () => {
    const { code, stdout } = await hostkeeper(['cost', '--json'], { ...noCredentials, HOSTKEEPER_PACKAGED: 'yes' });
    const { host, total, parts, notes } = costOutput.parse(JSON.parse(stdout));
    expect({ code, host }).toEqual({ code: 0, host: undefined });
    expect(total).toEqual({ onDemand: 0, savingsPlan: 0, spot: 0 });
    expect(parts.map(({ part }) => part)).toEqual(['alarms']);
    expect(notes).toContain('alarms: 8 alarms, 10 are free.');
  });

  it('is refused for a stage that is not in infra/stages.yml', async () => {
    const { code, stdout, stderr } = await hostkeeper(['cost', '--stage', 'exmaple']);
    expect(stderr).toBe(
      'error: There is no stage exmaple in infra/stages.yml. Did you mean example? It has prod, example.\n',
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('is refused in a region where the host is not', async () => {
    const { code, stderr } = await hostkeeper(['cost', '--stage', 'example', '--region', 'eu-west-1']);
    expect(stderr).toBe(
      'error: The host of the stage example is in us-east-1: leave --region out, or name that one.\n',
    );
    expect(code).toBe(1);
  });
});
