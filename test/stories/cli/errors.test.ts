import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openOperator, hostkeeper, noCredentials } from '../../support/cli.ts';

describe('an error is one sentence with its fix', () => {
  let operator: Awaited<ReturnType<typeof openOperator>>;
  beforeAll(async () => {
    operator = await openOperator({ blog: {} });
  });
  afterAll(() => operator.close());

  it('without credentials', async () => {
    const { code, stderr } = await hostkeeper(['status'], {
      ...noCredentials,
      AWS_ENDPOINT_URL: operator.env['AWS_ENDPOINT_URL'],
    });
    expect(stderr).toMatch(/^error: No AWS credentials were found: .*--profile.*aws sso login.*\n$/);
    expect(code).toBe(1);
  });

  it('with credentials that AWS does not know', async () => {
    const { code, stderr } = await operator.type(['status'], { AWS_ACCESS_KEY_ID: 'somebody' });
    expect(stderr).toMatch(/^error: AWS does not accept these credentials in us-east-1: .*\n$/);
    expect(code).toBe(1);
  });

  it('with a token that has expired', async () => {
    operator.world.injectFault('GetFunctionConfiguration', {
      nth: 1,
      code: 'ExpiredTokenException',
      message: 'The security token included in the request is expired',
      status: 403,
    });
    const { code, stderr } = await operator.type(['status']);
    expect(stderr).toMatch(/^error: The AWS credentials have expired: log in again.*\n$/);
    expect(code).toBe(1);
  });

  it('without a permission, which is named', async () => {
    const variables = { AWS_ACCESS_KEY_ID: 'EmergencyResumeRole' };
    const everywhere = await operator.type(['status'], variables);
    const inRegion = await operator.type(['stop', '--yes', '--region', 'us-east-1'], variables);
    expect(everywhere.stderr).toMatch(
      /^error: arn:\S+ lacks the permission lambda:GetFunctionConfiguration in us-east-1: grant it.*\n$/,
    );
    expect(inRegion.stdout).toMatch(/^us-east-1: arn:\S+ lacks the permission lambda:InvokeFunction in us-east-1/m);
    expect(operator.group('blog').sizes).toBe('0/1/1');
    expect([everywhere.code, inRegion.code]).toEqual([1, 1]);
  });

  it('for a stage that is not deployed, with those that are', async () => {
    const { code, stderr } = await operator.type(['status', '--stage', 'prd']);
    expect(stderr).toMatch(
      /^error: The stage prd is not deployed in us-east-1\. Did you mean prod\? There is prod: choose it with --stage\. .*\n$/,
    );
    expect(code).toBe(1);
  });

  it('for a region without the stage, with those that it has', async () => {
    const { code, stdout } = await operator.type(['status', '--region', 'eu-cental-1']);
    expect(stdout).toContain('eu-cental-1: The stage prod is not deployed in eu-cental-1.');
    expect(stdout).toContain('It is deployed for us-east-1: leave --region out.');
    expect(code).toBe(1);
  });

  it('for an endpoint that nothing listens at', async () => {
    const { code, stderr } = await operator.type(['status'], { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
    expect(stderr).toMatch(/^error: Nothing answers at AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:9 .*\n$/);
    expect(code).toBe(1);
  });

  it('for a function that fails, in its own words', async () => {
    operator.world.injectFault('UpdateAutoScalingGroup', {
      nth: 1,
      code: 'ValidationError',
      message: 'the group is locked',
    });
    const { code, stdout } = await operator.type(['stop', 'blog', '--no-wait']);
    expect(stdout).toMatch(
      /^us-east-1: hostkeeper-prod-emergency-shutdown failed in us-east-1: .*the group is locked/m,
    );
    expect(code).toBe(1);
  });
});
