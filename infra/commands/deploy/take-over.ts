import type { StageHost } from '../../host/resource.ts';
import { hostRegion } from '../../host/stage-host.ts';
import type { Context } from '../cli/command.ts';
import { CliError } from '../cli/errors.ts';
import { readStages, withStageSettings, writeStages } from '../cli/stages-file.ts';
import { findLeftovers, type Leftover } from './leftovers.ts';

const refuseSeveral = (leftovers: readonly Leftover[]): void => {
  const settings = leftovers.map(({ setting }) => setting);
  const several = leftovers.filter(({ setting }) => settings.indexOf(setting) !== settings.lastIndexOf(setting));
  if (several.length > 0)
    throw new CliError(
      `Nothing was deployed, as more than one thing could be meant:\n${several.map(({ text }) => `  ${text}`).join('\n')}\n` +
        `Name the right one in the section host of the stage, such as ${several[0]?.setting}: ${several[0]?.id}`,
    );
};

/**
 * Before a deployment: shows what an earlier stack has left, and on a yes has the next one use it, by its ids in
 * infra/stages.yml. Throws a CliError where the answer is no, or more than one thing could be meant.
 */
export const takeOver = async (
  host: StageHost,
  { clients, confirm, note }: Pick<Context<never>, 'clients' | 'confirm' | 'note'>,
): Promise<void> => {
  const leftovers = await findLeftovers(clients(hostRegion(host.settings)), host);
  if (leftovers.length === 0) return;
  refuseSeveral(leftovers);
  note('The stack would make these again, which are there already:');
  for (const { text } of leftovers) note(`  ${text}`);
  await confirm('Use them, and write their ids into infra/stages.yml?');
  const settings = leftovers.map(({ setting, id }) => ({ path: [host.stage, 'host', setting], value: id }));
  writeStages(withStageSettings(readStages(), settings));
};
