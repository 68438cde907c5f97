import { truncateSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { VOLUME_MARKER } from '../../infra/host/user-data/data-volume.ts';
import {
  DATA,
  givenData,
  givenHost,
  type Host,
  LABEL,
  MOUNT_POINT,
  OWNER,
  served,
  STARTS,
  USER_DATA_ENDS,
  waits,
  whyNoHosts,
} from './host.ts';
import { must, shell } from './loop-disk.ts';
import { givenVolume, type Volume } from './volume.ts';

/** Why the host leaves this disk alone, in its words, while it waits; and it has changed nothing on it. */
const whyLeftAlone = async (host: Host, volume: Volume): Promise<string | undefined> => {
  const before = volume.checksum();
  host.attach(volume);
  await host.boot();
  await host.says('Left alone: ');
  await waits(host);
  expect(volume.holders()).toBe('');
  await host.shutDown();
  expect(volume.checksum()).toBe(before);
  return /Left alone: nvme1n1 (.*)\.$/m.exec(host.console())?.[1];
};

/** A blank disk, but for text at this place. */
const givenBytesAt = (megabytes: number): Volume => {
  const volume = givenVolume();
  must(`printf data | dd of=${volume.image} bs=1M seek=${megabytes} conv=notrunc status=none`);
  return volume;
};

describe.skipIf(whyNoHosts !== false)('what the user data does with a disk', () => {
  it('formats a blank one, with label and marker, where the stack made the volume blank', async () => {
    const host = givenHost({ formatBlank: true });
    const volume = givenVolume();
    await host.boot();
    await waits(host);
    host.attach(volume);
    await served(host);
    expect(host.story()).toEqual([USER_DATA_ENDS, ...STARTS]);
    expect(host.read(`${MOUNT_POINT}/${VOLUME_MARKER}`)).toBe(`${OWNER}\n`);
    expect(host.read(`${MOUNT_POINT}/nginx/conf.d/default.conf`)).toContain('proxy_pass http://web:8000;');
    expect([volume.property('TYPE'), volume.property('LABEL')]).toEqual(['ext4', LABEL]);
    expect(host.run(`stat -c %a ${MOUNT_POINT}`).output).toBe('755\n');
    await host.shutDown();
    await host.boot();
    await served(host, 2);
    expect(host.console().match(/is blank, and gets/g)).toHaveLength(1);
  });

  it('leaves a blank one alone elsewhere', async () => {
    expect(await whyLeftAlone(givenHost(), givenVolume())).toBe(
      'has no file system, and this host may not make one on it',
    );
  });

  it('formats neither the root disk, nor an instance store, nor a disk of Xen, which may be one', async () => {
    const host = givenHost({ formatBlank: true });
    const disks = [givenVolume(), givenVolume(), givenVolume()] as const;
    const before = disks.map((disk) => disk.checksum());
    host.attach(disks[0], 'nvme0n1');
    host.attach(disks[1], 'nvme1n1', { model: 'Amazon EC2 NVMe Instance Storage' });
    host.attach(disks[2], 'xvdb', { model: '', serial: '' });
    await host.boot();
    await waits(host);
    expect(host.console()).toContain('Left alone: xvdb has no file system, and may be an instance store');
    expect(host.console()).not.toContain('nvme');
    await host.shutDown();
    expect(disks.map((disk) => disk.checksum())).toEqual(before);
  });

  it('formats none of several blank ones', async () => {
    const host = givenHost({ formatBlank: true });
    const disks = [givenVolume(), givenVolume()] as const;
    host.attach(disks[0], 'nvme1n1');
    host.attach(disks[1], 'nvme2n1');
    await host.boot();
    await waits(host);
    expect(host.console()).toContain(
      'Several disks are blank, so none is formatted; detach all but one: nvme1n1 nvme2n1',
    );
    expect(disks.map((disk) => disk.property('TYPE'))).toEqual(['', '']);
  });

  it.each([
    [
      'a file system without a label',
      () => givenVolume({ type: 'ext4' }),
      `has ext4 on it, without the label ${LABEL}`,
    ],
    [
      'a volume of another host',
      () => givenVolume({ type: 'ext4', label: 'hk-00000000', files: { [VOLUME_MARKER]: 'prod/shop\n' } }),
      `has ext4 on it, without the label ${LABEL}`,
    ],
    [
      'a label without a marker',
      () => givenVolume({ ...DATA, files: {} }),
      `has no file ${VOLUME_MARKER} that names its host`,
    ],
    [
      'the label on another file system',
      () => givenVolume({ ...DATA, type: 'ext2' }),
      'has the label of this host on ext2, which is neither ext4 nor xfs',
    ],
    ['data in its first MB', () => givenBytesAt(0), 'has no file system that is known, and is not blank'],
    ['data in its first 16 MB', () => givenBytesAt(15), 'has no file system that is known, and is not blank'],
    ['data in its last 16 MB', () => givenBytesAt(49), 'has no file system that is known, and is not blank'],
    ['data in its last MB', () => givenBytesAt(63), 'has no file system that is known, and is not blank'],
    [
      'ones throughout',
      () => {
        const volume = givenVolume();
        must(`head -c ${volume.megabytes}M /dev/zero | tr "\\\\0" "\\\\377" >${volume.node}`);
        return volume;
      },
      'has no file system that is known, and is not blank',
    ],
    [
      'a partition table',
      () => {
        const volume = givenVolume();
        // A protective MBR with one empty entry, and its signature.
        must(`printf "\\\\125\\\\252" | dd of=${volume.image} bs=1 seek=510 conv=notrunc status=none`);
        return volume;
      },
      'has a partition table',
    ],
  ] as const)('leaves alone: %s', async (_, volume, why) => {
    expect(await whyLeftAlone(givenHost({ formatBlank: true }), volume())).toBe(why);
  });

  it.each([
    ['at its end', 56],
    ['anywhere', 0],
  ] as const)('leaves alone one that cannot be read %s', async (_, readableMegabytes) => {
    const host = givenHost({ formatBlank: true });
    const volume = givenVolume();
    // A loop device answers reads behind the end of its file with an error.
    truncateSync(volume.image, readableMegabytes * 1024 ** 2);
    expect(shell(`dd if=${volume.node} of=/dev/null bs=1M iflag=direct`).output).toContain('Input/output error');
    expect(await whyLeftAlone(host, volume)).toBe('cannot be read, so nobody knows whether it is blank');
  });

  it('lets neither Docker nor the agent start with the data of another host, and says how to go on', async () => {
    const host = givenHost({ formatBlank: true });
    host.attach(givenData('ext4', { [VOLUME_MARKER]: 'test/my-blog\n' }));
    await host.boot();
    await host.says('nvme1n1 is the data volume of test/my-blog');
    await host.ended('hostkeeper-data');
    expect(host.state('hostkeeper-data')).toBe('failed');
    expect(host.isMounted()).toBe(false);
    expect(host.console()).toContain(`Attach the volume of ${OWNER}, or correct the file, and reboot.`);
    await host.ended('ecs');
    expect(host.story()).toEqual([expect.stringContaining('user data ends')]);
    // The one that is right comes, and the instance is rebooted.
    await host.shutDown();
    host.detach();
    host.attach(givenData());
    await host.boot();
    await served(host);
    expect(host.story().slice(1)).toEqual(STARTS);
  });

  it('mounts neither of two with the label, until one is gone', async () => {
    const host = givenHost();
    const volume = givenData();
    host.attach(volume, 'nvme1n1');
    host.attach(givenVolume(undefined, volume), 'nvme2n1');
    await host.boot();
    await waits(host);
    expect(host.console()).toContain(`Several devices have the label ${LABEL}; detach all but one: nvme1n1 nvme2n1`);
    host.detach('nvme1n1');
    await served(host);
  });
});
