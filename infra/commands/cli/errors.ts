import { messageOf } from '../../../libs/controller/result.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';

/** A failure in the operator's words: one sentence with the fix. It is printed without a stack. */
export class CliError extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = EXIT_CODES.failed) {
    super(message);
    this.name = 'CliError';
    this.exitCode = exitCode;
  }
}

/** What was typed cannot be meant. */
export class UsageError extends CliError {
  constructor(message: string) {
    super(message, EXIT_CODES.usage);
    this.name = 'UsageError';
  }
}

/** Errors of one kind: how they are recognized, by name or message, and the message for the operator. */
interface Explanation {
  readonly pattern: RegExp;
  readonly explain: (message: string, region: string) => string;
}

const LOGIN = 'log in again, for example with "aws sso login", or set new keys';

/** The first that matches holds. https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html */
const EXPLANATIONS: readonly Explanation[] = [
  {
    pattern: /ExpiredToken|RequestExpired|token (has|is|included.* is) expired|session .*expired/i,
    explain: () => `The AWS credentials have expired: ${LOGIN}.`,
  },
  {
    pattern: /CredentialsProviderError|TokenProviderError|Could not load credentials|Credential is missing/,
    explain: () =>
      'No AWS credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, choose a profile of ~/.aws/config with --profile, or log in with "aws sso login".',
  },
  {
    pattern:
      /InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignature|AuthFailure/,
    explain: (_, region) =>
      `AWS does not accept these credentials in ${region}: check them with "aws sts get-caller-identity"; a region that must be enabled first answers so too.`,
  },
  {
    pattern: /AccessDenied|UnauthorizedOperation|AuthorizationError|not authorized to perform/,
    explain: (message, region) => {
      const [, action = 'this'] = /not authorized to perform: ([\w:-]+)/.exec(message) ?? [];
      const [, user] = /User: (\S+)/.exec(message) ?? [];
      return `${user ?? 'The caller'} lacks the permission ${action} in ${region}: grant it, or choose other credentials with --profile.`;
    },
  },
  {
    pattern: /ENOTFOUND|EAI_AGAIN|Invalid URL|Region not accepted|is not a valid (DNS|host)/i,
    explain: (_, region) =>
      `AWS cannot be reached in ${region}: check the name of the region (--region) and the network.`,
  },
  {
    pattern: /ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|socket hang up/,
    explain: (message) => {
      const endpoint = process.env['AWS_ENDPOINT_URL'];
      return endpoint === undefined
        ? `AWS cannot be reached (${message}): check the network, and try again.`
        : `Nothing answers at AWS_ENDPOINT_URL=${endpoint} (${message}): start "npm run sandbox -- --serve", or unset the variable.`;
    },
  },
];

/** The names and messages of an error and of all that it was thrown for. */
const textOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  const causes = [
    ...(error instanceof AggregateError ? error.errors : []),
    ...(error.cause === undefined ? [] : [error.cause]),
  ];
  return [`${error.name} ${code} ${error.message}`, ...causes.map(textOf)].join('\n');
};

/** The message for the operator about an error that a call to AWS threw in a region: a sentence with the fix where one is known. */
export const explain = (error: unknown, region: string): string => {
  if (error instanceof CliError) return error.message;
  const text = textOf(error);
  const known = EXPLANATIONS.find(({ pattern }) => pattern.test(text));
  return known
    ? known.explain(messageOf(error) || text.trim(), region)
    : `${messageOf(error) || text.trim()} (${region})`;
};
