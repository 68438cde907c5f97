import { describe, expect, it } from 'vitest';

import { subnetIn } from '../../aws/ec2/subnets.ts';
import type { AuthorizationRequest } from '../../aws/operation.ts';
import { conditionsOf } from '../../support/iam-conditions.ts';
import { attemptsOf, iamFixture } from '../../support/iam-fixture.ts';
import { ALL_ROLES, arnOf, deniedError, GROUP, RESTORE_ROLES, STAGE_TAG, withFixture } from '../../support/roles.ts';

const VOLUME = arnOf('ec2', 'volume/v');
const SNAPSHOT = 'arn:aws:ec2:us-east-1::snapshot/s';

const requested = (tags: Readonly<Record<string, string>>, ...more: readonly string[]) => ({
  ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/hostkeeper:${key}`, value])),
  'aws:TagKeys': [...Object.keys(tags), ...more].map((key) => `hostkeeper:${key}`),
});
const ofRole = (role: string, stage = 'prod') => ({
  'aws:ResourceTag/hostkeeper:stage': stage,
  'aws:ResourceTag/hostkeeper:role': role,
});

const CANDIDATE = { host: 'blog', stage: 'prod', role: 'candidate', restore: '2026-11-20T09:00:00.000Z' };
const PLACED = { role: 'data', recycle: 'prod' };
const SUBNETS = 'autoscaling:VPCZoneIdentifiers';
const MOVE = { ...STAGE_TAG, [SUBNETS]: [subnetIn('us-east-1b')] };

const creating = (operation: string, tags: Readonly<Record<string, string>>, ...more: readonly string[]) => ({
  ...requested(tags, ...more),
  'ec2:CreateAction': operation,
});

type Attempt = readonly [what: string, action: string, access: AuthorizationRequest];

const context = (resource: string, ...parts: readonly object[]): AuthorizationRequest => ({
  resource,
  context: Object.assign({}, ...parts),
});

const ALLOWED: readonly Attempt[] = [
  ['create a candidate', 'ec2:CreateVolume', context(VOLUME, requested(CANDIDATE))],
  ['create it from a snapshot of the stage', 'ec2:CreateVolume', context(SNAPSHOT, ofRole('snapshot'))],
  ['tag it while it is created', 'ec2:CreateTags', context(VOLUME, creating('CreateVolume', CANDIDATE))],
  ['make a candidate the data', 'ec2:CreateTags', context(VOLUME, ofRole('candidate'), requested(PLACED))],
  ['make a retired volume the data', 'ec2:CreateTags', context(VOLUME, ofRole('retired'), requested(PLACED))],
  [
    'retire the data',
    'ec2:CreateTags',
    context(VOLUME, ofRole('data'), requested({ role: 'retired', retired: '2026-11-20T09:00:00.000Z' })),
  ],
  ['move a group', 'autoscaling:UpdateAutoScalingGroup', context(GROUP, MOVE)],
];

const DENIED: readonly Attempt[] = [
  ['create a volume of another stage', 'ec2:CreateVolume', context(VOLUME, requested({ ...CANDIDATE, stage: 'x' }))],
  ['create a volume that is data', 'ec2:CreateVolume', context(VOLUME, requested({ ...CANDIDATE, role: 'data' }))],
  ['create a volume with other tags', 'ec2:CreateVolume', context(VOLUME, requested(CANDIDATE, 'recycle'))],
  ['create one from a snapshot of another stage', 'ec2:CreateVolume', context(SNAPSHOT, ofRole('snapshot', 'x'))],
  ['create one from a snapshot that is none of data', 'ec2:CreateVolume', context(SNAPSHOT, ofRole('other'))],
  ['tag a volume as a candidate later', 'ec2:CreateTags', context(VOLUME, requested(CANDIDATE))],
  [
    'change the role of a volume of another stage',
    'ec2:CreateTags',
    context(VOLUME, ofRole('data', 'x'), requested(PLACED)),
  ],
  ['change the role of a clone', 'ec2:CreateTags', context(VOLUME, ofRole('clone'), requested(PLACED))],
  ['give the role of a clone', 'ec2:CreateTags', context(VOLUME, ofRole('data'), requested({ role: 'clone' }))],
  ['write the host of a volume', 'ec2:CreateTags', context(VOLUME, ofRole('data'), requested(PLACED, 'host'))],
  [
    'have the Recycle Bin of another stage keep it',
    'ec2:CreateTags',
    context(VOLUME, ofRole('data'), requested({ ...PLACED, recycle: 'x' })),
  ],
  [
    'move a group of another stage',
    'autoscaling:UpdateAutoScalingGroup',
    context(GROUP, { ...MOVE, 'aws:ResourceTag/hostkeeper:stage': 'x' }),
  ],
  [
    'move a group elsewhere',
    'autoscaling:UpdateAutoScalingGroup',
    context(GROUP, { ...MOVE, [SUBNETS]: [subnetIn('us-east-1c')] }),
  ],
  ['change a group otherwise', 'autoscaling:UpdateAutoScalingGroup', context(GROUP, STAGE_TAG)],
  [
    'resize a group as it moves',
    'autoscaling:UpdateAutoScalingGroup',
    context(GROUP, MOVE, { 'autoscaling:MinSize': '0', 'autoscaling:MaxSize': '2' }),
  ],
];

describe.each(RESTORE_ROLES)('%s', (name) => {
  const as = withFixture();

  it.each(ALLOWED)('may %s', async (_, action, access) => {
    await expect(as(name).askIam(action, access)).resolves.toBeUndefined();
  });

  it.each(DENIED)('may not %s', async (_, action, access) => {
    await expect(as(name).askIam(action, access)).rejects.toThrow(deniedError(action));
  });

  it.each(conditionsOf(name).filter(({ policy }) => policy === 'restore'))(
    'without one of its conditions is noticed: $description',
    async ({ actions, without }) => {
      const { askIam } = attemptsOf(name, await iamFixture(without));
      const asked = DENIED.filter(([, action]) => actions.includes(action)).map(([, action, access]) =>
        askIam(action, access).then(
          () => action,
          () => undefined,
        ),
      );
      expect(new Set((await Promise.all(asked)).filter((action) => action !== undefined))).toEqual(new Set(actions));
    },
  );
});

describe('no other role', () => {
  const as = withFixture();

  it.each(ALLOWED)('may %s', async (_, action, access) => {
    for (const role of ALL_ROLES.filter((one) => !RESTORE_ROLES.includes(one)))
      await expect(as(role).askIam(action, access)).rejects.toThrow(deniedError(action));
  });
});
