import type { Clock } from '../clock.ts';
import type { Metrics, MetricName } from './metrics.ts';
import { TIMES } from './quotas.ts';

/** The namespace of the charges, which exist in us-east-1 alone. */
export const BILLING = 'AWS/Billing';

/** The metric of the total, under the empty name, or of a service. */
const metricOf = (serviceName: string): MetricName => ({
  namespace: BILLING,
  name: 'EstimatedCharges',
  dimensions: [
    { Name: 'Currency', Value: 'USD' },
    ...(serviceName === '' ? [] : [{ Name: 'ServiceName', Value: serviceName }]),
  ],
});

/** The estimated charges of the month. `onTotal` receives the total, in USD. */
export const createCharges = (deps: {
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly onTotal: (usd: number) => void;
}) => {
  const { clock, metrics, onTotal } = deps;
  const charges = new Map<string, number>();
  const currentMonth = (): string => clock.now().toISOString().slice(0, 'yyyy-mm'.length);
  let month = currentMonth();

  /** Sets the charges to zero at the beginning of a month. */
  const resetOnNewMonth = (): void => {
    if (currentMonth() === month) return;
    month = currentMonth();
    for (const name of charges.keys()) charges.set(name, 0);
  };
  const publish = (): void => {
    resetOnNewMonth();
    for (const [name, usd] of charges) metrics.publish(metricOf(name), usd);
  };
  const publishPeriodically = (): void => {
    publish();
    clock.after(clock.drawMilliseconds(TIMES.billing.seconds), publishPeriodically);
  };
  clock.after(clock.drawMilliseconds(TIMES.billing.seconds), publishPeriodically);

  /** Sets the charges of the month so far, in USD: the total, or those of a service. They are published now and every six hours. */
  return (usd: number, serviceName = ''): void => {
    resetOnNewMonth();
    charges.set(serviceName, usd);
    publish();
    if (serviceName === '') onTotal(usd);
  };
};
