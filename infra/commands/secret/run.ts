import type * as z from 'zod/mini';

import { hostRegion } from '../../host/stage-host.ts';
import type { Context } from '../cli/command.ts';
import { EXIT_CODES, type ExitCode } from '../cli/exit-codes.ts';
import type { SharedInput } from '../cli/options.ts';
import { readOwnHost } from '../cli/own-host.ts';
import type { secretOutput } from '../schemas.ts';
import { lackingKeys, readKeys, writeKey } from './keys.ts';
import { readValue } from './read-value.ts';

/** Sets a key, or lists all. */
export const run = async (
  { stage, key, dryRun }: SharedInput & { readonly action: 'set' | 'list'; readonly key?: string | undefined },
  { clients, show }: Context<z.output<typeof secretOutput>>,
): Promise<ExitCode> => {
  const host = readOwnHost(stage);
  const { settings } = host;
  const { secretsManager } = clients(hostRegion(settings));
  const keys =
    key === undefined || dryRun
      ? Object.keys(await readKeys(secretsManager, host))
      : await writeKey(secretsManager, host, key, await readValue(key));
  show({
    dryRun,
    ...(key !== undefined && { set: key, isRead: settings.secrets.includes(key) }),
    keys: keys.toSorted(),
    missing: [...lackingKeys(host, keys)],
  });
  return EXIT_CODES.done;
};
