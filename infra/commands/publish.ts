import { Argument, Option } from 'commander';
import * as z from 'zod/mini';

import { createCommand } from './cli/command.ts';
import { sharedInput } from './cli/options.ts';
import { renderPublish } from './publish/render.ts';
import { publishOutput } from './schemas.ts';

/** `hostkeeper publish`: builds the image of the web container, and pushes it. */
export const publish = () =>
  createCommand({
    name: 'publish',
    summary: "build the image of the stage's own host with Docker, and push it to the host's repository",
    description:
      'The tag is the time in UTC, to the minute. None is overwritten. The host runs the image once host.image names it in ' +
      'infra/stages.yml, and the stage is deployed. With --dry-run the commands are printed, and none is run.',
    arguments: [new Argument('<folder>', 'where the Dockerfile is')],
    options: [
      new Option('--tag <tag>', 'a tag that begins with v; others are deleted after two weeks (default: by the time)'),
      new Option('--platform <name>', "the platform of the image (default: that of the host's instance type)"),
    ],
    examples: [
      ['publish ~/my-app', 'the image of the stage prod'],
      ['publish ~/my-app --stage example --tag v1.2.0', 'another stage, and a tag of your own'],
      ['publish ~/my-app --dry-run', 'the commands'],
    ],
    input: z.extend(sharedInput, {
      folder: z.string().check(z.minLength(1, 'must not be empty')),
      // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageIdentifier.html
      tag: z.optional(
        z.string().check(z.regex(/^v[\w.-]{1,127}$/, 'must be v and letters, digits, dots, hyphens, such as v1.2.0')),
      ),
      platform: z.optional(
        z.string().check(z.regex(/^linux\/[a-z0-9]+(\/v\d+)?$/, 'must be a platform like linux/arm64')),
      ),
    }),
    output: publishOutput,
    render: renderPublish,
    load: () => import('./publish/run.ts'),
  });
