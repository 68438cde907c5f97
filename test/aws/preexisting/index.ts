import type { DescribeStacksInput, DescribeStacksOutput, Stack } from '@aws-sdk/client-cloudformation';
import type { DescribeLogGroupsRequest, DescribeLogGroupsResponse } from '@aws-sdk/client-cloudwatch-logs';
import type { GetAccountSettingsResponse, GetFunctionRequest, GetFunctionResponse } from '@aws-sdk/client-lambda';

import { AwsError, type Operation, type Service } from '../operation.ts';

/** What stands in an account besides what the stack made: all that a deployment may stumble over. */
export interface ExistingResources {
  readonly stacks?: readonly Pick<Stack, 'StackName' | 'StackStatus'>[];
  readonly functions?: readonly string[];
  readonly logGroups?: readonly string[];
  /** Of Lambda, at once: 10 in a new account. */
  readonly concurrency?: number;
}

/** The services that are only asked what stands in the account. */
export const createPreexisting = (existing: ExistingResources) => {
  const { stacks = [], functions = [], logGroups = [], concurrency = 1000 } = existing;

  const DescribeStacks: Operation<DescribeStacksInput, DescribeStacksOutput> = {
    handle: ({ StackName }) => {
      const found = stacks.filter((stack) => StackName === undefined || stack.StackName === StackName);
      if (StackName !== undefined && found.length === 0) {
        throw new AwsError('ValidationError', `Stack with id ${StackName} does not exist`);
      }
      return {
        Stacks: found.map(({ StackName: name, StackStatus }) => ({
          StackName: name,
          StackStatus,
          CreationTime: new Date(0),
        })),
      };
    },
  };
  const GetFunction: Operation<GetFunctionRequest, GetFunctionResponse> = {
    handle: ({ FunctionName = '' }) => {
      if (!functions.includes(FunctionName)) {
        throw new AwsError('ResourceNotFoundException', `Function not found: ${FunctionName}`, 404);
      }
      return { Configuration: { FunctionName } };
    },
  };
  const GetAccountSettings: Operation<object, GetAccountSettingsResponse> = {
    handle: () => ({ AccountLimit: { ConcurrentExecutions: concurrency } }),
  };
  const DescribeLogGroups: Operation<DescribeLogGroupsRequest, DescribeLogGroupsResponse> = {
    handle: ({ logGroupNamePrefix = '' }) => ({
      logGroups: logGroups
        .filter((name) => name.startsWith(logGroupNamePrefix))
        .map((logGroupName) => ({ logGroupName })),
    }),
  };
  return {
    cloudformation: { DescribeStacks } satisfies Service,
    lambda: { GetFunction, GetAccountSettings } satisfies Service,
    logs: { DescribeLogGroups } satisfies Service,
  };
};
