import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from 'vitest';

import { given } from '../../support/given.ts';

/** An account in which one function has logged, and a client of its logs. */
const givenLogs = async (region = 'us-east-1') => {
  const { world } = await given({ blog: {}, shop: {} });
  await world.invoke('emergency-shutdown', { reason: 'the bill rises' });
  const credentials = { accessKeyId: 'owner', secretAccessKey: 'any' };
  const client = new CloudWatchLogsClient({ region, credentials, requestHandler: world.requestHandler });
  const filter = (input: { readonly limit?: number; readonly nextToken?: string; readonly startTime?: number } = {}) =>
    client.send(
      new FilterLogEventsCommand({ logGroupName: '/aws/lambda/hostkeeper-prod-emergency-shutdown', ...input }),
    );
  return { world, filter };
};

describe('CloudWatch Logs', () => {
  it('returns what a function logged, in the JSON format of Lambda', async () => {
    const { world, filter } = await givenLogs();
    const { events = [] } = await filter();
    expect(events.map(({ message = '' }) => JSON.parse(message))).toEqual(
      world.logs
        .filter(({ name }) => name === 'emergency-shutdown')
        .map(({ at, entry }) => ({ timestamp: at.toISOString(), level: 'INFO', requestId: '', message: entry })),
    );
    expect(events.length).toBeGreaterThanOrEqual(2);
  });

  it('returns the events in pages', async () => {
    const { filter } = await givenLogs();
    const all = await filter();
    const first = await filter({ limit: 1 });
    const rest = await filter({ nextToken: first.nextToken ?? '' });
    expect([...(first.events ?? []), ...(rest.events ?? [])]).toEqual(all.events);
  });

  it('refuses a page of another size, and a token that it did not return', async () => {
    const { filter } = await givenLogs();
    for (const input of [{ limit: 0 }, { limit: 10_001 }, { nextToken: 'more' }])
      await expect(filter(input)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('returns no events before the start time', async () => {
    const { world, filter } = await givenLogs();
    expect(await filter({ startTime: world.clock.now().getTime() + 1 })).toMatchObject({ events: [] });
  });

  it('refuses a log group of another region', async () => {
    const { filter } = await givenLogs('eu-central-1');
    await expect(filter()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
