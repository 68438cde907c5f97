import type * as z from 'zod/mini';

import { paint } from '../cli/style.ts';
import { type Cell, renderTable } from '../cli/table.ts';
import type { costOutput } from '../schemas.ts';

/** What `cost` prints. */
export type CostOutput = z.output<typeof costOutput>;

type Amounts = CostOutput['total'];

const TITLES = ['part', 'quantity', 'on demand', '1-year savings plan', 'spot'] as const;

const [, , ...PURCHASE_TITLES] = TITLES;

/** The amounts of a row, each under the end of its title. */
const cells = ({ onDemand, savingsPlan, spot }: Amounts): readonly string[] =>
  [onDemand, savingsPlan, spot].map((usd, index) => usd.toFixed(2).padStart(PURCHASE_TITLES[index]?.length ?? 0));

const sumRow = (name: string, amounts: Amounts): readonly Cell[] =>
  [name, '', ...cells(amounts)].map((text) => ({ text, style: 'title' }));

const costTable = ({ parts, total, withoutPublicIpv4 }: CostOutput): string =>
  renderTable(TITLES, [
    ...parts.map((one) => [one.part, one.quantity, ...cells(one)]),
    sumRow('total', total),
    sumRow('without public IPv4', withoutPublicIpv4),
  ]);

const titleOf = ({ stage, host, total }: CostOutput): string => {
  if (host) return `${stage}: the host ${host.name} in ${host.region}, USD a month`;
  const price =
    total.onDemand === 0
      ? 'nothing: it stays within what every account has for nothing'
      : `${total.onDemand.toFixed(2)} USD a month, for its alarms`;
  return `The stage ${stage} has no host of its own. Its control plane costs ${price}.`;
};

/** The table of a stage's bill with what it rests on; one sentence for a stage without a host. */
export const renderCost = (output: CostOutput): string =>
  [
    ...(output.host ? [paint('title', titleOf(output)), '', costTable(output), ''] : [titleOf(output)]),
    ...output.notes,
    ...output.warnings.map((text) => `${paint('busy', 'warning:')} ${text}`),
  ].join('\n');
