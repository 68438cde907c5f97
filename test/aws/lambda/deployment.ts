import * as z from 'zod/mini';

import type { Resource } from '../template.ts';
import { LIMITS } from './quotas.ts';
import type { RunningFunction } from './running-function.ts';

const properties = z.object({
  FunctionName: z.string(),
  Handler: z.string(),
  MemorySize: z.prefault(z.number(), LIMITS.memory.default),
  Timeout: z.number(),
  Role: z.string(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
});

const invokeConfig = z.object({ FunctionName: z.string(), MaximumRetryAttempts: z.optional(z.number()) });

/** A function that is deployed, and its processes. */
export interface DeployedFunction extends z.output<typeof properties> {
  readonly arn: string;
  /** The name of the function without the prefix of its stage. */
  readonly name: string;
  /** The logical id of its role. */
  readonly roleId: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Retries of a failed asynchronous invocation. */
  readonly retries: number;
  /** Processes that wait for an event. */
  readonly idle: RunningFunction[];
  readonly busy: Set<RunningFunction>;
}

/** The functions of a template, by their ARNs. */
export const deployFunctions = ({
  resources,
  environment,
}: {
  readonly resources: (type: string) => readonly Resource[];
  readonly environment: Readonly<Record<string, Readonly<Record<string, string>>>>;
}): ReadonlyMap<string, DeployedFunction> => {
  const roleIds = new Map(resources('AWS::IAM::Role').map(({ arn, logicalId }) => [arn, logicalId]));
  const retries = new Map(
    resources('AWS::Lambda::EventInvokeConfig').map((resource) => {
      const { FunctionName, MaximumRetryAttempts } = z.parse(invokeConfig, resource.properties);
      return [FunctionName, MaximumRetryAttempts];
    }),
  );
  return new Map(
    resources('AWS::Lambda::Function').map((resource) => {
      const definition = z.parse(properties, resource.properties);
      const { FunctionName, Role, Environment } = definition;
      const name = FunctionName.replace(/^hostkeeper-\w+?-/, '');
      return [
        resource.arn,
        {
          ...definition,
          arn: resource.arn,
          name,
          roleId: roleIds.get(Role) ?? '',
          variables: { ...Environment.Variables, ...environment[name] },
          retries: retries.get(FunctionName) ?? LIMITS.retries.default,
          idle: [],
          busy: new Set(),
        },
      ];
    }),
  );
};
