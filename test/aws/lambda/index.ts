import * as client from '@aws-sdk/client-lambda';

import type { Operation, Service } from '../operation.ts';
import type { AccountContext } from '../service.ts';
import { type DeployedFunction, deployFunctions } from './deployment.ts';
import { functionArn, functionNotFound, functionOperations } from './function-operations.ts';
import type { Invocation } from './invocation.ts';
import { LIMITS } from './quotas.ts';
import { createRunner } from './runner.ts';

/** Lambda in the home region: the functions of the stack, each under its own role. */
const createLambda = ({ clock, region, resources, existing, environment, load }: AccountContext) => {
  const functions = deployFunctions({ resources, environment });
  const deployed = [...functions.values()];
  const names = deployed.map(({ FunctionName }) => FunctionName);
  const concurrency = existing.concurrency ?? LIMITS.concurrency.default;
  const { run, invokeAsync, ...runner } = createRunner({ clock, region, concurrency, functions, load });

  const find = (functionName: string): DeployedFunction => {
    const definition = deployed.find(({ FunctionName }) => FunctionName === functionName);
    if (definition) return definition;
    throw new RangeError(`There is no function ${functionName}. The functions are: ${names.join(', ')}.`);
  };

  const Invoke: Operation<client.InvocationRequest, Promise<client.InvocationResponse>> = {
    authorization: ({ FunctionName = '' }, call) => [{ resource: functionArn(FunctionName, call.region) }],
    handle: async ({ FunctionName = '', Payload = Buffer.from('null'), InvocationType }, call) => {
      if (call.region !== region || !names.includes(FunctionName)) throw functionNotFound(FunctionName, call.region);
      const { arn } = find(FunctionName);
      const event: unknown = JSON.parse(Buffer.from(Payload).toString());
      if (InvocationType === 'Event') {
        invokeAsync(arn, event);
        return { StatusCode: 202 };
      }
      // The call itself is tracked by the clock. It yields while it waits for the function, which is tracked by itself.
      const { returned, error } = await clock.whileYielding(() => clock.track(() => run(arn, event)));
      const responsePayload = error === undefined ? returned : { errorType: 'Error', errorMessage: error };
      return {
        StatusCode: 200,
        ...(error !== undefined && { FunctionError: 'Unhandled' }),
        Payload: Buffer.from(JSON.stringify(responsePayload ?? null)),
      };
    },
  };

  return {
    ...runner,
    service: { Invoke, ...functionOperations(deployed, region, existing) } satisfies Service,
    /** The full names of the functions. */
    names,
    invokeAsync,
    /** Invokes a function and advances the clock until it returns; its error is in the record. Throws for an unknown name. */
    invoke: async (functionName: string, event: unknown): Promise<Invocation> => {
      const { arn } = find(functionName);
      let invocation: Invocation | undefined;
      const running = clock.track(async () => {
        invocation = await run(arn, structuredClone(event));
      });
      await clock.advance(1000 * LIMITS.timeout.max, () => invocation !== undefined);
      await running;
      if (!invocation) throw new Error(`${functionName} did not return within ${LIMITS.timeout.max} seconds.`);
      return invocation;
    },
  };
};

export const lambda = {
  api: { client, protocol: 'rest-json' },
  deniedCode: 'AccessDeniedException',
  iamActions: { Invoke: 'InvokeFunction' },
  create: createLambda,
} as const;
