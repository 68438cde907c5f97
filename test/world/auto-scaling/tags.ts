import type * as sdk from '@aws-sdk/client-auto-scaling';

import { LIMITS, TEXTS } from '../aws.ts';
import { AwsError } from '../service.ts';

const invalid = (message: string): AwsError => new AwsError('ValidationError', message);

const tooLong = (text: string, member: string, most: number): void => {
  if (Array.from(text).length <= most) return;
  const limit = `Member must have length less than or equal to ${most}`;
  throw invalid(`1 validation error detected: Value '${text}' at '${member}' failed to satisfy constraint: ${limit}`);
};

/** Throws what AWS says of a tag that it does not take; `at` counts from 1. */
export const checkTag = ({ Key = '', Value = '' }: sdk.Tag, at: number): void => {
  tooLong(Key, `tags.${at}.member.key`, LIMITS.tagKey.most);
  tooLong(Value, `tags.${at}.member.value`, LIMITS.tagValue.most);
  if (Key === '') throw invalid('Tag key is required.');
  if (/^aws:/i.test(Key)) throw invalid("Tag keys starting with 'aws:' are reserved for internal use");
  if (!TEXTS.tag.allowed.test(Key)) throw invalid(`Tag key contains invalid characters: ${Key}`);
  if (!TEXTS.tag.allowed.test(Value)) throw invalid(`Tag value contains invalid characters: ${Value}`);
};
