import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';

import { MYSQL_OPTIONS } from '../../infra/host/containers.ts';
import { hostSchema } from '../../infra/host/settings.ts';
import { MINIMAL } from '../support/stage-host-fixture.ts';
import { shell } from './loop-disk.ts';
import { givenLimit, whyNoLimits } from './memory-limit.ts';
import { givenServer, whyNoServers } from './server.ts';

const { memoryMegabytes } = z.parse(hostSchema, MINIMAL);

const DATA = 'var/lib/mysql';
const OWN = `--no-defaults --user=root --datadir=/${DATA}`;
const SOCKET = '--socket=/run/server.sock';

/** How a server is made and started. */
interface Server {
  readonly name: string;
  readonly suite: string;
  readonly options: readonly string[];
  readonly program: string;
  readonly client: string;
  /** The command that makes the files of the database, with these options. */
  readonly make: (options: string) => string;
  /** The options of a start that the image has and these packages have not. */
  readonly more: string;
}

const SERVERS: readonly Server[] = [
  {
    name: 'MySQL',
    suite: 'sid',
    options: MYSQL_OPTIONS,
    program: '/usr/sbin/mysqld',
    client: '/usr/bin/mysql',
    make: (options) => `/usr/sbin/mysqld ${OWN} --secure-file-priv= --initialize-insecure ${options}`,
    more: '--secure-file-priv=',
  },
  {
    name: 'MariaDB',
    suite: 'trixie',
    // It ends at an option that it does not know, unless this says that it need not.
    options: MYSQL_OPTIONS.map((option) => option.replace('--', '--loose-')),
    program: '/usr/sbin/mariadbd',
    client: '/usr/bin/mariadb',
    make: (options) => `/usr/bin/mariadb-install-db ${OWN} --auth-root-authentication-method=normal ${options}`,
    more: '',
  },
];

for (const { name, suite, options, program, client, make, more } of SERVERS) {
  const whyNot = whyNoServers(suite) || whyNoLimits();
  if (whyNot !== false) console.warn(`SKIPPED: the options of the database with ${name}, because ${whyNot}`);

  describe.skipIf(whyNot !== false)(`the options of the database, with ${name}`, () => {
    it('make and start a server that answers, in the memory that is reserved for its container', async () => {
      const limit = givenLimit(memoryMegabytes.mysql);
      const server = await givenServer(suite, {}, DATA);
      const line = options.join(' ');
      const made = shell(`${limit.enter}; ${server.inside(make(line))}`);
      expect(made).toEqual({ exitCode: 0, output: expect.any(String) });
      const run = `${program} ${OWN} ${SOCKET} --skip-networking ${more} ${line}`;
      server.start(`${limit.enter}; exec ${server.inside(run)}`);
      const query = `${client} ${SOCKET} --skip-column-names --batch --execute`;
      const ask = (sql: string) => server.eventually(server.inside(`${query} '${sql}'`));
      await ask('create database app; create table app.page (id int primary key, text varchar(100))');
      await ask('insert into app.page values (1, "kept"); commit');
      expect(await ask('select text from app.page')).toBe('kept\n');
      expect(
        await ask('select @@innodb_buffer_pool_size / 1024 / 1024, @@performance_schema, @@log_bin, @@max_connections'),
      ).toBe('64.00000000\t0\t0\t40\n');
      console.log(`${await ask('select version()')}has had ${limit.peakMegabytes()} of ${memoryMegabytes.mysql} MB.`);
      expect(limit.kills()).toBe(0);
      expect(limit.peakMegabytes()).toBeLessThan(memoryMegabytes.mysql);
    });
  });
}
