import { globSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { secretOutput } from '../../../infra/commands/schemas.ts';
import { givenOperator } from '../../support/cli.ts';

const NAME = 'hostkeeper-example-blog';
const CANARY = 'canary-0b1c2d3e';

/** An account in which the stage `example` has a secret of this value; none where there is no value. */
const givenSecret = async (value?: string) => {
  const operator = await givenOperator({});
  const { secretsManager } = operator.world.inRegion();
  if (value !== undefined) secretsManager.add(NAME, value);
  const secret = (args: readonly string[], input = '') =>
    operator.type(['secret', ...args, '--stage', 'example'], {}, input);
  return { ...operator, secret, valueOf: () => secretsManager.valueOf(NAME) };
};

describe('hostkeeper secret', () => {
  it('sets a key from the standard input beside the others, and prints its value nowhere', async () => {
    const { world, secret, valueOf } = await givenSecret('{"DJANGO_SECRET":"generated"}');
    const { code, stdout, stderr } = await secret(['set', 'EMAIL_PASSWORD'], `${CANARY}\n`);
    expect(JSON.parse(valueOf() ?? '')).toEqual({ DJANGO_SECRET: 'generated', EMAIL_PASSWORD: CANARY });
    expect(stdout).toContain('EMAIL_PASSWORD is set.');
    expect(stdout).toContain('The web container does not get it yet: add EMAIL_PASSWORD to host.secrets, and deploy.');
    expect(code).toBe(0);
    const others = world.calls.filter(({ operation }) => operation !== 'PutSecretValue');
    expect(`${stdout}${stderr}${JSON.stringify([others, world.mails, world.invocations])}`).not.toContain(CANARY);
    for (const file of globSync('.serverless/*.json')) expect(readFileSync(file, 'utf8')).not.toContain(CANARY);
  });

  it('lists the keys without their values, and names those that the web container lacks', async () => {
    const { typeJson } = await givenSecret(`{"OTHER":"${CANARY}"}`);
    const { output } = await typeJson(secretOutput, ['secret', 'list', '--stage', 'example']);
    expect(output).toEqual({ dryRun: false, keys: ['OTHER'], missing: ['DJANGO_SECRET'] });
  });

  it('that the web container lacks is named by check, with the command', async () => {
    const { type } = await givenSecret('{"OTHER":"x"}');
    const { stdout } = await type(['check', '--stage', 'example']);
    expect(stdout).toContain(
      'The web container is to get DJANGO_SECRET, which nobody has set: npm run hostkeeper -- secret set DJANGO_SECRET --stage example',
    );
  });

  it('changes nothing where the secret is no map, where the value is empty, or in a dry run', async () => {
    const { secret, valueOf } = await givenSecret('just text');
    const wrong = await secret(['set', 'KEY'], CANARY);
    expect(wrong.stderr).toContain(`The secret ${NAME} is not a JSON map of texts`);
    expect(wrong.stderr).not.toContain('just text');
    expect(wrong.code).toBe(1);
    const empty = await secret(['set', 'KEY'], '\n');
    expect(empty.stderr).toContain('The value of KEY is empty');
    expect(empty.code).toBe(2);
    expect(valueOf()).toBe('just text');
  });

  it('says which stage is to be deployed first, and which key is missing in what was typed', async () => {
    const { secret } = await givenSecret();
    expect((await secret(['list'])).stderr).toContain(`There is no secret ${NAME}: deploy the stage example first.`);
    const { stderr, code } = await secret(['set']);
    expect(stderr).toContain('<key> is what `set` needs and `list` does not take');
    expect(code).toBe(2);
  });
});
