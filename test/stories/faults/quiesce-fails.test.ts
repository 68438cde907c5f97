import { describe, expect, it } from 'vitest';

import type { GivenHost } from '../../support/given.ts';
import { notificationText } from '../../support/queries.ts';
import { countCalls, givenEvening, passHours, SLOT, slotsOf, snapshotsOf } from '../../support/snapshot-story.ts';

/** A host whose tag asks for this, and the ten minutes after the time of the snapshot. */
const givenQuiesced = async (quiesce: 'freeze' | 'lock', host: GivenHost = {}) => {
  const env = await givenEvening({ blog: { ...host, tags: { 'hostkeeper:quiesce': quiesce } } });
  const { world } = env;
  const [instance] = env.group('blog').instances;
  const ec2Instance = world.inRegion().ec2.instances.get(instance?.instanceId ?? '');
  if (!ec2Instance) throw new Error('There is no instance.');
  return {
    ...env,
    instance: ec2Instance,
    /** The night; returns what the one snapshot of the slot says of its consistency, and when it was taken. */
    night: async () => {
      await world.advance({ minutes: 45 });
      expect(slotsOf(world, 'blog')).toEqual([SLOT]);
      const [snapshot] = snapshotsOf(world, 'blog');
      expect(env.volume('blog').frozenSince).toBeUndefined();
      expect(env.volume('blog').longestFreeze).toBeLessThan(12);
      return {
        consistency: snapshot?.tags.get('hostkeeper:consistency'),
        minutes: ((snapshot?.startedAt.getTime() ?? 0) - Date.parse('2026-11-20T03:00:00Z')) / 60_000,
      };
    },
    told: (): string => notificationText(world).replaceAll(/\s+/g, ' '),
  };
};

describe('where the host cannot take its snapshot itself, the crash-consistent one is taken within a minute, and the e-mail says why:', () => {
  it.each([
    ['its agent is lost', { ssmOnline: false }, 'not in a valid state'],
    ['its operating system hangs', { responsive: false }, 'did not answer in time'],
    ['it cannot reach EC2', { snapshotFault: 'unreachable' }, 'Connection timed out'],
    ['it is slow', { snapshotFault: 'slow' }, 'It is too late for this request'],
    ['its script is killed while the file system is frozen', { snapshotFault: 'killed' }, 'did not answer in time'],
  ] as const)('%s', async (_, fault, why) => {
    const { instance, night, told } = await givenQuiesced('freeze');
    Object.assign(instance, fault);
    const { consistency, minutes } = await night();
    expect(consistency).toBe('crash');
    expect(minutes).toBeLessThan(1.5);
    expect(told()).toContain('the file system was not frozen, so that the snapshot is crash-consistent');
    expect(told()).toContain(why);
  });

  it('the volume is not mounted', async () => {
    const { volume, night, told } = await givenQuiesced('freeze');
    const { attachment } = volume('blog');
    if (attachment) attachment.mounted = false;
    expect(await night()).toMatchObject({ consistency: 'crash' });
    expect(told()).toContain('has not one file system that is mounted');
  });

  it('EC2 refuses its request', async () => {
    const { world, night, told } = await givenQuiesced('freeze');
    world.injectFault('CreateSnapshot', { nth: 1, code: 'Unsupported', message: 'not now' });
    expect(await night()).toMatchObject({ consistency: 'crash' });
    expect(told()).toContain('No snapshot was confirmed');
  });

  it('Systems Manager refuses the command, or is down', async () => {
    const { world, night, told } = await givenQuiesced('freeze');
    world.breakDown('SendCommand', { hours: 1 });
    expect(await night()).toMatchObject({ consistency: 'crash' });
    expect(told()).toContain('so that the snapshot is crash-consistent');
  });

  it('Systems Manager throttles the command for hours', async () => {
    const { world, night } = await givenQuiesced('freeze');
    world.breakDown(
      'SendCommand',
      { hours: 1 },
      { code: 'ThrottlingException', message: 'Rate exceeded', status: 400 },
    );
    const { consistency, minutes } = await night();
    expect(consistency).toBe('crash');
    expect(minutes).toBeLessThan(1.5);
  });

  it('the answer cannot be read', async () => {
    const { world, night } = await givenQuiesced('freeze');
    world.breakDown('ListCommandInvocations', { hours: 1 });
    expect(await night()).toMatchObject({ consistency: 'crash' });
    expect(countCalls(world, 'CreateSnapshot')).toBe(1);
  });
});

describe('a reply that is lost', () => {
  it('between EC2 and the host makes no double: the snapshot of the slot is found', async () => {
    const { world, instance, night } = await givenQuiesced('freeze');
    instance.snapshotFault = 'no reply';
    expect(await night()).toMatchObject({ consistency: 'crash' });
    expect(countCalls(world, 'CreateSnapshot')).toBe(1);
  });

  it('by EC2, which has made the snapshot and says nothing for seconds, thaws the file system all the same', async () => {
    const { world, volume, night } = await givenQuiesced('freeze');
    world.injectFault('CreateSnapshot', { nth: 1, silent: true, when: 'after' });
    expect(await night()).toMatchObject({ consistency: 'crash' });
    expect(countCalls(world, 'CreateSnapshot')).toBe(1);
    expect(volume('blog').longestFreeze).toBeLessThan(8);
  });

  it('by Systems Manager has the command come twice, and the request is made once', async () => {
    const { world, night } = await givenQuiesced('freeze');
    world.injectFault('SendCommand', { nth: 1, code: 'InternalServerError', message: '', status: 500, when: 'after' });
    await night();
    expect(countCalls(world, 'SendCommand')).toBe(2);
    expect(countCalls(world, 'CreateSnapshot')).toBe(1);
  });
});

describe('a host whose tag asks for a lock', () => {
  it('says that its database was locked', async () => {
    const { night, world } = await givenQuiesced('lock');
    expect(await night()).toMatchObject({ consistency: 'locked' });
    expect(world.mails).toEqual([]);
  });

  it('whose database cannot be locked freezes without it, and says so once', async () => {
    const { instance, night, told, world } = await givenQuiesced('lock');
    instance.lockProblem = 'ERROR 1205 (HY000) at line 1: Lock wait timeout exceeded';
    expect(await night()).toMatchObject({ consistency: 'frozen' });
    expect(told()).toContain('but the database was not locked: The database is not locked: ERROR 1205');
    await passHours({ world }, 30);
    expect(slotsOf(world, 'blog')).toHaveLength(2);
    expect(world.mails.filter(({ body }) => body.includes('not locked'))).toHaveLength(1);
  });
});

describe('the function is killed', () => {
  it.each([
    ['SendCommand', 'crash'],
    ['ListCommandInvocations', 'crash'],
    ['CreateTags', 'frozen'],
  ] as const)(
    'at %s, and the next run finds the snapshot, or takes it: nothing says that it was frozen but the host',
    async (operation, consistency) => {
      const { world, night } = await givenQuiesced('freeze');
      world.injectFault(operation, { nth: 1, code: 'X', message: '', when: 'after', fatal: true });
      expect(await night()).toMatchObject({ consistency });
      await passHours({ world }, 3);
      expect(slotsOf(world, 'blog')).toEqual([SLOT]);
    },
  );
});

describe('an old agent, which pastes the values into the script,', () => {
  it('freezes the file system, too', async () => {
    const { instance, night } = await givenQuiesced('freeze');
    instance.ssmOld = true;
    expect(await night()).toMatchObject({ consistency: 'frozen' });
  });
});
