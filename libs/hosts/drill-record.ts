import type { Host } from './host.ts';
import { TAGS } from './tags.ts';

/** The last drill of a host, as the tag `hostkeeper:drilled` of its group records it. */
export interface DrillRecord {
  /** When it ended. */
  readonly at: Date;
  /** How it ended, in a word (libs/drills/outcome.ts). */
  readonly result: string;
  /** From the launch of its instance to its result: as long as a cold restore takes to this point. */
  readonly seconds: number;
  /** The snapshot that was rehearsed, and its age when the drill began. */
  readonly snapshotId: string;
  readonly snapshotMinutes: number;
  /** The most that it may have cost; absent where no prices of the region are known. */
  readonly usd?: number;
}

/** The value of the tag, in characters that a tag value may contain. */
export const formatDrill = ({ at, result, seconds, snapshotId, snapshotMinutes, usd }: DrillRecord): string =>
  [
    at.toISOString(),
    result,
    `${Math.round(seconds)}s`,
    snapshotId,
    `${Math.round(snapshotMinutes)}m`,
    ...(usd === undefined ? [] : [`${usd.toFixed(4)}usd`]),
  ].join(' ');

const PATTERN = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) ([a-z-]+) (\d+)s (snap-[0-9a-f]+) (\d+)m(?: (\d+\.\d+)usd)?$/;

/** Parses the tag; `undefined` for anything else: the host is then drilled again. */
const parseDrill = (text: string): DrillRecord | undefined => {
  const [, at = '', result = '', seconds, snapshotId = '', minutes, usd] = PATTERN.exec(text.trim()) ?? [];
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return undefined;
  return {
    at: time,
    result,
    seconds: Number(seconds),
    snapshotId,
    snapshotMinutes: Number(minutes),
    ...(usd !== undefined && { usd: Number(usd) }),
  };
};

/** The last drill of a host. */
export const lastDrill = ({ tags }: Pick<Host, 'tags'>): DrillRecord | undefined =>
  parseDrill(tags[TAGS.drilled.name] ?? '');
