import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';

import { hostName, type StageHost } from '../../host/resource.ts';
import { CliError } from '../cli/errors.ts';

const keyMap = z.record(z.string(), z.string());

/** The id of the secret with the application's keys, by which Secrets Manager knows it. */
const secretIdOf = (host: StageHost): string => host.settings.secretArn || hostName(host);

/**
 * The keys of a host's secret with their values. Throws a CliError where there is no such secret, or where it is not one JSON
 * map of texts; the value is never part of an error.
 */
export const readKeys = async (
  client: Pick<SecretsManagerClient, 'send'>,
  host: StageHost,
): Promise<Readonly<Record<string, string>>> => {
  const SecretId = secretIdOf(host);
  const text = await client.send(new GetSecretValueCommand({ SecretId })).then(
    ({ SecretString = '' }) => SecretString,
    (error: unknown) => {
      if (!(error instanceof Error && error.name === 'ResourceNotFoundException')) throw error;
      throw new CliError(`There is no secret ${SecretId}: deploy the stage ${host.stage} first.`);
    },
  );
  try {
    return z.parse(keyMap, JSON.parse(text));
  } catch {
    throw new CliError(
      `The secret ${SecretId} is not a JSON map of texts, such as {"DJANGO_SECRET":"…"}. Nothing was changed.`,
    );
  }
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
