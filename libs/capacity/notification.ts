import type { Host } from '../hosts/host.ts';
import { type MessagePart, type SectionKind, sectionsOf } from '../notifications/message.ts';
import type { ActionName } from '../controller/plan.ts';
import type { Result } from '../controller/result.ts';
import type { CapacityTarget, SuspendActions } from './model.ts';

/** What became of a host, as a run of suspension or resumption reports it. */
export type CapacityResult = Result<CapacityTarget, Host>;

/** Each action in plain words; its reason follows in brackets. */
const ACTION_LABELS: Readonly<Record<string, string>> = {
  'autoscaling:CreateOrUpdateTags': 'wrote down what is wanted',
  'autoscaling:UpdateAutoScalingGroup': 'set its sizes',
  'autoscaling:ResumeProcesses': 'resumed a process',
  'autoscaling:SetInstanceProtection': 'took the protection off',
  'autoscaling:TerminateInstanceInAutoScalingGroup': 'ended an instance',
} satisfies Record<ActionName<SuspendActions>, string>;

/** The sections of a letter, in their order. */
const SECTIONS: readonly SectionKind<CapacityResult>[] = [
  { label: 'FAILED', heading: 'Failed; it will be tried again', includes: ({ status }) => status === 'failed' },
  { label: 'not done', heading: 'Not done', includes: ({ status }) => status === 'refused' },
  {
    label: 'stopping',
    heading: 'Stopping; you will hear when it is done',
    includes: hasIntentAndStatus('suspended', 'waiting'),
  },
  { label: 'stopped', heading: 'Stopped', includes: hasIntentAndStatus('suspended', 'converged') },
  {
    label: 'coming back',
    heading: 'Coming back; you will hear when it is done',
    includes: hasIntentAndStatus('resuming', 'waiting'),
  },
  { label: 'back', heading: 'Back', includes: hasIntentAndStatus('resuming', 'converged') },
  { label: 'gone', heading: 'Gone', includes: ({ status }) => status === 'gone' },
  { label: 'running', heading: 'Left as it is', includes: () => true },
];

function hasIntentAndStatus(intent: string, status: CapacityResult['status']) {
  return (result: CapacityResult): boolean => result.observed?.state.intent === intent && result.status === status;
}

/** A command that invokes a function by hand and prints what it answers; works as pasted into any POSIX shell. */
const invokeLine = (stage: string, name: string, region: string, payload: object): string =>
  [
    `aws lambda invoke --function-name hostkeeper-${stage}-${name} --region ${region}`,
    '--cli-read-timeout 900 --cli-binary-format raw-in-base64-out',
    `--payload '${JSON.stringify(payload).replaceAll("'", String.raw`'\''`)}' /dev/stdout`,
  ].join(' ');

/** A kind of command that a letter offers, for which reports, and what it sends besides the hosts' names. */
interface SuggestedCommand {
  readonly label: string;
  readonly function: 'emergency-resume' | 'emergency-shutdown';
  readonly payload: object;
  readonly appliesTo: (result: CapacityResult) => boolean;
}

const isSuspended = ({ observed }: CapacityResult): boolean => observed?.state.intent === 'suspended';
const knowsSizes = ({ observed }: CapacityResult): boolean =>
  observed?.state.intent === 'suspended' && observed.state.sizes !== undefined && observed.state.sizes.max <= 1;

const SUGGESTED_COMMANDS: readonly SuggestedCommand[] = [
  {
    label: 'To bring back',
    function: 'emergency-resume',
    payload: { reason: 'the cause is dealt with' },
    appliesTo: (result) => isSuspended(result) && knowsSizes(result),
  },
  {
    label: 'To bring back, to sizes that you choose (none are remembered),',
    function: 'emergency-resume',
    payload: { reason: 'the cause is dealt with', sizes: '0/1/1' },
    appliesTo: (result) => isSuspended(result) && !knowsSizes(result),
  },
  {
    label: 'To stop again',
    function: 'emergency-shutdown',
    payload: { reason: 'resumed too early' },
    appliesTo: ({ observed }) => observed?.state.intent === 'resuming',
  },
  {
    label: 'To stop all the same',
    function: 'emergency-shutdown',
    payload: { reason: 'decided by a person' },
    appliesTo: ({ status, observed, target }) =>
      status === 'refused' && observed?.state.intent === 'running' && target.request?.intent !== 'resume',
  },
];

/** The commands that undo, or do all the same, what the reports tell: one for each region. */
const commands = (results: readonly CapacityResult[], stage: string): readonly string[] =>
  SUGGESTED_COMMANDS.flatMap((offer) => {
    const chosen = results.filter(offer.appliesTo);
    return [...new Set(chosen.map(({ target }) => target.region))].map((region) => {
      const hosts = chosen.filter(({ target }) => target.region === region).map(({ target }) => target.host);
      const command = invokeLine(stage, offer.function, region, { ...offer.payload, hosts });
      return `${offer.label} ${hosts.join(', ')}:\n\n${command}`;
    });
  });

/** What a letter says of stopping hosts and of bringing them back. */
export const renderCapacity = (results: readonly CapacityResult[], stage: string): MessagePart => ({
  sections: sectionsOf(results, SECTIONS, ACTION_LABELS),
  footer: 'Nothing was deleted: data volumes, snapshots and addresses are as they were.',
  commands: commands(results, stage),
});
