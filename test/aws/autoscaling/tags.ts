import type * as sdk from '@aws-sdk/client-auto-scaling';

import { LIMITS, TEXTS } from '../quotas.ts';
import { AwsError } from '../operation.ts';

const invalid = (message: string): AwsError => new AwsError('ValidationError', message);

const checkLength = (text: string, member: string, maxLength: number): void => {
  if (Array.from(text).length <= maxLength) return;
  const limit = `Member must have length less than or equal to ${maxLength}`;
  throw invalid(`1 validation error detected: Value '${text}' at '${member}' failed to satisfy constraint: ${limit}`);
};

/** Throws what AWS says of a tag that it does not take; `at` counts from 1. */
export const checkTag = ({ Key = '', Value = '' }: sdk.Tag, position: number): void => {
  checkLength(Key, `tags.${position}.member.key`, LIMITS.tagKey.max);
  checkLength(Value, `tags.${position}.member.value`, LIMITS.tagValue.max);
  if (Key === '') throw invalid('Tag key is required.');
  if (/^aws:/i.test(Key)) throw invalid("Tag keys starting with 'aws:' are reserved for internal use");
  if (!TEXTS.tag.allowed.test(Key)) throw invalid(`Tag key contains invalid characters: ${Key}`);
  if (!TEXTS.tag.allowed.test(Value)) throw invalid(`Tag value contains invalid characters: ${Value}`);
};
