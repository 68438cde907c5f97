import type { Statement } from './model.ts';
import { document, INSTANCES } from './resources.ts';

/** The tag with which EC2 Auto Scaling says whose an instance is. */
export const GROUP_TAG = 'aws:autoscaling:groupName';

/**
 * Lets a role run one document of infra/documents on the instances of groups, and no other.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/run-command-setting-up.html
 */
export const runDocument = (name: string, { sid, why }: Pick<Statement, 'sid' | 'why'>): readonly Statement[] => [
  {
    sid: 'RunOnInstancesOfGroups',
    why: 'Runs commands on instances of Auto Scaling groups. Systems Manager has a condition key of its own for the tags of an instance; only Auto Scaling can write this one.',
    actions: ['ssm:SendCommand'],
    resources: INSTANCES,
    condition: { Null: { [`ssm:resourceTag/${GROUP_TAG}`]: false } },
  },
  {
    sid,
    why: `${why} Eight digits in its name stand for its content.`,
    actions: ['ssm:SendCommand'],
    resources: document(name),
  },
];
