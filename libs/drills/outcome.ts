/**
 * How a drill can end, by the word of infra/documents/drill.sh, and what that means: a clause about the snapshot. A verdict is
 * about the data. Whatever is none says nothing of it, and the drill is due again on the next day.
 */
export const OUTCOMES = {
  passed: { isVerdict: true, meaning: 'it can be restored' },
  blank: { isVerdict: true, meaning: 'there is nothing on it' },
  foreign: { isVerdict: true, meaning: 'the file system on it is not that of the data volume' },
  damaged: { isVerdict: true, meaning: 'its file system is damaged' },
  'wrong-marker': { isVerdict: true, meaning: 'it is not marked as the data of this host' },
  'no-database': { isVerdict: true, meaning: 'no database is on it' },
  'not-started': { isVerdict: true, meaning: 'the database does not start on it' },
  'query-failed': {
    isVerdict: true,
    meaning: 'the database starts on it, and the query of the parameter drillQuery fails',
  },
  corrupt: { isVerdict: true, meaning: 'a table of the database is corrupt' },
  absent: { isVerdict: false, meaning: 'its copy was not attached to the instance' },
  'no-image': { isVerdict: false, meaning: 'the image of the database could not be pulled' },
  failed: { isVerdict: false, meaning: 'the script of the drill failed' },
  'not-launched': { isVerdict: false, meaning: 'no instance could be launched for it' },
  unanswered: { isVerdict: false, meaning: 'the instance of the drill did not answer' },
  stopped: {
    isVerdict: false,
    meaning: 'the drill was ended, because hosts were stopped or somebody ended its instance',
  },
} as const satisfies Readonly<Record<string, { readonly isVerdict: boolean; readonly meaning: string }>>;

/** The word for how a drill ended. */
export type OutcomeWord = keyof typeof OUTCOMES;

/** Whether a text is the word of an outcome. */
export const isOutcomeWord = (text: string): text is OutcomeWord => Object.hasOwn(OUTCOMES, text);

/** What the script of a drill found. */
export interface Finding {
  readonly result: OutcomeWord;
  /** What a tool or the database said; empty where there is nothing to say. */
  readonly detail: string;
  readonly fileSystem: string;
  /** Whether its file system was checked: `clean`, `failed`, `skipped`, or `unfinished` after a minute. */
  readonly check: string;
  /** `right`, `wrong`, or `none` on a volume that needs none. */
  readonly marker: string;
  /** The version of the server; `none` where none was started. */
  readonly database: string;
  readonly tables: number;
  /** Tables that were checked. */
  readonly checked: number;
}

const parseJson = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

/** The finding in what the script wrote, which is a line of its own; `undefined` where there is none. */
export const parseFinding = (output: string): Finding | undefined => {
  const parsed = parseJson(output.split('\n').find((line) => line.startsWith('{"result"')) ?? '');
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const values = new Map<string, unknown>(Object.entries(parsed));
  const text = (name: string): string => {
    const value = values.get(name);
    return typeof value === 'string' ? value : '';
  };
  const number = (name: string): number => {
    const value = values.get(name);
    return typeof value === 'number' ? value : 0;
  };
  const result = text('result');
  if (!isOutcomeWord(result)) return undefined;
  return {
    result,
    detail: text('detail'),
    fileSystem: text('fileSystem'),
    check: text('check'),
    marker: text('marker'),
    database: text('database'),
    tables: number('tables'),
    checked: number('checked'),
  };
};
