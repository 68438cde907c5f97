import { DATA_ROLE, TAGS } from '../../../libs/hosts/tags.ts';

/** What the operator says of a host besides its group. */
export interface EnrollSettings {
  readonly host: string;
  readonly stage: string;
  readonly volume?: string | undefined;
  readonly device?: string | undefined;
  readonly records?: readonly string[] | undefined;
  readonly hostedZone?: string | undefined;
  readonly address?: string | undefined;
  readonly cluster?: string | undefined;
}

const present = (tags: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).filter((entry): entry is [string, string] => entry[1] !== undefined));

/** The tags that a group gets; what the operator does not say stays as it is. */
export const groupTagsOf = (settings: EnrollSettings): Record<string, string> =>
  present({
    [TAGS.host.name]: settings.host,
    [TAGS.stage.name]: settings.stage,
    [TAGS.device.name]: settings.volume === 'none' ? 'none' : settings.device,
    [TAGS.records.name]: settings.records?.join(' '),
    [TAGS.hostedZone.name]: settings.hostedZone,
    [TAGS.address.name]: settings.address,
    [TAGS.cluster.name]: settings.cluster,
  });

/** The tags by which the functions' roles may attach a volume and move an address. */
export const resourceTagsOf = ({ host, stage }: EnrollSettings): Record<string, string> => ({
  [TAGS.host.name]: host,
  [TAGS.stage.name]: stage,
});

/** The tags of a data volume: those of every resource, its role, and that by which the Recycle Bin keeps it. */
export const volumeTagsOf = (resourceTags: Readonly<Record<string, string>>): Record<string, string> => ({
  ...resourceTags,
  [TAGS.role.name]: DATA_ROLE,
  [TAGS.recycle.name]: resourceTags[TAGS.stage.name] ?? '',
});
