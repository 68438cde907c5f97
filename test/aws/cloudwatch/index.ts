import * as client from '@aws-sdk/client-cloudwatch';

import type { Clock } from '../clock.ts';
import type { Service } from '../operation.ts';
import type { AccountContext } from '../service.ts';
import type { Resource } from '../template.ts';
import { alarmOperations } from './alarm-operations.ts';
import { createAlarms } from './alarms.ts';
import { BILLING, createCharges } from './charges.ts';
import { metricOperations } from './metric-operations.ts';
import { createMetrics } from './metrics.ts';
import { BUCKETS } from './quotas.ts';

/** Whether something publishes the metric of an alarm: the charges, and what the functions themselves publish. */
const isPublished = ({ properties: { Namespace } }: Resource): boolean =>
  Namespace === BILLING || !String(Namespace).startsWith('AWS/');

/**
 * CloudWatch in us-east-1: metrics, the alarms on them, and the estimated charges of the month, which exist there alone. Of
 * the alarms of the stack, those on the other metrics of AWS are not evaluated: nothing publishes them here.
 */
export const createCloudWatch = (deps: {
  readonly clock: Clock;
  /** The alarms of the stack. */
  readonly alarms: readonly Resource[];
  readonly emit: (event: object) => void;
  readonly publish: (topicArn: string, subject: string, body: string) => void;
  /** Receives the total charges of the month, in USD. */
  readonly onTotal: (usd: number) => void;
}) => {
  const { clock, emit, publish, onTotal } = deps;
  const metrics = createMetrics(clock, (isSame) => alarms.evaluateOn(isSame));
  const alarms = createAlarms({ clock, valuesOf: metrics.valuesOf, emit, publish });
  const charge = createCharges({ clock, metrics, onTotal });
  for (const alarm of deps.alarms) alarms.add(alarm, isPublished(alarm));

  return {
    service: { ...metricOperations(metrics, charge), ...alarmOperations(alarms) } satisfies Service,
    addAlarm: alarms.add,
    /** Publishes values of a metric, as if a function had. */
    publish: metrics.publish,
    charge,
  };
};

/** The services that CloudWatch tells of charges and changed states. */
interface CloudWatchPeers {
  readonly budgets: { readonly spend: (usd: number) => void };
  readonly events: { readonly emit: (event: object) => void };
  readonly sns: { readonly publish: (topicArn: string, subject: string, body: string) => void };
}

export const cloudWatch = {
  api: { client, protocol: 'json' },
  iamPrefix: 'cloudwatch',
  buckets: BUCKETS,
  create: ({ clock, resources, peers }: AccountContext & { readonly peers: CloudWatchPeers }) =>
    createCloudWatch({
      clock,
      alarms: resources('AWS::CloudWatch::Alarm'),
      emit: (event) => peers.events.emit(event),
      publish: (topicArn, subject, body) => peers.sns.publish(topicArn, subject, body),
      onTotal: (usd) => peers.budgets.spend(usd),
    }),
} as const;
