import * as z from 'zod/mini';

/** A text that AWS leaves out or sends as `null` where there is none. */
const text = z.nullish(z.string());

/**
 * The envelope of EventBridge, and every detail that may name a host in an event of EC2, EC2 Auto Scaling or Health.
 * https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 */
const envelope = z.object({
  source: z.string(),
  'detail-type': z.string(),
  time: z.string(),
  resources: z.array(z.string()),
  detail: z.object({
    AutoScalingGroupName: text,
    EC2InstanceId: text,
    NotificationMetadata: text,
    'instance-id': text,
    service: text,
    eventTypeCategory: text,
    eventTypeCode: text,
    statusCode: text,
    startTime: text,
    affectedEntities: z.nullish(z.array(z.object({ entityValue: text }))),
  }),
});

type Envelope = z.output<typeof envelope>;

const isTest = (event: unknown): boolean =>
  typeof event === 'object' && event !== null && 'Event' in event && event.Event === 'autoscaling:TEST_NOTIFICATION';

/**
 * EC2 Auto Scaling tests the target of a lifecycle hook with a message without an envelope.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/prepare-for-lifecycle-notifications.html
 */
const withEnvelope = z.transform((event: unknown) =>
  isTest(event)
    ? { source: 'aws.autoscaling', 'detail-type': 'autoscaling:TEST_NOTIFICATION', time: '', resources: [], detail: {} }
    : event,
);

/** What an event says about an instance or its group. */
export interface InstanceEvent {
  /** The event's `detail-type`. */
  readonly kind: string;
  /** The name of the Auto Scaling group, where the event has it. */
  readonly group?: string;
  /** The host's name in the metadata of a lifecycle hook; other hooks may have other metadata. */
  readonly host?: string;
  readonly instanceIds: readonly string[];
  /** Why AWS takes the instances back, may take them back, or retires them; absent for every other event. */
  readonly cause?: 'interruption' | 'rebalance' | 'retirement';
  /** When AWS retires the instances, where the event has it. */
  readonly retiredAt?: Date;
  /** AWS retires them at once, whatever the date. */
  readonly isExpedited?: true;
}

/**
 * Words of the codes of scheduled changes that stop or end an instance, and of codes that call one off or say that it is
 * done. A reboot and maintenance are none: the instance stays.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instances-status-check_sched.html
 */
const ENDS = /^(RETIRE(MENT)?|STOP(PING)?|TERMINAT(E|ION)|SHUTDOWN|DECOMMISSION(ING)?)$/;
const IS_OVER = /^(CANCELL?ED|CANCELLATION|COMPLETED?|RESOLVED|REBOOT|MAINTENANCE)$/;

const endsInstance = (code: string): boolean => {
  const words = code.toUpperCase().split('_');
  return words.some((word) => ENDS.test(word)) && !words.some((word) => IS_OVER.test(word));
};

const causeOf = ({ source, 'detail-type': kind, detail }: Envelope): InstanceEvent['cause'] => {
  if (source === 'aws.ec2' && kind === 'EC2 Spot Instance Interruption Warning') return 'interruption';
  if (source === 'aws.ec2' && kind === 'EC2 Instance Rebalance Recommendation') return 'rebalance';
  const { service, eventTypeCategory, eventTypeCode } = detail;
  const isScheduled = source === 'aws.health' && service === 'EC2' && eventTypeCategory === 'scheduledChange';
  const isOpen = detail.statusCode?.toLowerCase() !== 'closed';
  return isScheduled && isOpen && endsInstance(eventTypeCode ?? '') ? 'retirement' : undefined;
};

/** The date of a retirement: `Sat, 28 Nov 2026 06:00:00 GMT`. */
const retirementOf = ({ detail }: Envelope): Pick<InstanceEvent, 'retiredAt' | 'isExpedited'> => {
  const retiredAt = new Date(detail.startTime ?? Number.NaN);
  return {
    ...(!Number.isNaN(retiredAt.getTime()) && { retiredAt }),
    ...(detail.eventTypeCode?.toUpperCase().endsWith('_EXPEDITED') === true && { isExpedited: true }),
  };
};

const toInstanceEvent = (event: Envelope): InstanceEvent => {
  const { 'detail-type': kind, resources, detail } = event;
  const { AutoScalingGroupName: group, NotificationMetadata: host, EC2InstanceId } = detail;
  const cause = causeOf(event);
  const names = [
    EC2InstanceId,
    detail['instance-id'],
    ...(detail.affectedEntities ?? []).map(({ entityValue }) => entityValue),
    ...resources,
  ];
  // A name is an id, or an ARN that ends with one.
  const instanceIds = names.flatMap((name) => /(?:^|\/)(i-[0-9a-z]+)$/.exec(name ?? '')?.[1] ?? []);
  return {
    kind,
    ...(typeof group === 'string' && { group }),
    ...(typeof host === 'string' && { host }),
    instanceIds: [...new Set(instanceIds)],
    ...(cause && { cause }),
    ...(cause === 'retirement' && retirementOf(event)),
  };
};

/** Any event about an instance or its group. Only the envelope must be valid, as AWS adds events and fields. */
export const instanceEvent = z.pipe(z.pipe(withEnvelope, envelope), z.transform(toInstanceEvent));
