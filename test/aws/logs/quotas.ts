export const LIMITS = {
  eventsPerPage: {
    max: 10_000,
    page: 'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html',
  },
} as const;
