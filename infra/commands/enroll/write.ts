import { CreateTagsCommand, type EC2Client } from '@aws-sdk/client-ec2';

import { createAutoScaling } from '../../../libs/aws/auto-scaling.ts';
import { toTagList } from '../../../libs/aws/tag-list.ts';
import type { RegionClients } from '../cli/clients.ts';
import { volumeTagsOf } from './tags.ts';

const tagResource = async (ec2: EC2Client, id: string, tags: Readonly<Record<string, string>>): Promise<void> => {
  await ec2.send(new CreateTagsCommand({ Resources: [id], Tags: toTagList(tags) }));
};

/** What is tagged, and how. */
export interface Tagging {
  readonly group: string;
  readonly groupTags: Readonly<Record<string, string>>;
  readonly resourceTags: Readonly<Record<string, string>>;
  readonly volumeId?: string | undefined;
  readonly address?: string | undefined;
}

/** Writes the tags: the group's last, for they are what makes hostkeeper act. Throws what AWS throws; it may be repeated. */
export const writeTags = async ({ ec2, autoScaling }: RegionClients, tagging: Tagging): Promise<void> => {
  const { group, groupTags, resourceTags, volumeId, address } = tagging;
  if (volumeId !== undefined) await tagResource(ec2, volumeId, volumeTagsOf(resourceTags));
  if (address !== undefined) await tagResource(ec2, address, resourceTags);
  await createAutoScaling(autoScaling).createOrUpdateTags(group, groupTags);
};
