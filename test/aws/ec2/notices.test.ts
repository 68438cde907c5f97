import { describe, expect, it } from 'vitest';

import { startClock } from '../fixtures.ts';
import { createEc2 } from './index.ts';
import { instanceNotices } from './notices.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const givenNotices = () => {
  const clock = startClock();
  const events: { id?: string; detail?: object }[] = [];
  const { instances } = createEc2({ clock, region: 'us-east-1' });
  const emit = (event: object): void => void events.push(event);
  return { events, ...instanceNotices({ clock, region: 'us-east-1', emit, instances }) };
};

/** An instance as an event of AWS Health names it. */
const entity = (entityValue: string) => ({
  entityValue,
  lastUpdatedTime: 'Mon, 02 Nov 2026 01:00:00 GMT',
  status: 'PENDING',
});

describe('the events about instances', () => {
  it('have a UUID each, also of one instance in one millisecond', () => {
    const { events, interrupt, recommendRebalance } = givenNotices();
    recommendRebalance('i-1');
    interrupt('i-1');
    const ids = events.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(UUID);
  });

  it('of AWS Health have every documented key', () => {
    const { events, retire } = givenNotices();
    retire(['i-1', 'i-2'], new Date('2026-11-20T00:00:00Z'));
    const typeCode = 'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED';
    expect(events).toMatchObject([
      { source: 'aws.health', resources: ['i-1', 'i-2'], id: expect.stringMatching(UUID) },
    ]);
    expect(events[0]?.detail).toEqual({
      eventArn: expect.stringMatching(`^arn:aws:health:us-east-1::event/EC2/${typeCode}/${typeCode}_`),
      service: 'EC2',
      eventTypeCode: typeCode,
      eventTypeCategory: 'scheduledChange',
      eventScopeCode: 'ACCOUNT_SPECIFIC',
      communicationId: expect.any(String),
      startTime: 'Fri, 20 Nov 2026 00:00:00 GMT',
      endTime: 'Fri, 20 Nov 2026 00:00:00 GMT',
      lastUpdatedTime: 'Mon, 02 Nov 2026 01:00:00 GMT',
      statusCode: 'upcoming',
      eventRegion: 'us-east-1',
      eventDescription: [{ language: 'en_US', latestDescription: expect.any(String) }],
      affectedEntities: [entity('i-1'), entity('i-2')],
      affectedAccount: '123456789012',
      page: '1',
      totalPages: '1',
    });
  });
});
