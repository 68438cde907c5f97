import * as client from '@aws-sdk/client-cloudformation';

import { AwsError, type Operation, type Service } from '../operation.ts';
import type { AccountContext } from '../service.ts';

/** CloudFormation: the stacks that existed before the deployment. */
const createCloudFormation = ({ existing: { stacks = [] } }: AccountContext) => {
  const DescribeStacks: Operation<client.DescribeStacksInput, client.DescribeStacksOutput> = {
    handle: ({ StackName }) => {
      const selected = stacks.filter((stack) => StackName === undefined || stack.StackName === StackName);
      if (StackName !== undefined && selected.length === 0)
        throw new AwsError('ValidationError', `Stack with id ${StackName} does not exist`);
      return {
        Stacks: selected.map(({ StackName: name, StackStatus }) => ({
          StackName: name,
          StackStatus,
          CreationTime: new Date(0),
        })),
      };
    },
  };

  return { service: { DescribeStacks } satisfies Service };
};

export const cloudFormation = {
  api: { client, protocol: 'query', namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/' },
  create: createCloudFormation,
} as const;
