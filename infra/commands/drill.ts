import { Option } from 'commander';
import * as z from 'zod/mini';

import { createCommand } from './cli/command.ts';
import { hostArgument, hostInput } from './cli/options.ts';
import { renderDrill } from './drill/render.ts';
import { drillOutput } from './schemas.ts';

/** `hostkeeper drill`: invokes restore-drill for one host. */
export const drill = () =>
  createCommand({
    name: 'drill',
    summary: 'rehearse the restore of a host: its newest snapshot on an instance of its own',
    description:
      'A tiny instance mounts a copy of the snapshot, checks the file system and the marker, starts the database of the ' +
      'host on it and asks it a query. That takes some minutes and costs about half a cent; nothing of it stays, and the ' +
      'host is not touched. hostkeeper does the same once a month. The exit code is 1 where the drill does not pass.',
    arguments: [hostArgument()],
    options: [new Option('--reason <text>', 'why: the notification begins with it (default: who did it)')],
    examples: [
      ['drill blog --dry-run', 'which snapshot, on what, and at what price'],
      ['drill blog --reason "before the upgrade"', 'now'],
    ],
    input: z.extend(hostInput, {
      reason: z.optional(z.string().check(z.trim(), z.minLength(1, 'must not be empty'), z.maxLength(500))),
    }),
    output: drillOutput,
    render: renderDrill,
    load: () => import('./drill/run.ts'),
  });
