import type * as client from '@aws-sdk/client-cloudformation';

import { OWN_STACK } from '../existing.ts';
import { notSimulated } from '../not-simulated.ts';
import { AwsError, type Operation } from '../operation.ts';
import type { Template } from '../template.ts';
import { changesBetween } from './changes.ts';
import type { DeployedStack } from './deployed-stack.ts';
import { readTemplate } from './request-template.ts';
import { nameOf } from './stack-name.ts';

/** What CloudFormation says of a change set that changes nothing. */
const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** A change as it is described unless values are asked for. */
const withoutValues = ({ ResourceChange, ...change }: client.Change): client.Change => ({
  ...change,
  ResourceChange: {
    ...ResourceChange,
    Details: ResourceChange?.Details?.map(({ Target, ...detail }) => ({
      ...detail,
      Target: { Attribute: Target?.Attribute, Name: Target?.Name, RequiresRecreation: Target?.RequiresRecreation },
    })),
  },
});

interface ChangeSet {
  readonly name: string;
  readonly stackName: string;
  readonly template: Template;
  readonly changes: readonly client.Change[];
  readonly deploymentMode: client.DeploymentMode | undefined;
}

interface ChangeSetContext {
  readonly region: string;
  readonly stack: () => DeployedStack;
  /** The status of each stack. */
  readonly stacks: Map<string, client.StackStatus | undefined>;
  readonly idOf: (stackName: string) => string;
}

/** The change sets of the stacks. One is complete at once, and executed at once, in the own stack alone. */
export const changeSetOperations = ({ region, stack, stacks, idOf }: ChangeSetContext) => {
  let changeSets: readonly ChangeSet[] = [];
  const uploads = new Map<string, string>();

  const isNamed = (StackName: string | undefined, ChangeSetName: string | undefined) => (one: ChangeSet) =>
    one.stackName === nameOf(StackName) && one.name === ChangeSetName;
  const find = (StackName: string | undefined, ChangeSetName: string | undefined): ChangeSet => {
    const found = changeSets.find(isNamed(StackName, ChangeSetName));
    if (!found) throw new AwsError('ChangeSetNotFound', `ChangeSet [${ChangeSetName}] does not exist`, 404);
    return found;
  };
  const requireStack = (StackName: string | undefined): string => {
    const name = nameOf(StackName);
    if (!stacks.has(name)) throw new AwsError('ValidationError', `Stack [${StackName}] does not exist`);
    return name;
  };
  const isEmpty = (name: string): boolean => stacks.get(name) === 'REVIEW_IN_PROGRESS';
  const templateOf = (name: string): Template =>
    name === OWN_STACK && !isEmpty(name) ? stack().template() : { Resources: {} };
  const admit = ({ ChangeSetType = 'UPDATE', StackName, ChangeSetName }: client.CreateChangeSetInput): string => {
    if (ChangeSetType === 'UPDATE') {
      const name = requireStack(StackName);
      if (isEmpty(name))
        throw new AwsError(
          'ValidationError',
          `Stack:${idOf(name)} is in REVIEW_IN_PROGRESS state and can not be updated.`,
        );
      return name;
    }
    if (ChangeSetType !== 'CREATE')
      throw notSimulated(`a change set of the type ${ChangeSetType}`, ['CREATE', 'UPDATE']);
    const name = nameOf(StackName);
    if (stacks.has(name) && !isEmpty(name))
      throw new AwsError(
        'ValidationError',
        `Stack [${name}] already exists and cannot be created again with the changeSet [${ChangeSetName}].`,
      );
    stacks.set(name, 'REVIEW_IN_PROGRESS');
    return name;
  };

  const CreateChangeSet: Operation<client.CreateChangeSetInput, client.CreateChangeSetOutput> = {
    handle: (input) => {
      const { ChangeSetName: name = '', DeploymentMode: deploymentMode } = input;
      const template = readTemplate(input, uploads);
      const stackName = admit(input);
      if (changeSets.some(isNamed(stackName, name)))
        throw new AwsError('AlreadyExistsException', `ChangeSet ${name} already exists`);
      const changes = changesBetween(templateOf(stackName), template, region, stack().versions());
      changeSets = [...changeSets, { name, stackName, template, changes, deploymentMode }];
      return { Id: `${idOf(stackName)}/${name}`, StackId: idOf(stackName) };
    },
  };

  const DescribeChangeSet: Operation<client.DescribeChangeSetInput, client.DescribeChangeSetOutput> = {
    handle: ({ StackName, ChangeSetName, IncludePropertyValues }) => {
      const { name, stackName, changes, deploymentMode } = find(StackName, ChangeSetName);
      return {
        ChangeSetName: name,
        StackName: stackName,
        StackId: idOf(stackName),
        DeploymentMode: deploymentMode,
        Changes: IncludePropertyValues === true ? [...changes] : changes.map(withoutValues),
        ...(changes.length > 0 ? { Status: 'CREATE_COMPLETE' } : { Status: 'FAILED', StatusReason: NO_CHANGES }),
      };
    },
  };

  const GetTemplate: Operation<client.GetTemplateInput, client.GetTemplateOutput> = {
    handle: ({ StackName, ChangeSetName }) => {
      const template =
        ChangeSetName === undefined ? templateOf(requireStack(StackName)) : find(StackName, ChangeSetName).template;
      return { TemplateBody: JSON.stringify(template) };
    },
  };

  const ExecuteChangeSet: Operation<client.ExecuteChangeSetInput, client.ExecuteChangeSetOutput> = {
    handle: ({ StackName, ChangeSetName }) => {
      const { stackName, template } = find(StackName, ChangeSetName);
      if (stackName !== OWN_STACK || isEmpty(stackName))
        throw notSimulated('the creation of a stack, whose world begins with it');
      stack().deploy(template);
      stacks.set(stackName, 'UPDATE_COMPLETE');
      changeSets = changeSets.filter((one) => one.stackName !== stackName);
      return {};
    },
  };

  const DeleteChangeSet: Operation<client.DeleteChangeSetInput, client.DeleteChangeSetOutput> = {
    handle: ({ StackName, ChangeSetName }) => {
      requireStack(StackName);
      changeSets = changeSets.filter((one) => !isNamed(StackName, ChangeSetName)(one));
      return {};
    },
  };

  const DeleteStack: Operation<client.DeleteStackInput, object> = {
    handle: ({ StackName }) => {
      const name = nameOf(StackName);
      if (stacks.has(name) && !isEmpty(name)) throw notSimulated('the deletion of a stack that has resources');
      stacks.delete(name);
      changeSets = changeSets.filter(({ stackName }) => stackName !== name);
      return {};
    },
  };

  return {
    operations: { CreateChangeSet, DeleteChangeSet, DeleteStack, DescribeChangeSet, ExecuteChangeSet, GetTemplate },
    /** What S3 has, which is not simulated, by its URL. */
    uploads,
    /** The names of the change sets there are. */
    changeSets: (): readonly string[] => changeSets.map(({ name }) => name),
  };
};
