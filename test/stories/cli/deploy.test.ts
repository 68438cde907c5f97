import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { givenOperator } from '../../support/cli.ts';

const readStages = (): string => readFileSync('infra/stages.yml', 'utf8');
const STAGES = readStages();

const SECRETS = ['hostkeeper-example-blog-database', 'hostkeeper-example-blog'] as const;

/** An account in which an earlier stack of the stage `example` has left these data volumes, a zone of its domain, and secrets. */
const givenLeftovers = async (volumes: number, options: Parameters<typeof givenOperator>[1] = {}) => {
  const operator = await givenOperator({}, options);
  const tags = { 'hostkeeper:host': 'blog', 'hostkeeper:stage': 'example', 'hostkeeper:role': 'data' };
  const { ec2, secretsManager } = operator.world.inRegion();
  const ids = Array.from({ length: volumes }, () => ec2.volumes.create('us-east-1a', tags).volumeId);
  const secrets = SECRETS.map((name) => secretsManager.add(name, '{}'));
  return { ...operator, ids, secrets };
};

describe('hostkeeper deploy, where an earlier stack has left its data', () => {
  it('shows the volume, the secrets and the zone, and deploys nothing unless somebody agrees to use them', async () => {
    const { type, ids } = await givenLeftovers(1);
    const { code, stderr } = await type(['deploy', '--stage', 'example']);
    expect(stderr).toContain(`  the data volume ${ids[0]}, `);
    for (const name of SECRETS) expect(stderr).toContain(`  the secret ${name}\n`);
    expect(stderr).toContain('  the hosted zone Z0123456789ABCDEFGHIJ of example.com, with 2 records');
    expect(stderr).toContain('repeat the command with --yes');
    expect(stderr).not.toContain('npx serverless deploy');
    expect(code).toBe(2);
    expect(readStages()).toBe(STAGES);
  });

  it('says how to restore a secret that is about to be deleted, whose name is taken until then', async () => {
    const { type, secrets } = await givenLeftovers(1);
    const [password] = secrets;
    if (password) password.deletedAt = new Date();
    const { code, stderr } = await type(['deploy', '--stage', 'example', '--yes']);
    expect(stderr).toContain('aws secretsmanager restore-secret --secret-id hostkeeper-example-blog-database');
    expect(stderr).not.toContain('npx serverless deploy');
    expect(code).toBe(1);
    expect(readStages()).toBe(STAGES);
  });

  it('refuses to choose between two volumes, also where it need not ask', async () => {
    const { type, ids } = await givenLeftovers(2);
    const { code, stderr } = await type(['deploy', '--stage', 'example', '--yes']);
    for (const id of ids) expect(stderr).toContain(id);
    expect(stderr).toMatch(/Name the right one in the section host of the stage, such as volumeId: vol-\w+/);
    expect(stderr).not.toContain('npx serverless deploy');
    expect(code).toBe(1);
    expect(readStages()).toBe(STAGES);
  });
});
