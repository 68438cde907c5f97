import { KEPT_BY_RETENTION, SNAPSHOT_TAGS } from '../../libs/hosts/snapshot.ts';
import { DATA_ROLE, SNAPSHOT_ROLE, TAGS } from '../../libs/hosts/tags.ts';
import { LIST_GROUPS, writeTags } from './capacity.ts';
import type { Condition, Policy, Statement } from './model.ts';
import { kmsKey, OF_STAGE, snapshots, sub, VOLUMES } from './resources.ts';
import { runDocument } from './run-command.ts';

/** What of the account the parameters open to the roles that take and keep snapshots. */
export interface SnapshotScope {
  /** ARNs of the KMS keys of volumes. */
  readonly kmsKeys: readonly string[];
  /** Empty without a second region. */
  readonly copyRegion: string;
  /** Empty where AWS's own key encrypts the copies. */
  readonly copyKmsKey: string;
}

const STAGE = '${sls:stage}';

/** The snapshot is one of this stage that hostkeeper has made. */
const OF_OWN_SNAPSHOT = {
  StringEquals: { ...OF_STAGE.StringEquals, [`aws:ResourceTag/${TAGS.role.name}`]: SNAPSHOT_ROLE },
} as const satisfies Condition;

/** The request gives the new snapshot these tags. */
const WITH_TAGS = {
  StringEquals: {
    [`aws:RequestTag/${TAGS.stage.name}`]: STAGE,
    [`aws:RequestTag/${TAGS.role.name}`]: SNAPSHOT_ROLE,
  },
} as const satisfies Condition;

/** The snapshot is one that the retention policy may expire. */
const EXPIRABLE = {
  StringEquals: { ...OF_OWN_SNAPSHOT.StringEquals, [`aws:ResourceTag/${SNAPSHOT_TAGS.keptBy}`]: KEPT_BY_RETENTION },
} as const satisfies Condition;

/**
 * Takes snapshots of data volumes, and can delete none.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export const takeSnapshots: Policy = {
  name: 'take-snapshots',
  statements: [
    {
      sid: 'DescribeSnapshots',
      why: 'Finds data volumes and their snapshots, in both regions. These actions support no resource but `*`.',
      actions: ['ec2:DescribeSnapshots', 'ec2:DescribeVolumes'],
      resources: '*',
    },
    {
      sid: 'TakeSnapshots',
      why: 'Takes snapshots of the volumes that are tagged as data volumes of this stage.',
      actions: ['ec2:CreateSnapshot'],
      resources: VOLUMES,
      condition: { StringEquals: { ...OF_STAGE.StringEquals, [`aws:ResourceTag/${TAGS.role.name}`]: DATA_ROLE } },
    },
    {
      sid: 'MakeSnapshots',
      why: 'The same action needs the new snapshot. The conditions admit only one that is tagged as a snapshot of this stage.',
      actions: ['ec2:CreateSnapshot'],
      resources: snapshots(),
      condition: WITH_TAGS,
    },
    {
      sid: 'TagNewSnapshots',
      why: 'Gives a new snapshot its tags, in the request that makes it and in no other.',
      actions: ['ec2:CreateTags'],
      resources: snapshots(),
      condition: { StringEquals: { 'ec2:CreateAction': 'CreateSnapshot' } },
    },
  ],
};

const FIND_SNAPSHOTS: Statement = {
  sid: 'FindSnapshots',
  why: 'Finds snapshots, in both regions. The action supports no resource but `*`.',
  actions: ['ec2:DescribeSnapshots'],
  resources: '*',
};

/** Decrypts blocks with customer-managed keys. IAM takes no empty list, so without keys there is no statement. */
const decryptBlocks = (keys: readonly string[]): readonly Statement[] =>
  keys.length === 0
    ? []
    : [
        {
          sid: 'DecryptBlocks',
          why: 'Reads snapshots under the keys in the parameter kmsKeys.',
          actions: ['kms:Decrypt'],
          resources: keys.map(kmsKey),
        },
      ];

/** Looks into snapshots, and writes what was found. */
const proveSnapshots = (keys: readonly string[]): readonly Statement[] => [
  {
    sid: 'ReadBlocks',
    why: 'Reads the first block of the snapshots of this stage, to see that they hold the right file system.',
    actions: ['ebs:GetSnapshotBlock', 'ebs:ListSnapshotBlocks'],
    resources: snapshots(),
    condition: OF_OWN_SNAPSHOT,
  },
  {
    sid: 'TagSnapshots',
    why: 'Writes what was found into the tags of these snapshots. Without the condition on the keys it could write any tag, and so hand a snapshot of a person to the retention policy.',
    actions: ['ec2:CreateTags'],
    resources: snapshots(),
    condition: {
      ...OF_OWN_SNAPSHOT,
      'ForAllValues:StringEquals': { 'aws:TagKeys': [SNAPSHOT_TAGS.fileSystem, SNAPSHOT_TAGS.consistency] },
      Null: { 'aws:TagKeys': false },
    },
  },
  ...decryptBlocks(keys),
];

/** EC2 of both regions, as KMS names a service that calls it. */
const viaEc2 = (copyRegion: string) => [sub('ec2.${AWS::Region}.amazonaws.com'), `ec2.${copyRegion}.amazonaws.com`];

const useCopyKeys = ({ kmsKeys, copyRegion, copyKmsKey }: SnapshotScope): readonly Statement[] => {
  const keys = [...kmsKeys, ...(copyKmsKey === '' ? [] : [copyKmsKey])];
  return keys.length === 0
    ? []
    : [
        {
          sid: 'CopyUnderKeys',
          why: 'Copies snapshots from the keys in the parameter kmsKeys to that in copyKmsKey. The condition admits only EC2 in the name of the function.',
          actions: ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext'],
          resources: keys.map(kmsKey),
          condition: { StringEquals: { 'kms:ViaService': viaEc2(copyRegion) } },
        },
      ];
};

/** Copies snapshots to the second region. Without one there is no statement. */
const copySnapshots = (scope: SnapshotScope): readonly Statement[] =>
  scope.copyRegion === ''
    ? []
    : [
        {
          sid: 'CopySnapshots',
          why: 'Copies the snapshots of this stage.',
          actions: ['ec2:CopySnapshot'],
          resources: snapshots(),
          condition: OF_OWN_SNAPSHOT,
        },
        {
          sid: 'MakeCopies',
          why: 'The same action needs the copy, in the region in the parameter copyRegion. The conditions admit only one that is tagged as a snapshot of this stage.',
          actions: ['ec2:CopySnapshot'],
          resources: snapshots(scope.copyRegion),
          condition: WITH_TAGS,
        },
        {
          sid: 'TagNewCopies',
          why: 'Gives a copy its tags, in the request that makes it and in no other.',
          actions: ['ec2:CreateTags'],
          resources: snapshots(scope.copyRegion),
          condition: { StringEquals: { 'ec2:CreateAction': 'CopySnapshot' } },
        },
        ...useCopyKeys(scope),
      ];

/** Deletes what the retention policy does not keep. */
const expireSnapshots = ({ copyRegion }: SnapshotScope): Statement => ({
  sid: 'ExpireSnapshots',
  why: 'Deletes snapshots of this stage, and copies of them, that are tagged as the retention policy’s to keep: none that a person keeps, and none that somebody else has made.',
  actions: ['ec2:DeleteSnapshot'],
  resources: [snapshots(), ...(copyRegion === '' ? [] : [snapshots(copyRegion)])],
  condition: EXPIRABLE,
});

/** Has instances freeze their file system meanwhile. What they request is signed by this role, and held to what it may. */
const quiesceHosts: readonly Statement[] = [
  {
    sid: 'ReadAnswers',
    why: 'Reads what instances have answered. The action supports no resource but `*`.',
    actions: ['ssm:ListCommandInvocations'],
    resources: '*',
  },
  ...runDocument('snapshot', {
    sid: 'Quiesce',
    why: 'Runs the one document that takes the snapshot on the instance while its file system is frozen, where the tag hostkeeper:quiesce asks for it.',
  }),
];

const NOTE_NEWS: readonly Statement[] = [LIST_GROUPS, writeTags([TAGS.notified.name])];

/** What the nightly function does. */
export const keepSnapshots = (scope: SnapshotScope): readonly Policy[] => [
  { name: 'hosts', statements: NOTE_NEWS },
  takeSnapshots,
  {
    name: 'keep-snapshots',
    statements: [...proveSnapshots(scope.kmsKeys), ...copySnapshots(scope), expireSnapshots(scope), ...quiesceHosts],
  },
];

/** What is done when a snapshot has ended: it can take and delete none. */
export const finishSnapshots = (scope: SnapshotScope): readonly Policy[] => [
  { name: 'hosts', statements: NOTE_NEWS },
  {
    name: 'finish-snapshots',
    statements: [FIND_SNAPSHOTS, ...proveSnapshots(scope.kmsKeys), ...copySnapshots(scope)],
  },
];

/** Writes the metrics of hostkeeper. */
export const writeMetrics: Policy = {
  name: 'metrics',
  statements: [
    {
      sid: 'WriteMetrics',
      why: 'Writes how old the snapshots are. The action supports no resource but `*`; the condition admits only the namespace of hostkeeper.',
      actions: ['cloudwatch:PutMetricData'],
      resources: '*',
      condition: { StringEquals: { 'cloudwatch:namespace': 'hostkeeper' } },
    },
  ],
};
