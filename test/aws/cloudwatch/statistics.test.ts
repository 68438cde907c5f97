import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';

import { packagedTemplate } from '../lambda/package-stack.ts';
import { createWorld } from '../world.ts';

const givenCharges = (region = 'us-east-1') => {
  const world = createWorld({ template: packagedTemplate() });
  const client = new CloudWatchClient({
    region,
    credentials: { accessKeyId: 'owner', secretAccessKey: 'secret' },
    requestHandler: world.requestHandler,
  });
  const read = (Period: number, hours = 24) =>
    client.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/Billing',
        MetricName: 'EstimatedCharges',
        Dimensions: [{ Name: 'Currency', Value: 'USD' }],
        StartTime: new Date(world.clock.now().getTime() - hours * 3_600_000),
        EndTime: world.clock.now(),
        Period,
        Statistics: ['Maximum'],
      }),
    );
  return { world, read };
};

describe('the statistics of a metric', () => {
  it('are one data point for each period with a value, at its beginning, in no order to rely on', async () => {
    const { world, read } = givenCharges();
    await world.advance({ minutes: 1 });
    world.charge(2.1);
    await world.advance({ minutes: 1 });
    world.charge(27.13);
    await world.advance({ hours: 3 });
    world.charge(28);
    await world.advance({ minutes: 2 });
    const { Datapoints = [] } = await read(3600);
    expect(Datapoints.map(({ Maximum }) => Maximum)).toEqual([28, 27.13]);
    for (const { Timestamp, Unit } of Datapoints)
      expect([Unit, Timestamp?.getTime()]).toEqual(['None', expect.any(Number)]);
  });

  it('are absent outside us-east-1 where they are of the bill', async () => {
    const { world, read } = givenCharges('eu-central-1');
    world.charge(27.13);
    await world.advance({ minutes: 1 });
    expect((await read(3600)).Datapoints ?? []).toEqual([]);
  });

  it('are at most 1,440 in one call', async () => {
    const { read } = givenCharges();
    await expect(read(60, 48)).rejects.toThrow('exceeds the limit of 1440');
    await expect(read(300, 48)).resolves.toMatchObject({ Label: 'EstimatedCharges' });
  });
});
