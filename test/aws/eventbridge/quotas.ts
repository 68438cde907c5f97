import type { Times } from '../quotas.ts';

export const TIMES = {
  /** From an event to the invocation of the target of a rule. */
  delivery: { seconds: [0.2, 2], page: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-what-is.html' },
} as const satisfies Times;

const PUT_EVENTS = 'https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html';

/** Entries of one request, and their size in all. */
export const LIMITS = {
  entries: { min: 1, max: 10, page: PUT_EVENTS },
  entriesBytes: {
    max: 1_048_576,
    page: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html',
  },
} as const;
