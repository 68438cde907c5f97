import { renderErrors } from '../cli/render-errors.ts';
import type { Style } from '../cli/style.ts';
import { type Cell, renderTable } from '../cli/table.ts';
import type { CapacityOutput } from './change.ts';

type Result = CapacityOutput['results'][number];

const OUTCOMES: Readonly<Record<Result['status'], { readonly text: string; readonly style: Style }>> = {
  converged: { text: 'done', style: 'good' },
  gone: { text: 'gone', style: 'quiet' },
  planned: { text: 'would change', style: 'busy' },
  waiting: { text: 'under way', style: 'busy' },
  refused: { text: 'refused', style: 'bad' },
  failed: { text: 'failed', style: 'bad' },
};

const reasonOf = ({ reason, status, actions = [] }: Result): string =>
  status === 'planned' ? actions.map(({ action, reason: why }) => `${action} (${why})`).join(', ') || reason : reason;

/** What was done to the hosts, and why: a resume says there which threshold stops the host next. */
const actionLines = (results: readonly Result[]): readonly string[] =>
  results
    .filter(({ status }) => status !== 'planned')
    .flatMap(({ host, actions = [] }) => actions.map(({ action, reason }) => `  ${host}: ${action} (${reason})`));

/** The results as a table, what was done and what failed below it, and what the operator may do next. */
export const renderCapacity =
  (nothing: string, next: (hosts: readonly Result[]) => readonly string[]) =>
  ({ dryRun, results, errors }: CapacityOutput): string => {
    const manyRegions = new Set([...results, ...errors].map(({ region }) => region)).size > 1;
    const rows = results.map((result): readonly Cell[] => [
      result.host,
      manyRegions ? result.region : '',
      OUTCOMES[result.status],
      reasonOf(result),
    ]);
    const table = rows.length > 0 ? [renderTable(['host', 'region', 'result', 'reason'], rows)] : [];
    const none = rows.length === 0 && errors.length === 0 ? [nothing] : [];
    const done = actionLines(results);
    const actions = done.length > 0 ? ['', 'Done:', ...done] : [];
    return [...table, ...actions, ...none, ...renderErrors(errors), ...(dryRun ? [] : next(results))].join('\n');
  };
