import {
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  type ECRClient,
  GetAuthorizationTokenCommand,
} from '@aws-sdk/client-ecr';

import { ignoreErrors } from '../../../libs/aws/errors.ts';
import type { StageHost } from '../../host/resource.ts';
import { hostRegion } from '../../host/stage-host.ts';
import { repositoryName } from '../../host/storage.ts';
import { CliError } from '../cli/errors.ts';

type Client = Pick<ECRClient, 'send'>;

/** The address at which Docker pushes the images of a host. Throws a CliError where there is no repository. */
export const findRepository = async (client: Client, host: StageHost): Promise<string> => {
  const name = repositoryName(host);
  const answer = await ignoreErrors([{ code: 'RepositoryNotFoundException' }], () =>
    client.send(new DescribeRepositoriesCommand({ repositoryNames: [name] })),
  );
  const uri = answer?.repositories?.[0]?.repositoryUri;
  if (uri !== undefined) return uri;
  throw new CliError(
    `The account of these credentials has no repository ${name} in ${hostRegion(host.settings)}: ` +
      `deploy the stage ${host.stage} first, or choose credentials of its account with --profile.`,
  );
};

/** Throws a CliError where the repository has an image of this tag. */
export const refuseTakenTag = async (client: Client, host: StageHost, tag: string): Promise<void> => {
  const repository = repositoryName(host);
  const answer = await ignoreErrors([{ code: 'ImageNotFoundException' }], () =>
    client.send(new DescribeImagesCommand({ repositoryName: repository, imageIds: [{ imageTag: tag }] })),
  );
  if (answer === undefined) return;
  const pushedAt = answer.imageDetails?.[0]?.imagePushedAt?.toISOString() ?? 'before';
  throw new CliError(
    `The repository ${repository} has an image ${tag}, pushed ${pushedAt}, and no tag is overwritten: ` +
      'give another one with --tag, or none in the next minute.',
  );
};

/**
 * The password of the user `AWS` for the registry, valid for twelve hours. Throws a CliError where AWS gives none.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html
 */
export const readPassword = async (client: Client): Promise<string> => {
  const { authorizationData } = await client.send(new GetAuthorizationTokenCommand({}));
  const token = Buffer.from(authorizationData?.[0]?.authorizationToken ?? '', 'base64').toString();
  const password = token.slice(token.indexOf(':') + 1);
  if (password === '') throw new CliError('ECR gave no password for Docker. Try again.');
  return password;
};
