import { describe, expect, it } from 'vitest';

import {
  DATA,
  givenData,
  givenHost,
  MOUNT_POINT,
  OWNER,
  served,
  STARTS,
  STOPS,
  USER_DATA_ENDS,
  waits,
  whyNoHosts,
} from './host.ts';
import { must } from './loop-disk.ts';
import { givenVolume } from './volume.ts';

describe.skipIf(whyNoHosts !== false)('the user data of a host, under a real systemd', () => {
  it('mounts a volume with data, changes nothing that is there, and then Docker and the ECS agent start', async () => {
    const host = givenHost();
    host.attach(givenData('ext4', { 'mysql/ibdata1': 'data', 'nginx/conf.d/own.conf': 'own' }));
    await host.boot();
    await served(host);
    expect(host.story().slice(-2)).toEqual(STARTS);
    expect(host.read(`${MOUNT_POINT}/mysql/ibdata1`)).toBe('data');
    expect(host.run(`ls ${MOUNT_POINT}/nginx/conf.d`).output).toBe('own.conf\n');
    expect(host.run(`grep " ${MOUNT_POINT} " /proc/mounts`).output).toMatch(
      /^\/dev\/nvme1n1 .* ext4 rw,nosuid,nodev,noatime/,
    );
    expect(host.console()).toBe(`hostkeeper: The data volume of ${OWNER} is mounted at ${MOUNT_POINT}.\n`);
  });

  it('makes what the containers need, where it is missing', async () => {
    const host = givenHost({ webPort: 8080 });
    host.attach(givenData());
    await host.boot();
    await served(host);
    expect(host.run(`cd ${MOUNT_POINT} && find mysql nginx -type d | sort`).output.split('\n')).toEqual(
      expect.arrayContaining(['mysql', 'nginx/certificates', 'nginx/conf.d', 'nginx/static']),
    );
    expect(host.read(`${MOUNT_POINT}/nginx/conf.d/default.conf`)).toContain('proxy_pass http://web:8080;');
    expect(host.run(`stat -c %a ${MOUNT_POINT}/nginx/certificates`).output).toBe('700\n');
  });

  it('waits for a volume that comes late, in xfs as well', async () => {
    const host = givenHost();
    await host.boot();
    await waits(host);
    host.attach(givenData('xfs'));
    await served(host);
    expect(host.story()).toEqual([USER_DATA_ENDS, ...STARTS]);
    expect(host.run(`stat -f -c %T ${MOUNT_POINT}`).output).toBe('xfs\n');
  });

  it('starts neither Docker nor the agent where the volume never comes, and says again and again that it waits', async () => {
    const host = givenHost();
    await host.boot();
    await waits(host, 3);
    await host.shutDown();
    expect(host.story()).toEqual([USER_DATA_ENDS]);
  });

  it('tells ECS the cluster, and gives the instance a name that cloud-init leaves', async () => {
    const host = givenHost();
    await host.boot();
    await host.happened(USER_DATA_ENDS);
    expect(host.read('/etc/ecs/ecs.config')).toBe('ECS_CLUSTER=hostkeeper-prod-my-blog\n');
    expect(host.read('/proc/sys/kernel/hostname')).toBe('my-blog.example.com\n');
    expect(host.read('/etc/cloud/cloud.cfg.d/99-hostkeeper.cfg')).toBe('preserve_hostname: true\n');
  });

  it('stops the containers before it unmounts, and mounts again at the next boot, without the user data', async () => {
    const host = givenHost();
    host.attach(givenData());
    await host.boot();
    await served(host);
    host.run(`echo kept >${MOUNT_POINT}/file`);
    await host.shutDown();
    expect(host.story().slice(-2)).toEqual(STOPS);
    await host.boot();
    await served(host, 2);
    expect(host.story().slice(-4)).toEqual([...STOPS, ...STARTS]);
    expect(host.story().filter((line) => line.startsWith('user data'))).toHaveLength(1);
    expect(host.read(`${MOUNT_POINT}/file`)).toBe('kept\n');
    expect(host.read('/proc/sys/kernel/hostname')).toBe('my-blog.example.com\n');
  });

  it('mounts what was restored, which has another id and another device name', async () => {
    const host = givenHost();
    const before = givenData('ext4', { file: 'kept' });
    host.attach(before, 'nvme1n1', { serial: 'vol0aaaa' });
    await host.boot();
    await served(host);
    await host.shutDown();
    host.detach('nvme1n1');
    host.attach(givenVolume(undefined, before), 'nvme3n1', { serial: 'vol0bbbb' });
    await host.boot();
    await served(host, 2);
    expect(host.read(`${MOUNT_POINT}/file`)).toBe('kept');
    expect(host.run(`grep " ${MOUNT_POINT} " /proc/mounts`).output).toMatch(/^\/dev\/nvme3n1 /);
  });

  it.each(['ext4', 'xfs'] as const)(
    'mounts a snapshot of a running host, whose journal is not empty: %s',
    async (type) => {
      const host = givenHost();
      const running = givenData(type);
      const snapshot = running.mounted((point) => {
        must(`echo kept >${point}/file && sync ${point}/file`);
        return givenVolume(undefined, running);
      });
      host.attach(snapshot);
      await host.boot();
      await served(host);
      expect(host.read(`${MOUNT_POINT}/file`)).toBe('kept\n');
    },
  );

  it('mounts a disk of Xen', async () => {
    const host = givenHost();
    host.attach(givenData(), 'xvdf', { model: '', serial: '' });
    await host.boot();
    await served(host);
    expect(host.run(`grep " ${MOUNT_POINT} " /proc/mounts`).output).toMatch(/^\/dev\/xvdf /);
  });

  it('mounts a partition that has the label', async () => {
    const host = givenHost();
    const disk = givenVolume();
    host.attach(disk, 'nvme1n1', { partition: disk.makePartition(DATA) });
    await host.boot();
    await served(host);
    expect(host.run(`grep " ${MOUNT_POINT} " /proc/mounts`).output).toMatch(/^\/dev\/nvme1n1p1 /);
  });

  it('has swap, and mounts the volume also where swap cannot be had', async () => {
    const host = givenHost({ swapMegabytes: 16 });
    host.attach(givenData());
    await host.boot();
    await served(host);
    expect(host.read('/proc/swaps')).toMatch(/\/swap +file\s+16380/);
    host.run('swapoff /var/lib/hostkeeper/swap; echo no swap >/var/lib/hostkeeper/swap');
    await host.shutDown();
    await host.boot();
    await served(host, 2);
    expect(host.state('hostkeeper-swap')).toBe('failed');
  });

  it('has no swap where none is wanted', async () => {
    const host = givenHost();
    host.attach(givenData());
    await host.boot();
    await served(host);
    expect(host.run('ls /etc/systemd/system').output).not.toContain('swap');
    expect(host.read('/proc/swaps')).not.toContain('hostkeeper');
  });
});
