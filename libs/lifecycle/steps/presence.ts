import { refuse, waitLong } from '../../controller/plan.ts';
import { minutesSince } from '../../controller/time.ts';
import { shell } from '../../notifications/commands.ts';
import type { GroupActivity, Observed } from '../model.ts';
import type { LifecycleCondition } from './context.ts';

/** How long a host may be without an instance in service before the owner is told why: a launch takes minutes. */
export const ABSENT_MINUTES = 15;

/** A status message is quoted up to this length; some end with a thousand characters of encoded detail. */
const MAX_MESSAGE = 300;

/**
 * The fixes of launches that fail, by what AWS says.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ts-as-instancelaunchfailure.html
 */
const FIXES: readonly (readonly [words: RegExp, fix: string])[] = [
  [
    /do not have sufficient|InsufficientInstanceCapacity|capacity-not-available|no Spot capacity/i,
    'add instance types to the group, or wait: AWS tries again',
  ],
  [/quota|limit|exceed/i, 'request a higher quota in Service Quotas, or end other instances'],
  [/\bAMI\b|InvalidAMI|image id/i, 'give the launch template an AMI that exists in this region'],
  [
    /Client\.InternalError|client error on launch|KMS/i,
    'the role AWSServiceRoleForAutoScaling may lack a grant for the KMS key of an encrypted disk: add it to the key policy',
  ],
  [/not authorized|UnauthorizedOperation|AccessDenied/i, 'allow what the message names, in IAM or in the organization'],
];

/** What AWS says of a launch that failed, without the ids that differ each time. */
const quote = (message: string): string =>
  message
    .replace(/\s*Encoded authorization failure message:.*$/s, '')
    .replaceAll(/\b(?:sir-\w+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/g, '…')
    .replaceAll(/\s+/g, ' ')
    .slice(0, MAX_MESSAGE)
    .trim();

/** Whether a launch has failed, or was given up. */
export const isFailedLaunch = ({ isLaunch, status }: GroupActivity): boolean =>
  isLaunch && (status === 'Failed' || status === 'Cancelled');

/** What a launch that failed came to, and the fix. */
export const describeFailure = ({ status, message = 'without a message' }: GroupActivity): string => {
  const [, fix = 'look at the launch template and its activities'] = FIXES.find(([words]) => words.test(message)) ?? [];
  return `its last launch ${status === 'Failed' ? 'failed' : 'was cancelled'}, "${quote(message)}": ${fix}`;
};

export const describeActivities = ({ region, group }: Pick<Observed, 'region' | 'group'>): string =>
  shell`aws autoscaling describe-scaling-activities --region ${region} --auto-scaling-group-name ${group} --max-items 5`;

export const resumeLaunches = ({ region, group }: Pick<Observed, 'region' | 'group'>): string =>
  shell`aws autoscaling resume-processes --region ${region} --auto-scaling-group-name ${group} --scaling-processes Launch`;

/** Why no instance is in service, with the fix and the command for it. */
const explainAbsence = (host: Observed, failure?: GroupActivity): readonly [why: string, command: string] => {
  if (host.suspendedProcesses.includes('Launch'))
    return ['the process Launch of its group is suspended: resume it', resumeLaunches(host)];
  if (failure) return [describeFailure(failure), describeActivities(host)];
  const held = host.instances.find(({ lifecycleState }) => lifecycleState.endsWith(':Wait'));
  const why = held ? `a lifecycle hook holds ${held.instanceId}` : 'its group has launched none';
  return [`${why}: look at its activities`, describeActivities(host)];
};

/** The condition that a host that is wanted has an instance in service. */
export const presenceConditions = (host: Observed, now: Date): readonly LifecycleCondition[] => {
  const { absence } = host;
  if (!absence) return [];
  const plan: LifecycleCondition['plan'] = () => {
    const isNearly = host.instances.some(({ lifecycleState }) => lifecycleState === 'Pending:Proceed');
    if (isNearly || minutesSince(absence.since, now) < ABSENT_MINUTES) return waitLong('no instance is in service yet');
    const [why, command] = explainAbsence(host, absence.failure);
    return refuse(`no instance has been in service since ${absence.since.toISOString()}; ${why}`, command);
  };
  return [{ kind: 'InstancePresent', plan }];
};
