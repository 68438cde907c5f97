import { readStageHost } from './host/stage-host.ts';
import { SUBNETS } from './host/network.ts';
import { readWords, type Variables } from './serverless.ts';

/**
 * The subnets that a restore may move groups to: those of the host that the stack makes, as texts for Fn::Sub, and those of
 * the parameter.
 */
export const readRestoreSubnets = async (variables: Variables): Promise<readonly string[]> => {
  const host = await readStageHost(variables);
  return [...(host ? SUBNETS.map((id) => `\${${id}}`) : []), ...(await readWords(variables, 'restoreSubnets'))];
};
