import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { ECRClient } from '@aws-sdk/client-ecr';
import type * as z from 'zod/mini';

import { shell } from '../../../libs/notifications/commands.ts';
import type { StageHost } from '../../host/resource.ts';
import { hostRegion } from '../../host/stage-host.ts';
import type { Context } from '../cli/command.ts';
import { CliError, UsageError } from '../cli/errors.ts';
import { EXIT_CODES, type ExitCode } from '../cli/exit-codes.ts';
import type { SharedInput } from '../cli/options.ts';
import { readOwnHost } from '../cli/own-host.ts';
import type { publishOutput } from '../schemas.ts';
import { checkDocker, dockerLine, publishing, runDocker } from './docker.ts';
import { platformOf, tagOf } from './image.ts';
import { findRepository, readPassword, refuseTakenTag } from './repository.ts';

type Input = SharedInput & {
  readonly folder: string;
  readonly tag?: string | undefined;
  readonly platform?: string | undefined;
};

/** Says why Docker's push failed: by the tag that somebody else pushed meanwhile, or by the permissions that it needs. */
const explainPush = async (error: unknown, ecr: ECRClient, host: StageHost, tag: string): Promise<unknown> => {
  if (!(error instanceof CliError)) return error;
  await refuseTakenTag(ecr, host, tag);
  return new CliError(
    `${error.message} What the credentials need: docs/reference/deploy-permissions.md#publishing-images`,
  );
};

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
  const image = `${await findRepository(ecr, host)}:${tag}`;
  await refuseTakenTag(ecr, host, tag);

  const platform = given.platform ?? platformOf(host);
  if (!platform.startsWith(platformOf(host)))
    note(`The host is ${host.settings.instanceType}, which runs ${platformOf(host)} and not ${platform}.`);
  const { build, login, push } = publishing(image, platform, folder);
  const ofProfile = profile === undefined ? [] : ['--profile', profile];
  const password = shell`aws ecr get-login-password --region ${[region, ...ofProfile]}`;
  const commands = [dockerLine(build), `${password} | ${dockerLine(login)}`, dockerLine(push)];
  if (!dryRun) {
    const output = json ? 'on stderr' : 'shown';
    checkDocker();
    runDocker(build, output);
    // After the build: one that fails leaves no password behind.
    runDocker(login, 'hidden', await readPassword(ecr));
    try {
      runDocker(push, output);
    } catch (error) {
      throw await explainPush(error, ecr, host, tag);
    }
  }
  show({ dryRun, stage, image, platform, commands });
  return EXIT_CODES.done;
};
