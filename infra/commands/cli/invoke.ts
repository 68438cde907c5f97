import { InvokeCommand } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';

import { hostResult } from '../schemas.ts';
import type { RegionClients } from './clients.ts';
import { CliError } from './errors.ts';
import { functionName, notDeployed } from './stage.ts';

const answer = z.object({ results: z.array(hostResult) });
const failure = z.object({ errorMessage: z.string() });

/** What a function answers of each host. */
export type HostResult = z.output<typeof hostResult>;

/** One invocation of a function of a stage. */
export interface Invocation {
  readonly stage: string;
  readonly region: string;
  /** Without the stage's prefix. */
  readonly name: string;
  readonly payload: object;
}

/**
 * Invokes a function and waits for its answer, for up to its 15 minutes. Throws a CliError when the stage is not deployed
 * in the region, and when the function fails; and what AWS says otherwise.
 */
export const callFunction = async (
  clients: (region: string) => RegionClients,
  { stage, region, name, payload }: Invocation,
): Promise<unknown> => {
  const FunctionName = functionName(stage, name);
  try {
    const { FunctionError, Payload } = await clients(region).lambda.send(
      new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(payload)) }),
    );
    const body: unknown = JSON.parse(Buffer.from(Payload ?? []).toString());
    if (FunctionError !== undefined) {
      const { data } = z.safeParse(failure, body);
      throw new CliError(`${FunctionName} failed in ${region}: ${data?.errorMessage ?? JSON.stringify(body)}`);
    }
    return body;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
    throw await notDeployed(clients, stage, region);
  }
};

/** The same for a function that answers what it did to each host, and nothing besides. */
export const invokeFunction = async (
  clients: (region: string) => RegionClients,
  invocation: Invocation,
): Promise<readonly HostResult[]> => z.parse(answer, await callFunction(clients, invocation)).results;
