import { shell } from '../../../libs/notifications/commands.ts';
import { LAUNCH_TEMPLATE_VERSION } from '../../host/outputs.ts';
import type { StageHost } from '../../host/resource.ts';
import { hostRegion } from '../../host/stage-host.ts';
import type { RegionClients } from '../cli/clients.ts';
import { readOutputs } from '../cli/stacks.ts';

/**
 * Remembers the version of the launch template of a stage's host. Returns a function for after the deployment: the command that
 * replaces the instance, where there is another version by then, and `undefined` where there is not, or was none.
 */
export const watchLaunchTemplate = async (
  { stage, settings }: StageHost,
  clients: (region: string) => Pick<RegionClients, 'cloudFormation'>,
): Promise<() => Promise<string | undefined>> => {
  const readVersion = async (): Promise<string | undefined> => {
    const outputs = await readOutputs(clients(hostRegion(settings)), `hostkeeper-${stage}`);
    return outputs[LAUNCH_TEMPLATE_VERSION];
  };
  const before = await readVersion();
  return async () =>
    before === undefined || before === (await readVersion())
      ? undefined
      : shell`npm run hostkeeper -- replace ${settings.name} --stage ${stage}`;
};
