import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import { CLIENT_FILES, DATA, type DatabaseServer } from './database-servers.ts';
import { background, must } from './loop-disk.ts';
import { until } from './machine.ts';
import { givenServer } from './server.ts';

/** Starts a database server on a folder, in a machine of its own. */
export const givenDatabase = async ({ suite, run, client }: DatabaseServer, folder: string) => {
  const server = await givenServer(suite, CLIENT_FILES, DATA, folder);
  server.start(`exec ${server.inside(run)}`);
  const ask = (sql: string): Promise<string> => server.eventually(server.inside(`${client} --execute "${sql}"`));
  await ask('select 1');
  return {
    ask,
    client: server.inside(client),
    start: server.start,
    eventually: server.eventually,
    /** A `docker` whose one container this is. */
    docker: `case $1 in
      ps) echo 0123456789ab ;;
      inspect) echo '"Source": "${folder}"' ;;
      exec) shift; [ "$1" = -i ] && shift; shift; exec ${server.inside('"$@"')} ;;
      esac`,
  };
};

/** Writes rows to a database until the test has ended. */
export const givenWriter = async (client: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'hostkeeper-writer-'));
  const file = join(folder, 'acknowledged');
  const writer = background(`exec node ${join(import.meta.dirname, 'writer.ts')} ${file} '${client}'`);
  onTestFinished(async () => {
    writer.kill();
    await writer.ended;
    rmSync(folder, { recursive: true });
  });
  /** The rows that the server has acknowledged, with when. */
  const acknowledged = () =>
    (existsSync(file) ? readFileSync(file, 'utf8') : '')
      .split('\n')
      .slice(0, -1)
      .map((line) => {
        const [at, row] = line.split(' ');
        return { at: Number(at), row: Number(row) };
      });
  const lastRow = (): number => acknowledged().at(-1)?.row ?? 0;
  const rows = async (more: number): Promise<void> => {
    const wanted = lastRow() + more;
    await until(
      () => lastRow() >= wanted,
      () => `${lastRow()} rows are written.`,
    );
  };
  await rows(100);
  return {
    /** The last row that was acknowledged at a moment, in milliseconds. */
    rowAt: (moment: number): number => acknowledged().findLast(({ at }) => at <= moment)?.row ?? 0,
    /** Waits for so many more rows. */
    rows,
    /** How long the writer has waited for one row at most, in milliseconds, from a moment on. */
    longestWait: (from: number): number =>
      acknowledged().reduce(
        ({ longest, last }, { at }) => ({ longest: at < from ? 0 : Math.max(longest, at - last), last: at }),
        { longest: 0, last: from },
      ).longest,
  };
};

/** The files of a new database by its server: making them takes seconds. */
const made = new Map<DatabaseServer, string>();

/** Puts the files of a new database into a folder. */
export const givenFiles = async (database: DatabaseServer, folder: string): Promise<void> => {
  const known = made.get(database);
  if (known !== undefined) return void must(`cp -a ${known}/. ${folder} && sync -f ${folder}`);
  const fresh = mkdtempSync(join(tmpdir(), 'hostkeeper-database-'));
  process.once('exit', () => rmSync(fresh, { recursive: true }));
  const server = await givenServer(database.suite, CLIENT_FILES, DATA, fresh);
  must(server.inside(database.make));
  made.set(database, fresh);
  return givenFiles(database, folder);
};
