import * as z from 'zod/mini';

import { packagedTemplate } from '../world/package.ts';
import type { Template } from '../world/template.ts';

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
  readonly words: string;
  /** What is done only under this condition. */
  readonly on: readonly string[];
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
  return read().statements.flatMap(({ Sid, Action, Condition = {} }, at) =>
    Object.entries(Condition).flatMap(([operator, asked]) =>
      (operator === 'Null' ? [Object.keys(asked)] : Object.keys(asked).map((key) => [key])).map((keys) => ({
        role,
        words: `${Sid}: ${operator} ${keys.join(' ')}`,
        on: [Action].flat().toSorted(),
        without: without(at, operator, keys),
      })),
    ),
  );
};
