import * as client from '@aws-sdk/client-eventbridge';
import * as z from 'zod/mini';

import type { Clock } from '../clock.ts';
import { drawUuid } from '../ids.ts';
import { ACCOUNT, type Service } from '../operation.ts';
import type { AccountContext } from '../service.ts';
import type { Resource } from '../template.ts';
import { matchesPattern } from './pattern.ts';
import { putEvents } from './put-events.ts';
import { TIMES } from './quotas.ts';

/** An event on the bus. */
interface BusEvent {
  readonly at: Date;
  readonly event: object;
}

const properties = z.object({
  EventPattern: z.optional(z.looseObject({})),
  ScheduleExpression: z.optional(z.string()),
  Targets: z.array(z.object({ Arn: z.string(), Input: z.optional(z.string()) })),
});

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** The period of a schedule. Throws for any but `rate(...)`. */
const millisecondsOf = (expression: string): number => {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count === undefined) throw new Error(`The simulator does not support the schedule ${expression}.`);
  return Number(count) * (UNITS[unit] ?? 0);
};

/** EventBridge of the home region: the default bus, and the rules of the stack with their patterns and schedules. */
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

  /** Delivers an event to a function within some seconds, or as `setDelivery` says. */
  const deliverTo = (arn: string, event: unknown, range: readonly [number, number]): void => {
    const capability = arn.replace(/^.*:function:hostkeeper-\w+?-/, '');
    const times = deliveryOverrides.get(capability)?.shift() ?? [clock.drawMilliseconds(range) / 1000];
    for (const seconds of times) clock.after(1000 * seconds, () => deliver(arn, event));
  };

  const send = ({ Targets }: (typeof rules)[number], event: object): void => {
    for (const { Arn, Input } of Targets)
      deliverTo(Arn, Input === undefined ? event : JSON.parse(Input), TIMES.delivery.seconds);
  };

  const scheduledEvent = (arn: string) => ({
    version: '0',
    id: drawUuid(clock),
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

  /** Puts an event on the default bus. */
  const emit = (event: object): void => {
    events.push({ at: clock.now(), event });
    for (const rule of rules) {
      if (rule.EventPattern && matchesPattern(rule.EventPattern, { ...event })) send(rule, event);
    }
  };

  return {
    /** Every event on the bus. A schedule sends its event to its targets alone. */
    events,
    service: putEvents({ clock, region, emit }) satisfies Service,
    emit,
    deliverTo,
    /** Sets when the next event for a function is delivered, in seconds after it: two numbers deliver it twice, none never. */
    setDelivery: (capability: string, ...afterSeconds: readonly number[]): void => {
      deliveryOverrides.set(capability, [...(deliveryOverrides.get(capability) ?? []), afterSeconds]);
    },
    /** Delivers every event once and in time again. */
    resetDelivery: (): void => deliveryOverrides.clear(),
    isPaused: (): boolean => schedulesPaused,
    /** Pauses or resumes the schedules, those of EventBridge Scheduler too, so that weeks without events pass fast. */
    pauseSchedules: (paused: boolean): void => {
      schedulesPaused = paused;
    },
  };
};

/** Invokes functions asynchronously. */
interface FunctionInvoker {
  readonly invokeAsync: (functionArn: string, event: unknown) => void;
}

export const eventBridge = {
  api: { client, protocol: 'json' },
  deniedCode: 'AccessDeniedException',
  create: ({
    clock,
    region,
    resources,
    peers,
  }: AccountContext & { readonly peers: { readonly lambda: FunctionInvoker } }) =>
    createEventBridge({
      clock,
      region,
      rules: resources('AWS::Events::Rule'),
      deliver: (targetArn, event) => peers.lambda.invokeAsync(targetArn, event),
    }),
} as const;
