import type { ResourceChange, ResourceChangeDetail } from '@aws-sdk/client-cloudformation';

import { DATA_TYPES } from '../../../host/storage.ts';
import { mayReplace } from '../../../upgrade/replaced.ts';

/** Whether AWS's schema rules out that the change of a property has the resource made anew. */
const isHarmless =
  (type: string) =>
  ({ Target = {} }: ResourceChangeDetail): boolean =>
    Target.RequiresRecreation === 'Never' ||
    (Target.RequiresRecreation === 'Conditionally' && !mayReplace(type, Target.Name ?? ''));

/**
 * A change without the replacement of which CloudFormation says that it depends, where AWS's schema of the type rules it out. Of
 * what holds data nothing is ruled out.
 */
export const decideReplacement = (change: ResourceChange): ResourceChange => {
  const { Replacement, ResourceType = '', Details = [] } = change;
  const isOpen = Replacement === 'Conditional' && !DATA_TYPES.some((type) => type === ResourceType);
  return isOpen && Details.every(isHarmless(ResourceType)) ? { ...change, Replacement: 'False' } : change;
};
