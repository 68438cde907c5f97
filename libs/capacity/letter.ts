import type { Host } from '../fleet.ts';
import { type Chapter, type SectionKind, sectionsOf } from '../letter.ts';
import type { Verb } from '../plan.ts';
import type { Report } from '../report.ts';
import type { CapacityTarget, SuspendActions } from './model.ts';

/** What became of a host, as a run of suspension or resumption reports it. */
export type CapacityReport = Report<CapacityTarget, Host>;

/** Each action in plain words; its reason follows in brackets. */
const DEEDS: Readonly<Record<string, string>> = {
  'autoscaling:CreateOrUpdateTags': 'wrote down what is wanted',
  'autoscaling:UpdateAutoScalingGroup': 'set its sizes',
  'autoscaling:ResumeProcesses': 'resumed a process',
  'autoscaling:SetInstanceProtection': 'took the protection off',
  'autoscaling:TerminateInstanceInAutoScalingGroup': 'ended an instance',
} satisfies Record<Verb<SuspendActions>, string>;

/** The sections of a letter, in their order. */
const SECTIONS: readonly SectionKind<CapacityReport>[] = [
  { word: 'FAILED', heading: 'Failed; it will be tried again', holds: ({ status }) => status === 'failed' },
  { word: 'not done', heading: 'Not done', holds: ({ status }) => status === 'refused' },
  { word: 'stopping', heading: 'Stopping; you will hear when it is done', holds: is('suspended', 'waiting') },
  { word: 'stopped', heading: 'Stopped', holds: is('suspended', 'converged') },
  { word: 'coming back', heading: 'Coming back; you will hear when it is done', holds: is('resuming', 'waiting') },
  { word: 'back', heading: 'Back', holds: is('resuming', 'converged') },
  { word: 'gone', heading: 'Gone', holds: ({ status }) => status === 'gone' },
  { word: 'running', heading: 'Left as it is', holds: () => true },
];

function is(intent: string, status: CapacityReport['status']) {
  return (report: CapacityReport): boolean => report.observed?.state.intent === intent && report.status === status;
}

/** A command that invokes a function by hand and prints what it answers; works as pasted into any POSIX shell. */
const invocation = (keeper: string, name: string, region: string, payload: object): string =>
  [
    `aws lambda invoke --function-name hostkeeper-${keeper}-${name} --region ${region}`,
    '--cli-read-timeout 900 --cli-binary-format raw-in-base64-out',
    `--payload '${JSON.stringify(payload).replaceAll("'", String.raw`'\''`)}' /dev/stdout`,
  ].join(' ');

/** A kind of command that a letter offers, for which reports, and what it sends besides the hosts' names. */
interface Offer {
  readonly label: string;
  readonly function: 'emergency-resume' | 'emergency-shutdown';
  readonly payload: object;
  readonly to: (report: CapacityReport) => boolean;
}

const isSuspended = ({ observed }: CapacityReport): boolean => observed?.state.intent === 'suspended';
const knowsSizes = ({ observed }: CapacityReport): boolean =>
  observed?.state.intent === 'suspended' && observed.state.sizes !== undefined && observed.state.sizes.max <= 1;

const OFFERS: readonly Offer[] = [
  {
    label: 'To bring back',
    function: 'emergency-resume',
    payload: { reason: 'the cause is dealt with' },
    to: (report) => isSuspended(report) && knowsSizes(report),
  },
  {
    label: 'To bring back, to sizes that you choose (none are remembered),',
    function: 'emergency-resume',
    payload: { reason: 'the cause is dealt with', sizes: '0/1/1' },
    to: (report) => isSuspended(report) && !knowsSizes(report),
  },
  {
    label: 'To stop again',
    function: 'emergency-shutdown',
    payload: { reason: 'resumed too early' },
    to: ({ observed }) => observed?.state.intent === 'resuming',
  },
  {
    label: 'To stop all the same',
    function: 'emergency-shutdown',
    payload: { reason: 'decided by a person' },
    to: ({ status, observed, target }) =>
      status === 'refused' && observed?.state.intent === 'running' && target.wish?.intent !== 'resume',
  },
];

/** The commands that undo, or do all the same, what the reports tell: one for each region. */
const commands = (reports: readonly CapacityReport[], keeper: string): readonly string[] =>
  OFFERS.flatMap((offer) => {
    const chosen = reports.filter(offer.to);
    return [...new Set(chosen.map(({ target }) => target.region))].map((region) => {
      const hosts = chosen.filter(({ target }) => target.region === region).map(({ target }) => target.host);
      const command = invocation(keeper, offer.function, region, { ...offer.payload, hosts });
      return `${offer.label} ${hosts.join(', ')}:\n\n${command}`;
    });
  });

/** What a letter says of stopping hosts and of bringing them back. */
export const chapterOf = (reports: readonly CapacityReport[], keeper: string): Chapter => ({
  sections: sectionsOf(reports, SECTIONS, DEEDS),
  assurance: 'Nothing was deleted: data volumes, snapshots and addresses are as they were.',
  commands: commands(reports, keeper),
});
