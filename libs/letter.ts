import type { HostTarget, Report } from './report.ts';
import type { Letter } from './tell.ts';

/** Reports that belong together in a letter: a word for the subject, a heading, and which reports these are. */
export interface SectionKind<R> {
  readonly word: string;
  readonly heading: string;
  readonly holds: (report: R) => boolean;
}

/** A section of a letter, written. */
export interface Section {
  readonly word: string;
  readonly heading: string;
  readonly hosts: readonly string[];
  readonly paragraphs: readonly string[];
}

/** What one controller has to say in a letter. */
export interface Chapter {
  readonly sections: readonly Section[];
  /** What holds whatever was done: a sentence. */
  readonly assurance: string;
  /** Commands that undo it, or do it all the same, each with what it is for. */
  readonly commands: readonly string[];
}

/** What a letter says besides its chapters. */
export interface Occasion {
  readonly keeper: string;
  /** Why the run was: whole sentences. */
  readonly why: string;
}

const paragraph = ({ target, reason, actions }: Report<HostTarget>, deeds: Readonly<Record<string, string>>): string =>
  [
    `- ${target.host} (group ${target.group}, ${target.region}): ${reason}.`,
    ...actions.map(({ action, reason: why }) => `    ${deeds[action] ?? action} (${why})`),
  ].join('\n');

/** Sorts reports into the first section that holds each; `deeds` has each action in plain words. */
export const sectionsOf = <R extends Report<HostTarget>>(
  reports: readonly R[],
  kinds: readonly SectionKind<R>[],
  deeds: Readonly<Record<string, string>>,
): readonly Section[] => {
  const open = new Set(reports);
  return kinds.flatMap(({ word, heading, holds }) => {
    const held = [...open].filter(holds);
    for (const report of held) open.delete(report);
    const hosts = held.map(({ target }) => target.host);
    return held.length === 0 ? [] : [{ word, heading, hosts, paragraphs: held.map((one) => paragraph(one, deeds)) }];
  });
};

/** Sections of the same heading as one; what two controllers say in the same words is said once. */
const merged = (sections: readonly Section[]): readonly Section[] =>
  [...Map.groupBy(sections, ({ heading }) => heading)].map(([heading, alike]) => ({
    word: alike[0]?.word ?? '',
    heading,
    hosts: [...new Set(alike.flatMap(({ hosts }) => hosts))],
    paragraphs: [...new Set(alike.flatMap(({ paragraphs }) => paragraphs))],
  }));

const SUBJECT_CHARACTERS = 100;

/** Cuts to what SNS takes for a subject. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const subjectOf = (text: string): string => {
  const ascii = text.replaceAll(/[^\x20-\x7e]/g, '?');
  return ascii.length <= SUBJECT_CHARACTERS ? ascii : `${ascii.slice(0, SUBJECT_CHARACTERS - 3)}...`;
};

/** The one letter of a run: what happened and why, what was done, what was not and why, and how to undo it. */
export const compose = (chapters: readonly Chapter[], { keeper, why }: Occasion): Letter => {
  const sections = merged(chapters.flatMap((chapter) => chapter.sections));
  const words = sections.map(({ word, hosts }) => `${word} ${hosts.join(', ')}`);
  // The later chapter may tell of what the earlier one never touches.
  const assurance = (chapters.findLast((chapter) => chapter.sections.length > 0) ?? chapters[0])?.assurance ?? '';
  return {
    subject: subjectOf(`hostkeeper ${keeper}: ${words.join('; ') || 'no host is enrolled'}`),
    body: [
      why,
      ...sections.map(({ heading, paragraphs }) => `${heading}:\n${paragraphs.join('\n')}`),
      ...(sections.length === 0 ? ['No host is enrolled, so nothing was stopped.'] : []),
      assurance,
      ...chapters.flatMap(({ commands }) => commands),
      '',
    ].join('\n\n'),
  };
};
