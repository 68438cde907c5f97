import type { Times } from '../quotas.ts';

export const TIMES = {
  /** From an event to the invocation of the target of a rule. */
  delivery: { seconds: [0.2, 2], page: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-what-is.html' },
} as const satisfies Times;
