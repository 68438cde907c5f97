import {
  type AutoScalingClient,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling';

import { paginate } from '../../../libs/aws/pagination.ts';
import { TAGS } from '../../../libs/hosts/tags.ts';
import type { Finding } from './checks.ts';

/** A text as people mean it: AWS tells tags apart by their case and their spaces. */
const meant = (text: string): string => text.trim().toLowerCase();

/** What keeps a group from being enrolled, and the fix; `undefined` for one that is enrolled, or is not meant to be. */
const problemOf = ({ Tags = [] }: AutoScalingGroup, stage: string): string | undefined => {
  const tags = Tags.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }));
  const exact = (name: string) => tags.find(({ key }) => key === name);
  const near = (name: string) => exact(name) ?? tags.find(({ key }) => meant(key) === name);
  const host = near(TAGS.host.name);
  const stageTag = near(TAGS.stage.name);
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

/** The groups of a region whose tags nearly enroll them: nothing repairs them, and nothing stops them at the budget. */
export const nearlyEnrolled = async (
  client: Pick<AutoScalingClient, 'send'>,
  stage: string,
): Promise<readonly Finding[]> => {
  const pages = await paginate(
    (NextToken: string | undefined) =>
      client.send(new DescribeAutoScalingGroupsCommand({ MaxRecords: 100, NextToken })),
    ({ NextToken }) => NextToken,
  );
  return pages.flatMap(({ AutoScalingGroups = [] }) =>
    AutoScalingGroups.flatMap((group): readonly Finding[] => {
      const problem = problemOf(group, stage);
      return problem === undefined
        ? []
        : [{ level: 'todo', text: `The group ${group.AutoScalingGroupName} is not enrolled: ${problem}.` }];
    }),
  );
};
