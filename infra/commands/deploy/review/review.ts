import { type CloudFormationClient, DeleteChangeSetCommand, DeleteStackCommand } from '@aws-sdk/client-cloudformation';

import { CliError, explain } from '../../cli/errors.ts';
import { stackStatus } from '../../cli/stacks.ts';
import { type ChangeSetName, firstDeployment, readChangeSet, type Review } from './change-set.ts';
import { reviewText } from './words.ts';

/** What a review is made with. */
interface Reviewing {
  readonly cloudFormation: CloudFormationClient;
  readonly region: string;
  /** The template that is deployed. */
  readonly template: unknown;
  readonly note: (line: string) => void;
  /** Asks, unless --yes was given. Throws where the answer is not yes. */
  readonly confirm: (question: string) => Promise<void>;
  /** Asks for what is at stake, which --yes does not answer. Throws where the answer is another one. */
  readonly confirmByName: (question: string, name: string) => Promise<void>;
}

/** The status of a stack that has a change set and nothing else. */
const EMPTY = 'REVIEW_IN_PROGRESS';

/** Asks whether what was shown is wanted. Throws a CliError where data would be lost, whatever the answer. */
const agree = async ({ problems }: Review, { confirm, confirmByName }: Reviewing): Promise<void> => {
  if (problems.some(({ losesData }) => losesData))
    throw new CliError('Nothing was changed, as data would be lost. Take the change back, or copy the data first.');
  const names = [...new Set(problems.map(({ logicalId }) => logicalId))].join(' ');
  await (names === '' ? confirm('Deploy this?') : confirmByName('Deploy this in spite of what is red?', names));
};

/** Deletes a change set, and the stack that it alone has made. Throws a CliError with what is left to do. */
const discard = async ({ cloudFormation, region }: Reviewing, name: ChangeSetName): Promise<void> => {
  const { StackName, ChangeSetName } = name;
  try {
    await cloudFormation.send(new DeleteChangeSetCommand(name));
    if ((await stackStatus({ cloudFormation }, StackName)) === EMPTY)
      await cloudFormation.send(new DeleteStackCommand({ StackName }));
  } catch (error) {
    throw new CliError(
      `Nothing was changed, but the change set ${ChangeSetName} of ${StackName} may be left: ${explain(error, region)}`,
    );
  }
};

/**
 * Shows a change set in words and asks, before it is executed. Throws where it must not be, and has deleted it by then. The
 * framework deploys twice where there was no stack, first its bucket, then all: that is shown and asked once.
 */
export const createReview = (reviewing: Reviewing): ((name: ChangeSetName) => Promise<void>) => {
  const { cloudFormation, region, template, note } = reviewing;
  let isAgreed = false;
  return async (name) => {
    if (isAgreed) return;
    try {
      const isFirst = (await stackStatus({ cloudFormation }, name.StackName)) === EMPTY;
      const review = isFirst ? firstDeployment(template) : await readChangeSet(cloudFormation, name);
      note(reviewText(name.StackName, region, review));
      await agree(review, reviewing);
      note('Deploying ...');
      isAgreed = isFirst;
    } catch (error) {
      await discard(reviewing, name);
      throw error;
    }
  };
};
