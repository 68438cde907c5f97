import { DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';

import { ignoreErrors } from '../../../libs/aws/errors.ts';
import type { RegionClients } from './clients.ts';

type Clients = Pick<RegionClients, 'cloudFormation'>;

/** CloudFormation's answer about a stack that there is not. */
export const NO_STACK = { code: 'ValidationError', message: /does not exist/ };

const findStack = async ({ cloudFormation }: Clients, StackName: string): Promise<Stack | undefined> => {
  const answer = await ignoreErrors([NO_STACK], () => cloudFormation.send(new DescribeStacksCommand({ StackName })));
  return answer?.Stacks?.[0];
};

/** CloudFormation's status of a stack; `undefined` where there is none of that name. Throws the SDK's errors. */
export const stackStatus = async (clients: Clients, name: string): Promise<string | undefined> =>
  (await findStack(clients, name))?.StackStatus;

/** What a stack puts out, by its names; nothing where there is no such stack. Throws the SDK's errors. */
export const readOutputs = async (clients: Clients, name: string): Promise<Readonly<Record<string, string>>> => {
  const { Outputs = [] } = (await findStack(clients, name)) ?? {};
  return Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
};
