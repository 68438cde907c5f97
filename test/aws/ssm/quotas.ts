import type { Bucket, Times } from '../quotas.ts';

const API = 'https://docs.aws.amazon.com/systems-manager/latest/APIReference';
const GUIDE = 'https://docs.aws.amazon.com/systems-manager/latest/userguide';

export const TIMES = {
  /** From `SendCommand` until the script runs. AWS publishes no figure. */
  start: { seconds: [0.5, 1.5], page: `${GUIDE}/monitor-commands.html` },
  /** From `SendCommand` until a list shows the invocation: lists are eventually consistent. AWS publishes no figure. */
  listed: { seconds: [0, 3], page: `${API}/API_ListCommandInvocations.html` },
} as const satisfies Times;

export const LIMITS = {
  instances: { max: 50, page: `${API}/API_SendCommand.html` },
  /** Characters. */
  comment: { max: 100, page: `${API}/API_SendCommand.html` },
  /** How long a command may take to reach the agent, in seconds. */
  delivery: { min: 30, max: 2_592_000, default: 3600, page: `${API}/API_SendCommand.html` },
  /** How long the script may run, in seconds. */
  execution: { max: 172_800, default: 3600, page: `${GUIDE}/documents-command-ssm-plugin-reference.html` },
  /** Characters of the output of a step that a list shows. */
  output: { max: 2500, page: `${API}/API_CommandPlugin.html` },
  commandId: { length: 36, page: `${API}/API_ListCommandInvocations.html` },
  page: { max: 50, page: `${API}/API_ListCommandInvocations.html` },
  history: { days: 30, page: `${GUIDE}/monitor-commands.html` },
} as const;

const throttling = { error: ['ThrottlingException', 'Rate exceeded', 400], page: `${API}/CommonErrors.html` } as const;

/** AWS publishes no figures for Run Command; these are assumptions. */
export const BUCKETS: readonly Bucket[] = [
  { operations: /^List/, tokens: 100, perSecond: 20, ...throttling },
  { operations: /^Send/, tokens: 100, perSecond: 20, ...throttling },
];
