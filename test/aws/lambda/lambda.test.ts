import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';

import { given } from '../../support/given.ts';

/** An account with one host, and clients of its Lambda. */
const givenLambda = async () => {
  const env = await given({ blog: {} }, { hostRegions: 'us-east-1,eu-central-1' });
  const client = (region = 'us-east-1', accessKeyId = 'owner') =>
    new LambdaClient({
      region,
      credentials: { accessKeyId, secretAccessKey: 'any' },
      requestHandler: env.world.requestHandler,
      maxAttempts: 1,
    });
  return { ...env, client };
};

const invoke = (name: string, event: object) =>
  new InvokeCommand({ FunctionName: `hostkeeper-prod-${name}`, Payload: Buffer.from(JSON.stringify(event)) });

const DRY_RUN = Buffer.from('{"dryRun":true}');

const configuration = new GetFunctionConfigurationCommand({ FunctionName: 'hostkeeper-prod-budget-kill-switch' });

describe('Lambda', () => {
  it('lets the clock move while a function that was invoked by the API waits', { timeout: 10_000 }, async () => {
    const { world, group, client } = await givenLambda();
    const answering = client().send(invoke('emergency-shutdown', { reason: 'the bill rises' }));
    await world.advance({ minutes: 5 });
    const { FunctionError, Payload } = await answering;
    expect(FunctionError).toBeUndefined();
    expect(Buffer.from(Payload ?? []).toString()).toContain('"host":"blog"');
    expect(group('blog')).toMatchObject({ sizes: '0/0/0', instances: [] });
  });

  it('invokes a function by its ARN, and by a part of it', async () => {
    const { client } = await givenLambda();
    for (const FunctionName of [
      'arn:aws:lambda:us-east-1:123456789012:function:hostkeeper-prod-reconcile',
      '123456789012:function:hostkeeper-prod-reconcile:$LATEST',
    ])
      await expect(client().send(new InvokeCommand({ FunctionName, Payload: DRY_RUN }))).resolves.toMatchObject({
        StatusCode: 200,
      });
  });

  it('refuses an event that is no JSON, and runs nothing', async () => {
    const { world, client } = await givenLambda();
    const command = new InvokeCommand({ FunctionName: 'hostkeeper-prod-reconcile', Payload: Buffer.from('no JSON') });
    await expect(client().send(command)).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
      message: expect.stringContaining('Could not parse request body into json: '),
    });
    expect(world.invocations).toEqual([]);
  });

  it('returns the environment of a function as it was deployed', async () => {
    const { client } = await givenLambda();
    const { Environment } = await client().send(configuration);
    expect(Environment?.Variables).toMatchObject({ STAGE: 'prod', HOST_REGIONS: 'us-east-1,eu-central-1' });
  });

  it('lists the functions in pages', async () => {
    const { world, client } = await givenLambda();
    const first = await client().send(new ListFunctionsCommand({ MaxItems: 5 }));
    const second = await client().send(new ListFunctionsCommand({ Marker: first.NextMarker }));
    const names = [...(first.Functions ?? []), ...(second.Functions ?? [])].map(({ FunctionName }) => FunctionName);
    expect(first.Functions).toHaveLength(5);
    expect(names).toEqual(world.names.functions);
    await expect(client().send(new ListFunctionsCommand({ Marker: 'more' }))).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
  });

  it.each([
    ['invoked', invoke('reconcile', {})],
    ['read', configuration],
  ] as const)('refuses a function that is %s in another region', async (_, command) => {
    const { client } = await givenLambda();
    const send = (): Promise<unknown> =>
      command instanceof InvokeCommand ? client('eu-central-1').send(command) : client('eu-central-1').send(command);
    await expect(send()).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.stringContaining('Function not found: arn:aws:lambda:eu-central-1:'),
    });
  });

  it('denies a call under the name of its IAM action', async () => {
    const { client } = await givenLambda();
    await expect(
      client('us-east-1', 'EmergencyResumeRole').send(invoke('reconcile', { dryRun: true })),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('not authorized to perform: lambda:InvokeFunction on resource'),
    });
  });
});
