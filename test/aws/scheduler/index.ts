import * as z from 'zod/mini';

import type { Clock } from '../clock.ts';
import { drawUuid } from '../ids.ts';
import type { Service } from '../operation.ts';
import type { AccountContext } from '../service.ts';
import type { Resource } from '../template.ts';
import { runsOf } from './expression.ts';
import { TIMES } from './quotas.ts';

/** A schedule as CloudFormation accepts it. A property that is not here is not simulated. */
const properties = z.strictObject({
  Name: z.optional(z.string()),
  Description: z.optional(z.string()),
  GroupName: z.optional(z.string()),
  State: z.prefault(z.enum(['ENABLED', 'DISABLED']), 'ENABLED'),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.prefault(z.string(), 'UTC'),
  FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
  Target: z.strictObject({
    Arn: z.string(),
    RoleArn: z.string(),
    Input: z.optional(z.string()),
    RetryPolicy: z.optional(
      z.strictObject({
        MaximumRetryAttempts: z.optional(z.int().check(z.gte(0), z.lte(185))),
        MaximumEventAgeInSeconds: z.optional(z.int().check(z.gte(60), z.lte(86_400))),
      }),
    ),
    DeadLetterConfig: z.optional(z.strictObject({ Arn: z.string() })),
  }),
});

type Schedule = z.output<typeof properties> & { readonly arn: string };

const SERVICE = 'scheduler.amazonaws.com';

/** The schedule of a resource. Throws where AWS refuses it. */
const readSchedule = ({ arn, logicalId, properties: raw }: Resource, roles: readonly Resource[]): Schedule => {
  const schedule = z.parse(properties, raw);
  const role = roles.find((candidate) => candidate.arn === schedule.Target.RoleArn);
  if (role && !JSON.stringify(role.properties['AssumeRolePolicyDocument']).includes(SERVICE))
    throw new Error(
      `${logicalId}: The execution role you provide must allow AWS EventBridge Scheduler to assume the role.`,
    );
  return { ...schedule, arn };
};

/** The input of a target, with its context attributes. https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html */
const inputOf = ({ arn, Target }: Schedule, at: Date, executionId: string): unknown => {
  const attributes: Readonly<Record<string, string>> = {
    'schedule-arn': arn,
    'scheduled-time': `${at.toISOString().slice(0, 19)}Z`,
    'execution-id': executionId,
    'attempt-number': '1',
  };
  const text = Target.Input ?? '{}';
  return JSON.parse(text.replaceAll(/<aws\.scheduler\.([\w-]+)>/g, (name, key: string) => attributes[key] ?? name));
};

/**
 * EventBridge Scheduler of the home region: it invokes functions under the role of each schedule. A run that the role does
 * not allow is lost here, as its dead-letter queue is not simulated.
 */
export const createScheduler = (deps: {
  readonly clock: Clock;
  readonly schedules: readonly Resource[];
  readonly roles: readonly Resource[];
  readonly authorize: AccountContext['authorize'];
  readonly deliver: (targetArn: string, event: unknown, seconds: readonly [number, number]) => void;
  readonly isPaused: () => boolean;
}) => {
  const { clock, roles, authorize, deliver, isPaused } = deps;

  const invoke = async (schedule: Schedule, at: Date): Promise<void> => {
    const { Arn, RoleArn } = schedule.Target;
    const caller = roles.find(({ arn }) => arn === RoleArn)?.logicalId ?? '';
    const isAllowed = await authorize(caller, 'lambda', 'Invoke', [{ resource: Arn }]).then(
      () => true,
      () => false,
    );
    if (isAllowed) deliver(Arn, inputOf(schedule, at, drawUuid(clock)), TIMES.invocation.seconds);
  };

  for (const resource of deps.schedules) {
    const schedule = readSchedule(resource, roles);
    const { ScheduleExpression, ScheduleExpressionTimezone, State } = schedule;
    const next = runsOf(ScheduleExpression, ScheduleExpressionTimezone, clock.now().getTime());
    if (State === 'DISABLED') continue;
    const awaitRun = (after: number): void => {
      const at = next(after);
      if (at === undefined) return;
      clock.after(at - clock.now().getTime(), () => {
        if (!isPaused()) void clock.track(() => invoke(schedule, new Date(at)));
        awaitRun(at);
      });
    };
    awaitRun(clock.now().getTime() - 1);
  }

  return { service: {} satisfies Service };
};

/** What delivers to functions, and may lose, delay or double what it delivers. */
interface Bus {
  readonly deliverTo: (targetArn: string, event: unknown, seconds: readonly [number, number]) => void;
  readonly isPaused: () => boolean;
}

export const scheduler = {
  create: ({ clock, resources, authorize, peers }: AccountContext & { readonly peers: { readonly events: Bus } }) =>
    createScheduler({
      clock,
      schedules: resources('AWS::Scheduler::Schedule'),
      roles: resources('AWS::IAM::Role'),
      authorize,
      deliver: (targetArn, event, seconds) => peers.events.deliverTo(targetArn, event, seconds),
      isPaused: () => peers.events.isPaused(),
    }),
} as const;
