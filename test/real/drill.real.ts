import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { DRILL_OUTCOMES } from '../aws/drill-outcomes.ts';
import { LABEL, makeCrashImage, OURS, runDrill } from './drill-machine.ts';
import { must, shell, whyNoDisks } from './loop-disk.ts';
import { whyNoServers } from './server.ts';
import { givenVolume } from './volume.ts';

const missing = ['mkfs.xfs', 'xfs_repair', 'e2fsck', 'debugfs'].filter(
  (tool) => shell(`command -v ${tool}`).exitCode !== 0,
);
const whyNot = whyNoDisks() || whyNoServers('trixie') || (missing.length > 0 && `${missing.join(', ')} not installed`);
if (whyNot !== false) console.warn(`SKIPPED: the drill on real disks, because ${whyNot}`);

const folder = mkdtempSync(join(tmpdir(), 'hostkeeper-images-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Snapshots of a MariaDB in the middle of its work, and how many rows that had acknowledged before. */
const images = new Map<string, { readonly image: string; readonly megabytes: number; readonly rows: number }>();

/** A copy of such a snapshot, for one drill. */
const givenCopy = (type: 'ext4' | 'xfs' = 'ext4') => {
  const snapshot = images.get(type);
  if (!snapshot) throw new Error(`There is no snapshot of ${type}.`);
  return { ...givenVolume(undefined, snapshot), rows: snapshot.rows };
};

/** Changes a file of a copy. */
const change = (copy: ReturnType<typeof givenCopy>, command: string): void =>
  void copy.mounted((point) => must(`cd ${point} && ${command}`));

/** Overwrites a file but for its beginning, and keeps its size. */
const overwrite = (file: string, from: number): string =>
  `yes damaged | dd of=${file} bs=1k seek=${from} count=$(($(stat -c %s ${file}) / 1024 - ${from})) conv=notrunc iflag=fullblock status=none`;

describe.skipIf(whyNot !== false)('a drill, on real disks and with a real MariaDB,', () => {
  beforeAll(() => {
    for (const type of ['ext4', 'xfs'] as const) {
      const image = join(folder, `${type}.img`);
      images.set(type, { rows: makeCrashImage(type, image), image, megabytes: 400 });
    }
  }, 300_000);

  it.each(['ext4', 'xfs'] as const)(
    'passes a snapshot of %s in the middle of its work, and every acknowledged row is there',
    (type) => {
      const { node, rows } = givenCopy(type);
      const query = 'select count(*) from app.page';
      const { finding, history } = runDrill({ node }, { ...OURS, query });
      expect(finding).toMatchObject({
        result: DRILL_OUTCOMES.good,
        fileSystem: type,
        check: 'clean',
        marker: 'right',
      });
      expect(Number(finding?.detail)).toBeGreaterThanOrEqual(rows);
      expect(finding?.database).toMatch(/MariaDB/);
      expect(history).toMatch(
        /^docker run -d --name drill --network none --cpus 0\.5 --volume \S+\/mysql:\/var\/lib\/mysql mariadb:11 --max-connections=40 /m,
      );
    },
  );

  it('checks every table where no query is given, and its only output is one short line', () => {
    const { finding, output } = runDrill({ node: givenCopy().node, agent: { isOld: true } });
    expect(finding).toMatchObject({ result: DRILL_OUTCOMES.good, detail: '' });
    expect(finding?.tables).toBeGreaterThan(1);
    expect(finding?.checked).toBe(finding?.tables);
    expect(output.split('\n')).toHaveLength(2);
    expect(output.length).toBeLessThan(1000);
  });

  it('looks at file system and marker alone where no database is known, and needs no label of ours where it made none', () => {
    const copy = givenCopy('xfs');
    change(copy, 'rm -r .hostkeeper');
    const { finding, history } = runDrill({ node: copy.node }, {});
    expect(finding).toMatchObject({ result: DRILL_OUTCOMES.good, marker: 'none', database: 'none' });
    expect(history).not.toContain('docker');
  });

  it.each([
    ['another label', 'another file system', () => givenVolume({ type: 'ext4', label: 'other' }), /label 'other'/],
    [
      'another file system',
      'swap',
      () => {
        const volume = givenVolume();
        must(`mkswap -q ${volume.node}`);
        return volume;
      },
      /swap on it/,
    ],
    ['blank', 'nothing', () => givenVolume(), /no file system/],
  ] as const)('says %s of a volume with %s', (found, _, given, detail) => {
    expect(runDrill({ node: given().node }).finding).toMatchObject({
      result: DRILL_OUTCOMES[found],
      detail: expect.stringMatching(detail),
    });
  });

  it.each([
    ['the marker of another host', 'echo prod/shop >.hostkeeper/host', /says prod\/shop, and not prod\/my-blog/],
    ['no marker', 'rm .hostkeeper/host', /no marker/],
    ['no database', 'rm -r mysql', /ibdata1/],
    ['a server that does not start', overwrite('mysql/ibdata1', 0), /the server ended: .+/],
    ['a corrupt table', overwrite('mysql/app/old.ibd', 64), /app\.old/],
  ] as const)('finds %s', (found, command, detail) => {
    const copy = givenCopy();
    change(copy, command);
    const { finding } = runDrill({ node: copy.node });
    expect(finding).toMatchObject({
      result: DRILL_OUTCOMES[found],
      detail: expect.stringMatching(detail),
    });
  });

  it('finds a damaged file system, mounted or not', () => {
    const unmountable = givenCopy('xfs');
    must(`dd if=/dev/zero of=${unmountable.node} bs=1M seek=1 count=200 conv=notrunc status=none && sync`);
    expect(runDrill({ node: unmountable.node }).finding).toMatchObject({
      result: DRILL_OUTCOMES['a damaged file system'],
    });
    const mountable = givenCopy('ext4');
    change(mountable, 'mkdir lost && touch lost/file');
    must(`debugfs -w -R 'clri lost/file' ${mountable.node} 2>&1`);
    expect(runDrill({ node: mountable.node }).finding).toMatchObject({
      result: DRILL_OUTCOMES['a damaged file system'],
      check: 'failed',
    });
  });

  it('says which disk is not attached, which image is gone, and which query fails', () => {
    const { node } = givenCopy();
    expect(runDrill({ node: '/dev/sdzz' }).finding?.result).toBe(DRILL_OUTCOMES['not attached']);
    const database = { image: 'missing:1', command: [], dataPath: '/var/lib/mysql' };
    expect(runDrill({ node }, { ...OURS, database }).finding).toMatchObject({
      result: DRILL_OUTCOMES['an image that is gone'],
      detail: expect.stringMatching(/manifest unknown/),
    });
    expect(runDrill({ node }, { ...OURS, query: 'select * from app."gone"' }).finding).toMatchObject({
      result: DRILL_OUTCOMES['a query that fails'],
      detail: expect.stringMatching(/ERROR/),
    });
  });

  it('logs in to a registry of ECR with the role of the instance, and writes no secret to an argument', () => {
    const image = '123456789012.dkr.ecr.us-east-1.amazonaws.com/database:1';
    const { finding, history } = runDrill(
      { node: givenCopy().node },
      { ...OURS, database: { ...OURS.database, image } },
    );
    expect(finding?.result).toBe(DRILL_OUTCOMES.good);
    expect(history).toContain(
      'docker login --username AWS --password-stdin 123456789012.dkr.ecr.us-east-1.amazonaws.com\n',
    );
    expect(history).toMatch(/^password$/m);
    expect(history).toContain('user = "ASIA1:hush"\nheader = "x-amz-security-token: token/+="');
    expect(history).not.toMatch(/^(curl|docker) .*(hush|password$)/m);
  });

  it('runs once, though its command is sent twice', () => {
    const { output } = runDrill({ node: givenCopy().node, before: 'mkdir /run/hostkeeper-drill' });
    expect(output).toBe('ended with 75\n');
  });

  it('has the label by which the user data knows the volume', () => {
    expect(LABEL).toMatch(/^hk-[0-9a-f]{8}$/);
  });
});
