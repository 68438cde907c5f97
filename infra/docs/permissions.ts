import * as z from 'zod/mini';

import { billingRoles, regionalRoles } from '../iam.ts';
import type { Policy, Role } from '../iam/model.ts';
import { instancePolicies } from '../host/instance-role.ts';
import { operate } from '../host/operators.ts';
import type { StageHost } from '../host/resource.ts';
import { executionPolicies } from '../host/service.ts';
import { hostSchema } from '../host/settings.ts';
import { code, heading } from './markdown.ts';
import { statementTable } from './statements.ts';

/** Stands for the values of the parameters in the statements. */
const SCOPE = {
  hostedZones: ['<hostedZones>'],
  recordNames: ['<recordNames>'],
  kmsKeys: ['<kmsKeys>'],
  clusters: ['<clusters>'],
  restoreSubnets: ['<restoreSubnets>'],
  copyRegion: '<copyRegion>',
  copyKmsKey: '<copyKmsKey>',
};

const policySection = (title: string, whose: string, policies: readonly Policy[]): string =>
  [`## ${title}\n`, `${whose}.\n`, statementTable(policies.flatMap(({ statements }) => statements))].join('\n');

const sectionOf = ({ functionName, policies }: Role, id: string, region: string): string =>
  policySection(functionName, `${code(id)}, in ${region}`, policies);

/** Stands for the host of a stage in the statements. */
const HOST: StageHost = {
  stage: '<stage>',
  settings: z.parse(hostSchema, { name: 'host', domain: 'example.com', zones: ['us-east-1a', 'us-east-1b'] }),
};

/** Who else has permissions where the stage has a host of its own. */
const HOST_POLICIES: readonly (readonly [title: string, id: string, policies: readonly Policy[]])[] = [
  ['The instance of a host', 'InstanceRole', instancePolicies(HOST)],
  ['The start of its containers', 'ExecutionRole', executionPolicies(HOST)],
  ['Its operators', 'Operators', [operate(HOST)]],
];

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
        'are set, `UseKeys`, `CreateEncrypted` and `DecryptBlocks` only where `kmsKeys` is, `DrainTasks` only where `clusters` is',
        'not empty, `MoveGroups` only where the stage has a host or `restoreSubnets` is set, and what concerns copies only where',
        '`copyRegion` is set.',
      ].join('\n'),
    ),
    ...Object.entries(regionalRoles(SCOPE)).map(([id, role]) => sectionOf(role, id, 'every region')),
    ...HOST_POLICIES.map(([title, id, policies]) =>
      policySection(title, `${code(id)}, of a stage with a host`, policies),
    ),
    ...Object.entries(billingRoles).map(([id, role]) => sectionOf(role, id, 'us-east-1')),
  ].join('\n');
