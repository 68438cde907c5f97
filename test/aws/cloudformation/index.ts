import * as client from '@aws-sdk/client-cloudformation';

import { OWN_STACK } from '../existing.ts';
import { ACCOUNT, AwsError, type Operation, type Service } from '../operation.ts';
import type { AccountContext } from '../service.ts';
import { changeSetOperations } from './change-set-operations.ts';
import { nameOf } from './stack-name.ts';

/** CloudFormation: the stacks that existed before the deployment, the own one among them where it did, and their change sets. */
const createCloudFormation = ({ region, stack, existing: { stacks: before = [] } }: AccountContext) => {
  const stacks = new Map(before.map(({ StackName = '', StackStatus }) => [StackName, StackStatus]));
  const idOf = (name: string): string =>
    `arn:aws:cloudformation:${region}:${ACCOUNT}:stack/${name}/00000000-0000-4000-8000-000000000000`;

  /** The stack of a name or an id, or all, each with its status. Throws `ValidationError` for one that there is not. */
  const select = (nameOrId: string | undefined) => {
    const selected = [...stacks].filter(([name]) => nameOrId === undefined || name === nameOf(nameOrId));
    if (nameOrId !== undefined && selected.length === 0)
      throw new AwsError('ValidationError', `Stack with id ${nameOrId} does not exist`);
    return selected;
  };

  /** Of the stacks that existed before the deployment. */
  const ListStackResources: Operation<client.ListStackResourcesInput, client.ListStackResourcesOutput> = {
    handle: ({ StackName }) => {
      const [[name] = []] = select(StackName);
      const { resources = {} } = before.find((one) => one.StackName === name) ?? {};
      return {
        StackResourceSummaries: Object.entries(resources).map(([ResourceType, PhysicalResourceId], index) => ({
          LogicalResourceId: `Resource${index}`,
          PhysicalResourceId,
          ResourceType,
          ResourceStatus: 'CREATE_COMPLETE',
          LastUpdatedTimestamp: new Date(0),
        })),
      };
    },
  };

  const DescribeStacks: Operation<client.DescribeStacksInput, client.DescribeStacksOutput> = {
    handle: ({ StackName }) => {
      return {
        Stacks: select(StackName).map(([name, StackStatus]) => ({
          StackId: idOf(name),
          StackName: name,
          StackStatus,
          CreationTime: new Date(0),
          Outputs:
            name === OWN_STACK && StackStatus !== 'REVIEW_IN_PROGRESS'
              ? stack()
                  .outputs()
                  .map(({ key, value, description }) => ({
                    OutputKey: key,
                    OutputValue: value,
                    Description: description,
                  }))
              : [],
        })),
      };
    },
  };

  const { operations, ...changeSets } = changeSetOperations({ stack, stacks, region, idOf });
  return {
    service: { DescribeStacks, ListStackResources, ...operations } satisfies Service,
    stacks,
    ...changeSets,
  };
};

export const cloudFormation = {
  api: { client, protocol: 'query', namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/' },
  create: createCloudFormation,
} as const;
