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
