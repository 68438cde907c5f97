import type * as sdk from '@aws-sdk/client-lambda';

import { type ExistingResources, isDeployed } from '../existing.ts';
import { ACCOUNT, AwsError, type CallContext, type Operation } from '../operation.ts';
import type { DeployedFunction } from './deployment.ts';
import { LIMITS } from './quotas.ts';

/** The ARN that a function of this name has in a region, whether or not it exists there. */
export const functionArn = (name: string, region: string): string =>
  `arn:aws:lambda:${region}:${ACCOUNT}:function:${name}`;

/** The error for a function that does not exist in the region of the call. */
export const functionNotFound = (name: string, region: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Function not found: ${functionArn(name, region)}`, 404);

const toSdkConfiguration = (
  { FunctionName, Handler, Timeout, variables }: DeployedFunction,
  region: string,
): sdk.FunctionConfiguration => ({
  FunctionName,
  FunctionArn: functionArn(FunctionName, region),
  Handler,
  Timeout,
  Runtime: 'nodejs24.x',
  Environment: { Variables: { ...variables } },
});

/** The operations that read functions and the account. `deployed` are in `homeRegion` and in no other. */
export const functionOperations = (
  deployed: readonly DeployedFunction[],
  homeRegion: string,
  existing: ExistingResources,
) => {
  const { functions: existingNames = [], concurrency } = existing;
  const functionsIn = ({ region }: CallContext): readonly DeployedFunction[] => (region === homeRegion ? deployed : []);

  const GetFunctionConfiguration: Operation<sdk.GetFunctionConfigurationRequest, sdk.FunctionConfiguration> = {
    authorization: ({ FunctionName = '' }, call) => [{ resource: functionArn(FunctionName, call.region) }],
    handle: ({ FunctionName = '' }, call) => {
      const definition = functionsIn(call).find((candidate) => candidate.FunctionName === FunctionName);
      if (!definition) throw functionNotFound(FunctionName, call.region);
      return toSdkConfiguration(definition, homeRegion);
    },
  };

  const ListFunctions: Operation<sdk.ListFunctionsRequest, sdk.ListFunctionsResponse> = {
    handle: ({ Marker = '0', MaxItems = LIMITS.functionsPerPage.max }, call) => {
      if (!/^\d+$/.test(Marker)) throw new AwsError('InvalidParameterValueException', 'The marker is not valid.');
      const start = Number(Marker);
      const end = start + Math.min(MaxItems, LIMITS.functionsPerPage.max);
      const functions = functionsIn(call);
      return {
        Functions: functions.slice(start, end).map((definition) => toSdkConfiguration(definition, homeRegion)),
        ...(end < functions.length && { NextMarker: `${end}` }),
      };
    },
  };

  /** Those of the stack, once it is deployed, and those that exist otherwise: a deployment collides with these. */
  const GetFunction: Operation<sdk.GetFunctionRequest, sdk.GetFunctionResponse> = {
    handle: ({ FunctionName = '' }, call) => {
      const own = isDeployed(existing) && functionsIn(call).find((one) => one.FunctionName === FunctionName);
      if (own) return { Configuration: toSdkConfiguration(own, homeRegion) };
      if (!existingNames.includes(FunctionName))
        throw new AwsError('ResourceNotFoundException', `Function not found: ${FunctionName}`, 404);
      return { Configuration: { FunctionName } };
    },
  };

  const GetAccountSettings: Operation<object, sdk.GetAccountSettingsResponse> = {
    handle: () => ({ AccountLimit: { ConcurrentExecutions: concurrency ?? LIMITS.concurrency.default } }),
  };

  return { GetFunctionConfiguration, ListFunctions, GetFunction, GetAccountSettings };
};
