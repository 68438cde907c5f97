import { billingRoles, regionalRoles } from '../iam.ts';
import type { Role } from '../iam/model.ts';
import { code, heading } from './markdown.ts';
import { statementTable } from './statements.ts';

/** Stands for the values of the parameters in the statements. */
const SCOPE = {
  hostedZones: ['<hostedZones>'],
  recordNames: ['<recordNames>'],
  kmsKeys: ['<kmsKeys>'],
  clusters: ['<clusters>'],
};

const sectionOf = ({ functionName, policies }: Role, id: string, region: string): string =>
  [
    `## ${functionName}\n`,
    `${code(id)}, in ${region}.\n`,
    statementTable(policies.flatMap(({ statements }) => statements)),
  ].join('\n');

/** docs/reference/permissions.md: each role with its statements. */
export const permissions = (): string =>
  [
    heading(
      'Permissions',
      'infra/iam.ts',
      [
        'Each function has its own role, which Lambda alone can assume. A statement allows its actions on its resources if',
        'all its conditions hold; everything else is denied. No role can delete a group, a volume or an Elastic IP. The',
        'statements `ListRecords` and `ChangeRecords` exist only where the [parameters](parameters.md) `hostedZones` and `recordNames`',
        'are set, `UseKeys` only where `kmsKeys` is, and `DrainTasks` only where `clusters` is not empty.',
      ].join('\n'),
    ),
    ...Object.entries(regionalRoles(SCOPE)).map(([id, role]) => sectionOf(role, id, 'every region')),
    ...Object.entries(billingRoles).map(([id, role]) => sectionOf(role, id, 'us-east-1')),
  ].join('\n');
