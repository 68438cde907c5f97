import { ORDER } from './kinds.ts';
import type { Header, NewsItem, NewsKind } from './news.ts';

/** The items of one kind. */
export interface Section {
  readonly kind: NewsKind;
  readonly items: readonly NewsItem[];
  readonly hosts: readonly string[];
}

/** Each value once, in the order of its first appearance. */
export const unique = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];

/** Names, separated by commas; beyond the maximum only their number, and the number alone where there is to be no name. */
const listNames = (names: readonly string[], max: number): string => {
  if (max === 0) return names.length === 1 ? '1 host' : `${names.length} hosts`;
  return names.length <= max + 1
    ? names.join(', ')
    : `${names.slice(0, max).join(', ')} and ${names.length - max} more`;
};

/** A text of a kind, completed for its hosts. */
export const fill = (template: string, hosts: readonly string[], maxNames: number): string =>
  template
    .replaceAll(/\{([^|}]+)\|([^}]+)\}/g, (_, one: string, several: string) => (hosts.length === 1 ? one : several))
    .replaceAll('{hosts}', () => listNames(hosts, maxNames));

/** SNS takes fewer than 100. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_SUBJECT_CHARACTERS = 99;

/** The part of a subject that names are shortened for. */
const MAX_CAUSE_CHARACTERS = 50;

/** A subject as SNS takes it: one line of ASCII, cut to the length that is allowed. */
export const subjectOf = (stage: string, text: string): string => {
  const ascii = `[${stage}] ${text}`.replaceAll(/\s+/g, ' ').replaceAll(/[^\x20-\x7e]/g, '?');
  return ascii.length <= MAX_SUBJECT_CHARACTERS ? ascii : `${ascii.slice(0, MAX_SUBJECT_CHARACTERS - 3)}...`;
};

/** The cause of the run; a problem, and a run without a cause, say what all their hosts have in common. */
const causeOf = (sections: readonly Section[], { cause }: Header): string => {
  const [detail = '', ...others] = unique(sections.flatMap(({ items }) => items.map((item) => item.detail)));
  const common = others.length === 0 ? detail : '';
  const isProblem = sections.every(({ kind }) => kind.order <= ORDER.needsYou);
  return isProblem && common !== '' ? common : (cause ?? common);
};

const capitalize = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** The subject of a message: what happened to which hosts, and the cause. Names give way to the cause, and both to the limit. */
export const renderSubject = (sections: readonly Section[], header: Header): string => {
  const cause = causeOf(sections, header);
  const causeText = cause === '' ? '' : `: ${cause}`;
  const limit = MAX_SUBJECT_CHARACTERS - `[${header.stage}] `.length;
  const room = limit - Math.min(causeText.length, MAX_CAUSE_CHARACTERS);
  const withNames = (max: number) =>
    sections
      .map(({ kind, hosts }, index) => fill(index === 0 ? capitalize(kind.subject) : kind.subject, hosts, max))
      .join('; ');
  const short = withNames(1);
  const shortest = short.length <= limit ? short : withNames(0);
  const what = [Infinity, 5, 3, 2].map(withNames).find((text) => text.length <= room) ?? shortest;
  return subjectOf(header.stage, `${what}${causeText}`);
};
