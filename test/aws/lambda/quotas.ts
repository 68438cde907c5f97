import type { Bucket } from '../quotas.ts';

const DOCS = 'https://docs.aws.amazon.com/lambda/latest/dg';

export const LIMITS = {
  /** Concurrent executions of an account; a new account has 10. */
  concurrency: { default: 1000, page: `${DOCS}/lambda-concurrency.html` },
  /** Memory of a function, in MB. */
  memory: { default: 128, page: `${DOCS}/configuration-memory.html` },
  /** The longest time-out of a function, in seconds. */
  timeout: { max: 900, page: `${DOCS}/configuration-timeout.html` },
  functionsPerPage: { max: 50, page: 'https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html' },
  /** Retries of a failed asynchronous invocation. */
  retries: { default: 2, page: `${DOCS}/invocation-async-error-handling.html` },
} as const;

/** Before the first retry of an asynchronous invocation, in seconds; before the second, twice as long. */
export const RETRY_DELAY = { seconds: 60, page: `${DOCS}/invocation-async-error-handling.html` } as const;

const throttling = {
  error: ['TooManyRequestsException', 'Rate exceeded', 429],
  page: `${DOCS}/gettingstarted-limits.html`,
} as const;

/** `GetFunction` has one of its own; all other operations but invocations share one. Invocations are limited by concurrency. */
export const BUCKETS: readonly Bucket[] = [
  { operations: /^GetFunction$/, tokens: 100, perSecond: 100, ...throttling },
  { operations: /^(?!GetFunction$|Invoke)/, tokens: 15, perSecond: 15, ...throttling },
];
