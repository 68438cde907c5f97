import type * as sdk from '@aws-sdk/client-lambda';

import type { Clock } from '../clock.ts';
import { AwsError, type Operation } from '../operation.ts';
import type { DeployedFunction } from './deployment.ts';
import { functionArn, functionNotFound } from './function-operations.ts';
import type { Invocation } from './invocation.ts';

/** The name in what a call names a function by: its name or its ARN, whole or in part, with or without a qualifier. */
const bareName = (nameOrArn: string): string => nameOrArn.replace(/^.*\bfunction:/, '').replace(/:.*$/, '');

/** The event of an invocation: an empty object where none is given. */
const eventOf = (payload: Uint8Array | undefined): unknown => {
  const text = Buffer.from(payload ?? []).toString();
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch (error) {
    throw new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${String(error)}`);
  }
};

/** The operation that invokes a function of the stack. */
export const invokeOperation = (deps: {
  readonly clock: Clock;
  readonly region: string;
  readonly deployed: readonly DeployedFunction[];
  readonly run: (arn: string, event: unknown) => Promise<Invocation>;
  readonly invokeAsync: (arn: string, event: unknown) => void;
}) => {
  const { clock, region, deployed, run, invokeAsync } = deps;

  const Invoke: Operation<sdk.InvocationRequest, Promise<sdk.InvocationResponse>> = {
    authorization: ({ FunctionName = '' }, call) => [{ resource: functionArn(bareName(FunctionName), call.region) }],
    handle: async ({ FunctionName = '', Payload, InvocationType = 'RequestResponse' }, call) => {
      const name = bareName(FunctionName);
      const found = deployed.find((candidate) => candidate.FunctionName === name);
      if (!found || call.region !== region) throw functionNotFound(name, call.region);
      const event = eventOf(Payload);
      if (InvocationType === 'DryRun') return { StatusCode: 204 };
      if (InvocationType === 'Event') {
        invokeAsync(found.arn, event);
        return { StatusCode: 202 };
      }
      // The call itself is tracked by the clock. It yields while it waits for the function, which is tracked by itself.
      const { returned, error } = await clock.whileYielding(() => clock.track(() => run(found.arn, event)));
      const payload = error === undefined ? returned : { errorType: 'Error', errorMessage: error };
      return {
        StatusCode: 200,
        ExecutedVersion: '$LATEST',
        ...(error !== undefined && { FunctionError: 'Unhandled' }),
        Payload: Buffer.from(JSON.stringify(payload ?? null)),
      };
    },
  };

  return { Invoke };
};
