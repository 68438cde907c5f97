import { type CommandScope, describeCommand, shell } from './commands.ts';
import type { Header, NewsItem, Suggestion } from './news.ts';
import type { Message } from './notify.ts';
import { repeatsOf } from './history.ts';
import { fill, renderSubject, type Section, subjectOf, unique } from './subject.ts';

const toSections = (items: readonly NewsItem[]): readonly Section[] =>
  [...Map.groupBy(items, ({ kind }) => kind)]
    .map(([kind, sameKind]) => ({
      kind,
      items: sameKind,
      hosts: unique(sameKind.map(({ target }) => target.host)),
    }))
    .toSorted((a, b) => a.kind.order - b.kind.order);

/** Names beyond these are left out of sentences. */
const MAX_NAMES_IN_TEXT = 5;

/** Hosts beyond these are only counted in a list: nobody reads a thousand, and SNS takes 256 KiB. */
const MAX_LISTED = 20;

/** A command names more hosts than these when all their names are no longer. */
const MAX_NAMES_CHARACTERS = 2000;

const MAX_REASON_CHARACTERS = 1000;
const MAX_WHY_CHARACTERS = 4000;

const clip = (text: string, max: number): string => (text.length <= max ? text : `${text.slice(0, max)}...`);

/** Where the hosts are that a message has no room for. */
const statusCommand = (stage: string): string => `\`${shell`npm run hostkeeper -- status --stage ${stage}`}\``;

/** How often it has happened since the last notification about it. */
const describeRepeats = (item: NewsItem): string => {
  const repeats = repeatsOf(item);
  if (repeats === 0) return '';
  return ` (${repeats === 1 ? 'once' : `${repeats} times`} more since the last e-mail about it)`;
};

const describeItem = (item: NewsItem): string =>
  [
    `- ${item.target.host} (group ${item.target.group}, ${item.target.region}): ${clip(item.reason, MAX_REASON_CHARACTERS)}${describeRepeats(item)}.`,
    ...item.actions.slice(0, MAX_LISTED).map((action) => `    ${clip(action, MAX_REASON_CHARACTERS)}`),
  ].join('\n');

const renderSection = ({ kind, items, hosts }: Section, stage: string): string => {
  const described = unique(items.map(describeItem));
  const more = described.length - MAX_LISTED;
  const hasCommands = items.some(({ suggestions }) => suggestions.length > 0);
  const outlook = [kind.outlook, ...(kind.noUndo === undefined || hasCommands ? [] : [kind.noUndo])].join(' ');
  return [
    `${kind.heading}:`,
    ...described.slice(0, MAX_LISTED),
    ...(more > 0
      ? [`- and ${more} more, ${described.length} in all: ${statusCommand(stage)} shows each of them.`]
      : []),
    '',
    fill(outlook, hosts, MAX_NAMES_IN_TEXT),
  ].join('\n');
};

/** A suggestion for some hosts of a region: what it is for, and its lines. */
const renderSuggestion = ({ purpose, all, command }: Suggestion, scope: CommandScope): readonly string[] => {
  const { stage, region, hosts } = scope;
  if (typeof command === 'string') return [`${fill(purpose, hosts, MAX_NAMES_IN_TEXT)}:`, command];
  const isLong = hosts.length > MAX_LISTED && hosts.join(' ').length > MAX_NAMES_CHARACTERS;
  if (isLong && all !== undefined)
    return [`${all} of ${region}, in the folder of your clone:`, ...describeCommand(command, { ...scope, hosts: [] })];
  const named = isLong ? hosts.slice(0, MAX_LISTED) : hosts;
  const rest = `the first ${named.length} of ${hosts.length} (repeat it with the names of the others, which ${statusCommand(stage)} shows)`;
  return [
    `${fill(purpose, named, MAX_NAMES_IN_TEXT)}${isLong ? `, ${rest}` : ''}, in the folder of your clone:`,
    ...describeCommand(command, { ...scope, hosts: named }),
  ];
};

/** The suggested commands: the same command for several hosts of a region is one line. */
const renderCommands = (items: readonly NewsItem[], stage: string): readonly string[] => {
  const entries = items.flatMap(({ target, suggestions }) => suggestions.map((suggestion) => ({ suggestion, target })));
  const bySuggestion = Map.groupBy(entries, ({ suggestion, target }) => JSON.stringify([suggestion, target.region]));
  const lines = [...bySuggestion.values()].slice(0, MAX_LISTED).flatMap((same) => {
    const hosts = unique(same.map(({ target }) => target.host));
    const [first] = same;
    return first ? renderSuggestion(first.suggestion, { stage, region: first.target.region, hosts }) : [];
  });
  const more = bySuggestion.size - MAX_LISTED;
  return more > 0
    ? [
        ...lines,
        `There are ${more} more commands like these: ${statusCommand(stage)} shows the hosts that they are for.`,
      ]
    : lines;
};

/**
 * The one message of a run. The first line says what happened and what it means for the service; then follow why, what
 * was done, what was not and why, what happens next, what the reader should do, and the command that undoes it,
 * or that there is nothing to undo.
 */
export const renderMessage = (items: readonly NewsItem[], header: Header): Message => {
  const { stage, why } = header;
  const sections = toSections(items);
  const reasons = why === undefined ? [] : [clip(why, MAX_WHY_CHARACTERS)];
  if (sections.length === 0)
    return {
      subject: subjectOf(stage, `No host is enrolled${header.cause === undefined ? '' : `: ${header.cause}`}`),
      body: [
        `No host is enrolled in stage ${stage}, so nothing was done, and there is nothing to undo.`,
        ...reasons,
        '',
      ].join('\n\n'),
    };
  return {
    subject: renderSubject(sections, header),
    body: [
      sections.map(({ kind, hosts }) => fill(kind.lead, hosts, MAX_NAMES_IN_TEXT)).join(' '),
      ...reasons,
      ...sections.map((section) => renderSection(section, stage)),
      ...renderCommands(
        sections.flatMap((section) => section.items),
        stage,
      ),
      '',
    ].join('\n\n'),
  };
};
