import * as client from '@aws-sdk/client-iam';

import { ACCOUNT, type Operation, type Service } from '../operation.ts';
import type { AccountContext } from '../service.ts';
import { alreadyExists, find, idOf } from './names.ts';
import { createRoles } from './roles.ts';

/**
 * IAM as far as a host needs it: the role of its instance, and those of AWS's services. The decisions about calls are in
 * index.ts; what a role that is made here may do is not simulated.
 */
const createIamService = ({ clock, resources, existing: { serviceRoles = [] } }: AccountContext) => {
  const names = resources('AWS::IAM::Role').map(({ logicalId }) => logicalId);
  const { findRole, operations } = createRoles(clock, names, serviceRoles);
  const profiles = new Map<string, client.InstanceProfile>();

  const CreateInstanceProfile: Operation<client.CreateInstanceProfileRequest, client.CreateInstanceProfileResponse> = {
    handle: ({ InstanceProfileName = '' }) => {
      if (profiles.has(InstanceProfileName)) throw alreadyExists('Instance Profile', InstanceProfileName);
      const profile: client.InstanceProfile = {
        Path: '/',
        Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/${InstanceProfileName}`,
        CreateDate: clock.now(),
        InstanceProfileName,
        InstanceProfileId: idOf('AIPA', InstanceProfileName),
        Roles: [],
      };
      profiles.set(InstanceProfileName, profile);
      return { InstanceProfile: profile };
    },
  };

  const GetInstanceProfile: Operation<client.GetInstanceProfileRequest, client.GetInstanceProfileResponse> = {
    handle: ({ InstanceProfileName = '' }) => ({
      InstanceProfile: find(profiles, InstanceProfileName, 'instance profile'),
    }),
  };

  const AddRoleToInstanceProfile: Operation<client.AddRoleToInstanceProfileRequest, void> = {
    handle: ({ InstanceProfileName = '', RoleName = '' }) => {
      const profile = find(profiles, InstanceProfileName, 'instance profile');
      profile.Roles?.push(findRole(RoleName));
    },
  };

  return {
    service: {
      ...operations,
      CreateInstanceProfile,
      GetInstanceProfile,
      AddRoleToInstanceProfile,
    } satisfies Service,
  };
};

export const iam = {
  api: { client, protocol: 'query', namespace: 'https://iam.amazonaws.com/doc/2010-05-08/' },
  create: createIamService,
} as const;
