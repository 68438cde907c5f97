import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';

import type { Resources } from './template.ts';

const REPLACES: ReadonlySet<ResourceImpact> = new Set([ResourceImpact.WILL_REPLACE, ResourceImpact.MAY_REPLACE]);

/**
 * The logical ids of the resources that an update would make anew, by what AWS says of each property. Of the properties of a
 * volume it says nothing: CloudFormation refuses to change its zone, its key or its encryption.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-volume.html
 */
export const replacedResources = (before: Resources, after: Resources): ReadonlySet<string> => {
  const replaced = new Set<string>();
  fullDiff({ Resources: before }, { Resources: after }).resources.forEachDifference((logicalId, { changeImpact }) => {
    if (REPLACES.has(changeImpact)) replaced.add(logicalId);
  });
  return replaced;
};

/** Whether a change of one property may have a resource of a type made anew. */
export const mayReplace = (Type: string, property: string): boolean => {
  const withValue = (value: string): Resources => ({ Resource: { Type, Properties: { [property]: value } } });
  return replacedResources(withValue('before'), withValue('after')).size > 0;
};
