import * as z from 'zod/mini';

import { formatUsd } from '../../libs/hosts/money.ts';
import { hostSchema } from '../host/settings.ts';
import { hostRegion } from '../host/stage-host.ts';
import { usd } from '../parameter.ts';
import { type Estimate, estimate, type Line, totalOf } from './estimate.ts';
import { partsOf } from './parts.ts';

/** USD a month by service. */
type ServiceUsd = Readonly<Record<string, number>>;

/** The parameters about money. */
interface MoneyLines {
  readonly monthlyBudgetUsd: number;
  readonly criticalUsd: number;
  readonly serviceAlarms: ServiceUsd;
}

/** Those of them that somebody wrote. */
type GivenLines = { readonly [N in keyof MoneyLines]?: MoneyLines[N] | undefined };

/** How far the lines are above the estimate on demand, in percent, so that a healthy host crosses none. */
const BUDGET_PERCENT = 125;
const SERVICE_PERCENT = 120;

/** How far the critical threshold is above the budget. */
export const CRITICAL_FACTOR = 2;

const SERVICE = 'AmazonEC2';

/** The estimate of the host in a section of infra/stages.yml; `undefined` where there is none, or its settings are wrong. */
const hostEstimate = (host: unknown, serviceAlarms: ServiceUsd): Estimate | undefined => {
  const { data } = z.safeParse(hostSchema, host);
  return data && estimate(hostRegion(data), partsOf(data, Object.keys(serviceAlarms).length));
};

/** The cents a month on demand: of everything, or of one service. */
const centsOn = (lines: readonly Line[], service?: string): number =>
  totalOf(lines.filter((line) => service === undefined || line.service === service)).onDemand;

/** Whole USD that are at least this part of an amount. */
const wholeUsd = (cents: number, percent: number): number => Math.ceil((cents * percent) / 10_000);

/**
 * The defaults of a stage with this host, where no number is given: those without a host would be reached every month.
 * Nothing where there is no estimate, which leaves the lower ones.
 */
export const hostMoneyLines = (host: unknown, alarms: ServiceUsd, given: GivenLines): Partial<MoneyLines> => {
  const estimated = hostEstimate(host, given.serviceAlarms ?? alarms);
  if (!estimated || 'problem' in estimated) return {};
  const { lines } = estimated;
  const budget = wholeUsd(centsOn(lines), BUDGET_PERCENT);
  const monthlyBudgetUsd = given.monthlyBudgetUsd ?? Math.min(budget, given.criticalUsd ?? budget);
  return {
    monthlyBudgetUsd,
    criticalUsd: given.criticalUsd ?? monthlyBudgetUsd * CRITICAL_FACTOR,
    serviceAlarms: given.serviceAlarms ?? { ...alarms, [SERVICE]: wholeUsd(centsOn(lines, SERVICE), SERVICE_PERCENT) },
  };
};

const moneyValues = z.object({
  host: z.optional(z.unknown()),
  monthlyBudgetUsd: usd,
  criticalUsd: usd,
  serviceAlarms: z.record(z.string(), usd),
});

/**
 * A sentence for each number among the values of a stage's parameters that is below what its host costs by itself: it would
 * be reached every month.
 */
export const moneyWarnings = (values: Readonly<Record<string, unknown>>): readonly string[] => {
  const { host, monthlyBudgetUsd, criticalUsd, serviceAlarms } = z.parse(moneyValues, values);
  const estimated = hostEstimate(host, serviceAlarms);
  if (!estimated) return [];
  if ('problem' in estimated) {
    return [`The thresholds of the bill cannot be compared with what the host costs. ${estimated.problem}`];
  }
  const { lines } = estimated;
  const thresholds = [
    { name: 'monthlyBudgetUsd', threshold: monthlyBudgetUsd, cents: centsOn(lines), effect: 'AWS Budgets would warn' },
    { name: 'criticalUsd', threshold: criticalUsd, cents: centsOn(lines), effect: 'the hosts would be stopped' },
    ...Object.entries(serviceAlarms).map(([service, threshold]) => {
      const cents = centsOn(lines, service);
      return { name: `serviceAlarms.${service}`, threshold, cents, effect: 'the alarm would go off' };
    }),
  ];
  return thresholds
    .filter(({ threshold, cents }) => threshold * 100 < cents)
    .map(
      ({ name, threshold, cents, effect }) =>
        `The parameter ${name} (${threshold}) is below what the host itself costs, about ${formatUsd(cents)} a month: ${effect} every month.`,
    );
};
