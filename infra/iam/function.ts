import type { Policy, Role } from './model.ts';
import { DEAD_LETTER_QUEUE, logStreams, NOTIFICATION_TOPIC } from './resources.ts';

/** Sends notifications, and events whose processing failed. */
export const notify: Policy = {
  name: 'notifications',
  statements: [
    {
      sid: 'Notify',
      why: 'Sends notifications.',
      actions: ['sns:Publish'],
      resources: NOTIFICATION_TOPIC,
    },
    {
      sid: 'SendDeadLetters',
      why: 'Lambda sends an event whose processing failed to the dead-letter queue, with the credentials of the function.',
      actions: ['sqs:SendMessage'],
      resources: DEAD_LETTER_QUEUE,
    },
  ],
};

/** Writes the function's own log. */
const writeLogs = (functionName: string): Policy => ({
  name: 'logs',
  statements: [
    {
      sid: 'WriteLogs',
      why: 'Writes the log of this function; the log group itself is part of the stack.',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: logStreams(functionName),
    },
  ],
});

/** The role of a function: it writes the function's log and has these policies. */
export const role = (functionName: string, notifications: Policy, ...policies: readonly Policy[]): Role => ({
  functionName,
  policies: [notifications, writeLogs(functionName), ...policies],
});
