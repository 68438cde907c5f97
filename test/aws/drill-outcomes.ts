import type { OutcomeWord } from '../../libs/drills/outcome.ts';

/**
 * What the script of a drill answers, by what it finds on the copy and in the database. `npm run test:real` holds each of these
 * against a real kernel and a real server, and the simulated instance takes its answers from here.
 */
export const DRILL_OUTCOMES = {
  good: 'passed',
  'not attached': 'absent',
  blank: 'blank',
  'another file system': 'foreign',
  'another label': 'foreign',
  'a damaged file system': 'damaged',
  'the marker of another host': 'wrong-marker',
  'no marker': 'wrong-marker',
  'no database': 'no-database',
  'an image that is gone': 'no-image',
  'a server that does not start': 'not-started',
  'a corrupt table': 'corrupt',
  'a query that fails': 'query-failed',
} as const satisfies Readonly<Record<string, OutcomeWord>>;
