import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';

import { ignoreErrors } from '../../../libs/aws/errors.ts';
import type { RegionClients } from '../cli/clients.ts';

/** What a stack puts out, by its names; nothing where there is no such stack. Throws the SDK's errors. */
export const readOutputs = async (
  { cloudFormation }: Pick<RegionClients, 'cloudFormation'>,
  StackName: string,
): Promise<Readonly<Record<string, string>>> => {
  const answer = await ignoreErrors([{ code: 'ValidationError', message: /does not exist/ }], () =>
    cloudFormation.send(new DescribeStacksCommand({ StackName })),
  );
  const outputs = (answer?.Stacks ?? []).flatMap(({ Outputs = [] }) => Outputs);
  return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
};
