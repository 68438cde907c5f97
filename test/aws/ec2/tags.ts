import type { CreateTagsRequest } from '@aws-sdk/client-ec2';

import { type AuthorizationRequest, AwsError, type Operation } from '../operation.ts';

/** Something that has an id and tags. */
interface Tagged {
  readonly tags: Map<string, string>;
}

/** CreateTags: `find` looks up what an id names, `authorization` says what IAM is asked of it. */
export const createTagsOperation = (
  find: (id: string) => Tagged | undefined,
  authorization: (id: string) => AuthorizationRequest,
): Operation<CreateTagsRequest, void> => ({
  authorization: ({ Resources = [] }) => Resources.map(authorization),
  handle: ({ Resources = [], Tags = [] }) => {
    const chosen = Resources.map((id) => {
      const found = find(id);
      if (!found) throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
      return found;
    });
    for (const { tags } of chosen) for (const { Key = '', Value = '' } of Tags) tags.set(Key, Value);
  },
});
