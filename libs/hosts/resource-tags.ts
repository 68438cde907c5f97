import type { Tag } from '@aws-sdk/client-ec2';

import { TAGS } from './tags.ts';

/** A resource as EC2 describes it; without tags the list is absent. */
interface Tagged {
  readonly Tags?: Tag[] | undefined;
}

/** The value of a tag; `undefined` where the resource has no such tag. */
export const tagOf = ({ Tags = [] }: Tagged, key: string): string | undefined =>
  Tags.find(({ Key }) => Key === key)?.Value;

/** The host in the tags of a resource; `''` where they name none. */
export const hostTagOf = (resource: Tagged): string => tagOf(resource, TAGS.host.name) ?? '';
