import type * as z from 'zod/mini';

import { hostRegion } from '../../host/stage-host.ts';
import type { Context } from '../cli/command.ts';
import { UsageError } from '../cli/errors.ts';
import { EXIT_CODES, type ExitCode } from '../cli/exit-codes.ts';
import type { SharedInput } from '../cli/options.ts';
import { checkedParameters, EMAIL_OPTION } from '../deploy/serverless.ts';
import type { secretOutput } from '../schemas.ts';
import { lackingKeys, readKeys, writeKey } from './keys.ts';
import { readValue } from './read-value.ts';

/** Sets a key, or lists all. */
export const run = async (
  { stage, key, dryRun }: SharedInput & { readonly action: 'set' | 'list'; readonly key?: string | undefined },
  { clients, show }: Context<z.output<typeof secretOutput>>,
): Promise<ExitCode> => {
  const { host: settings } = checkedParameters([`--stage=${stage}`, EMAIL_OPTION]);
  if (!settings)
    throw new UsageError(`The stage ${stage} has no host of its own: its section in infra/stages.yml has no host.`);
  const host = { stage, settings };
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
