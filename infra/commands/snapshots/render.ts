import type * as z from 'zod/mini';

import { renderErrors } from '../cli/render-errors.ts';
import { type Cell, renderTable } from '../cli/table.ts';
import type { snapshotsOutput } from '../schemas.ts';
import type { ListedSnapshot } from './read.ts';

const row = (snapshot: ListedSnapshot, manyRegions: boolean): readonly Cell[] => {
  const { host, region, snapshotId, startedAt, state, gigabytes, fileSystem = '', isKept, reasons } = snapshot;
  return [
    host,
    manyRegions ? region : '',
    snapshotId,
    `${startedAt.slice(0, 16).replace('T', ' ')}Z`,
    state === 'completed' ? '' : { text: state, style: state === 'error' ? 'bad' : 'busy' },
    `${gigabytes} GiB`,
    fileSystem,
    isKept ? { text: 'kept', style: 'good' } : { text: 'goes', style: 'quiet' },
    reasons.join(', '),
  ];
};

/** The table of the snapshots, what they cost at most, and what could not be read. */
export const renderSnapshots = ({
  stage,
  snapshots,
  atMostUsdMonth,
  errors,
}: z.output<typeof snapshotsOutput>): string => {
  const manyRegions = new Set([...snapshots, ...errors].map(({ region }) => region)).size > 1;
  const titles = ['host', 'region', 'snapshot', 'taken', 'state', 'volume', 'file system', 'kept', 'because'];
  const table =
    snapshots.length === 0
      ? `The stage ${stage} has no snapshots${errors.length === 0 ? '' : ' that could be read'}.`
      : renderTable(
          titles,
          snapshots.map((snapshot) => row(snapshot, manyRegions)),
        );
  const price =
    atMostUsdMonth === undefined || snapshots.length === 0
      ? []
      : ['', `They cost at most ${atMostUsdMonth.toFixed(2)} USD a month: AWS bills what differs from the one before.`];
  return [table, ...price, ...renderErrors(errors)].join('\n');
};
