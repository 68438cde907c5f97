import { describe, expect, it } from 'vitest';

import { noCredentials } from '../../support/cli.ts';
import { givenNewcomer } from '../../support/newcomer.ts';

const stage = (settings = ''): string =>
  `prod:\n  notificationEmail: you@example.com\n  host:\n    name: blog\n    domain: blog.example.com\n    zones: [us-east-1a, us-east-1b]\n${settings}`;

/** An account, and a stage with a host of these settings, which `check` looks at. */
const given = async ({
  settings,
  ...account
}: Parameters<typeof givenNewcomer>[0] & { readonly settings?: string } = {}) => {
  const newcomer = await givenNewcomer({ stages: stage(settings), ...account });
  newcomer.world.charge(2.1);
  return { ...newcomer, check: (...args: string[]) => newcomer.type(['check', ...args]) };
};

/** Five months after the day of the story. */
const EXPIRY = new Date('2027-05-01T00:00:00Z');

const FREE = {
  accountPlanType: 'FREE',
  accountPlanStatus: 'ACTIVE',
  accountPlanRemainingCredits: { amount: 87.2, unit: 'USD' },
  accountPlanExpirationDate: EXPIRY,
} as const;

describe('hostkeeper check, of a stage with a host', () => {
  it('finds nothing in an account in which a host can be made', async () => {
    const { world, check } = await given();
    world.services.freetier.setPlan({ accountPlanType: 'PAID', accountPlanStatus: 'ACTIVE' });
    const { code, stdout } = await check();
    expect(stdout).toContain('ok    The service-linked roles that a host needs are there.');
    expect(stdout).toContain('ok    AWS offers t3.micro in us-east-1a and us-east-1b.');
    expect(stdout).toContain('ok    The account is on the paid plan: every type can be launched.');
    expect(stdout).toContain('Nothing prevents a deployment.');
    expect(code).toBe(0);
  });

  it('only names the service-linked roles that are missing, and makes them with --yes', async () => {
    const { world, check } = await given({ serviceRoles: [] });
    const made = () => world.calls.filter(({ operation }) => operation === 'CreateServiceLinkedRole').length;
    const { code, stdout } = await check();
    expect(stdout).toContain('aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com\n');
    expect(stdout).toContain('2 of these prevent a deployment.');
    expect([code, made()]).toEqual([1, 0]);
    await check('--yes', '--dry-run');
    expect(made()).toBe(0);
    const yes = await check('--yes');
    expect(yes.stderr).toContain('Made the service-linked role AWSServiceRoleForAutoScaling.\n');
    expect(yes.stdout).toContain('The service-linked roles that a host needs are there.');
    expect([yes.code, made()]).toEqual([0, 2]);
  });

  it('offers to make them at a terminal, and takes no for an answer', async () => {
    const { world, atTerminal } = await given({ serviceRoles: ['ecs.amazonaws.com'] });
    const question =
      'The account lacks AWSServiceRoleForAutoScaling, without which no host can be made. Make them? [y/N] ';
    const no = await atTerminal('check', [[question, 'n\n']]);
    expect(no.shown).toContain('1 of these prevent a deployment.');
    world.injectFault('CreateServiceLinkedRole', { nth: 1, code: 'AccessDenied', message: 'no', status: 403 });
    const denied = await atTerminal('check', [[question, 'y\n']]);
    expect(denied.shown).toContain('lacks the permission');
    const yes = await atTerminal('check', [[question, 'y\n']]);
    expect(yes.shown).toContain('Nothing prevents a deployment.');
    expect([no.code, denied.code, yes.code]).toEqual([1, 1, 0]);
  });

  it('says how long the free plan lasts, which types it launches, and when it is over', async () => {
    const { world, check } = await given({ settings: '    instanceType: t3a.micro\n' });
    const { freetier } = world.services;
    freetier.setPlan(FREE);
    const refused = await check();
    expect(refused.stdout).toContain(
      'error The account is on the free plan until 2027-05-01, with credits of 87.20 USD left, which launches no t3a.micro. Take one of t3.micro, t3.small, t4g.micro, t4g.small as host.instanceType',
    );
    expect(refused.code).toBe(1);
    freetier.setPlan({ ...FREE, accountPlanStatus: 'EXPIRED' });
    expect((await check()).stdout).toContain('error The plan of the account has expired: upgrade it');
  });

  it.each([
    ['an older account', 'ok    The account has no plan of AWS Free Tier', undefined],
    [
      'closed to IAM users, or denied',
      'todo  Billing is closed to these credentials: they lack freetier:GetAccountPlanState, or, where a policy allows it, the root user has not opened billing to IAM users',
      { code: 'AccessDeniedException', message: 'no' },
    ],
    [
      'throttled',
      'todo  The plan of the account could not be read. Rate exceeded',
      { code: 'ThrottlingException', message: 'Rate exceeded' },
    ],
    [
      'answered by something else',
      'todo  The plan of the account could not be read.',
      { code: 'InternalServerException', message: 'x', status: 500 },
    ],
  ])('prevents nothing where the plan of the account is not known: %s', async (_, words, outage) => {
    const { world, check } = await given();
    if (outage) world.breakDown('GetAccountPlanState', { days: 1 }, outage);
    const { code, stdout } = await check();
    expect(stdout).toContain(words);
    expect(code).toBe(0);
  });

  it('needs credentials, and asks nothing without', async () => {
    const { type } = await given();
    const { code, stderr } = await type(['check', '--yes'], { ...noCredentials, AWS_ACCESS_KEY_ID: undefined });
    expect(stderr).toContain('No AWS credentials were found');
    expect(code).toBe(1);
  });
});
