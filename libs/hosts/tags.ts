import { parseHistory } from '../notifications/history.ts';
import { nearest } from './nearest.ts';
import { parseRestore } from './restore-state.ts';
import { parseState } from './state.ts';
import { dnsNames } from './record-names.ts';
import { parseRetentionPolicy } from './retention-policy.ts';
import { anyText, integer, matching, normalWord, oneOf, time } from './tag-values.ts';

/** How one tag is read. */
export interface TagDefinition<Value = unknown, Default = unknown> {
  readonly name: `hostkeeper:${string}`;
  /** The value when the tag is absent. */
  readonly default: Default;
  /** `undefined` when the text is invalid. */
  readonly parse: (text: string) => Value | undefined;
  /** What the owner does about an invalid value: a clause. */
  readonly fix: string;
}

/** A year; a larger value is a typing error. */
export const MAX_MINUTES = 525_600;
/** A week. */
export const MAX_TTL_SECONDS = 604_800;

/** The value of `hostkeeper:role` on the data volume. */
export const DATA_ROLE = 'data';
/** The value of `hostkeeper:role` on the instance of a drill, and on its volumes. */
export const DRILL_ROLE = 'drill';
/** Its value on a volume that a restore has created, and that is not yet the data volume. */
export const CANDIDATE_ROLE = 'candidate';
/** Its value on a volume that was the data volume before a restore. hostkeeper deletes none. */
export const RETIRED_ROLE = 'retired';
/** Its value on a copy of a data volume that a person asked for. */
export const CLONE_ROLE = 'clone';
/** The value of `hostkeeper:role` on a snapshot of a data volume. */
export const SNAPSHOT_ROLE = 'snapshot';

const NO_NAMES: readonly string[] = [];

/**
 * Every tag that hostkeeper reads or writes. A tag value holds 256 characters.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html
 */
export const TAGS = {
  host: {
    name: 'hostkeeper:host',
    default: undefined,
    parse: anyText,
    fix: 'set it to a name like blog',
  },
  stage: {
    name: 'hostkeeper:stage',
    default: undefined,
    parse: anyText,
    fix: 'set it to a stage like prod',
  },
  role: {
    name: 'hostkeeper:role',
    default: undefined,
    parse: oneOf(DATA_ROLE),
    fix: `set it to "${DATA_ROLE}"`,
  },
  device: {
    name: 'hostkeeper:device',
    default: '/dev/sdf',
    parse: matching(/^(\/dev\/\w+|none)$/),
    fix: 'set it to a name like /dev/sdf, or "none"',
  },
  records: {
    name: 'hostkeeper:records',
    default: NO_NAMES,
    parse: dnsNames,
    fix: 'set it to whole names like www.example.com, with spaces between them',
  },
  hostedZone: {
    name: 'hostkeeper:hosted-zone',
    default: undefined,
    parse: matching(/^Z[A-Z0-9]+$/),
    fix: "set it to a zone's id like Z0123456789ABC",
  },
  ttl: {
    name: 'hostkeeper:ttl',
    default: 60,
    parse: integer(1, MAX_TTL_SECONDS),
    fix: 'set it to whole seconds like 60',
  },
  address: {
    name: 'hostkeeper:address',
    default: undefined,
    parse: matching(/^eipalloc-[0-9a-f]+$/),
    fix: 'set it to an id like eipalloc-0123456789abcdef0',
  },
  addressFamily: {
    name: 'hostkeeper:address-family',
    default: undefined,
    parse: (text: string) => oneOf('ipv4', 'ipv6', 'ipv4 ipv6')(normalWord(text)),
    fix: 'set it to "ipv4", "ipv6" or "ipv4 ipv6"',
  },
  cluster: {
    name: 'hostkeeper:cluster',
    default: undefined,
    parse: matching(/^[\w-]{1,255}$/),
    fix: "set it to a cluster's name",
  },
  recycle: {
    name: 'hostkeeper:recycle',
    default: undefined,
    parse: anyText,
    fix: 'set it to a stage like prod',
  },
  retention: {
    name: 'hostkeeper:retention',
    default: { daily: 7, weekly: 4 },
    parse: parseRetentionPolicy,
    fix: 'set it to a policy like "7d 4w 6m"',
  },
  quiesce: {
    name: 'hostkeeper:quiesce',
    default: 'none',
    parse: (text: string) => oneOf('none', 'freeze', 'lock')(normalWord(text)),
    fix: 'set it to "none", "freeze" or "lock"',
  },
  recordsWhenSuspended: {
    name: 'hostkeeper:records-when-suspended',
    default: 'remove',
    parse: oneOf('remove', 'keep'),
    fix: 'set it to "remove" or "keep"',
  },
  onRebalance: {
    name: 'hostkeeper:on-rebalance',
    default: 'ignore',
    parse: oneOf('replace', 'ignore'),
    fix: 'set it to "replace" or "ignore"',
  },
  forceDetachAfter: {
    name: 'hostkeeper:force-detach-after',
    default: 'never',
    parse: (text: string) => oneOf('never')(text) ?? integer(1, MAX_MINUTES)(text),
    fix: 'set it to whole minutes like 10, or "never"',
  },
  pausedUntil: {
    name: 'hostkeeper:paused-until',
    default: undefined,
    parse: time,
    fix: 'set it to a time like 2026-11-14T12:00:00Z',
  },
  onCriticalBudget: {
    name: 'hostkeeper:on-critical-budget',
    default: 'suspend',
    parse: (text: string) => oneOf('suspend', 'keep')(normalWord(text)),
    fix: 'set it to "suspend" or "keep"',
  },
  state: {
    name: 'hostkeeper:state',
    default: undefined,
    parse: parseState,
    fix: 'set it to "running", or remove it',
  },
  drilled: {
    name: 'hostkeeper:drilled',
    default: undefined,
    // A record that means nothing has the host drilled again: nobody needs to be asked.
    parse: anyText,
    fix: 'remove it',
  },
  restore: {
    name: 'hostkeeper:restore',
    default: undefined,
    parse: parseRestore,
    fix: 'remove it',
  },
  retired: {
    name: 'hostkeeper:retired',
    default: undefined,
    parse: time,
    fix: 'remove it',
  },
  notified: {
    name: 'hostkeeper:notified',
    default: undefined,
    parse: parseHistory,
    fix: 'remove it',
  },
} as const satisfies Readonly<Record<string, TagDefinition>>;

const PREFIX = /^\s*hostkeeper\W+/i;

/** Whether a tag is one of hostkeeper's, or is meant to be: `Hostkeeper:host` and `hostkeeper-host` are. */
export const isHostkeeperTag = (name: string): boolean => PREFIX.test(name);

const didYouMean = (text: string | undefined): string => (text === undefined ? '' : ` (did you mean "${text}"?)`);

/** The problem with a tag's value, the fix, and the nearest of the values that the fix quotes: a clause. */
export const invalidTag = ({ name, fix }: Pick<TagDefinition, 'name' | 'fix'>, text: string): string => {
  const words = [...fix.matchAll(/"([^"]+)"/g)].map(([, word = '']) => word);
  return `its tag ${name} says "${text}", which means nothing: ${fix}${didYouMean(nearest(text.trim(), words))}`;
};

const withoutPrefix = (name: string): string => name.replace(PREFIX, '');

/** The problem with each name that no tag of hostkeeper has, and the nearest one: clauses. */
export const unknownTags = (names: readonly string[]): readonly string[] => {
  const known: readonly string[] = Object.values(TAGS).map(({ name }) => name);
  return names
    .filter((name) => !known.includes(name))
    .map((name) => {
      const word = nearest(withoutPrefix(name), known.map(withoutPrefix));
      const meant = known.find((candidate) => withoutPrefix(candidate) === word);
      return `its tag ${name} has a name that means nothing: rename it, or remove it${didYouMean(meant)}`;
    });
};

/** One or more invalid tags, and the fix: a clause. */
export interface InvalidTags {
  readonly problem: string;
}
