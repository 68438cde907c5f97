import {
  type CloudFormationClient,
  DescribeChangeSetCommand,
  type DescribeChangeSetOutput,
  GetTemplateCommand,
  type ResourceChange,
} from '@aws-sdk/client-cloudformation';

import { paginate } from '../../../../libs/aws/pagination.ts';
import { upgradeProblems, type UpgradeProblem } from '../../../upgrade/rules.ts';
import { resourcesOf, type Resources } from '../../../upgrade/template.ts';
import { CliError } from '../../cli/errors.ts';
import { decideReplacement } from './replacement.ts';

/** What names a change set. */
export interface ChangeSetName {
  readonly StackName: string;
  readonly ChangeSetName: string;
}

/** What a change set does to the resources of its stack, and what of it the rules of an upgrade do not allow. */
export interface Review {
  readonly changes: readonly ResourceChange[];
  readonly problems: readonly UpgradeProblem[];
}

const isReplaced = ({ Replacement = 'False' }: ResourceChange): boolean => Replacement !== 'False';

const resourcesIn = async (
  cloudFormation: CloudFormationClient,
  name: Pick<ChangeSetName, 'StackName'> & Partial<ChangeSetName>,
): Promise<Resources> => {
  const { TemplateBody = '{}' } = await cloudFormation.send(new GetTemplateCommand(name));
  return resourcesOf(JSON.parse(TemplateBody));
};

/**
 * Reads a change set of a stack that exists. Throws a CliError for one that would also revert drift, which nobody here asks for:
 * it would set a stopped group back to the sizes of the template.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/drift-aware-change-sets.html
 */
export const readChangeSet = async (cloudFormation: CloudFormationClient, name: ChangeSetName): Promise<Review> => {
  const pages = await paginate<DescribeChangeSetOutput, string>(
    (NextToken) =>
      cloudFormation.send(new DescribeChangeSetCommand({ ...name, IncludePropertyValues: true, NextToken })),
    ({ NextToken }) => NextToken,
  );
  if (pages.some(({ DeploymentMode }) => DeploymentMode === 'REVERT_DRIFT'))
    throw new CliError(
      `The change set ${name.ChangeSetName} reverts drift, which would start a stopped host. It is not executed.`,
    );
  const [before, after] = await Promise.all([
    resourcesIn(cloudFormation, { StackName: name.StackName }),
    resourcesIn(cloudFormation, name),
  ]);
  const changes = pages
    .flatMap(({ Changes = [] }) => Changes.flatMap(({ ResourceChange: change }) => change ?? []))
    .map(decideReplacement);
  const replaced = changes.filter(isReplaced).map(({ LogicalResourceId = '' }) => LogicalResourceId);
  return { changes, problems: upgradeProblems({ before, after, replaced: new Set(replaced) }) };
};

/** What a first deployment does: everything in its template is new. */
export const firstDeployment = (template: unknown): Review => ({
  changes: Object.entries(resourcesOf(template)).map(([LogicalResourceId, { Type }]) => ({
    Action: 'Add',
    LogicalResourceId,
    ResourceType: Type,
  })),
  problems: [],
});
