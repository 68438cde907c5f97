import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/**
 * Writes rows one after the other until it is killed, by the client of a database: `node writer.ts FILE COMMAND`. When the
 * server has acknowledged one, it writes the milliseconds and the number of the row to the file.
 */
const [file = '', command = ''] = process.argv.slice(2);
const client = spawn('sh', ['-c', command], { stdio: ['pipe', 'pipe', 'inherit'] });
const write = () =>
  client.stdin.write("insert into app.page (text) values (repeat('x', 400)); select last_insert_id();\n");
client.stdin.on('error', () => process.exit(1));
for await (const line of (write(), createInterface({ input: client.stdout }))) {
  appendFileSync(file, `${Date.now()} ${line}\n`);
  write();
}
