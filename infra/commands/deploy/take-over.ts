import { readFileSync, writeFileSync } from 'node:fs';

import { parseDocument } from 'yaml';

import type { StageHost } from '../../host/resource.ts';
import { hostRegion } from '../../host/stage-host.ts';
import type { Context } from '../cli/command.ts';
import { CliError } from '../cli/errors.ts';
import { findLeftovers, type Leftover } from './leftovers.ts';
import { STAGES_FILE } from './project-copy.ts';

/** The text of infra/stages.yml with settings added to the host of a stage; comments and order stay. */
export const withSettings = (
  text: string,
  stage: string,
  settings: readonly Pick<Leftover, 'setting' | 'id'>[],
): string => {
  const document = parseDocument(text);
  for (const { setting, id } of settings) document.setIn([stage, 'host', setting], id);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
};

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
  writeFileSync(STAGES_FILE, withSettings(readFileSync(STAGES_FILE, 'utf8'), host.stage, leftovers));
};
