import type * as z from 'zod/mini';

import { shell } from '../../../libs/notifications/commands.ts';
import type { publishOutput } from '../schemas.ts';

/** The commands that would run, or the next step. */
export const renderPublish = ({ dryRun, stage, image, commands }: z.output<typeof publishOutput>): string =>
  dryRun
    ? commands.join('\n')
    : [
        `Pushed ${image}`,
        `Next, in infra/stages.yml, in the section host of ${stage}:`,
        `  image: ${image}`,
        'and then:',
        shell`  npm run hostkeeper -- deploy --stage ${stage}`,
      ].join('\n');
