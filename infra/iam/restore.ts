import { CANDIDATE_ROLE, DATA_ROLE, RETIRED_ROLE, SNAPSHOT_ROLE, TAGS } from '../../libs/hosts/tags.ts';
import { useKeys } from './lifecycle.ts';
import type { Condition, Policy, Statement } from './model.ts';
import { fill, groups, kmsKey, OF_STAGE, snapshots, VIA_EC2, VOLUMES } from './resources.ts';

/** What of the account the parameters open to the roles that restore hosts. */
export interface RestoreScope {
  /** The subnets that a group may be moved to, as texts for Fn::Sub. */
  readonly restoreSubnets: readonly string[];
  /** ARNs of KMS keys. */
  readonly kmsKeys: readonly string[];
}

const requested = (key: string): string => `aws:RequestTag/${key}`;
const present = (key: string): string => `aws:ResourceTag/${key}`;

/** The tags of a new volume: those of the stage and of a candidate, and no key besides. */
const CANDIDATE: Condition = {
  StringEquals: { [requested(TAGS.stage.name)]: '${sls:stage}', [requested(TAGS.role.name)]: CANDIDATE_ROLE },
  'ForAllValues:StringEquals': {
    'aws:TagKeys': [TAGS.host.name, TAGS.stage.name, TAGS.role.name, TAGS.restore.name],
  },
};

/** What the tags of an existing volume or snapshot must say. */
const ofRole = (...roles: readonly string[]): Condition => ({
  StringEquals: { ...OF_STAGE.StringEquals, [present(TAGS.role.name)]: roles },
});

/** Moves groups to these subnets. IAM takes no empty list, so without subnets there is no statement. */
const moveGroups = (subnets: readonly string[]): readonly Statement[] =>
  subnets.length === 0
    ? []
    : [
        {
          sid: 'MoveGroups',
          why: 'Moves a group to one of the two subnets of the stack, or of those in the parameter restoreSubnets. Null admits only a request that names subnets, and one that leaves its sizes alone: those have statements of their own.',
          actions: ['autoscaling:UpdateAutoScalingGroup'],
          resources: groups(),
          condition: {
            ...OF_STAGE,
            'ForAllValues:StringEquals': { 'autoscaling:VPCZoneIdentifiers': subnets.map(fill) },
            Null: {
              'autoscaling:VPCZoneIdentifiers': false,
              'autoscaling:MinSize': true,
              'autoscaling:MaxSize': true,
            },
          },
        },
      ];

/**
 * What EC2 does with a customer-managed key, with the caller's permissions, when a volume is created from a snapshot; besides,
 * it creates a grant.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html
 */
export const createEncrypted = (keys: readonly string[], words: Pick<Statement, 'sid' | 'why'>): readonly Statement[] =>
  keys.length === 0
    ? []
    : [
        {
          ...words,
          actions: [
            'kms:Decrypt',
            'kms:DescribeKey',
            'kms:GenerateDataKeyWithoutPlaintext',
            'kms:ReEncryptFrom',
            'kms:ReEncryptTo',
          ],
          resources: keys.map(kmsKey),
          condition: { StringEquals: { 'kms:ViaService': VIA_EC2 } },
        },
      ];

/** Creates the volume of a restore, changes the roles of volumes, and moves groups. It can delete nothing. */
export const restoreVolumes = ({ restoreSubnets, kmsKeys }: RestoreScope): Policy => ({
  name: 'restore',
  statements: [
    {
      sid: 'ReadBackups',
      why: 'Creates volumes from the snapshots of this stage.',
      actions: ['ec2:CreateVolume'],
      resources: snapshots(),
      condition: ofRole(SNAPSHOT_ROLE),
    },
    {
      sid: 'CreateCandidates',
      why: 'A new volume is a candidate: its tags say so from the beginning.',
      actions: ['ec2:CreateVolume'],
      resources: VOLUMES,
      condition: CANDIDATE,
    },
    {
      sid: 'TagCandidates',
      why: 'Gives a new volume its tags, in the request that creates it and in no other.',
      actions: ['ec2:CreateTags'],
      resources: VOLUMES,
      condition: { StringEquals: { 'ec2:CreateAction': 'CreateVolume' } },
    },
    {
      sid: 'ChangeRoles',
      why: 'Retires a data volume of this stage, and makes a candidate or a retired one the data.',
      actions: ['ec2:CreateTags'],
      resources: VOLUMES,
      condition: {
        StringEquals: {
          ...ofRole(DATA_ROLE, CANDIDATE_ROLE, RETIRED_ROLE)['StringEquals'],
          [requested(TAGS.role.name)]: [DATA_ROLE, RETIRED_ROLE],
        },
        'ForAllValues:StringEquals': { 'aws:TagKeys': [TAGS.role.name, TAGS.recycle.name, TAGS.retired.name] },
        StringEqualsIfExists: { [requested(TAGS.recycle.name)]: '${sls:stage}' },
      },
    },
    ...moveGroups(restoreSubnets),
    ...createEncrypted(kmsKeys, {
      sid: 'CreateEncrypted',
      why: 'Creates volumes under the keys in the parameter kmsKeys. The condition admits only what EC2 asks for.',
    }),
  ],
});

/** What the function of a request needs besides; reconcile has these by its other policies. */
export const requestRestore = ({ kmsKeys }: Pick<RestoreScope, 'kmsKeys'>): Policy => ({
  name: 'restore-request',
  statements: [
    {
      sid: 'ReadSubnets',
      why: 'Finds the zones of subnets. The action supports no resource but `*`.',
      actions: ['ec2:DescribeSubnets'],
      resources: '*',
    },
    ...useKeys(kmsKeys),
  ],
});
