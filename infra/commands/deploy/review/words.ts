import type { ChangeAction, ResourceChange, ResourceChangeDetail } from '@aws-sdk/client-cloudformation';

import { paint } from '../../cli/style.ts';
import type { Review } from './change-set.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html */
const VERBS = {
  Add: 'is added',
  Dynamic: 'may change',
  Import: 'joins the stack',
  Modify: 'is changed',
  Remove: 'is removed',
  SyncWithActual: 'is recorded as it is',
} as const satisfies Readonly<Record<ChangeAction, string>>;

const verbOf = ({ Action = 'Dynamic', Replacement, PolicyAction }: ResourceChange): string => {
  if (Action === 'Modify' && Replacement === 'True') return 'is replaced';
  if (Action === 'Modify' && Replacement === 'Conditional') return 'may be replaced';
  return Action === 'Remove' && PolicyAction === 'Retain' ? 'leaves the stack, and AWS keeps it' : VERBS[Action];
};

const MAX_VALUE = 50;

const shorten = (value = 'nothing'): string => (value.length > MAX_VALUE ? `${value.slice(0, MAX_VALUE)}...` : value);

/** A property with its values, where CloudFormation tells them. */
const detailOf = ({ Target = {} }: ResourceChangeDetail): string => {
  const { Path, Name, Attribute = '', BeforeValue, AfterValue } = Target;
  const what = Path?.replace(/^\/(Properties\/)?/, '').replaceAll('/', '.') || Name || Attribute;
  const isKnown = BeforeValue !== undefined || AfterValue !== undefined;
  return isKnown ? `${what} from ${shorten(BeforeValue)} to ${shorten(AfterValue)}` : what;
};

const MAX_DETAILS = 8;

const lineOf = (change: ResourceChange): string => {
  const details = [...new Set((change.Details ?? []).map(detailOf))];
  const shown = details.slice(0, MAX_DETAILS);
  const more = details.length > MAX_DETAILS ? [`${details.length - MAX_DETAILS} more`] : [];
  const text = `  ${change.LogicalResourceId} (${change.ResourceType}) ${verbOf(change)}`;
  return details.length === 0 ? text : `${text}: ${[...shown, ...more].join(', ')}`;
};

/** Whether the change set gives the instances that come a template that those which run do not have. */
const isLaunchTemplateChanged = ({ ResourceType, Action }: ResourceChange): boolean =>
  ResourceType === 'AWS::EC2::LaunchTemplate' && Action === 'Modify';

const red = (text: string): string => paint('bad', text, process.stderr);

/** What a change set does, a line a resource, for the standard error. What the rules do not allow is red. */
export const reviewText = (stack: string, region: string, { changes, problems }: Review): string => {
  const marked = new Set(problems.map(({ logicalId }) => logicalId));
  return [
    `What the deployment does to ${stack} in ${region}:`,
    ...changes.map((change) => (marked.has(change.LogicalResourceId ?? '') ? red(lineOf(change)) : lineOf(change))),
    ...problems.map(({ text }) => red(text)),
    ...(changes.some(isLaunchTemplateChanged)
      ? ['The launch template is for instances to come: the one that runs stays as it is until it is replaced.']
      : []),
  ].join('\n');
};
