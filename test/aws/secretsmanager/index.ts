import * as client from '@aws-sdk/client-secrets-manager';

import type { Clock } from '../clock.ts';
import { drawUuid } from '../ids.ts';
import { ACCOUNT, AwsError, type Operation, type Service } from '../operation.ts';
import type { RegionContext } from '../service.ts';

/** A secret, whose value is text. */
interface Secret {
  readonly name: string;
  readonly arn: string;
  value: string;
  versionId: string;
  /** When it is to be deleted: until then it is refused, and its name is taken. */
  deletedAt?: Date;
}

const API = 'https://docs.aws.amazon.com/secretsmanager/latest/apireference';

/** Bytes of a value. */
const MAX_VALUE = { bytes: 65_536, page: `${API}/API_PutSecretValue.html` } as const;

/** Days between a deletion and its effect, unless it says otherwise. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html */
const RECOVERY_DAYS = 30;

/** Checks a value. Throws `InvalidRequestException` for none, and `ValidationException` for one that is too long. */
const checkValue = (value: string | undefined): string => {
  if (value === undefined)
    throw new AwsError('InvalidRequestException', 'You must provide either SecretString or SecretBinary.');
  if (Buffer.byteLength(value) > MAX_VALUE.bytes)
    throw new AwsError(
      'ValidationException',
      "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 65536",
    );
  return value;
};

/** Secrets Manager of one region: values of text, of which the last is kept. */
const createSecretsManager = ({ clock, region }: { readonly clock: Clock; readonly region: string }) => {
  const secrets = new Map<string, Secret>();

  const arnOf = (name: string): string => `arn:aws:secretsmanager:${region}:${ACCOUNT}:secret:${name}-a1b2c3`;
  /** A secret by its name or its ARN, also one that is to be deleted. Throws `ResourceNotFoundException` for one that there is not. */
  const find = (SecretId = ''): Secret => {
    const secret = [...secrets.values()].find(({ name, arn }) => name === SecretId || arn === SecretId);
    if (!secret)
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.", 400);
    return secret;
  };
  /** The same, and throws `InvalidRequestException` for one that is to be deleted. */
  const findUsable = (SecretId?: string): Secret => {
    const secret = find(SecretId);
    if (secret.deletedAt)
      throw new AwsError(
        'InvalidRequestException',
        "You can't perform this operation on the secret because it was marked for deletion.",
      );
    return secret;
  };
  const authorization = ({ SecretId = '' }: { readonly SecretId: string | undefined }) => [
    { resource: SecretId.startsWith('arn:') ? SecretId : arnOf(SecretId) },
  ];
  const add = (name: string, value: string): Secret => {
    const secret = { name, arn: arnOf(name), value, versionId: drawUuid(clock) };
    secrets.set(name, secret);
    return secret;
  };

  const CreateSecret: Operation<client.CreateSecretRequest, client.CreateSecretResponse> = {
    authorization: ({ Name = '' }) => [{ resource: arnOf(Name) }],
    handle: ({ Name = '', SecretString }) => {
      if (secrets.get(Name)?.deletedAt)
        throw new AwsError(
          'InvalidRequestException',
          "You can't create this secret because a secret with this name is already scheduled for deletion.",
        );
      if (secrets.has(Name))
        throw new AwsError(
          'ResourceExistsException',
          `The operation failed because the secret ${Name} already exists.`,
          400,
        );
      const { arn, versionId } = add(Name, SecretString ?? '');
      return { ARN: arn, Name, VersionId: versionId };
    },
  };

  const DeleteSecret: Operation<client.DeleteSecretRequest, client.DeleteSecretResponse> = {
    authorization,
    handle: ({ SecretId, RecoveryWindowInDays = RECOVERY_DAYS }) => {
      const secret = findUsable(SecretId);
      secret.deletedAt = new Date(clock.now().getTime() + RecoveryWindowInDays * 86_400_000);
      return { ARN: secret.arn, Name: secret.name, DeletionDate: secret.deletedAt };
    },
  };

  const RestoreSecret: Operation<client.RestoreSecretRequest, client.RestoreSecretResponse> = {
    authorization,
    handle: ({ SecretId }) => {
      const secret = find(SecretId);
      delete secret.deletedAt;
      return { ARN: secret.arn, Name: secret.name };
    },
  };

  const DescribeSecret: Operation<client.DescribeSecretRequest, client.DescribeSecretResponse> = {
    authorization,
    handle: ({ SecretId }) => {
      const { arn, name, deletedAt } = find(SecretId);
      return { ARN: arn, Name: name, ...(deletedAt && { DeletedDate: deletedAt }) };
    },
  };

  const GetSecretValue: Operation<client.GetSecretValueRequest, client.GetSecretValueResponse> = {
    authorization,
    handle: ({ SecretId }) => {
      const { arn, name, value, versionId } = findUsable(SecretId);
      return { ARN: arn, Name: name, SecretString: value, VersionId: versionId, VersionStages: ['AWSCURRENT'] };
    },
  };

  const PutSecretValue: Operation<client.PutSecretValueRequest, client.PutSecretValueResponse> = {
    authorization,
    handle: ({ SecretId, SecretString }) => {
      const secret = findUsable(SecretId);
      secret.value = checkValue(SecretString);
      secret.versionId = drawUuid(clock);
      return { ARN: secret.arn, Name: secret.name, VersionId: secret.versionId, VersionStages: ['AWSCURRENT'] };
    },
  };

  return {
    service: {
      CreateSecret,
      DeleteSecret,
      DescribeSecret,
      GetSecretValue,
      PutSecretValue,
      RestoreSecret,
    } satisfies Service,
    add,
    /** The value of a secret; `undefined` where there is none. */
    valueOf: (name: string): string | undefined => secrets.get(name)?.value,
  };
};

export const secretsManager = {
  api: { client, protocol: 'json' },
  deniedCode: 'AccessDeniedException',
  create: ({ clock, region }: RegionContext) => createSecretsManager({ clock, region }),
} as const;
