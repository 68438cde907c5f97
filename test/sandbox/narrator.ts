import * as z from 'zod/mini';

import type { World } from '../aws/world.ts';

/** A line of the story: when, of what kind, and what. */
interface Line {
  readonly at: Date;
  readonly kind: 'event' | 'call' | 'decision' | 'e-mail' | 'error';
  readonly text: string;
}

const alarmChange = z.object({
  detail: z.object({
    alarmName: z.string(),
    previousState: z.object({ value: z.string() }),
    state: z.object({ value: z.string() }),
  }),
});

const instanceEvent = z.object({
  'detail-type': z.string(),
  detail: z.object({ EC2InstanceId: z.optional(z.string()), 'instance-id': z.optional(z.string()) }),
});

const eventText = (event: object): string => {
  const { data } = z.safeParse(alarmChange, event);
  if (data) {
    const { alarmName, previousState, state } = data.detail;
    return `${alarmName} went from ${previousState.value} to ${state.value}`;
  }
  const { 'detail-type': kind, detail } = z.parse(instanceEvent, event);
  return `${kind}: ${detail.EC2InstanceId ?? detail['instance-id'] ?? 'no instance'}`;
};

/** What a call said, without what is the same in every one. */
const SAME = new Set(['ResourceType', 'PropagateAtLaunch', 'ShouldDecrementDesiredCapacity']);

const wordsOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(wordsOf).join(' ');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .filter(([name]) => !SAME.has(name))
      .map(([name, each]: [string, unknown]) => (typeof each === 'object' ? wordsOf(each) : `${name}=${wordsOf(each)}`))
      .join(' ');
  }
  return JSON.stringify(value);
};

const decision = z.object({
  host: z.string(),
  status: z.string(),
  reason: z.string(),
  actions: z.optional(z.array(z.object({ action: z.string(), reason: z.string() }))),
});

const indented = (text: string): string => text.trimEnd().replaceAll(/^/gm, '    | ');

const stamp = (at: Date): string => at.toISOString().slice(0, 19).replace('T', ' ');

/** Tells what has happened in a world since it told last, in the order of time. Reads are only counted, in the summary. */
export const createNarrator = (world: World, print: (line: string) => void) => {
  const printed = { events: 0, calls: 0, logs: 0, mails: 0, invocations: 0 };

  const since = <T>(kind: keyof typeof printed, all: readonly T[]): readonly T[] => {
    const fresh = all.slice(printed[kind]);
    printed[kind] = all.length;
    return fresh;
  };

  return {
    /** What a person does, or the world at large. */
    announce: (text: string): void => print(`\n${stamp(world.clock.now())}  ${text}`),
    /** All that came of it. */
    printChanges: (): void => {
      const lines: Line[] = [
        ...since('events', world.events).map(({ at, event }) => ({
          at,
          kind: 'event' as const,
          text: eventText(event),
        })),
        ...since('calls', world.calls)
          .filter(({ operation }) => !/^(Describe|List|Publish)/.test(operation))
          .map(({ at, caller, operation, input, error }) => ({
            at,
            kind: 'call' as const,
            text: `${caller.replace(/Role$/, '')}: ${operation} ${wordsOf(input)}${error === undefined ? '' : ` (${error})`}`,
          })),
        ...since('logs', world.logs).map(({ at, name, entry }) => {
          const { data } = z.safeParse(decision, entry);
          if (!data) return { at, kind: 'decision' as const, text: JSON.stringify(entry) };
          const done = (data.actions ?? []).map(({ action, reason }) => `; did ${action}, as ${reason}`).join('');
          return {
            at,
            kind: 'decision' as const,
            text: `${name}: ${data.host} is ${data.status}: ${data.reason}${done}`,
          };
        }),
        ...since('mails', world.mails).map(({ at, to, subject, body }) => ({
          at,
          kind: 'e-mail' as const,
          text: `to ${to}\n    | Subject: ${subject}\n    |\n${indented(body)}`,
        })),
        ...since('invocations', world.invocations).flatMap(({ ended, name, error }) =>
          error === undefined ? [] : [{ at: ended, kind: 'error' as const, text: `${name}: ${error}` }],
        ),
      ];
      for (const { at, kind, text } of lines.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
        print(`${stamp(at)}    ${kind.padEnd(8)}  ${text}`);
      }
    },
  };
};
