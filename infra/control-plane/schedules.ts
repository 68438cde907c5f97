import { arn, DEAD_LETTER_QUEUE } from '../iam/resources.ts';
import { renderRole } from '../iam/model.ts';
import { param } from '../parameters.ts';
import type { Variables } from '../serverless.ts';

/** How long the nightly snapshots are tried from their time, and how often. */
const TRIED = { minutes: 180, everyMinutes: 15 } as const;

const MINUTES_OF_DAY = 24 * 60;

const minutesOf = ([, inHour]: readonly [number, readonly number[]]): string =>
  inHour.map((time) => time % 60).join(',');

/**
 * The cron expressions of every quarter of an hour for three hours from a time of day. One expression has the same minutes in
 * each of its hours, so that a time like 22:30 takes three.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export const nightlyCrons = (timeOfDay: string): readonly string[] => {
  const [hours = 0, minutes = 0] = timeOfDay.split(':').map(Number);
  const times = Array.from(
    { length: TRIED.minutes / TRIED.everyMinutes },
    (_, index) => (60 * hours + minutes + index * TRIED.everyMinutes) % MINUTES_OF_DAY,
  );
  const byHour = Map.groupBy(times, (time) => Math.floor(time / 60));
  return [...Map.groupBy(byHour, minutesOf)].map(
    ([minuteList, sameMinutes]) => `cron(${minuteList} ${sameMinutes.map(([hour]) => hour).join(',')} * * ? *)`,
  );
};

/** The role of the schedules: EventBridge Scheduler invokes these functions with it, and no others. */
const scheduleRole = (functionNames: readonly string[]) =>
  renderRole('scheduler.amazonaws.com', [
    {
      name: 'schedule',
      statements: [
        {
          sid: 'InvokeFunctions',
          why: 'Invokes the functions that have a schedule.',
          actions: ['lambda:InvokeFunction'],
          resources: functionNames.map((name) => arn('lambda', `function:hostkeeper-\${sls:stage}-${name}`)),
        },
        {
          sid: 'SendDeadLetters',
          why: 'Sends what could not be invoked to the dead-letter queue.',
          actions: ['sqs:SendMessage'],
          resources: DEAD_LETTER_QUEUE,
        },
      ],
    },
  ]);

/** A schedule of a function. What it cannot invoke within the time to its next run goes to the dead-letter queue. */
const schedule = (name: string, functionId: string, expression: string, timeZone: string, input: object) => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    Name: `hostkeeper-\${sls:stage}-${name}`,
    ScheduleExpression: expression,
    ScheduleExpressionTimezone: timeZone,
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: { 'Fn::GetAtt': [functionId, 'Arn'] },
      RoleArn: { 'Fn::GetAtt': ['ScheduleRole', 'Arn'] },
      Input: JSON.stringify(input),
      RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 60 * TRIED.everyMinutes },
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] } },
    },
  },
});

/** What starts the functions that have a schedule in a time zone, for docs/reference/functions.md. */
export const SCHEDULES: Readonly<Record<string, string>> = {
  snapshot: 'Schedule: every 15 minutes for three hours from `snapshotTime`',
};

/** What `serverless.yml` reads by way of `schedules.cjs`. A malformed time is refused by infra/plugins/parameters.ts. */
export default async ({ resolveVariable }: Variables) => {
  const time = String(await resolveVariable('param:snapshotTime'));
  const crons = nightlyCrons(time).map((cron, index): [string, object] => {
    const name = `snapshot-${index + 1}`;
    const nightly = { schedule: 'nightly' };
    return [
      `SnapshotSchedule${index + 1}`,
      schedule(name, 'SnapshotLambdaFunction', cron, param('snapshotTimeZone'), nightly),
    ];
  });
  return { Resources: { ScheduleRole: scheduleRole(['snapshot']), ...Object.fromEntries(crons) } };
};
