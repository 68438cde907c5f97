import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type * as z from 'zod/mini';

import { shell } from '../../../libs/notifications/commands.ts';
import { hostRegion } from '../../host/stage-host.ts';
import type { Context } from '../cli/command.ts';
import { CliError, UsageError } from '../cli/errors.ts';
import { EXIT_CODES, type ExitCode } from '../cli/exit-codes.ts';
import type { SharedInput } from '../cli/options.ts';
import { readOwnHost } from '../cli/own-host.ts';
import type { publishOutput } from '../schemas.ts';
import { checkDocker, type DockerCommand, runDocker } from './docker.ts';
import { platformOf, tagOf } from './image.ts';
import { findRepository, readPassword, refuseTakenTag } from './repository.ts';

type Input = SharedInput & {
  readonly folder: string;
  readonly tag?: string | undefined;
  readonly platform?: string | undefined;
};

/**
 * One manifest for a tag. An attestation would make it a list of several, each of which is an image without a tag, and the
 * repository deletes those after two weeks. https://docs.docker.com/build/building/variables/#buildx_no_default_attestations
 */
const ONE_MANIFEST = { BUILDX_NO_DEFAULT_ATTESTATIONS: '1' };

/** Builds the image, and pushes it under a tag that is free. */
export const run = async (
  { stage, profile, json, dryRun, folder, tag = tagOf(new Date()), ...given }: Input,
  { clients, note, show }: Context<z.output<typeof publishOutput>>,
): Promise<ExitCode> => {
  const host = readOwnHost(stage);
  if (!existsSync(join(folder, 'Dockerfile')))
    throw new UsageError(`There is no Dockerfile in ${folder}. infra/service has one to begin with: docs/host.md.`);
  const region = hostRegion(host.settings);
  const { ecr } = clients(region);
  const repository = await findRepository(ecr, host);
  await refuseTakenTag(ecr, host, tag);

  const platform = given.platform ?? platformOf(host);
  if (!platform.startsWith(platformOf(host)))
    note(`The host is ${host.settings.instanceType}, which runs ${platformOf(host)} and not ${platform}.`);
  const image = `${repository}:${tag}`;
  const [registry = ''] = repository.split('/');
  const build: DockerCommand = {
    args: ['build', '--platform', platform, '--tag', image, folder],
    env: ONE_MANIFEST,
  };
  const login: DockerCommand = { args: ['login', '--username', 'AWS', '--password-stdin', registry] };
  const push: DockerCommand = { args: ['push', image] };

  const ofProfile = profile === undefined ? [] : ['--profile', profile];
  const commands = [
    shell`BUILDX_NO_DEFAULT_ATTESTATIONS=1 docker ${build.args}`,
    shell`aws ecr get-login-password --region ${[region, ...ofProfile]} | docker ${login.args}`,
    shell`docker ${push.args}`,
  ];
  if (!dryRun) {
    const output = json ? 'on stderr' : 'shown';
    checkDocker();
    runDocker(build, output);
    // After the build, which may take longer than a session of the operator's lasts.
    runDocker({ ...login, input: await readPassword(ecr) }, 'hidden');
    try {
      runDocker(push, output);
    } catch (error) {
      // Somebody else may have pushed it meanwhile.
      await refuseTakenTag(ecr, host, tag);
      if (!(error instanceof CliError)) throw error;
      throw new CliError(
        `${error.message} What the credentials need: docs/reference/deploy-permissions.md#publishing-images`,
      );
    }
  }
  show({ dryRun, stage, image, platform, commands });
  return EXIT_CODES.done;
};
