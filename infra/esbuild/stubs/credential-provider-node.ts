/**
 * Replaces `@aws-sdk/credential-provider-node` in the bundles: 130 kB that search files, profiles and metadata services.
 * A function has the credentials of its role in its environment, and gives them to every client.
 */
export const defaultProvider = () => () => {
  throw new Error(
    'A client was created without credentials: give it those of the environment, as libs/aws/clients.ts does.',
  );
};
