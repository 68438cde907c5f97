import * as z from 'zod/mini';

import { packagedTemplate } from '../aws/lambda/package-stack.ts';
import type { Template } from '../aws/template.ts';

/** A role's policies, as far as they are read. */
const policies = z.array(
  z.looseObject({
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

/** A condition under which a role may do something. */
export interface Condition {
  readonly role: string;
  readonly description: string;
  /** What is done only under this condition. */
  readonly actions: readonly string[];
  readonly without: Template;
}

/** Every condition of a role, each key by itself; of `Null`, which asks only whether others are there, all keys together. */
export const conditionsOf = (role: string): readonly Condition[] => {
  const { Resources } = packagedTemplate();
  const read = () => {
    const Policies = z.parse(policies, Resources[role]?.Properties?.['Policies']);
    return { Policies, statements: Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement) };
  };
  const without = (statement: number, operator: string, keys: readonly string[]): Template => {
    const { Policies, statements } = read();
    const { Condition = {} } = statements[statement] ?? {};
    for (const key of keys) delete Condition[operator]?.[key];
    return { Resources: { ...Resources, [role]: { Type: 'AWS::IAM::Role', Properties: { Policies } } } };
  };
  return read().statements.flatMap(({ Sid, Action, Condition = {} }, index) =>
    Object.entries(Condition).flatMap(([operator, condition]) =>
      (operator === 'Null' ? [Object.keys(condition)] : Object.keys(condition).map((key) => [key])).map((keys) => ({
        role,
        description: `${Sid}: ${operator} ${keys.join(' ')}`,
        actions: [Action].flat().toSorted(),
        without: without(index, operator, keys),
      })),
    ),
  );
};
