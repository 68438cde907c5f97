import * as z from 'zod/mini';

const word = z.optional(z.string());

/**
 * EventBridge's envelope, and of the detail all that may name a host in any event of EC2, EC2 Auto Scaling and Health.
 * https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 */
const envelope = z.object({
  source: z.string(),
  'detail-type': z.string(),
  time: z.string(),
  resources: z.array(z.string()),
  detail: z.object({
    AutoScalingGroupName: word,
    EC2InstanceId: word,
    NotificationMetadata: word,
    'instance-id': word,
    service: word,
    eventTypeCategory: word,
    eventTypeCode: word,
    affectedEntities: z.optional(z.array(z.object({ entityValue: word }))),
  }),
});

/** An event, as far as it is read. */
export type Envelope = z.output<typeof envelope>;

const isTest = (event: unknown): boolean =>
  typeof event === 'object' && event !== null && 'Event' in event && event.Event === 'autoscaling:TEST_NOTIFICATION';

/**
 * Auto Scaling tries out where a hook's news would go with a bare message, which says where it comes from and no more.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/prepare-for-lifecycle-notifications.html
 */
const enveloped = z.transform((event: unknown) =>
  isTest(event)
    ? { source: 'aws.autoscaling', 'detail-type': 'autoscaling:TEST_NOTIFICATION', time: '', resources: [], detail: {} }
    : event,
);

/** Whatever AWS may say of an instance or its group, in EventBridge's envelope; only the envelope must be right. */
export const instanceEvent = z.pipe(enveloped, envelope);

/** Where to look. */
export interface InstanceEvent {
  /** What the event is called. */
  readonly kind: string;
  /** The name of the Auto Scaling group, where the event names one. */
  readonly group?: string;
  /** What the hook says the host is called, if it is one of hostkeeper's own. */
  readonly host?: string;
  readonly instanceIds: readonly string[];
}

/** Where an event says to look: the last word of an ARN is what it names. */
export const toInstanceEvent = ({ 'detail-type': kind, resources, detail }: Envelope): InstanceEvent => {
  const { AutoScalingGroupName: group, NotificationMetadata: host, EC2InstanceId, affectedEntities = [] } = detail;
  const named = [
    EC2InstanceId,
    detail['instance-id'],
    ...affectedEntities.map(({ entityValue }) => entityValue),
    ...resources,
  ];
  const instanceIds = named.flatMap((name) => /(?:^|\/)(i-[0-9a-z]+)$/.exec(name ?? '')?.[1] ?? []);
  return {
    kind,
    ...(group !== undefined && { group }),
    ...(host !== undefined && { host }),
    instanceIds: [...new Set(instanceIds)],
  };
};
