import { beforeAll } from 'vitest';

import { ZONE } from '../aws/lambda/package-stack.ts';
import { ACCOUNT } from '../aws/operation.ts';
import { type Attempts, attemptsOf, type IamFixture, iamFixture } from './iam-fixture.ts';

/** The roles that handle events of instances, and all that manage the lifecycle of hosts. */
export const EVENT_ROLES = ['InstanceLaunchRole', 'InstanceTerminateRole', 'InstanceInterruptionRole'];
export const LIFECYCLE_ROLES = [...EVENT_ROLES, 'ReconcileRole'];
/** The roles that only stop hosts, and all that only stop or resume them. */
export const STOP_ROLES = ['BudgetNotificationRole', 'BudgetKillSwitchRole', 'EmergencyShutdownRole'];
export const CAPACITY_ROLES = [...STOP_ROLES, 'EmergencyResumeRole'];
/** The roles that take and keep snapshots. */
export const SNAPSHOT_ROLES = ['SnapshotRole', 'SnapshotCompletedRole'];
/** The roles that restore hosts. */
export const RESTORE_ROLES = ['RestoreRole', 'ReconcileRole'];
export const ALL_ROLES = [...LIFECYCLE_ROLES, ...CAPACITY_ROLES, ...SNAPSHOT_ROLES, 'RestoreRole', 'RestoreDrillRole'];

export const arnOf = (service: string, name: string): string => `arn:aws:${service}:us-east-1:${ACCOUNT}:${name}`;
export const GROUP = arnOf('autoscaling', 'autoScalingGroup:1:autoScalingGroupName/own-group');
export const HOSTED_ZONE = `arn:aws:route53:::hostedzone/${ZONE.id}`;
export const STAGE_TAG = { 'aws:ResourceTag/hostkeeper:stage': 'prod' };
export const GROUP_TAG = { 'aws:ResourceTag/aws:autoscaling:groupName': 'own-group' };

/** The error with which AWS denies an action, or any action if none is given. */
export const deniedError = (action = ''): RegExp =>
  new RegExp(`is not authorized to perform: ${action}.* on resource: `);

/** The attempts of a role, with one fixture per block. */
export const withFixture = (): ((role: string) => Attempts) => {
  let fixture: IamFixture;
  beforeAll(async () => {
    fixture = await iamFixture();
  });
  return (role) => attemptsOf(role, fixture);
};
