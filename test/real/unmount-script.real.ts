import { closeSync, constants, openSync } from 'node:fs';

import { describe, expect, it, onTestFinished } from 'vitest';

import { UNMOUNT_OUTCOMES } from '../aws/unmount-outcomes.ts';
import { background, type Disk, must, openDisk, shell, VOLUME, whyNoDisks } from './loop-disk.ts';

const whyNot = whyNoDisks();
if (whyNot !== false) console.warn(`SKIPPED: the tests on real disks, because ${whyNot}`);

let disks = 0;

/** A disk of its own for each test, which is gone when the test has ended. */
const givenDisk = (): Disk => {
  disks += 1;
  const disk = openDisk(`hk-${process.pid}-${disks}`);
  onTestFinished(disk.close);
  return disk;
};

const mountBy = ({ mountPoint }: Disk, name: string): string => `mount ${name} "${mountPoint}"`;

/** Whether the disk can be mounted by any name that a user data script may use. */
const isMountable = (disk: Disk): boolean =>
  [disk.node, disk.byLabel, `UUID=${disk.uuid}`].some((name) => shell(mountBy(disk, name)).exitCode === 0);

/** How the script ends on a disk, and whether the disk can be mounted afterwards. */
const outcome = (disk: Disk, device?: string) => {
  const { exitCode, output } = shell(disk.script(device === undefined ? {} : { device }));
  return { exitCode, mountableAfterwards: isMountable(disk), output };
};

/** Runs the script where /sys lists the disk under another name, with this serial number if any, and after `more`. */
const runAs = (disk: Disk, name: string, serial: string | undefined, more = '') =>
  shell(`unshare -m sh -ec '
    mount -t tmpfs none /sys/class/block
    mkdir -p /sys/class/block/${name}/device /sys/class/block/${name}/holders
    echo ${disk.number} >/sys/class/block/${name}/dev
    ${serial === undefined ? '' : `echo "${serial}" >/sys/class/block/${name}/device/serial`}
    ${more}
    ${mountBy(disk, disk.node)}
    ${disk.script({ device: '/dev/sdf' })}'`);

describe.skipIf(whyNot !== false)('the unmount script, on a real disk', () => {
  it('unmounts it everywhere, stops the containers first, and nobody can mount it again by path, label or UUID', () => {
    const disk = givenDisk();
    must(mountBy(disk, disk.byLabel));
    must(`mkdir "${disk.mountPoint}/bound" && mount --bind "${disk.mountPoint}" "${disk.mountPoint}/bound"`);
    expect(outcome(disk)).toMatchObject(UNMOUNT_OUTCOMES.mounted);
    expect(disk.holders()).toBe('');
    expect(disk.hasNode()).toBe(false);
    expect(disk.stopped()).toBe('stop ecs docker.socket docker\n');
    expect(must('find /dev -name ".hostkeeper*"')).toBe('');
  });

  it('keeps all that was written', () => {
    const disk = givenDisk();
    must(`${mountBy(disk, disk.node)} && echo kept >"${disk.mountPoint}/file"`);
    expect(outcome(disk)).toMatchObject(UNMOUNT_OUTCOMES.mounted);
    disk.restoreNode();
    must(mountBy(disk, disk.node));
    expect(must(`cat "${disk.mountPoint}/file"`)).toBe('kept');
  });

  it('succeeds where nothing is mounted yet, and the user data that comes later cannot mount it', () => {
    expect(outcome(givenDisk())).toMatchObject(UNMOUNT_OUTCOMES['not mounted']);
  });

  it('succeeds again when it runs a second time, and when it runs twice at once', async () => {
    const disk = givenDisk();
    must(mountBy(disk, disk.node));
    const script = disk.script();
    const both = [background(script), background(script)];
    expect(await Promise.all(both.map(({ ended }) => ended))).toEqual([0, 0]);
    expect(outcome(disk)).toMatchObject(UNMOUNT_OUTCOMES.mounted);
  });

  it('fails while it is mounted in another mount namespace, and succeeds once that has ended', async () => {
    const disk = givenDisk();
    const other = background(`exec unshare -m sh -c '${mountBy(disk, disk.node)} && exec sleep 600'`);
    onTestFinished(() => void other.kill());
    must(`until grep -qs " ${disk.number} " /proc/[0-9]*/mountinfo; do sleep 0.1; done`);
    const output = expect.stringMatching(new RegExp(`^${disk.name} is in use: .*/proc/\\d+/mountinfo`, 'm'));
    expect(outcome(disk)).toMatchObject({ ...UNMOUNT_OUTCOMES['in use'], output });
    other.kill();
    await other.ended;
    expect(outcome(disk)).toMatchObject(UNMOUNT_OUTCOMES['not mounted']);
  });

  it('waits some seconds for a user that ends by itself', () => {
    const disk = givenDisk();
    const other = background(`exec unshare -m sh -c '${mountBy(disk, disk.node)} && exec sleep 1.5'`);
    onTestFinished(() => void other.kill());
    must(`until grep -qs " ${disk.number} " /proc/[0-9]*/mountinfo; do sleep 0.1; done`);
    expect(outcome(disk)).toMatchObject(UNMOUNT_OUTCOMES.mounted);
  });

  it('unmounts a file system within it first', () => {
    const disk = givenDisk();
    must(mountBy(disk, disk.node));
    const inner = `${disk.mountPoint}/inner`;
    must(`mkdir "${inner}" && mount --bind "${disk.mountPoint}" "${inner}" && mount --make-private "${inner}"`);
    const output = expect.not.stringContaining('busy');
    expect(outcome(disk)).toMatchObject({ ...UNMOUNT_OUTCOMES.mounted, output });
  });

  it('fails where it cannot remove a node, which somebody could mount', () => {
    const disk = givenDisk();
    must(`mount --bind ${disk.node} ${disk.node}`);
    onTestFinished(() => void shell(`umount ${disk.node}`));
    expect(shell(disk.script()).exitCode).toBe(1);
  });

  it('fails while it is used as swap', () => {
    const disk = givenDisk();
    must(`mkswap -q ${disk.node} && swapon ${disk.node}`);
    const output = expect.stringMatching(new RegExp(`^${disk.name} is in use: ${disk.node} .*partition`, 'm'));
    expect(outcome(disk)).toMatchObject({ ...UNMOUNT_OUTCOMES['in use'], output });
    disk.restoreNode();
    must(`swapoff ${disk.node}`);
  });

  it('fails while somebody holds it exclusively, as LVM, RAID and ZFS do', () => {
    const disk = givenDisk();
    const holder = openSync(disk.node, constants.O_RDWR | constants.O_EXCL);
    const output = expect.stringContaining(`${VOLUME} is still in use`);
    try {
      expect(outcome(disk)).toMatchObject({ ...UNMOUNT_OUTCOMES['in use'], output });
    } finally {
      closeSync(holder);
    }
  });

  it('fails where the disk is absent', () => {
    const disk = givenDisk();
    expect(outcome(disk, '/dev/sdzz')).toEqual({ ...UNMOUNT_OUTCOMES.absent, output: `${VOLUME} is not here\n` });
  });

  it('unmounts a partition, and leaves no node of it', () => {
    const disk = givenDisk();
    const partition = `${disk.node}p1`;
    must(`addpart ${disk.node} 1 2048 65536 && mkfs.ext4 -q -F -L ${disk.name}p1 ${partition}`);
    must(mountBy(disk, partition));
    expect(outcome(disk)).toMatchObject(UNMOUNT_OUTCOMES.mounted);
    expect(must('cat /proc/self/mountinfo /proc/partitions')).not.toMatch(new RegExp(`${disk.name}p1`));
    expect(shell(`ls ${partition}`).exitCode).not.toBe(0);
    expect(shell(mountBy(disk, `LABEL=${disk.name}p1`)).exitCode).not.toBe(0);
  });

  it('fails while a partition is used', () => {
    const disk = givenDisk();
    must(`addpart ${disk.node} 1 2048 65536`);
    const holder = openSync(`${disk.node}p1`, constants.O_RDWR | constants.O_EXCL);
    try {
      expect(outcome(disk)).toMatchObject(UNMOUNT_OUTCOMES['in use']);
      expect(shell(`ls ${disk.node}p1`).exitCode).not.toBe(0);
    } finally {
      closeSync(holder);
    }
  });

  it('takes the disk with the serial number, though another disk has the name that was asked for', () => {
    const other = 'mkdir -p /sys/class/block/sdf/holders && echo 1:0 >/sys/class/block/sdf/dev';
    expect(runAs(givenDisk(), 'nvme7n1', VOLUME.replace('-', ''), other)).toMatchObject({ exitCode: 0 });
  });

  it('takes no partition for the disk', () => {
    expect(runAs(givenDisk(), 'sdf', undefined, 'echo 1 >/sys/class/block/sdf/partition')).toMatchObject({
      exitCode: 1,
    });
  });

  it('fails while another device is built upon it, and names that', () => {
    const used = runAs(givenDisk(), 'sdf', undefined, 'echo >/sys/class/block/sdf/holders/dm-7');
    expect(used).toMatchObject({ exitCode: 1, output: expect.stringContaining('sdf is in use: dm-7') });
  });

  it.each([
    ['finds an NVMe disk by its serial number', 'nvme7n1', 'vol0123456789abcdef0', 0],
    ['takes no NVMe disk of another volume', 'nvme7n1', 'vol0fedcba9876543210', 1],
    ['takes no disk of another volume at the same name', 'sdf', 'vol0fedcba9876543210', 1],
    ['finds a disk by the name that was asked for', 'sdf', undefined, 0],
    ['finds a disk of Xen', 'xvdf', undefined, 0],
  ] as const)('%s', (_, name, serial, exitCode) => {
    expect(runAs(givenDisk(), name, serial)).toMatchObject({ exitCode });
  });

  it('writes to the disk what was written, also where it fails', () => {
    const disk = givenDisk();
    const other = background(
      `exec unshare -m sh -c '${mountBy(disk, disk.node)} && echo kept-${disk.name} >"${disk.mountPoint}/file" && exec sleep 600'`,
    );
    onTestFinished(() => void other.kill());
    must(`until grep -qs " ${disk.number} " /proc/[0-9]*/mountinfo; do sleep 0.1; done`);
    expect(outcome(disk)).toMatchObject(UNMOUNT_OUTCOMES['in use']);
    expect(shell(`grep -q kept-${disk.name} ${disk.image}`).exitCode).toBe(0);
  });

  it('races 100 mounts, and after a success nobody holds the disk', async () => {
    const disk = givenDisk();
    const script = disk.script();
    const tried = `${disk.mountPoint}.tried`;
    const ends = { succeeded: 0, failed: 0, heldAfterSuccess: 0 };
    for (let round = 0; round < 100; round += 1) {
      disk.restoreNode();
      // From before the script to after it. A third mounts in a namespace of its own, and stays there for a second.
      const by = round % 2 === 0 ? disk.node : disk.byLabel;
      const mount = `sleep ${((round * 37) % 100) / 400}; ${mountBy(disk, by)}; echo >"${tried}"; exec sleep 1`;
      const mounter = background(round % 3 === 0 ? `exec unshare -m sh -c '${mount}'` : mount);
      const exitCode = await background(script).ended;
      if (exitCode === 0) ends.succeeded += 1;
      else ends.failed += 1;
      must(`until [ -e "${tried}" ]; do sleep 0.02; done; rm "${tried}"`);
      if (exitCode === 0 && disk.holders() !== '') ends.heldAfterSuccess += 1;
      mounter.kill();
      await mounter.ended;
      shell(`umount "${disk.mountPoint}"`);
    }
    console.log(JSON.stringify(ends));
    expect(ends.heldAfterSuccess).toBe(0);
    expect(ends.succeeded).toBeGreaterThanOrEqual(50);
  });
});
