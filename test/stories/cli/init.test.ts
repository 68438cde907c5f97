import { describe, expect, it } from 'vitest';

import { initOutput } from '../../../infra/commands/schemas.ts';
import { noCredentials } from '../../support/cli.ts';
import { ZONE } from '../../aws/lambda/package-stack.ts';
import { givenNewcomer, STAGES } from '../../support/newcomer.ts';

const EMAIL = ['--email', 'you@example.com'] as const;
const NEW = [...EMAIL, '--domain', 'blog.example.com'] as const;
const WITHOUT_AWS = ['--zones', 'us-east-1a,us-east-1b'] as const;

const NEW_STAGE = `
prod:
  notificationEmail: you@example.com
  host:
    name: blog
    domain: blog.example.com
    zones: [us-east-1a, us-east-1b]
`;

describe('hostkeeper init, without a terminal', () => {
  it('writes the stage of a new host, with which check and deploy need nothing else', async () => {
    const { init, type, readStages } = await givenNewcomer();
    const { code, stdout, stderr } = await init(NEW);
    expect(readStages()).toBe(`${STAGES}${NEW_STAGE}`);
    expect(stderr).toBe(
      `blog.example.com gets a hosted zone of its own. Once it is deployed, enter its four name servers in the zone example.com (${ZONE.id}), as an NS record of that name.\n`,
    );
    expect(stdout).toBe(
      `Written to infra/stages.yml:\n${NEW_STAGE}\nNext:\n${['check', 'cost', 'deploy']
        .map((command) => `  npm run hostkeeper -- ${command} --stage prod\n`)
        .join('')}`,
    );
    expect(code).toBe(0);
    const check = await type(['check', '--stage', 'prod']);
    expect(check.stdout).toMatch(/^us-east-1\n[\s\S]* prevents? a deployment\.$/m);
    const deploy = await type(['deploy', '--stage', 'prod', '--print']);
    expect([deploy.code, deploy.stdout]).toEqual([
      0,
      'npx serverless deploy --region=us-east-1 --stage=prod --param=hostRegions=us-east-1\n',
    ]);
  });

  it('writes a stage that cost can price', async () => {
    const { init, type } = await givenNewcomer();
    await init([...NEW, ...WITHOUT_AWS]);
    const { code, stdout } = await type(['cost', '--stage', 'prod'], { HOSTKEEPER_PACKAGED: undefined });
    expect(stdout).toContain('prod: the host blog in us-east-1, USD a month');
    expect(code).toBe(0);
  });

  it('chooses zones that offer the type, and says where there are not two', async () => {
    const { world, init, readStages } = await givenNewcomer();
    world.inRegion().ec2.withdrawType('t3.micro', 'us-east-1a');
    expect(await init(NEW)).toMatchObject({ code: 0 });
    expect(readStages()).toContain('zones: [us-east-1b, us-east-1c]');
    world.inRegion().ec2.withdrawType('t3.micro', 'us-east-1b');
    const few = await init([...NEW, '--stage', 'staging']);
    expect(few.stderr).toBe(
      'error: Only the zone us-east-1c of us-east-1 offers t3.micro, and a host needs two that do: take another with --instance-type, or another --region.\n',
    );
    const none = await init([...NEW, '--stage', 'staging', '--instance-type', 't9.micro']);
    expect(none.stderr).toContain('No zone of us-east-1 offers t9.micro');
    const other = await init([...NEW, '--stage', 'staging', '--instance-type', 't4g.micro', '--region', 'eu-west-1']);
    expect(other.code).toBe(0);
    expect(readStages()).toContain('hostRegions: eu-west-1\n');
    expect(readStages()).toContain('zones: [eu-west-1a, eu-west-1b]\n    instanceType: t4g.micro\n');
  });

  it('takes the only hosted zone of the account as the domain, and its id', async () => {
    const { init, readStages } = await givenNewcomer();
    expect(await init(EMAIL)).toMatchObject({ code: 0 });
    expect(readStages()).toContain(`domain: ${ZONE.name}\n`);
    expect(readStages()).toContain(`hostedZoneId: ${ZONE.id}\n`);
  });

  it('changes nothing in a dry run, and says as JSON what it would write', async () => {
    const { init, readStages } = await givenNewcomer();
    const { code, stdout } = await init([...NEW, '--budget', '5', '--dry-run', '--json']);
    const { isChanged, section, warnings } = initOutput.parse(JSON.parse(stdout));
    expect({ code, isChanged, text: readStages() }).toEqual({ code: 0, isChanged: true, text: STAGES });
    expect(section).toContain('monthlyBudgetUsd: 5');
    expect(warnings).toEqual([
      expect.stringContaining('monthlyBudgetUsd (5) is below what the host itself costs'),
      expect.stringContaining('criticalUsd (10) is below'),
    ]);
  });

  it('needs no credentials where the zones are named, and says so where they are not', async () => {
    const { init, readStages } = await givenNewcomer();
    const { code, stderr } = await init(NEW, noCredentials);
    expect(stderr).toMatch(/No AWS credentials were found: .*--zones us-east-1a,us-east-1b\n$/);
    expect([code, readStages()]).toEqual([1, STAGES]);
    expect(await init([...NEW, ...WITHOUT_AWS], noCredentials)).toMatchObject({ code: 0 });
    expect(readStages()).toBe(`${STAGES}${NEW_STAGE}`);
  });

  it('refuses what is wrong with an example, and writes nothing', async () => {
    const { init, readStages } = await givenNewcomer();
    const typed = [
      [['--domain', 'example.com'], '--email is missing. Give it like this: --email you@example.com'],
      [
        [...NEW, '--zones', 'us-east-1a'],
        '--zones is not a list of two zones. Give it like this: --zones us-east-1a,us',
      ],
      [[...NEW, '--zones', 'us-east-1a,us-west-2a'], 'The setting host.zones has zones of two regions'],
      [[...NEW, '--stage', 'default'], '--stage cannot be default'],
      [[...NEW, '--region', 'eu-west-1,eu-west-2'], '--region must be one region'],
    ] as const;
    for (const [args, words] of typed)
      expect([args, await init(args)]).toEqual([args, { code: 2, stdout: '', stderr: expect.stringContaining(words) }]);
    expect(readStages()).toBe(STAGES);
  });

  it.each([
    ['throttled', 'Throttling', 'Rate exceeded', 'Rate exceeded'],
    ['denied', 'UnauthorizedOperation', 'You are not authorized to perform this operation.', 'lacks the permission'],
  ])('says how to name the zones where AWS cannot be asked for them: %s', async (_, code, message, words) => {
    const { world, init, readStages } = await givenNewcomer();
    world.breakDown('DescribeInstanceTypeOfferings', { days: 1 }, { code, message });
    const refused = await init(NEW);
    expect(refused.stderr).toContain(words);
    expect(refused.stderr).toContain('Name two zones that offer it: --zones us-east-1a,us-east-1b');
    expect([refused.code, readStages()]).toEqual([1, STAGES]);
  });
});

describe('hostkeeper init, where the stage is there already', () => {
  const MINE = `${STAGES}
prod:
  # Mine.
  notificationEmail: you@example.com
  host:
    name: blog
    domain: blog.example.com
    zones: [us-east-1b, us-east-1c] # as the volume
    volumeId: vol-0123456789abcdef0
`;

  it('shows the difference, and changes it only where somebody agrees; what it was not asked stays', async () => {
    const { init, readStages } = await givenNewcomer({ stages: MINE });
    const refused = await init(['--image', 'example.com/blog:v2']);
    expect(refused.stderr).toContain('  + host.image: "example.com/blog:v2"\nerror: Change it?');
    expect([refused.code, readStages()]).toEqual([2, MINE]);
    expect(await init(['--image', 'example.com/blog:v2', '--yes'])).toMatchObject({ code: 0 });
    expect(readStages()).toBe(`${MINE}    image: example.com/blog:v2\n`);
  });

  it('does not keep the zone of another domain', async () => {
    const { init, readStages } = await givenNewcomer({ stages: `${MINE}    hostedZoneId: Z0123456789ABC\n` });
    await init(['--domain', 'example.org', '--yes']);
    expect(readStages()).toContain('    domain: example.org\n');
    expect(readStages()).toMatch(/^ {4}hostedZoneId: ""$/m);
    await init(['--domain', ZONE.name, '--yes']);
    // Quoted, as the empty text was.
    expect(readStages()).toContain(`    hostedZoneId: "${ZONE.id}"\n`);
  });

  it('does nothing where nothing would change', async () => {
    const { init, readStages } = await givenNewcomer({ stages: MINE });
    const { code, stdout } = await init([]);
    expect(stdout).toContain('infra/stages.yml has this already:');
    expect([code, readStages()]).toEqual([0, MINE]);
  });

  it.each([
    ['no YAML', 'prod: [', 'infra/stages.yml is not valid YAML'],
    ['a stage that is a word', 'prod: yes\n', 'The stage prod in infra/stages.yml is not a map of settings'],
    ['a parameter that there is not', 'prod: { critcalUsd: 5 }\n', 'Did you mean criticalUsd?'],
  ])('leaves a file alone that has %s', async (_, stages, words) => {
    const { init, readStages } = await givenNewcomer({ stages });
    const { stderr } = await init([...NEW, '--yes']);
    expect(stderr).toContain(words);
    expect(readStages()).toBe(stages);
  });
});
