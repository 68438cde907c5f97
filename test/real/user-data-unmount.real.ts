import { describe, expect, it } from 'vitest';

import { givenData, givenHost, MOUNT_POINT, served, STOPS, whyNoHosts } from './host.ts';
import { background, VOLUME } from './loop-disk.ts';
import { NEW_AGENT } from './host-script.ts';
import { unmountText } from './unmount-document.ts';

const SCRIPT = unmountText({ volumeId: VOLUME, device: '/dev/sdf' }, NEW_AGENT);

/** How the unit says what it came to. */
const NEWS = /is mounted at|Waiting for/;

/** A host with its volume, by whose id the unmount script finds it. */
const given = () => {
  const host = givenHost();
  const volume = givenData();
  host.attach(volume, 'nvme1n1', { serial: VOLUME.replace('-', '') });
  host.write('/usr/local/bin/unmount', SCRIPT);
  return { host, volume };
};

describe.skipIf(whyNoHosts !== false)('the user data and the unmount before a detachment', () => {
  it('unmounts for good: the unit that is started again mounts nothing, and says why', async () => {
    const { host, volume } = given();
    await host.boot();
    await served(host);
    host.run(`echo kept >${MOUNT_POINT}/file`);
    expect(host.run('sh /usr/local/bin/unmount').exitCode).toBe(0);
    expect(host.story().slice(-2)).toEqual(STOPS);
    expect(volume.holders()).toBe('');
    host.run('systemctl restart --no-block hostkeeper-data');
    await host.says('Left alone: nvme1n1 has no device node: it was unmounted, to be detached.');
    host.run('systemctl start --no-block ecs');
    expect(host.state('hostkeeper-data')).toBe('activating');
    expect(host.isMounted()).toBe(false);
    expect(host.story().slice(-2)).toEqual(STOPS);
    // The next attachment brings the node again.
    host.detach();
    host.attach(volume);
    await served(host, 2);
    expect(host.read(`${MOUNT_POINT}/file`)).toBe('kept\n');
  });

  it('holds nothing after a success, in 20 races of the script with a unit that mounts', async () => {
    const { host, volume } = given();
    await host.boot();
    await served(host);
    const ends = { mountedBefore: 0, unmounted: 0, failed: 0, heldAfterSuccess: 0 };
    for (let round = 0; round < 20; round += 1) {
      host.restoreNode(volume);
      host.run('systemctl stop ecs docker hostkeeper-data; systemctl reset-failed; umount /mnt/my-blog');
      const news = host.console().split(NEWS).length;
      const mounts = host.console().split('is mounted at').length;
      // The unit mounts some tenths of a second after it was started: the script comes before, while and after that.
      const script = background(host.command(`sleep ${((round * 7) % 20) / 40}; exec sh /usr/local/bin/unmount`));
      host.run('systemctl start --no-block hostkeeper-data');
      const exitCode = await script.ended;
      // The unit has mounted, or found nothing to mount.
      await host.says(NEWS, news);
      if (host.console().split('is mounted at').length > mounts) ends.mountedBefore += 1;
      if (exitCode !== 0) ends.failed += 1;
      else if (volume.holders() === '') ends.unmounted += 1;
      else ends.heldAfterSuccess += 1;
    }
    console.log(JSON.stringify(ends));
    expect(ends.mountedBefore).toBeGreaterThan(0);
    expect(ends.heldAfterSuccess).toBe(0);
    expect(ends.unmounted).toBeGreaterThanOrEqual(10);
  });
});
