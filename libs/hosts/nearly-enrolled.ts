import type { AutoScaling } from '../aws/auto-scaling.ts';
import { TAGS } from './tags.ts';

/** A group whose tags nearly enroll it, and a clause that says what is wrong and the fix. */
export interface NearlyEnrolled {
  readonly group: string;
  readonly problem: string;
}

/** A text as people mean it: AWS tells tags apart by their case and their spaces. */
const meant = (text: string): string => text.trim().toLowerCase();

/** What keeps a group from being enrolled, and the fix; `undefined` for one that is enrolled, or is not meant to be. */
const problemOf = (
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[],
  stage: string,
): string | undefined => {
  const named = tags.map(({ Key: key = '', Value: value = '' }) => ({ key, value }));
  const find = (name: string) => named.find(({ key }) => key === name) ?? named.find(({ key }) => meant(key) === name);
  const host = find(TAGS.host.name);
  const stageTag = find(TAGS.stage.name);
  if (stageTag && meant(stageTag.value) !== meant(stage)) return undefined;
  if (!host && !stageTag) return undefined;
  const misspelled = [host, stageTag].find((tag) => tag && tag.key !== meant(tag.key));
  if (misspelled) return `its tag "${misspelled.key}" has another name: call it ${meant(misspelled.key)}`;
  if (!stageTag) return `it has the tag ${TAGS.host.name} and no ${TAGS.stage.name}: set that to ${stage}`;
  if (!host) return `it has the tag ${TAGS.stage.name} and no ${TAGS.host.name}: ${TAGS.host.fix}`;
  return stageTag.value === stage
    ? undefined
    : `its tag ${TAGS.stage.name} says "${stageTag.value}": set it to "${stage}"`;
};

/**
 * The groups of a region whose tags nearly enroll them: nothing repairs them, and nothing stops them at the budget. Lists
 * every group, as a filter finds no tag with another spelling.
 */
export const listNearlyEnrolled = async (
  { describeAutoScalingGroups }: Pick<AutoScaling, 'describeAutoScalingGroups'>,
  stage: string,
): Promise<readonly NearlyEnrolled[]> => {
  const found = await describeAutoScalingGroups([], ({ AutoScalingGroupName: group = '', Tags = [] }) => {
    const problem = problemOf(Tags, stage);
    return problem === undefined ? [] : [{ group, problem }];
  });
  return found.flat();
};
