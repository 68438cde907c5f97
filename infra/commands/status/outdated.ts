import type { AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import {
  DescribeLaunchTemplateVersionsCommand,
  type DescribeLaunchTemplateVersionsCommandOutput,
  type LaunchTemplateVersion,
} from '@aws-sdk/client-ec2';

import { createAutoScaling } from '../../../libs/aws/auto-scaling.ts';
import { paginate } from '../../../libs/aws/pagination.ts';
import { TAGS } from '../../../libs/hosts/tags.ts';
import type { RegionClients } from '../cli/clients.ts';

/** What a running instance has an older one of than its group would launch now. */
type Outdated = 'launch template' | 'image';

/** The latest version of each launch template, and the default one, with the ids of their images. */
const readVersions = async ({ ec2 }: Pick<RegionClients, 'ec2'>): Promise<readonly LaunchTemplateVersion[]> => {
  const pages = await paginate<DescribeLaunchTemplateVersionsCommandOutput, string>(
    (NextToken) =>
      ec2.send(
        new DescribeLaunchTemplateVersionsCommand({
          Versions: ['$Latest', '$Default'],
          ResolveAlias: true,
          MaxResults: 200,
          NextToken,
        }),
      ),
    ({ NextToken }) => NextToken,
  );
  return pages.flatMap(({ LaunchTemplateVersions = [] }) => LaunchTemplateVersions);
};

/** The launch template of a group; none where a Spot policy has several. */
const templateOf = ({ LaunchTemplate, MixedInstancesPolicy }: AutoScalingGroup) => {
  const policy = MixedInstancesPolicy?.LaunchTemplate;
  const hasSeveral = policy?.Overrides?.some(({ LaunchTemplateSpecification: own }) => own !== undefined) ?? false;
  return hasSeveral ? undefined : (LaunchTemplate ?? policy?.LaunchTemplateSpecification);
};

/** The version that a group would launch now: the default one where it names none. */
const versionOf = (
  { LaunchTemplateId: id, Version = '$Default' }: NonNullable<ReturnType<typeof templateOf>>,
  versions: readonly LaunchTemplateVersion[],
): { readonly number: number; readonly image?: string | undefined } | undefined => {
  const own = versions
    .filter(({ LaunchTemplateId }) => LaunchTemplateId === id)
    .map(({ VersionNumber: number = 0, DefaultVersion: isDefault, LaunchTemplateData }) => ({
      number,
      isDefault,
      image: LaunchTemplateData?.ImageId,
    }));
  if (Version === '$Default') return own.find(({ isDefault }) => isDefault);
  if (Version === '$Latest') return own.toSorted((a, b) => b.number - a.number)[0];
  const number = Number(Version);
  return own.find((one) => one.number === number) ?? { number };
};

/**
 * The instances of a stage that a replacement would change: they have an older launch template or an older image than their
 * group would launch now. The public parameters with the newest images are read with the operator's permissions.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLaunchTemplateVersions.html
 * `images` are those of the instances, by their ids. Throws the SDK's errors.
 */
export const readOutdated = async (
  clients: Pick<RegionClients, 'autoScaling' | 'ec2'>,
  stage: string,
  images: ReadonlyMap<string, string | undefined>,
): Promise<ReadonlyMap<string, Outdated>> => {
  const filters = [{ Name: `tag:${TAGS.stage.name}`, Values: [stage] }];
  const launched = await createAutoScaling(clients.autoScaling).describeAutoScalingGroups(filters, (group) => {
    const template = templateOf(group);
    return template ? [{ template, instances: group.Instances ?? [] }] : [];
  });
  const templates = launched.flat();
  const versions = templates.length === 0 ? [] : await readVersions(clients);
  const outdated = new Map<string, Outdated>();
  for (const { template, instances } of templates) {
    const wanted = versionOf(template, versions);
    for (const { InstanceId: id = '', LaunchTemplate: source } of wanted ? instances : []) {
      const image = images.get(id);
      if (source?.LaunchTemplateId !== template.LaunchTemplateId || Number(source?.Version) !== wanted?.number)
        outdated.set(id, 'launch template');
      else if (image !== undefined && wanted.image !== undefined && image !== wanted.image) outdated.set(id, 'image');
    }
  }
  return outdated;
};
