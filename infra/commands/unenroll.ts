import { Argument } from 'commander';
import * as z from 'zod/mini';

import { createCommand } from './cli/command.ts';
import { CliError, UsageError } from './cli/errors.ts';
import { EXIT_CODES } from './cli/exit-codes.ts';
import { findHosts, readStageHosts } from './cli/hosts.ts';
import { sharedInput } from './cli/options.ts';
import { readRegions } from './cli/stage.ts';
import { unenrollOutput } from './schemas.ts';
import { renderUnenroll } from './unenroll/render.ts';
import { unenroll as removeHost } from './unenroll/unenroll.ts';

/** `hostkeeper unenroll`: removes hostkeeper's hooks and its own tags from a group. */
export const unenroll = () =>
  createCommand({
    name: 'unenroll',
    summary: "remove hostkeeper's hooks and its own tags from the group of a host",
    description:
      'Everything else stays: the other tags, the volume, the address, the records, the sizes. Resume a stopped host ' +
      'first, or its group stays at 0/0/0. It asks before it changes anything.',
    arguments: [new Argument('<host>', 'the name of the host')],
    examples: [
      ['unenroll blog --dry-run', 'what would be removed'],
      ['unenroll blog', 'hostkeeper no longer manages blog'],
    ],
    input: z.extend(sharedInput, { host: z.string().check(z.minLength(1, 'must not be empty')) }),
    output: unenrollOutput,
    render: renderUnenroll,
    run: async ({ host: name, stage, dryRun, ...input }, { clients, confirm, show }) => {
      const regions = await readRegions(clients, { stage, ...input });
      const found = findHosts(await readStageHosts(clients, stage, regions), [name], stage);
      const [host, another] = found;
      if (!host) throw new CliError(`The stage ${stage} has no host named ${name}.`);
      if (another) {
        const where = found.map(({ region, group }) => `${group} in ${region}`).join(', ');
        throw new UsageError(`Several groups are named ${name}: ${where}. Choose one with --region.`);
      }
      const { region, group } = host;
      if (!dryRun) await confirm(`Take ${name} (group ${group} in ${region}) out of the stage ${stage}?`);
      const removed = await removeHost(clients(region).autoScaling, host, { dryRun });
      show({ dryRun, host: name, region, group, ...removed });
      return EXIT_CODES.done;
    },
  });
