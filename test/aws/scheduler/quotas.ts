import type { Times } from '../quotas.ts';

export const TIMES = {
  /** From the time of a schedule to the invocation of its target: within the minute. */
  invocation: {
    seconds: [0, 59],
    page: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html',
  },
} as const satisfies Times;
