import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';

import { ignoreErrors } from '../../../libs/aws/errors.ts';
import type { StageHost } from '../../host/resource.ts';
import { secretName } from '../../host/storage.ts';
import { CliError } from '../cli/errors.ts';

const keyMap = z.record(z.string(), z.string());

/** The id of the secret with the application's keys, by which Secrets Manager knows it. */
const secretIdOf = (host: StageHost): string => host.settings.secretArn || secretName(host);

/** The keys with their values; `undefined` where there is no such secret. */
const findKeys = async (
  client: Pick<SecretsManagerClient, 'send'>,
  host: StageHost,
): Promise<Readonly<Record<string, string>> | undefined> => {
  const SecretId = secretIdOf(host);
  const answer = await ignoreErrors([{ code: 'ResourceNotFoundException' }], () =>
    client.send(new GetSecretValueCommand({ SecretId })),
  );
  if (answer === undefined) return undefined;
  try {
    return z.parse(keyMap, JSON.parse(answer.SecretString ?? ''));
  } catch {
    throw new CliError(
      `The secret ${SecretId} is not a JSON map of texts, such as {"DJANGO_SECRET":"…"}. Nothing was changed.`,
    );
  }
};

/**
 * The keys of a host's secret with their values. Throws a CliError where there is no such secret, or where it is not one JSON
 * map of texts; the value is never part of an error.
 */
export const readKeys = async (
  client: Pick<SecretsManagerClient, 'send'>,
  host: StageHost,
): Promise<Readonly<Record<string, string>>> => {
  const keys = await findKeys(client, host);
  if (keys === undefined)
    throw new CliError(`There is no secret ${secretIdOf(host)}: deploy the stage ${host.stage} first.`);
  return keys;
};

/** The keys that the web container is to get, and that are not among these. */
export const lackingKeys = ({ settings }: StageHost, keys: readonly string[]): readonly string[] =>
  settings.image === '' ? [] : settings.secrets.filter((key) => !keys.includes(key));

/** The same, as Secrets Manager has it; none before the stage was deployed, which makes the secret. Throws as readKeys does. */
export const missingKeys = async (
  client: Pick<SecretsManagerClient, 'send'>,
  host: StageHost,
): Promise<readonly string[]> => {
  if (host.settings.image === '') return [];
  const keys = await findKeys(client, host);
  return keys === undefined ? [] : lackingKeys(host, Object.keys(keys));
};

/** Sets one key of a host's secret, and leaves the others as they are. Throws as readKeys does. */
export const writeKey = async (
  client: Pick<SecretsManagerClient, 'send'>,
  host: StageHost,
  key: string,
  value: string,
): Promise<readonly string[]> => {
  const keys = { ...(await readKeys(client, host)), [key]: value };
  await client.send(new PutSecretValueCommand({ SecretId: secretIdOf(host), SecretString: JSON.stringify(keys) }));
  return Object.keys(keys);
};
