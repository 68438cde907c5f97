import { drillInstances, drillVolumes, givenDrills, lastResult, runSchedule } from '../../support/drill-story.ts';
import { servedRows } from '../../support/restore-fixture.ts';
import { slotsOf } from '../../support/snapshot-story.ts';
import { type Act, BLOG_NAME, skipTime } from './act.ts';

/** After the month of the other acts; the hosts are there two minutes later, half an hour before the snapshots are taken. */
const START = '2026-12-03T02:28:00.000Z';

const NIGHTS = 28;
const FAILED_NIGHT = 8;
const OTHER_ZONE = 'us-east-1b';

/** The slots of days of December of 2026. */
const slots = (...days: readonly string[]): string => days.map((day) => `2026-12-${day}T03:00Z`).join();

/** Of 28 nights, the last seven days, and the Sundays of the weeks before. */
const KEPT = slots('13', '20', '24', '25', '26', '27', '28', '29', '30');

export const nights: Act = {
  title: 'A month of nights, a drill, and a restore in another zone',
  play: async ({ load, narratorOf }) => {
    const env = await givenDrills({ blog: { records: [BLOG_NAME] } }, { load, start: START });
    const { world, volume, instance } = env;
    const { ec2 } = world.inRegion();
    const narrator = narratorOf(world);
    const disk = volume('blog').data;
    narrator.announce('In another account the data of blog grows by a row a day, and has a snapshot each night.');
    for (let night = 1; night <= NIGHTS; night++) {
      disk.rows = night;
      if (night === FAILED_NIGHT) {
        narrator.announce('For a night EC2 takes no snapshots.');
        world.breakDown('CreateSnapshot', { hours: 4 });
      }
      await skipTime(env, 24);
      if (night === FAILED_NIGHT) narrator.printChanges();
      else narrator.skipChanges();
    }
    // A night has twelve runs: the second deletes what the first could not, as its snapshot was still being made.
    await world.invoke('snapshot', { schedule: 'nightly' });
    const subjects = world.mails.map(({ subject }) => subject);
    const kept = slotsOf(world, 'blog').filter((slot) => slot !== undefined);
    narrator.announce(`The policy 7d 4w keeps ${kept.length} of the snapshots. The restore is rehearsed.`);
    await runSchedule(world);
    await world.advance({ minutes: 5 });
    narrator.printChanges();
    const left = [...drillInstances(world).filter(({ state }) => state !== 'terminated'), ...drillVolumes(world)];
    const drilled = lastResult(env);
    narrator.announce(`The zone of blog fails. Its owner types: hostkeeper restore blog --latest --zone ${OTHER_ZONE}`);
    const volumesBefore = ec2.volumes.all().length;
    ec2.failZone('us-east-1a');
    await world.invoke('restore', { host: 'blog', latest: true, zone: OTHER_ZONE, reason: 'its zone is down' });
    await world.advance({ minutes: 15 });
    narrator.printChanges();
    return {
      'a night without a snapshot is named in its morning, by an e-mail and by the alarm':
        new Set(subjects).size === 2 && subjects.some((subject) => subject.includes('blog has no recent snapshot')),
      'what is kept are the snapshots of the last seven days and four weeks': kept.join() === KEPT,
      'the drill passes, and leaves no instance and no volume': drilled === 'passed' && left.length === 0,
      'the host serves the data of the last night from the other zone':
        servedRows(env) === NIGHTS && instance('blog').zone === OTHER_ZONE,
      'the volume in the failed zone is kept': ec2.volumes.all().length === volumesBefore + 1,
    };
  },
};
