import { expect } from 'vitest';

import { VOLUME_MARKER, volumeLabel } from '../../infra/host/user-data/data-volume.ts';
import { userData, type UserDataSettings } from '../../infra/host/user-data/index.ts';
import { givenMachine, whyNoMachines } from './machine.ts';
import { givenVolume } from './volume.ts';

/** Why the user data cannot be played here, which is printed; `false` where it can. */
export const whyNoHosts = whyNoMachines();
if (whyNoHosts !== false) console.warn(`SKIPPED: the user data under a real systemd, because ${whyNoHosts}`);

export const MOUNT_POINT = '/mnt/my-blog';
export const LABEL = volumeLabel('prod', 'my-blog');
export const OWNER = 'prod/my-blog';

/** A machine that plays the user data of the host `my-blog` of the stage `prod`. */
export const givenHost = (changed: Partial<UserDataSettings> = {}) =>
  givenMachine(
    userData({
      stage: 'prod',
      host: 'my-blog',
      cluster: 'hostkeeper-prod-my-blog',
      hostname: 'my-blog.example.com',
      swapMegabytes: 0,
      formatBlank: false,
      ...changed,
    }),
    MOUNT_POINT,
  );

export type Host = ReturnType<typeof givenHost>;

/** The file system of this host's data volume. */
export const DATA = { type: 'ext4', label: LABEL, files: { [VOLUME_MARKER]: `${OWNER}\n` } } as const;

/** The volume of this host, as an instance before left it. */
export const givenData = (type: 'ext4' | 'xfs' = 'ext4', files: Readonly<Record<string, string>> = {}) =>
  givenVolume({ ...DATA, type, files: { ...DATA.files, ...files } });

export const USER_DATA_ENDS = 'user data ends with 0, the volume is not mounted';
export const STARTS = ['docker starts, the volume is mounted', 'ecs starts, the volume is mounted'];
export const STOPS = ['ecs stops, the volume is mounted', 'docker stops, the volume is mounted'];

/** Until the ECS agent has started, which is last. */
export const served = (host: Host, times = 1): Promise<void> => host.happened(STARTS[1] ?? '', times);

/** Until the user data has ended, and the host has said so often that it waits; it holds Docker and the agent back. */
export const waits = async (host: Host, times = 1): Promise<void> => {
  await host.happened(USER_DATA_ENDS);
  await host.says(`Waiting for the data volume of ${OWNER}, which has the label ${LABEL}.`, times);
  expect(host.state('hostkeeper-data')).toBe('activating');
  expect(host.isMounted()).toBe(false);
  const jobs = host.run('systemctl list-jobs').output;
  expect(jobs).toMatch(/docker.service +start waiting/);
  expect(jobs).toMatch(/ecs.service +start waiting/);
  expect(host.story()).toEqual([USER_DATA_ENDS]);
};
