import * as client from '@aws-sdk/client-iam';
import * as z from 'zod/mini';

import type { Clock } from '../clock.ts';
import { notSimulated } from '../not-simulated.ts';
import { ACCOUNT, AwsError, type Operation } from '../operation.ts';
import { alreadyExists, find, idOf } from './names.ts';

/** A role with its policies. What it may do is decided for the roles of the stack alone (index.ts). */
interface RoleState {
  readonly role: client.Role;
  /** ARNs of managed policies. */
  readonly attached: Set<string>;
  /** Documents of inline policies, by their names. */
  readonly inline: Map<string, string>;
}

/**
 * The service-linked roles that hostkeeper knows of, by their services.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
 */
const SERVICE_ROLES: Readonly<Record<string, string>> = {
  'autoscaling.amazonaws.com': 'AWSServiceRoleForAutoScaling',
  'ecs.amazonaws.com': 'AWSServiceRoleForECS',
  'spot.amazonaws.com': 'AWSServiceRoleForEC2Spot',
};

const arnOf = ({ RoleName = '' }: { readonly RoleName: string | undefined }) => [
  { resource: `arn:aws:iam::${ACCOUNT}:role/${RoleName}` },
];

/** The name of a managed policy, by its ARN. */
const policyName = (arn: string): string => arn.replace(/^.*\//, '');

const policy = z.object({ Statement: z.array(z.looseObject({})).check(z.minLength(1)) });

/** Whether a text can be a policy. */
const isPolicy = (text: string): boolean => {
  try {
    return z.safeParse(policy, JSON.parse(text)).success;
  } catch {
    return false;
  }
};

/** The roles of an account: those of the stack, those that are made by hand, and those of AWS's services. */
export const createRoles = (clock: Clock, names: readonly string[], services: readonly string[]) => {
  const roles = new Map<string, RoleState>();
  const add = (RoleName: string, Path = '/'): client.Role => {
    const role = {
      Path,
      Arn: `arn:aws:iam::${ACCOUNT}:role${Path}${RoleName}`,
      CreateDate: clock.now(),
      RoleName,
      RoleId: idOf('AROA', RoleName),
    };
    roles.set(RoleName, { role, attached: new Set(), inline: new Map() });
    return role;
  };
  const addServiceRole = (service: string): client.Role => {
    const name = SERVICE_ROLES[service];
    if (name === undefined) throw notSimulated(`the service-linked role of ${service}`, Object.keys(SERVICE_ROLES));
    if (roles.has(name))
      throw new AwsError(
        'InvalidInput',
        `Service role name ${name} has been taken in this account, please try a different suffix.`,
      );
    return add(name, `/aws-service-role/${service}/`);
  };
  for (const name of names) add(name);
  for (const service of services) addServiceRole(service);
  const findRole = (name = ''): RoleState => find(roles, name, 'role');

  const CreateRole: Operation<client.CreateRoleRequest, client.CreateRoleResponse> = {
    authorization: arnOf,
    handle: ({ RoleName = '' }) => {
      if (roles.has(RoleName)) throw alreadyExists('Role', RoleName);
      return { Role: add(RoleName) };
    },
  };

  const CreateServiceLinkedRole: Operation<
    client.CreateServiceLinkedRoleRequest,
    client.CreateServiceLinkedRoleResponse
  > = { handle: ({ AWSServiceName = '' }) => ({ Role: addServiceRole(AWSServiceName) }) };

  const GetRole: Operation<client.GetRoleRequest, client.GetRoleResponse> = {
    authorization: arnOf,
    handle: ({ RoleName }) => ({ Role: findRole(RoleName).role }),
  };

  const ListRoles: Operation<object, client.ListRolesResponse> = {
    handle: () => ({ Roles: [...roles.values()].map(({ role }) => role), IsTruncated: false }),
  };

  const AttachRolePolicy: Operation<client.AttachRolePolicyRequest, void> = {
    authorization: arnOf,
    handle: ({ RoleName, PolicyArn = '' }) => void findRole(RoleName).attached.add(PolicyArn),
  };

  const ListAttachedRolePolicies: Operation<
    client.ListAttachedRolePoliciesRequest,
    client.ListAttachedRolePoliciesResponse
  > = {
    authorization: arnOf,
    handle: ({ RoleName }) => ({
      AttachedPolicies: [...findRole(RoleName).attached].map((arn) => ({
        PolicyArn: arn,
        PolicyName: policyName(arn),
      })),
      IsTruncated: false,
    }),
  };

  const PutRolePolicy: Operation<client.PutRolePolicyRequest, void> = {
    authorization: arnOf,
    handle: ({ RoleName, PolicyName = '', PolicyDocument = '' }) => {
      const { inline } = findRole(RoleName);
      if (!isPolicy(PolicyDocument)) throw new AwsError('MalformedPolicyDocument', 'Syntax errors in policy.');
      inline.set(PolicyName, PolicyDocument);
    },
  };

  const ListRolePolicies: Operation<client.ListRolePoliciesRequest, client.ListRolePoliciesResponse> = {
    authorization: arnOf,
    handle: ({ RoleName }) => ({ PolicyNames: [...findRole(RoleName).inline.keys()], IsTruncated: false }),
  };

  return {
    findRole: (name: string): client.Role => findRole(name).role,
    operations: {
      CreateRole,
      CreateServiceLinkedRole,
      GetRole,
      ListRoles,
      AttachRolePolicy,
      ListAttachedRolePolicies,
      PutRolePolicy,
      ListRolePolicies,
    },
  };
};
