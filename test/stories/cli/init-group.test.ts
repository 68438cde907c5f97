import { describe, expect, it } from 'vitest';

import { ZONE } from '../../aws/lambda/package-stack.ts';
import { givenNewcomer, STAGES } from '../../support/newcomer.ts';

/** An account with a group that is no host yet, and one that is. */
const given = () => givenNewcomer({ hosts: { shop: { enrolled: false }, blog: {} } });

const EMAIL = ['--email', 'you@example.com'] as const;

describe('hostkeeper init, for an existing group', () => {
  it('writes a stage without a host, and names the command that enrolls the group', async () => {
    const { init, readStages, type } = await given();
    const { code, stdout } = await init(['--group', 'shop-group', '--stage', 'staging', ...EMAIL]);
    expect(readStages()).toBe(`${STAGES}\nstaging:\n  notificationEmail: you@example.com\n`);
    expect(stdout).toContain('  npm run hostkeeper -- enroll shop-group --stage staging\n');
    expect(code).toBe(0);
    expect(await type(['deploy', '--stage', 'staging', '--print'])).toMatchObject({ code: 0 });
  });

  it('opens the name of the host to hostkeeper, and raises the threshold with the budget', async () => {
    const { init, readStages } = await given();
    const domain = `shop.${ZONE.name}`;
    const { stdout } = await init(['--group', 'shop-group', ...EMAIL, '--domain', domain, '--budget', '30']);
    expect(readStages()).toBe(
      `${STAGES}\nprod:\n  notificationEmail: you@example.com\n  monthlyBudgetUsd: 30\n  criticalUsd: 60\n  hostedZones: ${ZONE.id}\n  recordNames: ${domain}\n`,
    );
    expect(stdout).toContain(`enroll shop-group --stage prod --records ${domain} --hosted-zone ${ZONE.id}\n`);
  });

  it('has the names of a second group beside those of the first', async () => {
    const { init, readStages } = await given();
    for (const name of ['shop', 'blog'])
      await init(['--group', `${name}-group`, ...EMAIL, '--domain', `${name}.${ZONE.name}`, '--yes']);
    expect(readStages()).toContain(`recordNames: shop.${ZONE.name},blog.${ZONE.name}\n`);
    expect(readStages()).toContain(`hostedZones: ${ZONE.id}\n`);
  });

  it('names the nearest group for a misspelled one, and the zones for a name that is in none', async () => {
    const { init, readStages } = await given();
    const misspelled = await init(['--group', 'shop-gruop', ...EMAIL]);
    expect(misspelled).toMatchObject({
      code: 2,
      stderr:
        'Auto Scaling groups in us-east-1: blog-group, shop-group\n' +
        'error: --group shop-gruop is no Auto Scaling group in us-east-1; the nearest is shop-group. Give it like this: --group blog-group\n',
    });
    const outside = await init(['--group', 'shop-group', ...EMAIL, '--domain', 'example.org']);
    expect(outside.stderr).toContain(`--domain is in no public hosted zone of the account (${ZONE.name}).`);
    expect(outside.code).toBe(2);
    expect(readStages()).toBe(STAGES);
  });
});
