/** An IAM action. A role names each one; no wildcards. */
type Action =
  `${'autoscaling' | 'budgets' | 'cloudformation' | 'cloudwatch' | 'ebs' | 'ec2' | 'ec2messages' | 'ecr' | 'ecs' | 'events' | 'freetier' | 'iam' | 'kms' | 'lambda' | 'logs' | 'rbin' | 'route53' | 's3' | 'scheduler' | 'secretsmanager' | 'sns' | 'sqs' | 'ssm' | 'ssmmessages'}:${Capitalize<string>}`;

/** A value that CloudFormation fills in. */
export type Intrinsic = { readonly 'Fn::Sub': string } | { readonly Ref: string };

/** What a condition key is compared with. */
type ConditionValue = string | number | boolean | Intrinsic | readonly (string | Intrinsic)[];

/** Condition operators, each with the condition keys and the values it compares them with. */
export type Condition = Readonly<Record<string, Readonly<Record<string, ConditionValue>>>>;

/** One statement of a policy. It allows; there are no denials. */
export interface Statement {
  readonly sid: string;
  /** Why the role needs it, and what the conditions prevent: one sentence for docs/reference/permissions.md. */
  readonly why: string;
  readonly actions: readonly Action[];
  /** ARNs. */
  readonly resources: string | Intrinsic | readonly (string | Intrinsic)[];
  readonly condition?: Condition;
}

/** An inline policy of a role. */
export interface Policy {
  readonly name: string;
  readonly statements: readonly Statement[];
}

/** The role of one function. */
export interface Role {
  readonly functionName: string;
  readonly policies: readonly Policy[];
}

/** A statement as IAM and CloudFormation have it. */
export const renderStatement = ({ sid, actions, resources, condition }: Statement) => ({
  Sid: sid,
  Effect: 'Allow',
  Action: actions.length === 1 ? actions[0] : actions,
  Resource: resources,
  ...(condition && { Condition: condition }),
});

/** A policy as CloudFormation has it. */
export const renderPolicy = ({ name, statements }: Policy) => ({
  PolicyName: name,
  PolicyDocument: { Version: '2012-10-17', Statement: statements.map(renderStatement) },
});

/** A role as CloudFormation has it. Its trust policy lets one service assume it, and nobody else. */
export const renderRole = (service: `${string}.amazonaws.com`, policies: readonly Policy[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    Policies: policies.map(renderPolicy),
  },
});

/** The roles as a part of a CloudFormation template. */
export const renderRoles = (roles: Readonly<Record<string, Role>>) => ({
  Resources: Object.fromEntries(
    Object.entries(roles).map(([id, { policies }]) => [id, renderRole('lambda.amazonaws.com', policies)]),
  ),
});
