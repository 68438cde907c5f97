import { describe, expect, it } from 'vitest';

import { regionalRoles } from '../../infra/iam.ts';
import { type Condition, renderRoles } from '../../infra/iam/model.ts';
import { createIam } from '../aws/iam/index.ts';
import { type AuthorizationRequest, ACCOUNT } from '../aws/operation.ts';
import { deploy, type Template } from '../aws/template.ts';
import { packagedTemplate } from '../aws/lambda/package-stack.ts';
import { NOTHING, type Scope } from '../support/role-scope.ts';
import { arnOf, CAPACITY_ROLES, deniedError, LIFECYCLE_ROLES, RESTORE_ROLES } from '../support/roles.ts';

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

const COPY = 'ec2:CopySnapshot';
const OWN = { 'aws:ResourceTag/hostkeeper:stage': 'prod', 'aws:ResourceTag/hostkeeper:role': 'snapshot' };
const REQUESTED = { 'aws:RequestTag/hostkeeper:stage': 'prod', 'aws:RequestTag/hostkeeper:role': 'snapshot' };
const snapshotIn = (region: string, context: Readonly<Record<string, string>>): AuthorizationRequest => ({
  resource: `arn:aws:ec2:${region}::snapshot/s`,
  context,
});

describe('a second region in copyRegion', () => {
  const SNAPSHOT_ROLES = ['SnapshotRole', 'SnapshotCompletedRole'];
  const withCopies = iamOf({ copyRegion: 'eu-central-1' });
  /** Whether a role may delete a copy with these tags. */
  const mayDelete = (context: Readonly<Record<string, string>>, role = 'SnapshotRole') =>
    withCopies(role, 'ec2:DeleteSnapshot', snapshotIn('eu-central-1', context));

  it.each(SNAPSHOT_ROLES)(
    'lets %s copy snapshots of the stage there, and tag the copies as it makes them',
    async (role) => {
      await expect(withCopies(role, COPY, snapshotIn('us-east-1', OWN))).resolves.toBeUndefined();
      await expect(withCopies(role, COPY, snapshotIn('eu-central-1', REQUESTED))).resolves.toBeUndefined();
      const made = snapshotIn('eu-central-1', { 'ec2:CreateAction': 'CopySnapshot' });
      await expect(withCopies(role, 'ec2:CreateTags', made)).resolves.toBeUndefined();
    },
  );

  it.each([
    ['of another stage', snapshotIn('us-east-1', { ...OWN, 'aws:ResourceTag/hostkeeper:stage': 'staging' })],
    ['that hostkeeper did not make', snapshotIn('us-east-1', { ...OWN, 'aws:ResourceTag/hostkeeper:role': 'image' })],
    ['to a third region', snapshotIn('eu-west-1', REQUESTED)],
    ['as one of another stage', snapshotIn('eu-central-1', { ...REQUESTED, 'aws:RequestTag/hostkeeper:stage': 'x' })],
    ['as one that is no snapshot', snapshotIn('eu-central-1', { ...REQUESTED, 'aws:RequestTag/hostkeeper:role': 'x' })],
  ])('lets it copy none %s', async (_, access) => {
    await expect(withCopies('SnapshotRole', COPY, access)).rejects.toThrow(deniedError(COPY));
  });

  it('lets the nightly function delete copies that the policy does not keep, and no others', async () => {
    const expirable = { ...OWN, 'aws:ResourceTag/hostkeeper:kept-by': 'retention' };
    await expect(mayDelete(expirable)).resolves.toBeUndefined();
    await expect(mayDelete({ ...expirable, 'aws:ResourceTag/hostkeeper:kept-by': 'ada' })).rejects.toThrow(
      deniedError(),
    );
    await expect(mayDelete(expirable, 'SnapshotCompletedRole')).rejects.toThrow(deniedError());
  });

  it('is needed: without one, no role may copy a snapshot', async () => {
    await expect(iamOf({})('SnapshotRole', COPY, snapshotIn('us-east-1', OWN))).rejects.toThrow(deniedError(COPY));
  });

  it('takes its key from copyKmsKey, by way of EC2 alone', async () => {
    const copyKmsKey = KEY.replace('us-east-1', 'eu-central-1');
    const ask = iamOf({ copyRegion: 'eu-central-1', copyKmsKey });
    const access = (service: string) => ({ resource: copyKmsKey, context: { 'kms:ViaService': service } });
    await expect(ask('SnapshotRole', GRANT, access('ec2.eu-central-1.amazonaws.com'))).resolves.toBeUndefined();
    await expect(ask('SnapshotRole', GRANT, access('rds.eu-central-1.amazonaws.com'))).rejects.toThrow(deniedError());
  });
});

describe('the keys in kmsKeys', () => {
  it('decrypt the blocks of snapshots that are looked into', async () => {
    const DECRYPT = 'kms:Decrypt';
    for (const role of ['SnapshotRole', 'SnapshotCompletedRole'])
      await expect(iamOf({ kmsKeys: [KEY] })(role, DECRYPT, { resource: KEY })).resolves.toBeUndefined();
    await expect(iamOf({})('SnapshotRole', DECRYPT, { resource: KEY })).rejects.toThrow(deniedError(DECRYPT));
  });
});
