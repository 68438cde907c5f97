import { ACCOUNT, type AuthorizationRequest } from '../operation.ts';
import type { Snapshot } from './snapshot.ts';

/** The ARN of a snapshot, which has no account. */
const snapshotArn = (region: string, snapshotId: string): string => `arn:aws:ec2:${region}::snapshot/${snapshotId}`;

/** What IAM decides on where a snapshot is made, which has no id yet. */
export const newSnapshotArn = (region: string): string => snapshotArn(region, '*');

/** The condition keys that the tags of a resource give. */
export const tagContext = (tags: ReadonlyMap<string, string> = new Map()): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...tags].flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`ec2:ResourceTag/${key}`, value],
    ]),
  );

/** What IAM decides about a snapshot that a call names. */
export const snapshotAuthorization = (
  region: string,
  snapshotId: string,
  snapshot: Snapshot | undefined,
): AuthorizationRequest => ({ resource: snapshotArn(region, snapshotId), context: tagContext(snapshot?.tags) });

/** AWS's own key of EBS, which every caller of the account may use through EBS. */
export const defaultKey = (region: string): string => `arn:aws:kms:${region}:${ACCOUNT}:alias/aws/ebs`;

/**
 * The key that a caller decrypts a snapshot with; none where that is AWS's own, or where it is not encrypted.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebsapi-permissions.html
 */
export const keyAuthorization = (
  region: string,
  { kmsKeyId }: Pick<Snapshot, 'kmsKeyId'> = {},
): readonly AuthorizationRequest[] =>
  kmsKeyId === undefined || kmsKeyId === defaultKey(region) ? [] : [{ resource: kmsKeyId, action: 'kms:Decrypt' }];
