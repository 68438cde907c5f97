import * as z from 'zod/mini';

import type { World } from '../aws/world.ts';
import { reportsOf } from '../support/queries.ts';
import { describeEvent, describeInput, functionOf, isFromAws } from './descriptions.ts';
import { framed, shorten, type Style, styled, width } from './terminal.ts';

/** Something that happened, as one line or more. */
interface Entry {
  readonly at: Date;
  readonly lines: readonly string[];
}

export interface NarratorOptions {
  readonly print: (line: string) => void;
  /** Prints e-mails and lines as a whole, the actions of decisions, and what hostkeeper notes about its e-mails. */
  readonly verbose: boolean;
}

/** Lines of an e-mail that are shown unless all are. */
const EMAIL_LINES = 8;

const KINDS = {
  event: 'cyan',
  call: 'blue',
  failed: 'red',
  decision: 'yellow',
  'e-mail': 'magenta',
  error: ['bold', 'red'],
} as const satisfies Readonly<Record<string, Style>>;

const KIND_WIDTH = 8;
const FUNCTION_WIDTH = 18;

const report = z.object({
  host: z.string(),
  status: z.string(),
  reason: z.string(),
  actions: z.prefault(z.array(z.object({ action: z.string(), reason: z.string() })), []),
});

/** Whether a call only notes what was notified. */
const isOwnNote = (input: object): boolean => JSON.stringify(input).includes('"hostkeeper:notified"');

/** `11-14 00:00:46` */
const stamp = (at: Date): string => at.toISOString().slice(5, 19).replace('T', ' ');

/** Prints what has happened in a simulated AWS, in the order of time. Reads are not printed. */
export const createNarrator = (world: World, { print, verbose }: NarratorOptions) => {
  const printed = { events: 0, calls: 0, logs: 0, mails: 0 };
  const failed = new Set<World['invocations'][number]>();

  const newIn = <T>(kind: keyof typeof printed, all: readonly T[]): readonly T[] => {
    const fresh = all.slice(printed[kind]);
    printed[kind] = all.length;
    return fresh;
  };

  const entry = (at: Date, kind: keyof typeof KINDS, text: string, more: readonly string[] = []): Entry => {
    const label = kind.padEnd(KIND_WIDTH);
    const room = width() - stamp(at).length - KIND_WIDTH - 4;
    return {
      at,
      lines: [
        `${styled('dim', stamp(at))}  ${styled(KINDS[kind], label)}  ${verbose ? text : shorten(text, room)}`,
        ...more,
      ],
    };
  };

  const emailEntry = ({ at, to, subject, body }: World['mails'][number]): Entry => {
    if (!verbose && isFromAws(subject)) return entry(at, 'e-mail', `from AWS: ${subject}`);
    const lines = body.trimEnd().split('\n');
    const shown = verbose ? lines : lines.slice(0, EMAIL_LINES).map((line) => shorten(line, width() - 6));
    const hidden = lines.length - shown.length;
    const footer = hidden > 0 ? `${hidden} more lines` : '';
    return entry(at, 'e-mail', `to ${to}`, framed(subject, shown, footer));
  };

  const logEntry = ({ at, name, entry: logged }: World['logs'][number]): Entry => {
    const { data } = z.safeParse(report, logged);
    const { host = '', status = '', reason = JSON.stringify(logged), actions = [] } = data ?? {};
    const text = `${name.padEnd(FUNCTION_WIDTH)}  ${host} ${status}: ${reason}`;
    return entry(at, 'decision', text, verbose ? actions.map((one) => `    ${one.action}: ${one.reason}`) : []);
  };

  const callEntry = ({ at, caller, operation, input, error }: World['calls'][number]): Entry => {
    const prefix = `${functionOf(caller).padEnd(FUNCTION_WIDTH)}  ${operation}`;
    const parameters = describeInput(input);
    return error === undefined
      ? entry(at, 'call', `${prefix} ${parameters}`)
      : entry(at, 'failed', `${prefix}: ${error.replace(/^AwsError: /, '')}: ${parameters}`);
  };

  /** An invocation is known from its beginning, and its error from its end. */
  const newFailures = (): readonly Entry[] =>
    world.invocations.flatMap((invocation) => {
      const { ended, name, error } = invocation;
      if (error === undefined || failed.has(invocation)) return [];
      failed.add(invocation);
      return [entry(ended, 'error', `${name}: ${error}`)];
    });

  /** Everything that has happened since the last time. */
  const newEntries = (): readonly Entry[] =>
    [
      ...newIn('events', world.events).map(({ at, event }) => entry(at, 'event', describeEvent(event))),
      ...newIn('calls', world.calls)
        .filter(({ operation }) => !/^(Describe|Filter|Get|List|Publish)/.test(operation))
        .filter(({ input }) => verbose || !isOwnNote(input))
        .map(callEntry),
      ...newIn('logs', world.logs).map(logEntry),
      ...newIn('mails', world.mails).map(emailEntry),
      ...newFailures(),
    ].toSorted((a, b) => a.at.getTime() - b.at.getTime());

  /** Prints it. */
  const printChanges = (): void => {
    for (const { lines } of newEntries()) for (const line of lines) print(line);
  };

  return {
    /** Prints what AWS or a person is about to do, after everything that happened before. */
    announce: (text: string): void => {
      printChanges();
      print(`\n${styled('dim', stamp(world.clock.now()))}  ${styled('bold', text)}`);
    },
    /** Prints what a function has answered to whoever invoked it. */
    printAnswer: (returned: unknown): void => {
      for (const { host, status, reason } of reportsOf(returned)) print(`    ${host}: ${status}, ${reason}`);
    },
    printChanges,
    /** Passes over it: of a night like the one before nobody wants to read. */
    skipChanges: (): void => void newEntries(),
  };
};

export type Narrator = ReturnType<typeof createNarrator>;
