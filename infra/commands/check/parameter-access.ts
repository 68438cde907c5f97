import {
  GetInstanceProfileCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  type ListAttachedRolePoliciesCommandOutput,
  ListRolePoliciesCommand,
  type ListRolePoliciesCommandOutput,
} from '@aws-sdk/client-iam';

import { createEc2 } from '../../../libs/aws/ec2.ts';
import { paginate } from '../../../libs/aws/pagination.ts';
import { shell } from '../../../libs/notifications/commands.ts';
import type { RegionClients } from '../cli/clients.ts';
import { readHosts } from '../cli/hosts.ts';
import type { Finding } from './checks.ts';

type Clients = Pick<RegionClients, 'autoScaling' | 'ec2' | 'iam'>;

/**
 * AWS's policies for the agent of Systems Manager, which also allow `ssm:GetParameter` on everything.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSSMManagedInstanceCore.html
 */
const BROAD = new Set(['AmazonSSMManagedInstanceCore', 'AmazonEC2RoleforSSM']);

/** The inline policy that takes it back. */
const DENY_NAME = 'hostkeeper-deny-parameters';

/** Denies the account's own parameters; those that AWS publishes, which have no account, stay readable. */
const denyPolicy = (account: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Action: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath', 'ssm:GetParameterHistory'],
        Resource: `arn:aws:ssm:*:${account}:parameter/*`,
      },
    ],
  });

const attachedPolicies = async (iam: IAMClient, RoleName: string): Promise<readonly string[]> => {
  const pages = await paginate<ListAttachedRolePoliciesCommandOutput, string>(
    (Marker) => iam.send(new ListAttachedRolePoliciesCommand({ RoleName, Marker })),
    ({ Marker }) => Marker,
  );
  return pages.flatMap(({ AttachedPolicies = [] }) => AttachedPolicies.flatMap(({ PolicyName }) => PolicyName ?? []));
};

const inlinePolicies = async (iam: IAMClient, RoleName: string): Promise<readonly string[]> => {
  const pages = await paginate<ListRolePoliciesCommandOutput, string>(
    (Marker) => iam.send(new ListRolePoliciesCommand({ RoleName, Marker })),
    ({ Marker }) => Marker,
  );
  return pages.flatMap(({ PolicyNames = [] }) => PolicyNames);
};

/** The hosts of a region by the ARN of the profile that their instances have. */
const hostsByProfile = async (
  clients: Clients,
  stage: string,
  region: string,
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const hosts = await readHosts(clients, stage, region);
  const ids = hosts.flatMap(({ instances }) => instances.map(({ instanceId }) => instanceId));
  const instances = ids.length === 0 ? [] : await createEc2(clients.ec2).describeInstances('instance-id', ids);
  const profiles = new Map<string, readonly string[]>();
  for (const { InstanceId, IamInstanceProfile } of instances) {
    const host = hosts.find((one) => one.instances.some(({ instanceId }) => instanceId === InstanceId));
    const arn = IamInstanceProfile?.Arn;
    if (host && arn !== undefined) profiles.set(arn, [...(profiles.get(arn) ?? []), host.host]);
  }
  return profiles;
};

/**
 * The enrolled hosts of a region that AWS's policy lets read every parameter of Systems Manager, each role with the command
 * that denies it. Throws the SDK's errors.
 */
export const parameterFindings = async (
  clients: Clients,
  stage: string,
  region: string,
): Promise<readonly Finding[]> => {
  const { iam } = clients;
  const findings: Finding[] = [];
  for (const [arn, hosts] of await hostsByProfile(clients, stage, region)) {
    const [, account = '', InstanceProfileName = ''] = /::(\d+):instance-profile\/(?:.*\/)?(.+)$/.exec(arn) ?? [];
    const { InstanceProfile } = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName }));
    for (const { RoleName: role = '' } of InstanceProfile?.Roles ?? []) {
      const [attached, inline] = await Promise.all([attachedPolicies(iam, role), inlinePolicies(iam, role)]);
      const policy = attached.find((name) => BROAD.has(name));
      if (policy === undefined || inline.includes(DENY_NAME)) continue;
      const command = shell`aws iam put-role-policy --role-name ${role} --policy-name ${DENY_NAME} --policy-document ${denyPolicy(account)}`;
      findings.push({
        level: 'todo',
        text: `The policy ${policy} of the role ${role} lets ${hosts.join(', ')} read every parameter of Systems Manager, secrets among them. If it needs none: ${command}`,
      });
    }
  }
  return findings;
};
