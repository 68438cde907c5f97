import { AwsError } from '../operation.ts';

/** `ValidationError`: the code of most refusals of EC2 Auto Scaling. */
export const validationError = (message: string): AwsError => new AwsError('ValidationError', message);

/** The refusal of a member that does not fit its type's constraint. */
export const constraintError = (value: string | number, member: string, limit: string): AwsError =>
  validationError(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must have ${limit}`,
  );

/** The refusal to terminate an instance that is launching; AWS documents the code, and the words are assumed. */
export const scalingActivityInProgress = (instanceId: string): AwsError =>
  new AwsError('ScalingActivityInProgress', `A scaling activity of instance ${instanceId} is in progress.`);
