import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** A Markdown page of the repository. */
export interface Document {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** Every page that people read. */
export const documents = (): readonly Document[] =>
  globSync(['*.md', 'docs/**/*.md', '.github/**/*.md', 'test/**/*.md'])
    .toSorted()
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

const withoutFences = (text: string): string => text.replaceAll(/^ *```[\s\S]*?^ *```/gm, '');

/**
 * The anchor that GitHub gives a heading: lower case, punctuation removed, a hyphen for each space. A heading that
 * occurs again gets `-1`, `-2`, …, which no page here needs.
 * https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links
 */
const anchorOf = (heading: string): string =>
  heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (text: string): readonly string[] =>
  [...withoutFences(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

/** The targets of all links to other places of the repository; code is not searched. */
export const linksOf = ({ text }: Document): readonly string[] =>
  [
    ...withoutFences(text)
      .replaceAll(/`[^`]*`/g, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));

/** The links of a page that lead to no file, or to no heading in it, each as `page -> target`. */
export const brokenLinks = (document: Document): readonly string[] =>
  linksOf(document)
    .filter((target) => {
      const [file = '', anchor] = target.split('#');
      const path = file === '' ? document.path : normalize(join(dirname(document.path), file));
      if (file !== '' && !existsSync(path)) return true;
      const text = file === '' ? document.text : anchor === undefined ? '' : readFileSync(path, 'utf8');
      return anchor !== undefined && !anchorsOf(text).includes(anchor);
    })
    .map((target) => `${document.path} -> ${target}`);

/** The files and folders that a text names by their path from the root, code included. */
export const pathsOf = (text: string): readonly string[] =>
  [...text.matchAll(/(?<![\w./@-])(?:functions|events|libs|infra|test|docs|\.ci|\.github)\/[\w./-]*\w/g)].map(
    ([path]) => path,
  );
