import * as z from 'zod/mini';

import type { Clock } from '../clock.ts';
import type { Resource } from '../template.ts';
import { type Alarm, type Datapoint, evaluatedOf, evaluateState, metricOf, properties, STATISTICS } from './alarm.ts';
import { stateChangeEmail, stateChangeEvent } from './messages.ts';
import type { MetricName, PublishedValue } from './metrics.ts';
import { MORE_DATAPOINTS, TIMES } from './quotas.ts';
import { formatTimestamp } from './format.ts';
import { reasonDataOf } from './reason.ts';

/** The alarms of us-east-1. A changed state emits an event and publishes to the topics of the alarm. */
export const createAlarms = (deps: {
  readonly clock: Clock;
  readonly valuesOf: (metric: MetricName) => readonly PublishedValue[];
  readonly emit: (event: object) => void;
  readonly publish: (topicArn: string, subject: string, body: string) => void;
}) => {
  const { clock, valuesOf, emit, publish } = deps;
  const alarms: Alarm[] = [];

  /** The data points of an alarm. The last period ends now: periods slide, and are not aligned to the hour. */
  const datapointsFor = ({ definition }: Alarm): readonly Datapoint[] => {
    const period = 1000 * definition.Period;
    const count = definition.EvaluationPeriods + (definition.EvaluationPeriods > 1 ? MORE_DATAPOINTS.value : 0);
    const begin = clock.now().getTime() - count * period;
    const published = valuesOf(metricOf(definition)).filter(({ at }) => at > begin);
    const retrieved = Array.from({ length: count }, (_, index) => {
      const start = begin + index * period;
      const values = published.filter(({ at }) => at > start && at <= start + period).map(({ value }) => value);
      return {
        start: new Date(start),
        sampleCount: values.length,
        value: values.length === 0 ? undefined : STATISTICS[definition.Statistic](values),
      };
    });
    return evaluatedOf(retrieved, definition.EvaluationPeriods);
  };

  const evaluate = (alarm: Alarm): void => {
    const { definition, state: previous } = alarm;
    const datapoints = datapointsFor(alarm);
    const nextState = evaluateState(definition, datapoints);
    if (nextState.value === previous.value) return;
    const at = clock.now();
    const reasonData = reasonDataOf(definition, datapoints, at);
    alarm.state = { ...nextState, reasonData, timestamp: formatTimestamp(at) };
    emit(stateChangeEvent(alarm, previous, at));
    const topics = {
      ALARM: definition.AlarmActions,
      OK: definition.OKActions,
      INSUFFICIENT_DATA: definition.InsufficientDataActions,
    };
    for (const topic of topics[nextState.value]) {
      publish(
        topic,
        `${nextState.value}: "${definition.AlarmName}" in US East (N. Virginia)`,
        stateChangeEmail(alarm, previous),
      );
    }
  };

  return {
    all: (): readonly Alarm[] => alarms,
    /**
     * Adds an alarm. One that is evaluated is so at each data point, and every minute unless it ignores missing data. One
     * whose metric nobody publishes here is only listed: on missing data it would always fire.
     */
    add: ({ arn, properties: raw }: Pick<Resource, 'arn' | 'properties'>, isEvaluated = true): void => {
      const reason = 'Unchecked: Initial alarm creation';
      const state = { value: 'INSUFFICIENT_DATA', reason, timestamp: formatTimestamp(clock.now()) } as const;
      const alarm: Alarm = { arn, definition: z.parse(properties, raw), isEvaluated, state };
      alarms.push(alarm);
      if (!isEvaluated || alarm.definition.TreatMissingData === 'ignore') return;
      const checkPeriodically = (): void => {
        clock.after(clock.drawMilliseconds(TIMES.alarm.seconds), checkPeriodically);
        evaluate(alarm);
      };
      clock.after(clock.drawMilliseconds(TIMES.alarm.seconds), checkPeriodically);
    },
    /** Evaluates the alarms on a metric. */
    evaluateOn: (isOn: (metric: MetricName) => boolean): void => {
      for (const alarm of alarms) if (alarm.isEvaluated && isOn(metricOf(alarm.definition))) evaluate(alarm);
    },
  };
};

export type Alarms = ReturnType<typeof createAlarms>;
