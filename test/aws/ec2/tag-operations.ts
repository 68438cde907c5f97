import type { CreateTagsRequest } from '@aws-sdk/client-ec2';

import { type AuthorizationRequest, AwsError, type Operation } from '../operation.ts';
import type { Lookup } from './lookup.ts';
import type { Ec2State } from './state.ts';
import { requestContext } from './tag-specifications.ts';

/** Operations on the tags of instances, volumes, snapshots and Elastic IP addresses. AWS tags all resources of a request or none. */
export const tagOperations = ({ instances, volumes, snapshots, addresses }: Ec2State, lookup: Lookup) => {
  const authorizationOf = (id: string): AuthorizationRequest => {
    if (id.startsWith('vol-')) return lookup.volumeAuthorization(id);
    if (id.startsWith('snap-')) return lookup.snapshotAuthorization(id);
    return id.startsWith('i-') ? lookup.instanceAuthorization(id) : lookup.addressAuthorization(id);
  };

  const CreateTags: Operation<CreateTagsRequest, void> = {
    authorization: ({ Resources = [], Tags = [] }) => {
      const requested = requestContext(Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])));
      return Resources.map(authorizationOf).map(({ resource, context }) => ({
        resource,
        context: { ...context, ...requested },
      }));
    },
    handle: ({ Resources = [], Tags = [] }) => {
      const tagged = Resources.map((id) => {
        const resource = volumes.get(id) ?? snapshots.get(id) ?? instances.get(id) ?? addresses.get(id);
        if (!resource) throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
        return resource;
      });
      for (const { tags } of tagged) for (const { Key = '', Value = '' } of Tags) tags.set(Key, Value);
    },
  };

  return { CreateTags };
};
