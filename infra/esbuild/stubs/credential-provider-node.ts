/**
 * Stands in for `@aws-sdk/credential-provider-node` in the bundles: 130 kB that search files, profiles and metadata
 * services. A function has its role's credentials in its environment, and every client is given them.
 */
export const defaultProvider = () => () => {
  throw new Error(
    'A client was made without credentials: give it those of the environment, as libs/aws/clients.ts does.',
  );
};
