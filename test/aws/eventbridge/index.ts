import type { PutEventsRequest, PutEventsResponse } from '@aws-sdk/client-eventbridge';
import * as z from 'zod/mini';

import { TIMES } from '../quotas.ts';
import type { Clock } from '../clock.ts';
import { ACCOUNT, type Operation, type Service } from '../operation.ts';
import type { Resource } from '../template.ts';

/** An event that was on the bus. */
export interface BusEvent {
  readonly at: Date;
  readonly event: object;
}

const properties = z.object({
  EventPattern: z.optional(z.looseObject({})),
  ScheduleExpression: z.optional(z.string()),
  Targets: z.array(z.object({ Arn: z.string(), Input: z.optional(z.string()) })),
});

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Whether an event matches a pattern: lists of exact values, at any depth, which a list in the event meets with any of
 * its own. Other operators throw: better than to match what AWS would not.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export const matchesPattern = (
  pattern: Readonly<Record<string, unknown>>,
  event: Readonly<Record<string, unknown>>,
): boolean =>
  Object.entries(pattern).every(([name, expected]) => {
    const value = event[name];
    if (isRecord(expected)) return isRecord(value) && matchesPattern(expected, value);
    if (!Array.isArray(expected)) throw new Error(`the pattern of ${name} must be a list or an object`);
    const operator: unknown = expected.find(isRecord);
    if (operator !== undefined) throw new Error(`the world does not know the operator ${JSON.stringify(operator)}`);
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.some((one) => expected.includes(one));
  });

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

const millisecondsOf = (expression: string): number => {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count === undefined) throw new Error(`the world does not know the schedule ${expression}`);
  return Number(count) * (UNITS[unit] ?? 0);
};

const parseDetail = (text: string): object | undefined => {
  try {
    const detail: unknown = JSON.parse(text);
    return isRecord(detail) ? detail : undefined;
  } catch {
    return undefined;
  }
};

/** EventBridge: the default bus of a region, its rules and its schedules. */
export const createEventBridge = (deps: {
  readonly clock: Clock;
  readonly region: string;
  readonly rules: readonly Resource[];
  readonly deliver: (targetArn: string, event: unknown) => void;
}) => {
  const { clock, region, deliver } = deps;
  const rules = deps.rules.map(({ arn, properties: raw }) => ({ arn, ...z.parse(properties, raw) }));
  const events: BusEvent[] = [];
  let schedulesPaused = false;
  const deliveryOverrides = new Map<string, (readonly number[])[]>();

  const send = ({ Targets }: (typeof rules)[number], event: object): void => {
    for (const { Arn, Input } of Targets) {
      const capability = Arn.replace(/^.*:function:hostkeeper-\w+?-/, '');
      const times = deliveryOverrides.get(capability)?.shift() ?? [
        clock.drawMilliseconds(TIMES.delivery.seconds) / 1000,
      ];
      for (const seconds of times) {
        clock.after(1000 * seconds, () => deliver(Arn, Input === undefined ? event : JSON.parse(Input)));
      }
    }
  };

  const scheduledEvent = (arn: string) => ({
    version: '0',
    id: `schedule-${clock.now().getTime()}`,
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: ACCOUNT,
    time: `${clock.now().toISOString().slice(0, 19)}Z`,
    region,
    resources: [arn],
    detail: {},
  });

  for (const rule of rules) {
    if (rule.ScheduleExpression === undefined) continue;
    const period = millisecondsOf(rule.ScheduleExpression);
    const tick = (): void => {
      clock.after(period, tick);
      if (!schedulesPaused) send(rule, scheduledEvent(rule.arn));
    };
    clock.after(period, tick);
  }

  /** An event on the default bus. */
  const emit = (event: object): void => {
    events.push({ at: clock.now(), event });
    for (const rule of rules) {
      if (rule.EventPattern && matchesPattern(rule.EventPattern, { ...event })) send(rule, event);
    }
  };

  /** AWS keeps the sources that begin with `aws.` to itself; here the owner plays AWS as well. */
  const PutEvents: Operation<PutEventsRequest, PutEventsResponse> = {
    handle: ({ Entries = [] }, { caller }) => {
      const results = Entries.map(({ Source = '', DetailType = '', Detail = '', Resources = [], Time }) => {
        if (Source.startsWith('aws.') && caller !== 'owner') {
          const ErrorMessage = `Not authorized for the source ${Source}`;
          return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage };
        }
        const detail = parseDetail(Detail);
        if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
        const EventId = `put-${clock.now().getTime()}-${events.length}`;
        const time = `${(Time ?? clock.now()).toISOString().slice(0, 19)}Z`;
        const head = { version: '0', id: EventId, 'detail-type': DetailType, source: Source, account: ACCOUNT };
        emit({ ...head, time, region, resources: Resources, detail });
        return { EventId };
      });
      return { FailedEntryCount: results.filter((one) => 'ErrorCode' in one).length, Entries: results };
    },
  };

  return {
    /** What was on the bus; schedules send to their targets alone. */
    events,
    service: { PutEvents } satisfies Service,
    emit,
    /** Delivers the next event for a function after so many seconds: twice where two are given, never where none is. */
    setDelivery: (capability: string, ...afterSeconds: readonly number[]): void => {
      deliveryOverrides.set(capability, [...(deliveryOverrides.get(capability) ?? []), afterSeconds]);
    },
    /** Delivers every event once, and in time, from now on. */
    resetDelivery: (): void => deliveryOverrides.clear(),
    /** Lets the schedules rest, and go on again: quiet weeks need not be lived minute by minute. */
    pauseSchedules: (paused: boolean): void => {
      schedulesPaused = paused;
    },
  };
};
