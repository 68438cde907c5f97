import { type CommandScope, describeCommand } from './commands.ts';
import type { Header, NewsItem, Suggestion } from './news.ts';
import type { Message } from './notify.ts';
import { fill, renderSubject, type Section, subjectOf, unique } from './subject.ts';

const toSections = (items: readonly NewsItem[]): readonly Section[] =>
  [...Map.groupBy(items, ({ kind }) => kind)]
    .map(([kind, sameKind]) => ({
      kind,
      items: sameKind,
      hosts: unique(sameKind.map(({ result }) => result.target.host)),
    }))
    .toSorted((a, b) => a.kind.order - b.kind.order);

/** Names beyond these are left out of sentences; the lists and the commands have them all. */
const MAX_NAMES_IN_TEXT = 5;

const describeItem = ({ result: { target, reason }, actions }: NewsItem): string =>
  [
    `- ${target.host} (group ${target.group}, ${target.region}): ${reason}.`,
    ...actions.map((action) => `    ${action}`),
  ].join('\n');

const renderSection = ({ kind, items, hosts }: Section): string =>
  [`${kind.heading}:`, ...unique(items.map(describeItem)), '', fill(kind.outlook, hosts, MAX_NAMES_IN_TEXT)].join('\n');

/** A suggestion for some hosts of a region: what it is for, and its lines. */
const renderSuggestion = ({ purpose, command }: Suggestion, scope: CommandScope): readonly string[] => {
  const what = fill(purpose, scope.hosts, MAX_NAMES_IN_TEXT);
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
      ...sections.map(renderSection),
      ...renderCommands(
        sections.flatMap((section) => section.items),
        stage,
      ),
      '',
    ].join('\n\n'),
  };
};
