import {
  DescribeInstancesCommand,
  type EC2Client,
  type Filter,
  type Instance,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';

import { ignoreErrors } from './errors.ts';
import { paginate } from './pagination.ts';

/** Instances by their tags, in one region. Every call is safe to repeat; throws the SDK's errors. */
export interface Instances {
  /** All instances that match every filter, in any state. */
  readonly listInstances: (filters: Filter[]) => Promise<readonly Instance[]>;
  /** Begins to terminate an instance. No error if it no longer exists. */
  readonly terminateInstance: (instanceId: string) => Promise<void>;
}

/** All instances that match every filter, in any state. Throws the SDK's errors. */
export const listInstances = async (client: EC2Client, Filters: Filter[]): Promise<readonly Instance[]> => {
  const pages = await paginate(
    (NextToken: string | undefined) =>
      client.send(new DescribeInstancesCommand({ Filters, MaxResults: 1000, NextToken })),
    ({ NextToken }) => NextToken,
  );
  return pages.flatMap(({ Reservations = [] }) => Reservations.flatMap(({ Instances: some = [] }) => some));
};

export const createInstances = (client: EC2Client): Instances => ({
  listInstances: (filters) => listInstances(client, filters),
  terminateInstance: async (instanceId) => {
    await ignoreErrors([{ code: 'InvalidInstanceID.NotFound' }], () =>
      client.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] })),
    );
  },
});
