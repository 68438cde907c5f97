import type { Stack } from '@aws-sdk/client-cloudformation';

/** The stack that the template of the world is deployed as. */
export const OWN_STACK = 'hostkeeper-prod';

/** Whether a deployment finds the own stack: what that has made is then no obstacle. */
export const isDeployed = ({ stacks = [] }: ExistingResources): boolean =>
  stacks.some(({ StackName }) => StackName === OWN_STACK);

/** Resources that are in the account before the stack is deployed: what a deployment may collide with. */
export interface ExistingResources {
  readonly stacks?: readonly (Pick<Stack, 'StackName' | 'StackStatus'> & {
    /** The ids of its resources, by their types. */
    readonly resources?: Readonly<Record<string, string>>;
  })[];
  /** Names of Lambda functions. */
  readonly functions?: readonly string[];
  /** Names of log groups. */
  readonly logGroups?: readonly string[];
  /** Services whose service-linked roles are there: `ecs.amazonaws.com`. A new account has none. */
  readonly serviceRoles?: readonly string[];
  /**
   * The account's limit of concurrent Lambda executions: 1000 by default, 10 in a new account.
   * https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
   */
  readonly concurrency?: number;
}
