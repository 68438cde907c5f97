import type { HostRef, Result } from '../controller/result.ts';
import { type CommandScope, describeCommand, type OperatorCommand } from './commands.ts';
import type { Notifiable } from './history.ts';
import type { Message } from './notify.ts';

/**
 * How one kind of news is worded. In every text `{hosts}` stands for the names, and `{is|are}` for the word that fits
 * one host or several.
 */
export interface NewsKind {
  /** Position in a message: problems come first. */
  readonly order: number;
  /** Begins with a small letter: several kinds may share a subject. */
  readonly subject: string;
  /** What happened, and what it means for the service: a sentence of the first line. */
  readonly lead: string;
  readonly heading: string;
  /** What is unchanged, what happens next without the reader, and what the reader should do: whole sentences. */
  readonly outlook: string;
}

/** A command that a notification suggests: one of the operator's, or a line that fixes a problem. */
export interface Suggestion {
  /** Completed by the names of the hosts: `To resume`. */
  readonly purpose: string;
  readonly command: OperatorCommand | string;
}

/** What a message may say about one host. */
export interface NewsItem {
  readonly kind: NewsKind;
  readonly result: Result<HostRef, Notifiable>;
  /** A clause for the subject. */
  readonly detail: string;
  /** What was done to the host, each action with its reason. */
  readonly actions: readonly string[];
  readonly suggestions: readonly Suggestion[];
}

/** The actions of a result, each with its reason; `labels` has the words for each. */
export const describeActions = (
  { actions }: Result<HostRef, Notifiable>,
  labels: Readonly<Record<string, string>>,
): readonly string[] => actions.map(({ action, reason }) => `${labels[action] ?? action} (${reason})`);

/** The command that a refusal names, as a suggestion. */
export const fixOf = ({ command }: Result<HostRef, Notifiable>): readonly Suggestion[] =>
  command === undefined ? [] : [{ purpose: 'To fix', command }];

/** What a message says besides its items. */
export interface Header {
  readonly stage: string;
  /** Why the run took place, in whole sentences. */
  readonly why?: string | undefined;
  /** The same as a clause for the subject. */
  readonly cause?: string | undefined;
}

/** The items of one kind. */
interface Section {
  readonly kind: NewsKind;
  readonly items: readonly NewsItem[];
  readonly hosts: readonly string[];
}

const unique = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];

const toSections = (items: readonly NewsItem[]): readonly Section[] =>
  [...Map.groupBy(items, ({ kind }) => kind)]
    .map(([kind, sameKind]) => ({
      kind,
      items: sameKind,
      hosts: unique(sameKind.map(({ result }) => result.target.host)),
    }))
    .toSorted((a, b) => a.kind.order - b.kind.order);

const listNames = (names: readonly string[], max: number): string =>
  names.length <= max + 1 ? names.join(', ') : `${names.slice(0, max).join(', ')} and ${names.length - max} more`;

const fill = (template: string, hosts: readonly string[], maxNames: number): string =>
  template
    .replaceAll(/\{([^|}]+)\|([^}]+)\}/g, (_, one: string, several: string) => (hosts.length === 1 ? one : several))
    .replaceAll('{hosts}', () => listNames(hosts, maxNames));

/** What SNS takes for a subject. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_SUBJECT_CHARACTERS = 100;

/** The part of a subject that names are shortened for. */
const MAX_CAUSE_CHARACTERS = 50;

/** A subject as SNS takes it: one line of ASCII, cut to the length that is allowed. */
export const subjectOf = (stage: string, text: string): string => {
  const ascii = `[${stage}] ${text}`.replaceAll(/\s+/g, ' ').replaceAll(/[^\x20-\x7e]/g, '?');
  return ascii.length <= MAX_SUBJECT_CHARACTERS ? ascii : `${ascii.slice(0, MAX_SUBJECT_CHARACTERS - 3)}...`;
};

/** The cause of the run, or what all the items have in common when there is only one kind. */
const causeOf = (sections: readonly Section[], { cause }: Header): string => {
  const details = unique(sections.flatMap(({ items }) => items.map(({ detail }) => detail)));
  return cause ?? (details.length === 1 ? (details[0] ?? '') : '');
};

const capitalize = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const renderSubject = (sections: readonly Section[], header: Header): string => {
  const cause = causeOf(sections, header);
  const causeText = cause === '' ? '' : `: ${cause}`;
  const room = MAX_SUBJECT_CHARACTERS - `[${header.stage}] `.length - Math.min(causeText.length, MAX_CAUSE_CHARACTERS);
  const withNames = (max: number) =>
    sections
      .map(({ kind, hosts }, index) => fill(index === 0 ? capitalize(kind.subject) : kind.subject, hosts, max))
      .join('; ');
  const what = [Infinity, 5, 3, 2].map(withNames).find((text) => text.length <= room) ?? withNames(1);
  return subjectOf(header.stage, `${what}${causeText}`);
};

const describeItem = ({ result: { target, reason }, actions }: NewsItem): string =>
  [
    `- ${target.host} (group ${target.group}, ${target.region}): ${reason}.`,
    ...actions.map((action) => `    ${action}`),
  ].join('\n');

/** Names beyond these are left out of sentences; the lists and the commands have them all. */
const MAX_NAMES_IN_TEXT = 5;

const renderSection = ({ kind, items, hosts }: Section): string =>
  [`${kind.heading}:`, ...unique(items.map(describeItem)), '', fill(kind.outlook, hosts, MAX_NAMES_IN_TEXT)].join('\n');

/** A suggestion for some hosts of a region: what it is for, and its lines. */
const renderSuggestion = ({ purpose, command }: Suggestion, scope: CommandScope): readonly string[] => {
  const what = `${purpose} ${listNames(scope.hosts, MAX_NAMES_IN_TEXT)}`;
  return typeof command === 'string'
    ? [`${what}:`, command]
    : [`${what}, in the folder of your clone:`, ...describeCommand(command, scope)];
};

/** The suggested commands: the same command for several hosts of a region is one line. */
const renderCommands = (items: readonly NewsItem[], stage: string): readonly string[] => {
  const entries = items.flatMap(({ result: { target }, suggestions }) =>
    suggestions.map((suggestion) => ({ suggestion, target })),
  );
  const bySuggestion = Map.groupBy(entries, ({ suggestion, target }) => JSON.stringify([suggestion, target.region]));
  return [...bySuggestion.values()].flatMap((same) => {
    const hosts = unique(same.map(({ target }) => target.host));
    const [first] = same;
    return first ? renderSuggestion(first.suggestion, { stage, region: first.target.region, hosts }) : [];
  });
};

/**
 * The one message of a run. The first line says what happened and what it means for the service; then follow why, what
 * was done, what was not and why, what happens next, what the reader should do, and the commands that undo it.
 */
export const renderMessage = (items: readonly NewsItem[], header: Header): Message => {
  const { stage, why } = header;
  const sections = toSections(items);
  const reasons = why === undefined ? [] : [why];
  if (sections.length === 0)
    return {
      subject: subjectOf(stage, `No host is enrolled${header.cause === undefined ? '' : `: ${header.cause}`}`),
      body: [`No host is enrolled in stage ${stage}, so nothing was done.`, ...reasons, ''].join('\n\n'),
    };
  return {
    subject: renderSubject(sections, header),
    body: [
      sections.map(({ kind, hosts }) => fill(kind.lead, hosts, MAX_NAMES_IN_TEXT)).join(' '),
      ...reasons,
      ...sections.map(renderSection),
      ...renderCommands(
        sections.flatMap((section) => section.items),
        stage,
      ),
      '',
    ].join('\n\n'),
  };
};
