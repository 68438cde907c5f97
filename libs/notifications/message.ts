import type { HostRef, Result } from '../controller/result.ts';
import type { Message } from './notify.ts';

/** Reports that belong together in a letter: a word for the subject, a heading, and which reports these are. */
export interface SectionKind<R> {
  readonly label: string;
  readonly heading: string;
  readonly includes: (result: R) => boolean;
}

/** A section of a letter, written. */
export interface Section {
  readonly label: string;
  readonly heading: string;
  readonly hosts: readonly string[];
  readonly paragraphs: readonly string[];
}

/** What one controller has to say in a letter. */
export interface MessagePart {
  readonly sections: readonly Section[];
  /** What holds whatever was done: a sentence. */
  readonly footer: string;
  /** Commands that undo it, or do it all the same, each with what it is for. */
  readonly commands: readonly string[];
}

/** What a letter says besides its chapters. */
export interface Header {
  readonly stage: string;
  /** Why the run was: whole sentences. */
  readonly why: string;
}

const paragraph = ({ target, reason, actions }: Result<HostRef>, deeds: Readonly<Record<string, string>>): string =>
  [
    `- ${target.host} (group ${target.group}, ${target.region}): ${reason}.`,
    ...actions.map(({ action, reason: why }) => `    ${deeds[action] ?? action} (${why})`),
  ].join('\n');

/** Sorts reports into the first section that holds each; `deeds` has each action in plain words. */
export const sectionsOf = <R extends Result<HostRef>>(
  results: readonly R[],
  kinds: readonly SectionKind<R>[],
  deeds: Readonly<Record<string, string>>,
): readonly Section[] => {
  const open = new Set(results);
  return kinds.flatMap(({ label, heading, includes }) => {
    const held = [...open].filter(includes);
    for (const result of held) open.delete(result);
    const hosts = held.map(({ target }) => target.host);
    return held.length === 0 ? [] : [{ label, heading, hosts, paragraphs: held.map((one) => paragraph(one, deeds)) }];
  });
};

/** Sections of the same heading as one; what two controllers say in the same words is said once. */
const mergeSections = (sections: readonly Section[]): readonly Section[] =>
  [...Map.groupBy(sections, ({ heading }) => heading)].map(([heading, alike]) => ({
    label: alike[0]?.label ?? '',
    heading,
    hosts: [...new Set(alike.flatMap(({ hosts }) => hosts))],
    paragraphs: [...new Set(alike.flatMap(({ paragraphs }) => paragraphs))],
  }));

const MAX_SUBJECT_CHARACTERS = 100;

/** Cuts to what SNS takes for a subject. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const subjectOf = (text: string): string => {
  const ascii = text.replaceAll(/[^\x20-\x7e]/g, '?');
  return ascii.length <= MAX_SUBJECT_CHARACTERS ? ascii : `${ascii.slice(0, MAX_SUBJECT_CHARACTERS - 3)}...`;
};

/** The one letter of a run: what happened and why, what was done, what was not and why, and how to undo it. */
export const renderMessage = (parts: readonly MessagePart[], { stage, why }: Header): Message => {
  const sections = mergeSections(parts.flatMap((chapter) => chapter.sections));
  const words = sections.map(({ label, hosts }) => `${label} ${hosts.join(', ')}`);
  // The later chapter may tell of what the earlier one never touches.
  const assurance = (parts.findLast((chapter) => chapter.sections.length > 0) ?? parts[0])?.footer ?? '';
  return {
    subject: subjectOf(`hostkeeper ${stage}: ${words.join('; ') || 'no host is enrolled'}`),
    body: [
      why,
      ...sections.map(({ heading, paragraphs }) => `${heading}:\n${paragraphs.join('\n')}`),
      ...(sections.length === 0 ? ['No host is enrolled, so nothing was stopped.'] : []),
      assurance,
      ...parts.flatMap(({ commands }) => commands),
      '',
    ].join('\n\n'),
  };
};
