import type * as sdk from '@aws-sdk/client-auto-scaling';

import { type AuthorizationRequest, AwsError, type Operation } from '../operation.ts';
import { constraintError, validationError } from './errors.ts';
import type { Groups } from './groups.ts';
import type { Lookup } from './lookup.ts';
import { LIMITS, TAG_TEXT } from './quotas.ts';

const checkLength = (text: string, member: string, maxLength: number): void => {
  if (Array.from(text).length > maxLength)
    throw constraintError(text, member, `length less than or equal to ${maxLength}`);
};

/** Throws `ValidationError` for a tag that AWS refuses. `position` counts from 1. */
const checkTag = ({ Key = '', Value = '', ResourceType }: sdk.Tag, position: number): void => {
  if (ResourceType !== undefined && ResourceType !== 'auto-scaling-group')
    throw validationError(`Resource type ${ResourceType} is not supported. Only auto-scaling-group is supported.`);
  checkLength(Key, `tags.${position}.member.key`, LIMITS.tagKey.max);
  checkLength(Value, `tags.${position}.member.value`, LIMITS.tagValue.max);
  if (Key === '') throw validationError('Tag key is required.');
  if (/^aws:/i.test(Key)) throw validationError("Tag keys starting with 'aws:' are reserved for internal use");
  if (!TAG_TEXT.allowed.test(Key)) throw validationError(`Tag key contains invalid characters: ${Key}`);
  if (!TAG_TEXT.allowed.test(Value)) throw validationError(`Tag value contains invalid characters: ${Value}`);
};

/** Operations on the tags of groups. AWS applies all tags of a request or none. */
export const tagOperations = (groups: Groups, { findTaggedGroup, authorizationOf }: Lookup) => {
  const authorization = ({
    Tags = [],
  }: sdk.CreateOrUpdateTagsType | sdk.DeleteTagsType): readonly AuthorizationRequest[] =>
    Tags.flatMap(({ ResourceId }) =>
      authorizationOf(groups.get(ResourceId ?? ''), {
        'aws:TagKeys': Tags.map(({ Key }) => Key ?? ''),
        ...Object.fromEntries(Tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value ?? ''])),
      }),
    );

  const CreateOrUpdateTags: Operation<sdk.CreateOrUpdateTagsType, void> = {
    authorization,
    handle: ({ Tags = [] }) => {
      for (const [index, tag] of Tags.entries()) {
        findTaggedGroup(tag.ResourceId);
        checkTag(tag, index + 1);
      }
      for (const [ResourceId, sameGroup] of Map.groupBy(Tags, (tag) => tag.ResourceId)) {
        const keys = new Set([...findTaggedGroup(ResourceId).tags.keys(), ...sameGroup.map(({ Key = '' }) => Key)]);
        if (keys.size > LIMITS.tagsPerGroup.max)
          throw new AwsError(
            'LimitExceeded',
            `You have reached the limit of ${LIMITS.tagsPerGroup.max} tags per resource.`,
          );
      }
      for (const { ResourceId, Key = '', Value = '', PropagateAtLaunch = false } of Tags) {
        const { tags, propagatedTags } = findTaggedGroup(ResourceId);
        tags.set(Key, Value);
        if (PropagateAtLaunch) propagatedTags.add(Key);
        else propagatedTags.delete(Key);
      }
    },
  };

  const DeleteTags: Operation<sdk.DeleteTagsType, void> = {
    authorization,
    handle: ({ Tags = [] }) => {
      for (const { ResourceId, Key = '' } of Tags) {
        const { tags, propagatedTags } = findTaggedGroup(ResourceId);
        tags.delete(Key);
        propagatedTags.delete(Key);
      }
    },
  };

  return { CreateOrUpdateTags, DeleteTags };
};
