import type * as z from 'zod/mini';

import { formatSizes } from '../../../libs/aws/sizes.ts';
import { TAGS } from '../../../libs/hosts/tags.ts';
import type { Context } from '../cli/command.ts';
import { EXIT_CODES, type ExitCode } from '../cli/exit-codes.ts';
import { readHosts } from '../cli/hosts.ts';
import { readRegions } from '../cli/stage.ts';
import type { enrollOutput } from '../schemas.ts';
import { findGroup } from './group.ts';
import type { EnrollInput } from './input.ts';
import { describeEnrollment } from './render.ts';
import { groupTagsOf, resourceTagsOf } from './tags.ts';
import { validateCandidate } from './validate.ts';
import { chooseVolume } from './volume.ts';
import { writeTags } from './write.ts';

type EnrollOutput = z.output<typeof enrollOutput>;

/** Finds out what is to be tagged, and whether it can be a host. Throws a CliError where it cannot. */
const planEnrollment = async (typed: EnrollInput, { clients }: Context<EnrollOutput>): Promise<EnrollOutput> => {
  const { stage, dryRun } = typed;
  const group = await findGroup(clients, await readRegions(clients, typed), typed.group);
  const here = clients(group.region);
  const settings = { ...typed, host: typed.host ?? group.host };
  const groupTags = groupTagsOf(settings);
  const others = await readHosts(here, stage, group.region);
  validateCandidate({ group, host: settings.host, stage, tags: { ...group.tags, ...groupTags }, others });
  const hasNoDevice = group.tags[TAGS.device.name] === 'none' && typed.volume === undefined;
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

/** Shows what was found, asks, and writes the tags. */
export const run = async (typed: EnrollInput, context: Context<EnrollOutput>): Promise<ExitCode> => {
  const output = await planEnrollment(typed, context);
  if (!typed.dryRun) {
    context.note(describeEnrollment(output));
    await context.confirm('Write these tags?');
    await writeTags(context.clients(output.region), { ...output, volumeId: output.volume?.volumeId });
  }
  context.show(output);
  return EXIT_CODES.done;
};
