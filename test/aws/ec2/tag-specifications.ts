import type * as sdk from '@aws-sdk/client-ec2';

import { type AuthorizationRequest, AwsError } from '../operation.ts';

type TagSpecifications = readonly sdk.TagSpecification[] | undefined;

/** The tags that a request gives to the new resources of a kind. */
export const tagsFor = (
  kind: sdk.ResourceType,
  specifications: TagSpecifications = [],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    specifications
      .filter(({ ResourceType }) => ResourceType === kind)
      .flatMap(({ Tags = [] }) => Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
  );

/** Throws where a request gives tags to another kind of resource than it makes, or tags that are AWS's own. */
export const checkTagSpecifications = (kind: sdk.ResourceType, specifications: TagSpecifications = []): void => {
  for (const { ResourceType, Tags = [] } of specifications) {
    if (ResourceType !== kind)
      throw new AwsError(
        'InvalidParameterValue',
        `'${ResourceType}' is not a valid taggable resource type for this operation.`,
      );
    if (Tags.some(({ Key = '' }) => Key.startsWith('aws:')))
      throw new AwsError('InvalidParameterValue', 'Tag keys starting with ‘aws:’ are reserved for internal use');
  }
};

/** The condition keys that the tags of a request give. */
export const requestContext = (
  tags: Readonly<Record<string, string>>,
): Readonly<Record<string, string | readonly string[]>> => {
  const keys = Object.keys(tags);
  return {
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    ...(keys.length > 0 && { 'aws:TagKeys': keys }),
  };
};

/**
 * What IAM decides about a new resource that a request makes: the request itself, and, where it gives tags, that the caller
 * may tag in it. The resource has no id yet. `operation` is the one that makes it.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
 */
export const creationAuthorization = (
  operation: string,
  resource: string,
  tags: Readonly<Record<string, string>>,
): readonly AuthorizationRequest[] => {
  const context = requestContext(tags);
  return [
    { resource, context },
    ...(Object.keys(tags).length > 0
      ? [{ resource, action: 'CreateTags', context: { ...context, 'ec2:CreateAction': operation } }]
      : []),
  ];
};
