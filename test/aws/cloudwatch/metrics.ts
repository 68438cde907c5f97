import type { Dimension } from '@aws-sdk/client-cloudwatch';

import type { Clock } from '../clock.ts';

/** What names a metric. The order of its dimensions does not matter. */
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
}

/** A value of a metric, and when it was published, in milliseconds. */
export interface PublishedValue {
  readonly at: number;
  readonly value: number;
}

const keyOf = ({ namespace, name, dimensions }: MetricName): string =>
  JSON.stringify([namespace, name, ...dimensions.map(({ Name, Value }) => `${Name}=${Value}`).toSorted()]);

/** The metrics that were published. `onPublished` hears of each. */
export const createMetrics = (
  clock: Pick<Clock, 'now'>,
  onPublished: (isSame: (metric: MetricName) => boolean) => void,
) => {
  const metrics = new Map<string, { readonly metric: MetricName; readonly values: PublishedValue[] }>();

  return {
    publish: (metric: MetricName, ...values: readonly number[]): void => {
      const key = keyOf(metric);
      const at = clock.now().getTime();
      const stored = metrics.get(key) ?? { metric, values: [] };
      metrics.set(key, stored);
      stored.values.push(...values.map((value) => ({ at, value })));
      onPublished((other) => keyOf(other) === key);
    },
    valuesOf: (metric: MetricName): readonly PublishedValue[] => metrics.get(keyOf(metric))?.values ?? [],
    all: (): readonly MetricName[] => [...metrics.values()].map(({ metric }) => metric),
  };
};

export type Metrics = ReturnType<typeof createMetrics>;
