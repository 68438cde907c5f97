import type * as z from 'zod/mini';

import type { restoreOutput } from '../schemas.ts';

type Output = z.output<typeof restoreOutput>;

/** What a restore will do, as numbered steps, with its time and its price. */
export const planLines = ({
  steps,
  minutes,
  offlineMinutes,
  prices,
}: NonNullable<Output['plan']>): readonly string[] => [
  ...steps.map((step, index) => `${index + 1}. ${step}`),
  `It takes about ${minutes} minutes; the service is offline for about ${offlineMinutes} of them.`,
  ...prices,
];

const OUTCOMES: Readonly<Record<Output['status'], string>> = {
  converged: 'is restored',
  planned: 'would be restored',
  waiting: 'is being restored; an e-mail follows',
  refused: 'was not restored',
  failed: 'could not be restored yet; every pass of reconcile tries again',
  gone: 'has no group any more',
};

/** What would be done, or what came of it and what may be done next. */
export const renderRestore = (output: Output): string => {
  const { host, status, reason, plan, volumeId, retired = [], stageLines, undo = [] } = output;
  if (plan) return planLines(plan).join('\n');
  return [
    `${host} ${OUTCOMES[status]}${status === 'converged' || reason === '' ? '.' : `: ${reason}.`}`,
    ...(volumeId === undefined ? [] : [`Its data volume is ${volumeId}; retired is ${retired.join(', ') || 'none'}.`]),
    ...(stageLines
      ? [
          '',
          'Where the stack has made the host, write this into its stage in infra/stages.yml before you deploy:',
          ...stageLines,
        ]
      : []),
    ...(undo.length > 0 ? ['', 'To go back to the data before:', ...undo.map((line) => `  ${line}`)] : []),
  ].join('\n');
};
