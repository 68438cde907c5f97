import * as z from 'zod/mini';

import { packagedTemplate } from '../aws/lambda/package-stack.ts';
import type { Template } from '../aws/template.ts';

/** The part of a role's policies that is read here. */
const policies = z.array(
  z.looseObject({
    PolicyName: z.string(),
    PolicyDocument: z.looseObject({
      Statement: z.array(
        z.looseObject({
          Sid: z.optional(z.string()),
          Action: z.union([z.string(), z.array(z.string())]),
          Condition: z.optional(z.record(z.string(), z.record(z.string(), z.unknown()))),
        }),
      ),
    }),
  }),
);

/** One condition of a role. */
export interface Condition {
  readonly role: string;
  /** The name of the policy that has it. */
  readonly policy: string;
  readonly description: string;
  /** The actions that it restricts. */
  readonly actions: readonly string[];
  /** The template without this condition. */
  readonly without: Template;
}

/**
 * Every condition of a role, one key at a time. The keys of `Null` stay together, because they only ask whether other
 * keys exist.
 */
export const conditionsOf = (role: string): readonly Condition[] => {
  const { Resources } = packagedTemplate();
  const read = () => {
    const Policies = z.parse(policies, Resources[role]?.Properties?.['Policies']);
    return {
      Policies,
      statements: Policies.flatMap(({ PolicyName, PolicyDocument }) =>
        PolicyDocument.Statement.map((statement) => ({ policy: PolicyName, statement })),
      ),
    };
  };
  const without = (statement: number, operator: string, keys: readonly string[]): Template => {
    const { Policies, statements } = read();
    const { Condition = {} } = statements[statement]?.statement ?? {};
    for (const key of keys) delete Condition[operator]?.[key];
    return { Resources: { ...Resources, [role]: { Type: 'AWS::IAM::Role', Properties: { Policies } } } };
  };
  return read().statements.flatMap(({ policy, statement: { Sid, Action, Condition = {} } }, index) =>
    Object.entries(Condition).flatMap(([operator, condition]) =>
      (operator === 'Null' ? [Object.keys(condition)] : Object.keys(condition).map((key) => [key])).map((keys) => ({
        role,
        policy,
        description: `${Sid}: ${operator} ${keys.join(' ')}`,
        actions: [Action].flat().toSorted(),
        without: without(index, operator, keys),
      })),
    ),
  );
};
