import * as client from '@aws-sdk/client-cloudformation';

import { OWN_STACK } from '../existing.ts';
import { ACCOUNT, AwsError, type Operation, type Service } from '../operation.ts';
import type { AccountContext } from '../service.ts';

/** CloudFormation: the stacks that existed before the deployment, and what the own stack puts out where it is one of these. */
const createCloudFormation = ({ region, outputs, existing: { stacks = [] } }: AccountContext) => {
  const ownOutputs = outputs.map(({ key, value, description }) => ({
    OutputKey: key,
    OutputValue: value,
    Description: description,
  }));

  /** The stacks of a name or an id, or all. Throws `ValidationError` for a name that no stack has. */
  const select = (nameOrId: string | undefined): typeof stacks => {
    const StackName = nameOrId?.replace(/^arn:.*:stack\/([^/]+)\/.*$/, '$1');
    const selected = stacks.filter((stack) => StackName === undefined || stack.StackName === StackName);
    if (StackName !== undefined && selected.length === 0)
      throw new AwsError('ValidationError', `Stack with id ${StackName} does not exist`);
    return selected;
  };

  const ListStackResources: Operation<client.ListStackResourcesInput, client.ListStackResourcesOutput> = {
    handle: ({ StackName }) => ({
      StackResourceSummaries: select(StackName).flatMap(({ resources = {} }) =>
        Object.entries(resources).map(([ResourceType, PhysicalResourceId], index) => ({
          LogicalResourceId: `Resource${index}`,
          PhysicalResourceId,
          ResourceType,
          ResourceStatus: 'CREATE_COMPLETE',
          LastUpdatedTimestamp: new Date(0),
        })),
      ),
    }),
  };

  const DescribeStacks: Operation<client.DescribeStacksInput, client.DescribeStacksOutput> = {
    handle: ({ StackName: nameOrId }) => {
      return {
        Stacks: select(nameOrId).map(({ StackName: name = '', StackStatus }) => ({
          StackId: `arn:aws:cloudformation:${region}:${ACCOUNT}:stack/${name}/00000000-0000-4000-8000-000000000000`,
          StackName: name,
          StackStatus,
          CreationTime: new Date(0),
          Outputs: name === OWN_STACK ? ownOutputs : [],
        })),
      };
    },
  };

  return { service: { DescribeStacks, ListStackResources } satisfies Service };
};

export const cloudFormation = {
  api: { client, protocol: 'query', namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/' },
  create: createCloudFormation,
} as const;
