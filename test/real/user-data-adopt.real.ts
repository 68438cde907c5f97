import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { givenHost, MOUNT_POINT, OWNER, served, STARTS, waits, whyNoHosts } from './host.ts';
import { givenVolume } from './volume.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/runbooks/adopt-volume.md'), 'utf8');

/** The commands of the page, for this host. */
const commands = (/```sh\n(mkdir [^]*?)```/.exec(page)?.[1] ?? '').replace('owner=prod/blog', `owner=${OWNER}`);

describe.skipIf(whyNoHosts !== false)('a volume that something else has made', () => {
  it.each(['ext4', 'xfs'] as const)(
    'is adopted by the commands of the runbook, while the host waits: %s',
    async (type) => {
      const host = givenHost({ formatBlank: true });
      host.attach(givenVolume({ type, files: { 'mysql/ibdata1': 'data' } }));
      await host.boot();
      await host.says(`Left alone: nvme1n1 has ${type} on it`);
      await waits(host);
      expect(host.run(`set -e\n${commands}`)).toMatchObject({ exitCode: 0 });
      await served(host);
      expect(host.story().slice(-2)).toEqual(STARTS);
      expect(host.read(`${MOUNT_POINT}/mysql/ibdata1`)).toBe('data');
    },
  );
});
