export const LIMITS = {
  groupsPerPage: {
    max: 50,
    page: 'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html',
  },
  eventsPerPage: {
    max: 10_000,
    page: 'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html',
  },
} as const;
