import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const ANSWER = 0x8180;
const [NAME_ERROR, SERVER_FAILURE] = [3, 2];
const [NS, IN, TTL] = [2, 1, 60];
/** A pointer to the name in the question, which begins after the header. */
const QUESTION_NAME = 0xc00c;
const HEADER_BYTES = 12;

/** The labels of a name, each after its length. https://www.rfc-editor.org/rfc/rfc1035#section-3.1 */
const encodeName = (name: string): Buffer =>
  Buffer.concat([...name.split('.'), ''].map((label) => Buffer.from(`${String.fromCodePoint(label.length)}${label}`)));

const numbers = (...values: readonly number[]): Buffer => {
  const buffer = Buffer.alloc(2 * values.length);
  for (const [index, value] of values.entries()) buffer.writeUInt16BE(value, 2 * index);
  return buffer;
};

const nsRecord = (server: string): Buffer => {
  const data = encodeName(server);
  return Buffer.concat([numbers(QUESTION_NAME, NS, IN, 0, TTL, data.length), data]);
};

/** What a server says of every name: its name servers, that there is no such name, that it cannot find out, or nothing. */
export type DnsAnswer = readonly string[] | 'no such name' | 'failure' | 'silence';

const reply = (query: Buffer, answer: Exclude<DnsAnswer, 'silence'>): Buffer => {
  const code = { 'no such name': NAME_ERROR, failure: SERVER_FAILURE };
  const [servers, error] = typeof answer === 'string' ? [[], code[answer]] : [answer, 0];
  // The question ends with the empty label, its type and its class.
  const question = query.subarray(HEADER_BYTES, query.indexOf(0, HEADER_BYTES) + 5);
  return Buffer.concat([
    query.subarray(0, 2),
    numbers(ANSWER + error, 1, servers.length, 0, 0),
    question,
    ...servers.map(nsRecord),
  ]);
};

/** A DNS server on loopback that answers every question alike. `address` is what a resolver is given. */
export const startDnsServer = async (answer: DnsAnswer) => {
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    if (answer !== 'silence') socket.send(reply(query, answer), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { address: `127.0.0.1:${socket.address().port}`, stop: () => void socket.close() };
};

/** The environment of a process that asks this server alone. */
export const useDns = (address: string): NodeJS.ProcessEnv => {
  const program = `import { setServers } from 'node:dns'; setServers(['${address}']);`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(program)}` };
};
