import { Argument, Option } from 'commander';
import * as z from 'zod/mini';

/** AWS's own names for its regions. https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html */
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** Reads an option that may be repeated. */
export const repeat = (text: string, previous?: readonly string[]): readonly string[] => [...(previous ?? []), text];

/** Reads an option that may be repeated, and takes several values separated by commas or spaces. */
export const collect = (text: string, previous: readonly string[] = []): readonly string[] => [
  ...previous,
  ...text.split(/[\s,]+/).filter((word) => word !== ''),
];

/** The options that every command has. */
export const sharedOptions = (): readonly Option[] => [
  new Option('--stage <name>', 'the stage that is meant').default('prod'),
  new Option(
    '--region <name>',
    'act in this region only; may be repeated (default: every region of the stage)',
  ).argParser(collect),
  new Option('--profile <name>', 'use the credentials of this profile in ~/.aws/config'),
  new Option('--json', 'print JSON on the standard output'),
  new Option('--dry-run', 'change nothing, and say what would be done'),
  new Option('--yes', 'do not ask'),
];

/** An option without a value: absent means no. */
export const flag = z.pipe(
  z.optional(z.boolean()),
  z.transform((given) => given ?? false),
);

/** What the shared options may be. */
export const sharedInput = z.object({
  stage: z.string().check(z.regex(/^[A-Za-z][\w-]*$/, 'must be a name like prod')),
  region: z.optional(
    z.array(z.string().check(z.regex(REGION, 'must be a region like eu-central-1'))).check(z.minLength(1)),
  ),
  profile: z.optional(z.string().check(z.minLength(1))),
  json: flag,
  dryRun: flag,
  yes: flag,
});

/** The one host that a command is about, as an argument. */
export const hostArgument = (): Argument => new Argument('<host>', 'the name of the host');

/** The shared options with that host. */
export const hostInput = z.extend(sharedInput, { host: z.string().check(z.minLength(1, 'must not be empty')) });

/** The shared options, read. */
export type SharedInput = z.output<typeof sharedInput>;
