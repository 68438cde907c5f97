import type {
  FunctionConfiguration,
  GetFunctionConfigurationRequest,
  ListFunctionsRequest,
  ListFunctionsResponse,
} from '@aws-sdk/client-lambda';

import { ACCOUNT, AwsError, type CallContext, type Operation } from '../operation.ts';

/** A page of functions holds at most this many. https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
const MAX_FUNCTIONS_PER_PAGE = 50;

/** What the API tells of a function. */
export interface DescribedFunction {
  readonly FunctionName: string;
  readonly Handler: string;
  readonly Timeout: number;
  readonly variables: Readonly<Record<string, string>>;
}

/** The ARN under which a call looks for a function: its name in the region of the call. */
export const functionArn = (name: string, region: string): string =>
  `arn:aws:lambda:${region}:${ACCOUNT}:function:${name}`;

/** What Lambda answers for a function that does not exist in the region of the call. */
export const functionNotFound = (name: string, region: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Function not found: ${functionArn(name, region)}`, 404);

const toSdkConfiguration = (
  { FunctionName, Handler, Timeout, variables }: DescribedFunction,
  region: string,
): FunctionConfiguration => ({
  FunctionName,
  FunctionArn: functionArn(FunctionName, region),
  Handler,
  Timeout,
  Runtime: 'nodejs24.x',
  Environment: { Variables: { ...variables } },
});

/** The operations that read functions; `functions` are deployed in `region` and in no other. */
export const configurationOperations = (functions: readonly DescribedFunction[], region: string) => {
  const inRegion = (call: CallContext): readonly DescribedFunction[] => (call.region === region ? functions : []);

  const GetFunctionConfiguration: Operation<GetFunctionConfigurationRequest, FunctionConfiguration> = {
    authorization: ({ FunctionName = '' }, call) => [{ resource: functionArn(FunctionName, call.region) }],
    handle: ({ FunctionName = '' }, call) => {
      const found = inRegion(call).find((one) => one.FunctionName === FunctionName);
      if (!found) throw functionNotFound(FunctionName, call.region);
      return toSdkConfiguration(found, region);
    },
  };

  const ListFunctions: Operation<ListFunctionsRequest, ListFunctionsResponse> = {
    handle: ({ Marker = '0', MaxItems = MAX_FUNCTIONS_PER_PAGE }, call) => {
      const start = Number(Marker);
      const end = start + Math.min(MaxItems, MAX_FUNCTIONS_PER_PAGE);
      const all = inRegion(call);
      return {
        Functions: all.slice(start, end).map((one) => toSdkConfiguration(one, region)),
        ...(end < all.length && { NextMarker: `${end}` }),
      };
    },
  };

  return { GetFunctionConfiguration, ListFunctions };
};
