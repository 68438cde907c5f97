import * as client from '@aws-sdk/client-lambda';

import type { Service } from '../operation.ts';
import type { AccountContext } from '../service.ts';
import { type DeployedFunction, deployFunctions } from './deployment.ts';
import { functionOperations } from './function-operations.ts';
import type { Invocation } from './invocation.ts';
import { invokeOperation } from './invoke-operation.ts';
import { BUCKETS, LIMITS } from './quotas.ts';
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

  return {
    ...runner,
    service: {
      ...invokeOperation({ clock, region, deployed, run, invokeAsync }),
      ...functionOperations(deployed, region, existing),
    } satisfies Service,
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
  buckets: BUCKETS,
  create: createLambda,
} as const;
