import { ACCOUNT } from '../operation.ts';

/** A change that AWS has scheduled for instances. */
export interface ScheduledChange {
  readonly instanceIds: readonly string[];
  readonly typeCode: string;
  readonly region: string;
  /** When it happens. */
  readonly at: Date;
  readonly now: Date;
  /** A UUID. */
  readonly id: string;
}

/** The detail of the event of AWS Health about it. https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html */
export const healthDetail = ({ instanceIds, typeCode, region, at, now, id }: ScheduledChange) => ({
  eventArn: `arn:aws:health:${region}::event/EC2/${typeCode}/${typeCode}_${id}`,
  service: 'EC2',
  eventTypeCode: typeCode,
  eventTypeCategory: 'scheduledChange',
  eventScopeCode: 'ACCOUNT_SPECIFIC',
  communicationId: `${id}-1`,
  startTime: at.toUTCString(),
  endTime: at.toUTCString(),
  lastUpdatedTime: now.toUTCString(),
  statusCode: 'upcoming',
  eventRegion: region,
  eventDescription: [
    { language: 'en_US', latestDescription: 'EC2 has detected degradation of the hardware that hosts your instance.' },
  ],
  affectedEntities: instanceIds.map((entityValue) => ({
    entityValue,
    lastUpdatedTime: now.toUTCString(),
    status: 'PENDING',
  })),
  affectedAccount: ACCOUNT,
  page: '1',
  totalPages: '1',
});
