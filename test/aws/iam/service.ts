import { createHash } from 'node:crypto';

import * as client from '@aws-sdk/client-iam';

import { ACCOUNT, AwsError, type Operation, type Service } from '../operation.ts';
import type { AccountContext } from '../service.ts';

/** A role or an instance profile that an owner made by hand. No simulated call is made under it. */
interface Named {
  readonly Path: string;
  readonly Arn: string;
  readonly CreateDate: Date;
}

/** An id that depends on the name alone: one that is drawn would change what else is drawn from the seed. */
const idOf = (prefix: string, name: string): string =>
  `${prefix}${createHash('sha256').update(name).digest('hex').slice(0, 17).toUpperCase()}`;

const alreadyExists = (what: string, name: string): AwsError =>
  new AwsError('EntityAlreadyExists', `${what} with name ${name} already exists.`, 409);

const find = <T>(all: ReadonlyMap<string, T>, name: string, what: string): T => {
  const found = all.get(name);
  if (!found) throw new AwsError('NoSuchEntity', `The ${what} with name ${name} cannot be found.`, 404);
  return found;
};

/**
 * IAM as far as a host needs it: the role of its instance. The decisions about calls are in index.ts; what a role that is
 * made here may do is not simulated.
 */
const createIamService = ({ clock, resources }: AccountContext) => {
  const named = (kind: string, name: string): Named => ({
    Path: '/',
    Arn: `arn:aws:iam::${ACCOUNT}:${kind}/${name}`,
    CreateDate: clock.now(),
  });
  const roles = new Map<string, client.Role>(
    resources('AWS::IAM::Role').map(({ logicalId: RoleName }) => [
      RoleName,
      { ...named('role', RoleName), RoleName, RoleId: idOf('AROA', RoleName) },
    ]),
  );
  const profiles = new Map<string, client.InstanceProfile>();

  const CreateRole: Operation<client.CreateRoleRequest, client.CreateRoleResponse> = {
    handle: ({ RoleName = '' }) => {
      if (roles.has(RoleName)) throw alreadyExists('Role', RoleName);
      const role: client.Role = { ...named('role', RoleName), RoleName, RoleId: idOf('AROA', RoleName) };
      roles.set(RoleName, role);
      return { Role: role };
    },
  };

  const ListRoles: Operation<object, client.ListRolesResponse> = {
    handle: () => ({ Roles: [...roles.values()], IsTruncated: false }),
  };

  const AttachRolePolicy: Operation<client.AttachRolePolicyRequest, void> = {
    handle: ({ RoleName = '' }) => void find(roles, RoleName, 'role'),
  };

  const CreateInstanceProfile: Operation<client.CreateInstanceProfileRequest, client.CreateInstanceProfileResponse> = {
    handle: ({ InstanceProfileName = '' }) => {
      if (profiles.has(InstanceProfileName)) throw alreadyExists('Instance Profile', InstanceProfileName);
      const profile: client.InstanceProfile = {
        ...named('instance-profile', InstanceProfileName),
        InstanceProfileName,
        InstanceProfileId: idOf('AIPA', InstanceProfileName),
        Roles: [],
      };
      profiles.set(InstanceProfileName, profile);
      return { InstanceProfile: profile };
    },
  };

  const AddRoleToInstanceProfile: Operation<client.AddRoleToInstanceProfileRequest, void> = {
    handle: ({ InstanceProfileName = '', RoleName = '' }) => {
      const profile = find(profiles, InstanceProfileName, 'instance profile');
      profile.Roles?.push(find(roles, RoleName, 'role'));
    },
  };

  return {
    service: {
      CreateRole,
      ListRoles,
      AttachRolePolicy,
      CreateInstanceProfile,
      AddRoleToInstanceProfile,
    } satisfies Service,
  };
};

export const iam = {
  api: { client, protocol: 'query', namespace: 'https://iam.amazonaws.com/doc/2010-05-08/' },
  create: createIamService,
} as const;
