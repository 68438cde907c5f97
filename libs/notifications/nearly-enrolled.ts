import type { AutoScaling } from '../aws/auto-scaling.ts';
import { messageOf } from '../controller/result.ts';
import { listNearlyEnrolled } from '../hosts/nearly-enrolled.ts';
import type { Notice } from './notify.ts';

/** What the daily check of the groups that are not enrolled needs. */
export interface EnrollmentCheck {
  readonly stage: string;
  readonly autoScaling: Pick<AutoScaling, 'describeAutoScalingGroups'>;
  readonly log: (entry: object) => void;
}

/** The minute of the day, in UTC, in which the groups are listed. No tag of theirs may be written, so that nothing else limits the reminders. */
const DAILY_AT = '12:07';

/** Groups that one e-mail names. */
const MAX_NAMED = 20;

/**
 * In one minute of the day: what the owner is told of groups whose tags nearly enroll them; `undefined` without one. A
 * listing that fails is logged, and the pass goes on.
 */
export const checkNearlyEnrolled = async (
  { stage, autoScaling, log }: EnrollmentCheck,
  now: Date,
): Promise<Notice | undefined> => {
  if (now.toISOString().slice(11, 16) !== DAILY_AT) return undefined;
  try {
    const found = await listNearlyEnrolled(autoScaling, stage);
    if (found.length === 0) return undefined;
    const named = found.slice(0, MAX_NAMED).map(({ group, problem }) => `- ${group}: ${problem}.`);
    const others =
      found.length > MAX_NAMED
        ? [`- and ${found.length - MAX_NAMED} more: npm run hostkeeper -- check lists them.`]
        : [];
    return {
      about: `${found.length === 1 ? `the group ${found[0]?.group} is` : `${found.length} groups are`} nearly enrolled, and so not guarded`,
      body: [
        'These groups have tags that nearly enroll them. hostkeeper does not operate them, and does not stop them at the critical budget, until the tags are right:',
        [...named, ...others].join('\n'),
        'A reminder comes every day at noon (UTC). A group that is not meant to be a host needs no tag of hostkeeper. Nothing was changed, so there is nothing to undo.',
        '',
      ].join('\n\n'),
    };
  } catch (cause) {
    log({ level: 'warn', message: `could not look for groups that are nearly enrolled: ${messageOf(cause)}` });
    return undefined;
  }
};
