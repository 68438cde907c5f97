import { Argument, Option } from 'commander';
import * as z from 'zod/mini';

import { formatSizes } from '../../libs/aws/sizes.ts';
import { type Context, createCommand } from './cli/command.ts';
import { EXIT_CODES } from './cli/exit-codes.ts';
import { readHosts } from './cli/hosts.ts';
import { collect, sharedInput } from './cli/options.ts';
import { readRegions } from './cli/stage.ts';
import { findGroup } from './enroll/group.ts';
import { describeEnrollment, renderEnroll } from './enroll/render.ts';
import { groupTagsOf, resourceTagsOf } from './enroll/tags.ts';
import { validateCandidate } from './enroll/validate.ts';
import { chooseVolume } from './enroll/volume.ts';
import { writeTags } from './enroll/write.ts';
import { enrollOutput } from './schemas.ts';

type EnrollOutput = z.output<typeof enrollOutput>;

const input = z.extend(sharedInput, {
  group: z.string().check(z.minLength(1, 'must not be empty')),
  host: z.optional(z.string().check(z.regex(/^[\w.-]{1,64}$/, 'must be a name like blog'))),
  volume: z.optional(
    z.string().check(z.regex(/^(vol-[0-9a-f]+|none)$/, 'must be an id like vol-0123456789abcdef0, or none')),
  ),
  device: z.optional(z.string().check(z.regex(/^\/dev\/\w+$/, 'must be a name like /dev/sdf'))),
  records: z.optional(z.array(z.string())),
  hostedZone: z.optional(z.string().check(z.regex(/^Z[A-Z0-9]+$/, 'must be an id like Z0123456789ABC'))),
  address: z.optional(
    z.string().check(z.regex(/^eipalloc-[0-9a-f]+$/, 'must be an id like eipalloc-0123456789abcdef0')),
  ),
  cluster: z.optional(z.string().check(z.regex(/^[\w-]{1,255}$/, 'must be the name of a cluster'))),
});

/** Finds out what is to be tagged, and whether it can be a host. Throws a CliError where it cannot. */
const planEnrollment = async (
  typed: z.output<typeof input>,
  { clients }: Context<EnrollOutput>,
): Promise<EnrollOutput> => {
  const { stage, dryRun } = typed;
  const group = await findGroup(clients, await readRegions(clients, typed), typed.group);
  const here = clients(group.region);
  const settings = { ...typed, host: typed.host ?? group.host };
  const groupTags = groupTagsOf(settings);
  const others = await readHosts(here, stage, group.region);
  validateCandidate({ group, host: settings.host, stage, tags: { ...group.tags, ...groupTags }, others });
  const hasNoDevice = group.tags['hostkeeper:device'] === 'none' && typed.volume === undefined;
  const volume = hasNoDevice ? undefined : await chooseVolume(here, group, settings);
  return {
    dryRun,
    stage,
    region: group.region,
    host: settings.host,
    group: group.group,
    sizes: formatSizes(group.sizes),
    zones: [...group.zones],
    instances: group.instances.map(({ instanceId }) => instanceId),
    ...(volume && { volume }),
    ...(typed.address !== undefined && { address: typed.address }),
    groupTags,
    resourceTags: resourceTagsOf(settings),
  };
};

/** `hostkeeper enroll`: tags an existing group and its volume. */
export const enroll = () =>
  createCommand({
    name: 'enroll',
    summary: 'make an existing Auto Scaling group a host: tag it and its data volume',
    description:
      'It shows what it found, and asks before it writes the tags. The group has at most one instance and launches in ' +
      'one zone, that of its volume. Names other than those that the stack may change are refused by reconcile.',
    arguments: [new Argument('<group>', 'the name of the Auto Scaling group')],
    options: [
      new Option('--host <name>', 'what the host is called (default: as its group)'),
      new Option('--volume <id>', 'its data volume, or none (default: the one that is attached to its instance)'),
      new Option('--device <name>', 'the device under which the volume is attached (default: /dev/sdf)'),
      new Option('--records <names>', 'the DNS names that follow it; may be repeated').argParser(collect),
      new Option('--hosted-zone <id>', 'the zone of these names'),
      new Option('--address <id>', 'the Elastic IP address that moves to its instance'),
      new Option('--cluster <name>', 'the ECS cluster that is drained before an instance ends'),
    ],
    examples: [
      ['enroll my-group', 'shows the group and the volume of its instance, asks, and tags both'],
      [
        'enroll my-group --host blog --volume vol-0123456789abcdef0 --records blog.example.com --hosted-zone Z0123456789ABC',
        'the same with everything said',
      ],
      ['enroll worker-group --volume none --dry-run', 'what would be tagged, for a host without data'],
    ],
    input,
    output: enrollOutput,
    render: renderEnroll,
    run: async (typed, context) => {
      const output = await planEnrollment(typed, context);
      if (!typed.dryRun) {
        context.note(describeEnrollment(output));
        await context.confirm(`Write these tags?`);
        await writeTags(context.clients(output.region), { ...output, volumeId: output.volume?.volumeId });
      }
      context.show(output);
      return EXIT_CODES.done;
    },
  });
