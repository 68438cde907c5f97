import { describe, expect, it } from 'vitest';

import { givenClonedDisk, whyNoClones } from './cloned-disk.ts';
import { givenDatabase, givenFiles, givenWriter } from './database-host.ts';
import { DATABASE_SERVERS, type DatabaseServer } from './database-servers.ts';
import { must, shell } from './loop-disk.ts';
import { whyNoServers } from './server.ts';

/** How long `fsfreeze` may take, in milliseconds: the median, as this machine may do other things. */
const MAX_FREEZE = 250;

const medianOf = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/** A database on a disk that can be cloned, and a writer that never stops. */
const given = async (database: DatabaseServer, type: 'ext4' | 'xfs') => {
  const disk = givenClonedDisk(type);
  const folder = `${disk.mountPoint}/mysql`;
  must(`mkdir ${folder}`);
  await givenFiles(database, folder);
  const server = await givenDatabase(database, folder);
  disk.tool('docker', server.docker);
  await server.ask(
    'create database app; create table app.page (id bigint primary key auto_increment, text varchar(500))',
  );
  return { disk, server, writer: await givenWriter(server.client) };
};

/** Starts a second server on the copy, and counts its rows: all from the first to the last are there. */
const rowsInCopy = async (database: DatabaseServer, disk: ReturnType<typeof givenClonedDisk>): Promise<number> => {
  const copy = await givenDatabase(database, `${disk.mountCopy()}/mysql`);
  const [count, last] = (await copy.ask('select count(*), max(id) from app.page')).trim().split('\t').map(Number);
  expect(count).toBe(last);
  expect(await copy.ask('check table app.page extended')).toBe('app.page\tcheck\tstatus\tOK\n');
  return last ?? 0;
};

for (const database of DATABASE_SERVERS) {
  const whyNot = whyNoClones() || whyNoServers(database.suite);
  if (whyNot !== false) console.warn(`SKIPPED: snapshots of ${database.name}, because ${whyNot}`);

  describe.skipIf(whyNot !== false).each(['ext4', 'xfs'] as const)(`a snapshot of ${database.name} on %s`, (type) => {
    it.each([
      ['taken while it is written', 'none', ''],
      ['of a frozen file system', 'freeze', 'snap-0123456789abcdef0 frozen\n'],
      ['of a locked database', 'lock', 'snap-0123456789abcdef0 locked\n'],
    ] as const)('%s holds every acknowledged row', async (_, quiesce, output) => {
      const { disk, writer } = await given(database, type);
      const began = Date.now();
      expect(quiesce === 'none' ? disk.clone() : shell(disk.script({ quiesce }))).toEqual({ exitCode: 0, output });
      const acknowledged = writer.rowAt(disk.clonedAt());
      // The server may have written the next one, and not yet acknowledged it.
      const written = writer.rowAt(Date.now()) + 1;
      await writer.rows(100);
      const rows = await rowsInCopy(database, disk);
      const longestWait = writer.longestWait(began);
      if (quiesce !== 'none') await disk.freezeAgain(4);
      const freezes = disk.freezes();
      const figures = { acknowledged, rows, longestWait, freezes };
      console.log(`${database.name} on ${type}, ${quiesce}: ${JSON.stringify(figures)}`);
      expect(rows).toBeGreaterThanOrEqual(acknowledged);
      expect(rows).toBeLessThanOrEqual(written);
      expect(medianOf(freezes)).toBeLessThanOrEqual(MAX_FREEZE);
    });
  });

  describe.skipIf(whyNot !== false)(`the lock of ${database.name}`, () => {
    it.each([
      ['does not wait for a long UPDATE', 'update app.page set text = sleep(5) where id = 1', /^snap-\w+ locked\n$/],
      [
        'gives up after three seconds of a long CREATE TABLE, and the file system is frozen without it',
        'create table app.other as select sleep(8) as slept',
        /^The database is not locked: ERROR 1205 .*\nsnap-\w+ frozen\n$/,
      ],
    ])('%s; the writer never waits for a second', async (_, statement, output) => {
      const { disk, server, writer } = await given(database, 'ext4');
      server.start(`${server.client} --execute "${statement}"`);
      await server.eventually(`test "$(${server.client} --execute 'show processlist' | grep -c 'sleep(')" = 1`);
      const began = Date.now();
      expect(shell(disk.script({ quiesce: 'lock' })).output).toMatch(output);
      await writer.rows(100);
      console.log(`${database.name}, ${statement}: the writer waited for ${writer.longestWait(began)} ms.`);
      expect(writer.longestWait(began)).toBeLessThan(1000);
    });
  });
}
