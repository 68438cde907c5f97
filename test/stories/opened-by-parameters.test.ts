import { describe, expect, it } from 'vitest';

import { regionalRoles } from '../../infra/iam.ts';
import { type Condition, renderRoles } from '../../infra/iam/model.ts';
import { createIam } from '../aws/iam/index.ts';
import { type AuthorizationRequest, ACCOUNT } from '../aws/operation.ts';
import { deploy, type Template } from '../aws/template.ts';
import { packagedTemplate } from '../aws/lambda/package-stack.ts';
import { arnOf, CAPACITY_ROLES, deniedError, LIFECYCLE_ROLES, RESTORE_ROLES } from '../support/roles.ts';

type Scope = Parameters<typeof regionalRoles>[0];

const NOTHING: Scope = {
  hostedZones: [],
  recordNames: [],
  kmsKeys: [],
  clusters: [],
  restoreSubnets: [],
  copyRegion: '',
  copyKmsKey: '',
};

/** The roles of a stage with these parameters, less one condition key if one is named. */
const iamOf = (parameters: Partial<Scope>, without?: string) => {
  const roles = JSON.stringify(renderRoles(regionalRoles({ ...NOTHING, ...parameters })), (_, value) => {
    if (typeof value !== 'object' || value === null || without === undefined) return value;
    const { [without]: _removed, ...kept }: Condition[string] = value;
    return Array.isArray(value) ? value : kept;
  });
  const { Resources }: Template = JSON.parse(roles.replaceAll('${sls:stage}', 'prod'));
  const iam = createIam(
    deploy({ Resources: { ...packagedTemplate().Resources, ...Resources } }, 'us-east-1')('AWS::IAM::Role'),
  );
  return (role: string, action: string, access: AuthorizationRequest): Promise<void> => {
    const [service = '', operation = ''] = action.split(':');
    return iam(role, service, operation, [access]);
  };
};

const KEY = arnOf('kms', 'key/01234567-89ab-cdef-0123-456789abcdef');
const GRANT = 'kms:CreateGrant';
const FOR_EC2 = {
  'kms:GrantIsForAWSResource': 'true',
  'kms:ViaService': 'ec2.us-east-1.amazonaws.com',
  'kms:GrantConstraintType': 'EncryptionContextSubset',
};

const ELSEWHERE = [
  ['a caller of its own', 'kms:GrantIsForAWSResource', 'false'],
  ['another service', 'kms:ViaService', 'rds.us-east-1.amazonaws.com'],
  ['another kind of grant', 'kms:GrantConstraintType', 'EncryptionContextEquals'],
] as const;

describe('a key in kmsKeys', () => {
  const withKey = iamOf({ kmsKeys: [KEY] });

  it.each(LIFECYCLE_ROLES)('lets EC2 use it for a volume that %s attaches', async (role) => {
    await expect(withKey(role, GRANT, { resource: KEY, context: FOR_EC2 })).resolves.toBeUndefined();
  });

  it.each(CAPACITY_ROLES.filter((role) => role.startsWith('Emergency')))('is of no use to %s', async (role) => {
    await expect(withKey(role, GRANT, { resource: KEY, context: FOR_EC2 })).rejects.toThrow(deniedError(GRANT));
  });

  it('opens no other key', async () => {
    const asked = withKey('ReconcileRole', GRANT, { resource: arnOf('kms', 'key/other'), context: FOR_EC2 });
    await expect(asked).rejects.toThrow(deniedError(GRANT));
  });

  it.each(ELSEWHERE)('grants nothing for %s, which the condition on %s prevents', async (_, condition, value) => {
    const access = { resource: KEY, context: { ...FOR_EC2, [condition]: value } };
    await expect(withKey('ReconcileRole', GRANT, access)).rejects.toThrow(deniedError(GRANT));
    const asked = iamOf({ kmsKeys: [KEY] }, condition)('ReconcileRole', GRANT, access);
    await expect(asked).resolves.toBeUndefined();
  });

  it('is needed: without one, no role holds a permission of KMS', async () => {
    await expect(iamOf({})('ReconcileRole', GRANT, { resource: KEY, context: FOR_EC2 })).rejects.toThrow(
      deniedError(GRANT),
    );
    expect(JSON.stringify(renderRoles(regionalRoles(NOTHING)))).not.toContain('kms');
  });

  it('decrypts nothing for the role itself: only what EC2 asks for as it creates a volume from a snapshot', async () => {
    const elsewhere = { ...FOR_EC2, 'kms:ViaService': 'rds.us-east-1.amazonaws.com' };
    for (const action of ['kms:Decrypt', 'kms:GenerateDataKeyWithoutPlaintext']) {
      for (const role of RESTORE_ROLES) {
        await expect(withKey(role, action, { resource: KEY, context: FOR_EC2 })).resolves.toBeUndefined();
        await expect(withKey(role, action, { resource: KEY, context: elsewhere })).rejects.toThrow(deniedError(action));
      }
      const launching = withKey('InstanceLaunchRole', action, { resource: KEY, context: FOR_EC2 });
      await expect(launching).rejects.toThrow(deniedError(action));
    }
    const retired = withKey('ReconcileRole', 'kms:RetireGrant', { resource: KEY, context: FOR_EC2 });
    await expect(retired).rejects.toThrow(deniedError('kms:RetireGrant'));
  });
});

const DRAIN = 'ecs:UpdateContainerInstancesState';
const instanceIn = (cluster: string): AuthorizationRequest => ({
  resource: arnOf('ecs', `container-instance/${cluster}/0123456789abcdef`),
  context: { 'ecs:cluster': arnOf('ecs', `cluster/${cluster}`) },
});

describe('a cluster in clusters', () => {
  it('may have its instances drained, and others may not', async () => {
    const ask = iamOf({ clusters: ['web', 'batch-*'] });
    for (const cluster of ['web', 'batch-night']) {
      await expect(ask('InstanceTerminateRole', DRAIN, instanceIn(cluster))).resolves.toBeUndefined();
    }
    for (const cluster of ['webshop', 'batch']) {
      await expect(ask('InstanceTerminateRole', DRAIN, instanceIn(cluster))).rejects.toThrow(deniedError(DRAIN));
    }
  });

  it('may be none: then nothing is drained, and the role says nothing of it', async () => {
    await expect(iamOf({})('InstanceTerminateRole', DRAIN, instanceIn('web'))).rejects.toThrow(deniedError(DRAIN));
    expect(JSON.stringify(renderRoles(regionalRoles(NOTHING)))).not.toContain(DRAIN);
  });

  it('may be any of the account and the region by default', async () => {
    const ask = iamOf({ clusters: ['*'] });
    await expect(ask('InstanceTerminateRole', DRAIN, instanceIn('web'))).resolves.toBeUndefined();
    const abroad = {
      ...instanceIn('web'),
      context: { 'ecs:cluster': `arn:aws:ecs:eu-central-1:${ACCOUNT}:cluster/web` },
    };
    await expect(ask('InstanceTerminateRole', DRAIN, abroad)).rejects.toThrow(deniedError(DRAIN));
  });
});
