import { parseHistory } from '../notifications/history.ts';
import { nearest } from './nearest.ts';
import { parseState } from './state.ts';
import { dnsNames } from './record-names.ts';
import { anyText, integer, matching, normalWord, oneOf, time } from './tag-values.ts';

/** What a tag is put on. */
type TaggedResource = 'group' | 'volume' | 'address';

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

/** What the reference says of one tag. */
export interface TagReference {
  readonly on: readonly TaggedResource[];
  /** Who writes it: the owner, or hostkeeper alone. */
  readonly writtenBy: 'owner' | 'hostkeeper';
  /** One sentence. */
  readonly meaning: string;
  readonly isRequired?: boolean;
  /** The valid values. */
  readonly values: string;
  readonly example: string;
}

/** A year; a larger value is a typing error. */
const MAX_MINUTES = 525_600;
const MAX_TTL_SECONDS = 604_800;

/** The value of `hostkeeper:role` on the data volume. */
export const DATA_ROLE = 'data';

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
  notified: {
    name: 'hostkeeper:notified',
    default: undefined,
    parse: parseHistory,
    fix: 'remove it',
  },
} as const satisfies Readonly<Record<string, TagDefinition>>;

/**
 * `docs/reference/tags.md` is made from these. They stand apart from `TAGS`, in a function, so that the bundles of the
 * functions leave their text out.
 */
const tagReference = (): Readonly<Record<keyof typeof TAGS, TagReference>> => ({
  host: {
    on: ['group', 'volume', 'address'],
    writtenBy: 'owner',
    meaning: 'The name of the host, unique in its stage and region. On a volume or an address: the host that owns it.',
    isRequired: true,
    values: 'a name in printable ASCII',
    example: 'blog',
  },
  stage: {
    on: ['group', 'volume', 'address'],
    writtenBy: 'owner',
    meaning: 'The stage that operates the host. Filters and IAM conditions use it.',
    isRequired: true,
    values: 'the name of a deployed stage',
    example: 'prod',
  },
  role: {
    on: ['volume'],
    writtenBy: 'owner',
    meaning: 'Marks the data volume of the host. Exactly one volume of a host carries it.',
    isRequired: true,
    values: `\`${DATA_ROLE}\``,
    example: DATA_ROLE,
  },
  device: {
    on: ['group'],
    writtenBy: 'owner',
    meaning: 'The device name at which the data volume is attached; `none` for a host without a data volume.',
    values: 'a device name, or `none`',
    example: '/dev/sdf',
  },
  records: {
    on: ['group'],
    writtenBy: 'owner',
    meaning: 'The DNS names that point at the host, separated by spaces. They need `hostkeeper:hosted-zone`.',
    values: 'fully qualified names that the stage may change',
    example: 'www.example.com example.com',
  },
  hostedZone: {
    on: ['group'],
    writtenBy: 'owner',
    meaning: 'The Route 53 hosted zone of the records.',
    values: 'the id of a zone that the stage may change',
    example: 'Z0123456789ABC',
  },
  ttl: {
    on: ['group'],
    writtenBy: 'owner',
    meaning: 'The time to live of the records, in seconds.',
    values: `1 to ${MAX_TTL_SECONDS}`,
    example: '60',
  },
  address: {
    on: ['group'],
    writtenBy: 'owner',
    meaning:
      'The Elastic IP address that moves to each new instance. The address carries `hostkeeper:host` and `hostkeeper:stage` itself.',
    values: 'an allocation id',
    example: 'eipalloc-0123456789abcdef0',
  },
  addressFamily: {
    on: ['group'],
    writtenBy: 'owner',
    meaning:
      'The families of addresses that the names have records for: an A record for IPv4, an AAAA record for IPv6, each where the instance has such an address. Records of the other family are yours.',
    values: '`ipv4`, `ipv6` or `ipv4 ipv6`',
    example: 'ipv4',
  },
  cluster: {
    on: ['group'],
    writtenBy: 'owner',
    meaning: 'The ECS cluster in which an instance is drained before it is terminated.',
    values: 'the name of a cluster',
    example: 'web',
  },
  recordsWhenSuspended: {
    on: ['group'],
    writtenBy: 'owner',
    meaning:
      'Whether the records of a suspended host are removed. AWS may give its former IP address to another customer.',
    values: '`remove` or `keep`',
    example: 'keep',
  },
  onRebalance: {
    on: ['group'],
    writtenBy: 'owner',
    meaning: 'Whether a Spot instance is replaced when EC2 recommends a rebalance; at most once an hour.',
    values: '`replace` or `ignore`',
    example: 'replace',
  },
  forceDetachAfter: {
    on: ['group'],
    writtenBy: 'owner',
    meaning: 'Minutes after the shutdown of an instance when its volume is detached by force.',
    values: `1 to ${MAX_MINUTES}, or \`never\``,
    example: '10',
  },
  pausedUntil: {
    on: ['group'],
    writtenBy: 'owner',
    meaning: 'Until this time nothing is repaired. The host is suspended and resumed all the same.',
    values: 'a time in UTC',
    example: '2026-11-14T12:00:00Z',
  },
  onCriticalBudget: {
    on: ['group'],
    writtenBy: 'owner',
    meaning:
      'Whether the host is suspended when the bill passes the critical amount. Case and outer spaces do not matter; any other value protects nothing.',
    values: '`suspend` or `keep`',
    example: 'keep',
  },
  state: {
    on: ['group'],
    writtenBy: 'hostkeeper',
    meaning:
      'The intended state: since when it holds, the sizes to return to, the cause and the highest threshold. Absent: the host runs.',
    values: '`running`, `suspended …` or `resuming …`',
    example: 'suspended 0/1/1 2026-11-14T06:03:20.123Z budget threshold:1@2026-11',
  },
  notified: {
    on: ['group'],
    writtenBy: 'hostkeeper',
    meaning:
      'Fingerprints of the latest notifications, and the time of the last one. `=` and `:` mark a problem and an outage that last, `+3` what has happened three times more. Absent: newly enrolled.',
    values: 'fingerprints and a time',
    example: '1f83d9ab= 5be0cd19+3 2026-11-14T06:03:20.123Z',
  },
});

const isTagKey = (key: string): key is keyof typeof TAGS => key in TAGS;

/** Every tag with all that is said of it. */
export const documentedTags = (): readonly (TagDefinition & TagReference)[] => {
  const reference = tagReference();
  return Object.keys(TAGS)
    .filter(isTagKey)
    .map((key) => Object.assign({}, TAGS[key], reference[key]));
};

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
