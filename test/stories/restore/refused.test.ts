import { describe, expect, it } from 'vitest';

import { reportsOf } from '../../support/queries.ts';
import { givenNights, type Nights } from '../../support/restore-fixture.ts';
import { expectFailures } from '../../support/story-end.ts';

const changesIn = ({ world }: Pick<Nights, 'world'>): readonly string[] =>
  world.calls
    .filter(({ operation, caller }) => caller === 'RestoreRole' && !/^(Describe|Publish)/.test(operation))
    .map(({ operation }) => operation);

const add = (more: Parameters<Nights['addSnapshot']>[2]) => (env: Nights) =>
  env.addSnapshot('2026-11-20T05:00:00Z', 21, { snapshotId: 'snap-0123456789abcdef0', ...more });
const NAMED = { snapshotId: 'snap-0123456789abcdef0' };

describe('a request is refused, with what there is instead,', () => {
  it.each<[string, (env: Nights) => unknown, object, RegExp]>([
    [
      'for a snapshot that is pending',
      add({ state: 'pending' }),
      NAMED,
      /is still pending; .*; there is snap-\w+ of 2026-11-20T03/,
    ],
    [
      'for one that has failed',
      add({ state: 'error', problem: 'Given key ID is not accessible' }),
      NAMED,
      /has failed, Given key ID is not accessible; there is snap-/,
    ],
    [
      'for one with the wrong file system',
      (env) =>
        env.addSnapshot('2026-11-20T05:00:00Z', 21, {
          ...NAMED,
          tags: env.snapshotTags('blog', env.old.volumeId, { 'hostkeeper:file-system': 'wrong: nothing' }),
        }),
      NAMED,
      /holds not the file system that the host had: it is tagged "wrong: nothing"; there is snap-/,
    ],
    [
      'for one of another host',
      (env) => env.addSnapshot('2026-11-20T05:00:00Z', 21, { ...NAMED, tags: env.snapshotTags('shop', 'vol-1') }),
      NAMED,
      /is of the host shop; there is snap-/,
    ],
    [
      'for one that hostkeeper has not made',
      add({ tags: new Map() }),
      NAMED,
      /is not tagged as one of blog: add the tags, if it is/,
    ],
    ['for one that there is not', () => {}, NAMED, /there is no snap-0123456789abcdef0 in us-east-1; there is snap-/],
    [
      'for a time before all of them',
      () => {},
      { at: '2026-11-01T00:00Z' },
      /no snapshot of blog at or before 2026-11-01T00:00:00.000Z: the oldest is snap-\w+ of 2026-11-18T03/,
    ],
    [
      'for a volume that is none of it',
      () => {},
      { volumeId: 'vol-0123456789abcdef0' },
      /is no volume of blog; no volume of it is retired/,
    ],
    [
      'for a rate, while the bill has stopped a host',
      ({ world }) =>
        world
          .autoScaling()
          .groups.get('shop-group')
          ?.tags.set('hostkeeper:state', 'suspended 0/1/1 2026-11-10T00:00:00.000Z budget threshold:1@2026-11'),
      { latest: true, initializationRate: 100 },
      /a threshold of this month has stopped shop: restore without a rate/,
    ],
    [
      'for a host whose restore cannot be read',
      ({ world }) => world.autoScaling().groups.get('blog-group')?.tags.set('hostkeeper:restore', 'maybe'),
      { latest: true },
      /its tag hostkeeper:restore says "maybe", which means nothing/,
    ],
    [
      'for a host without data',
      ({ world }) => world.autoScaling().groups.get('blog-group')?.tags.set('hostkeeper:device', 'none'),
      { latest: true },
      /it has no data volume/,
    ],
  ])('%s', async (_, arrange, request, words) => {
    const env = await givenNights({ others: { shop: {} } });
    arrange(env);
    const { returned } = await env.restore(request);
    expect(reportsOf(returned)).toMatchObject([{ status: 'refused', reason: expect.stringMatching(words) }]);
    expect(changesIn(env).filter((operation) => operation !== 'CreateOrUpdateTags')).toEqual([]);
    expect(env.roles()).toEqual({ data: [env.old.volumeId] });
    expect(env.world.mails.at(-1)?.subject).toMatch(/^\[prod\] blog not restored: /);
    expect(env.world.mails.at(-1)?.body).toContain('Requested by a person for blog: a story');
  });

  it('with the command that helps, in the answer and in the e-mail', async () => {
    const env = await givenNights();
    add({ tags: new Map() })(env);
    const { returned } = await env.restore(NAMED);
    const command = `aws ec2 create-tags --region us-east-1 --resources ${NAMED.snapshotId} --tags`;
    expect(returned).toMatchObject({ results: [{ command: expect.stringContaining(command) }] });
    expect(env.world.mails.at(-1)?.body).toContain(command);
  });

  it('where there is no snapshot at all', async () => {
    const env = await givenNights();
    for (const { snapshotId } of env.snapshots) env.world.inRegion().ec2.snapshots.delete(snapshotId);
    const { returned } = await env.restore({ latest: true });
    expect(reportsOf(returned)).toMatchObject([
      { reason: 'nothing can be restored: blog has no snapshot that is completed' },
    ]);
  });

  it.each([
    [{ latest: true, at: '2026-11-20T03:00Z' }, 'exactly one of snapshotId, volumeId, at and latest'],
    [{}, 'exactly one of snapshotId, volumeId, at and latest'],
    [{ at: 'yesterday' }, 'at: must be a time like 2026-11-20T03:00Z'],
    [{ latest: true, initializationRate: 400 }, 'initializationRate'],
    [{ latest: true, dryrun: true }, 'dryrun'],
    [{ latest: true, host: 'block' }, 'no host is named block; there are: blog'],
  ])('%j, with the name of the field', async (request, words) => {
    expectFailures('restore');
    const { restore, world } = await givenNights();
    const { error } = await restore(request);
    expect(error).toContain(words);
    expect(changesIn({ world })).toEqual([]);
  });
});

describe('of two requests', () => {
  it('the second is refused while the first is carried out', async () => {
    const env = await givenNights();
    const first = env.world.invoke('restore', { reason: 'one', host: 'blog', latest: true });
    await env.world.advance({ seconds: 20 });
    const { returned } = await env.restore({ at: '2026-11-18T12:00Z' });
    await first;
    expect(reportsOf(returned)).toMatchObject([
      {
        status: 'refused',
        reason: expect.stringMatching(/^it is being restored from snap-\w+ since 2026-11-20T09:00/),
      },
    ]);
    await env.world.advance({ minutes: 10 });
    expect(env.data().data.rows).toBe(20);
  });

  it('the one whose record another has replaced is refused, and the other is carried out', async () => {
    const env = await givenNights();
    const [oldest] = env.snapshots;
    const { tags } = env.world.autoScaling().groups.get('blog-group') ?? {};
    env.world.watch(() => {
      const recorded = tags?.get('hostkeeper:restore');
      const other = `restoring ${oldest?.snapshotId} us-east-1a 2026-11-20T09:00:00.001Z`;
      if (recorded !== undefined && env.world.clock.now() < new Date('2026-11-20T09:00:30Z'))
        tags?.set('hostkeeper:restore', other);
    });
    const { returned } = await env.restore({ latest: true });
    const reason = 'another restore was requested at the same time: ask for the status';
    expect(reportsOf(returned)).toMatchObject([{ status: 'refused', reason }]);
    expect(env.world.mails.at(-1)?.body).toContain(reason);
    await env.world.advance({ minutes: 15 });
    expect(env.data().data.rows).toBe(18);
    expect(env.roles()['retired']).toEqual([env.old.volumeId]);
  });

  it('at the same moment, one is carried out, and nothing is lost', async () => {
    const env = await givenNights();
    const answers = await Promise.all([env.restore({ latest: true }), env.restore({ at: '2026-11-18T12:00Z' })]);
    await env.world.advance({ minutes: 15 });
    expect(answers.filter(({ returned }) => reportsOf(returned)[0]?.status === 'refused').length).toBeLessThanOrEqual(
      1,
    );
    const { data = [], retired = [] } = env.roles();
    expect([data.length, retired]).toEqual([1, [env.old.volumeId]]);
    expect([18, 20]).toContain(env.data().data.rows);
  });
});

const withMaps = (_: string, value: unknown): unknown => (value instanceof Map ? [...value] : value);

/** Everything in the account that a restore could change. */
const stateOf = ({ world }: Nights): string => {
  const { ec2, autoScaling } = world.inRegion();
  return JSON.stringify([ec2.volumes.all(), ec2.snapshots.all(), autoScaling.groups.all(), world.mails], withMaps);
};

describe('a dry run', () => {
  it('says what would be done, for how long and for how much, and changes nothing', async () => {
    const env = await givenNights();
    const before = stateOf(env);
    const { returned } = await env.restore({ latest: true, zone: 'us-east-1b', initializationRate: 100, dryRun: true });
    expect(stateOf(env)).toBe(before);
    expect(changesIn(env)).toEqual([]);
    expect(returned).toMatchObject({
      results: [{ status: 'planned' }],
      plan: {
        minutes: 6,
        offlineMinutes: 5,
        steps: [
          expect.stringMatching(/^Create a volume of 32 GiB gp3 in us-east-1b from snap-\w+ of 2026-11-20T03/),
          expect.stringMatching(/^Suspend blog/),
          expect.stringMatching(/^Take a last snapshot of vol-/),
          expect.stringMatching(/^Move the group blog-group to subnet-\w+ in us-east-1b\.$/),
          expect.stringMatching(/^Retire vol-\w+: nothing is deleted\.$/),
          'Make the new volume the data volume.',
          'Resume blog at 0/1/1: an instance launches with the new volume.',
        ],
        prices: [
          expect.stringMatching(
            /^The new volume costs 2\.56 USD a month; vol-\w+ goes on costing until you delete it\.$/,
          ),
          'Its initialization at 100 MiB/s costs about 0.11 USD once, and takes 6 minutes.',
        ],
      },
    });
  });
});
