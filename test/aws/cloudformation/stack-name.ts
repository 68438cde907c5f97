/** The name of a stack, which calls may name by its ARN. */
export const nameOf = (nameOrArn = ''): string => nameOrArn.replace(/^arn:.*:stack\/([^/]+)\/.*$/, '$1');
