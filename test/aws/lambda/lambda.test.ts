import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';

import { given } from '../../support/given.ts';

/** A world of one host, and the owner's client of its Lambda. */
const givenLambda = async () => {
  const env = await given({ blog: {} });
  const settings = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'owner', secretAccessKey: 'any' },
    requestHandler: env.world.requestHandler,
    maxAttempts: 1,
  };
  return { ...env, lambda: new LambdaClient(settings) };
};

const invoke = (name: string, event: object) =>
  new InvokeCommand({ FunctionName: `hostkeeper-prod-${name}`, Payload: Buffer.from(JSON.stringify(event)) });

describe('Lambda', () => {
  it('lets time pass while a function that was invoked over the API waits', { timeout: 10_000 }, async () => {
    const { world, group, lambda } = await givenLambda();
    const answering = lambda.send(invoke('emergency-shutdown', { reason: 'the bill rises' }));
    await world.advance({ minutes: 5 });
    const { FunctionError, Payload } = await answering;
    expect(FunctionError).toBeUndefined();
    expect(Buffer.from(Payload ?? []).toString()).toContain('"host":"blog"');
    expect(group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
  });
});
