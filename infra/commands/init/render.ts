import { paint } from '../cli/style.ts';
import type { InitOutput } from './interview.ts';

const titleOf = ({ dryRun, isChanged }: InitOutput): string => {
  if (!isChanged) return 'infra/stages.yml has this already:';
  return dryRun ? 'Would be written to infra/stages.yml:' : 'Written to infra/stages.yml:';
};

/** The section of the stage, and the commands that follow. */
export const renderInit = (output: InitOutput): string =>
  [
    titleOf(output),
    '',
    output.section,
    '',
    ...output.warnings.map((text) => `${paint('busy', 'warning:')} ${text}`),
    'Next:',
    ...output.next.map((command) => `  npm run hostkeeper -- ${command}`),
  ].join('\n');
