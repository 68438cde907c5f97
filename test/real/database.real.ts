import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';

import { hostSchema } from '../../infra/host/settings.ts';
import { MINIMAL } from '../support/stage-host-fixture.ts';
import { CLIENT_FILES, DATA, DATABASE_SERVERS } from './database-servers.ts';
import { shell } from './loop-disk.ts';
import { givenLimit, whyNoLimits } from './memory-limit.ts';
import { givenServer, whyNoServers } from './server.ts';

const { memoryMegabytes } = z.parse(hostSchema, MINIMAL);

for (const { name, suite, make, run, client } of DATABASE_SERVERS) {
  const whyNot = whyNoServers(suite) || whyNoLimits();
  if (whyNot !== false) console.warn(`SKIPPED: the options of the database with ${name}, because ${whyNot}`);

  describe.skipIf(whyNot !== false)(`the options of the database, with ${name}`, () => {
    it('make and start a server that answers, in the memory that is reserved for its container', async () => {
      const limit = givenLimit(memoryMegabytes.mysql);
      const server = await givenServer(suite, CLIENT_FILES, DATA);
      const made = shell(`${limit.enter}; ${server.inside(make)}`);
      expect(made).toEqual({ exitCode: 0, output: expect.any(String) });
      server.start(`${limit.enter}; exec ${server.inside(run)}`);
      const ask = (sql: string) => server.eventually(server.inside(`${client} --execute '${sql}'`));
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
