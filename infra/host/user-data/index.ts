import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { VOLUME_MARKER, volumeLabel, volumeOwner } from './data-volume.ts';

/** What the user data of a host depends on. */
export interface UserDataSettings {
  readonly stage: string;
  /** The name of the host, `hostkeeper:host` on its group. */
  readonly host: string;
  /** The name of the ECS cluster that the host joins. */
  readonly cluster: string;
  /** The name that the instance gives itself. */
  readonly hostname: string;
  /** Swap on the root volume, in MB; 0 is none. */
  readonly swapMegabytes: number;
  /**
   * Whether a blank disk gets a file system: only where the stack made the volume blank. Without it the host waits for a
   * volume that has one.
   */
  readonly formatBlank: boolean;
  /** Where the data volume is mounted; `/mnt/<host>` by default. */
  readonly mountPoint?: string;
  /** The port of the container `web`, to which the seeded nginx configuration leads; 8000 by default. */
  readonly webPort?: number;
}

interface UserDataFile {
  readonly path: string;
  readonly text: string;
  readonly isExecutable?: boolean;
}

/** What may stand in user data. None of it has a meaning to a shell, to systemd or to nginx. */
const RULES = [
  { field: 'stage', pattern: /^[A-Za-z0-9-]{1,64}$/, meaning: 'letters, digits and hyphens' },
  { field: 'host', pattern: /^[a-z0-9-]{1,64}$/, meaning: 'lower-case letters, digits and hyphens' },
  { field: 'cluster', pattern: /^[A-Za-z0-9_-]{1,255}$/, meaning: 'letters, digits, hyphens and underscores' },
  {
    field: 'hostname',
    pattern: /^[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?$/,
    meaning: 'at most 64 lower-case letters, digits, hyphens and dots',
  },
  { field: 'mountPoint', pattern: /^(\/[A-Za-z0-9-]+)+$/, meaning: 'a path of letters, digits and hyphens' },
  { field: 'swapMegabytes', pattern: /^\d{1,5}$/, meaning: 'a whole number of MB, or 0' },
  { field: 'webPort', pattern: /^[1-9]\d{0,4}$/, meaning: 'a port' },
] as const;

const read = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');

/** The name of the unit that systemd gives to a mount point. https://man7.org/linux/man-pages/man1/systemd-escape.1.html */
const mountUnit = (mountPoint: string): string =>
  `${mountPoint.slice(1).replaceAll('-', '\\x2d').replaceAll('/', '-')}.mount`;

const lines = (...given: readonly (string | false)[]): string =>
  given.flatMap((line) => (line === false ? [] : [`${line}\n`])).join('');

/** What differs from host to host; the other files are the same on all. */
const hostFiles = (settings: Required<UserDataSettings>): readonly UserDataFile[] => {
  const { stage, host, cluster, hostname, swapMegabytes, formatBlank, mountPoint } = settings;
  return [
    {
      path: '/etc/systemd/system/hostkeeper-data.service.d/host.conf',
      text: lines(
        '[Unit]',
        // At a shutdown systemd unmounts it after Docker has stopped. At a boot there is no such unit to wait for.
        `After=${mountUnit(mountPoint)}`,
        swapMegabytes > 0 && 'Wants=hostkeeper-swap.service',
        '[Service]',
        `Environment=OWNER=${volumeOwner(stage, host)} LABEL=${volumeLabel(stage, host)} MARKER=${VOLUME_MARKER}`,
        `Environment=MOUNT_POINT=${mountPoint}`,
        formatBlank && 'Environment=FORMAT_BLANK=yes',
      ),
    },
    { path: '/etc/hostname', text: lines(hostname) },
    { path: '/proc/sys/kernel/hostname', text: lines(hostname) },
    // Without it cloud-init sets the name of the instance's address again at each boot.
    { path: '/etc/cloud/cloud.cfg.d/99-hostkeeper.cfg', text: lines('preserve_hostname: true') },
    { path: '/etc/ecs/ecs.config', text: lines(`ECS_CLUSTER=${cluster}`) },
  ];
};

const swapFiles = (megabytes: number): readonly UserDataFile[] => [
  { path: '/usr/local/sbin/hostkeeper-swap', text: read('swap.sh'), isExecutable: true },
  { path: '/etc/systemd/system/hostkeeper-swap.service', text: read('hostkeeper-swap.service') },
  {
    path: '/etc/systemd/system/hostkeeper-swap.service.d/host.conf',
    text: lines('[Service]', `Environment=MEGABYTES=${megabytes}`),
  },
];

const files = (settings: Required<UserDataSettings>): readonly UserDataFile[] => [
  { path: '/usr/local/sbin/hostkeeper-data', text: read('data-volume.sh'), isExecutable: true },
  { path: '/etc/systemd/system/hostkeeper-data.service', text: read('hostkeeper-data.service') },
  { path: '/etc/systemd/system/docker.service.d/hostkeeper.conf', text: read('wait-for-data.conf') },
  { path: '/etc/systemd/system/ecs.service.d/hostkeeper.conf', text: read('wait-for-data.conf') },
  {
    path: '/usr/local/share/hostkeeper/default.conf',
    text: read('nginx-default.conf').replace('web:8000', `web:${settings.webPort}`),
  },
  ...(settings.swapMegabytes > 0 ? swapFiles(settings.swapMegabytes) : []),
  ...hostFiles(settings),
];

const END = 'END_OF_FILE';

const writeFile = ({ path, text, isExecutable = false }: UserDataFile): string =>
  lines(
    `mkdir -p ${path.slice(0, path.lastIndexOf('/'))}`,
    `cat >${path} <<'${END}'`,
    `${text}${END}`,
    isExecutable && `chmod 755 ${path}`,
  );

/**
 * The user data of a host, as plain text: a shell script that cloud-init runs once. It writes files, has systemd read them,
 * and starts the unit that waits for the data volume; the rest is up to the units. `#` and `$` occur in it, but no dollar
 * sign before a brace, so it may go through Fn::Sub and the Serverless Framework. Throws where a setting could be read as
 * more than a value. AWS takes 16 KB, before base64.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
 */
export const userData = (given: UserDataSettings): string => {
  const settings = { mountPoint: `/mnt/${given.host}`, webPort: 8000, ...given };
  for (const { field, pattern, meaning } of RULES) {
    const value = String(settings[field]);
    if (!pattern.test(value))
      throw new Error(`User data: ${field} is ${JSON.stringify(value)}; it has to be ${meaning}.`);
  }
  return lines(
    '#!/bin/bash',
    // The cluster is written last: an agent without it joins another one, where no task of this host waits for it.
    'set -e',
    ...files(settings).map(writeFile),
    'systemctl daemon-reload',
    'systemctl enable hostkeeper-data',
    'systemctl start --no-block hostkeeper-data',
  );
};
