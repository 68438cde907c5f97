import { DATA_ROLE, MAX_MINUTES, MAX_TTL_SECONDS, type TAGS } from './tags.ts';

/** What the reference says about one tag. */
export interface TagDocs {
  /** What the tag is put on. */
  readonly on: readonly ('group' | 'volume' | 'address')[];
  /** Who writes it: the owner, or hostkeeper alone. */
  readonly writtenBy: 'owner' | 'hostkeeper';
  /** One sentence. */
  readonly meaning: string;
  /** The valid values. */
  readonly values: string;
}

/** The prose of every tag: `docs/reference/tags.md` is generated from it. No function imports it. */
export const TAG_DOCS = {
  host: {
    on: ['group', 'volume', 'address'],
    writtenBy: 'owner',
    meaning: 'The name of the host, unique in its stage and region. On a volume or an address: the host that owns it.',
    values: 'any name',
  },
  stage: {
    on: ['group', 'volume', 'address'],
    writtenBy: 'owner',
    meaning: 'The stage that operates the host. Filters and IAM conditions use it.',
    values: 'the name of a deployed stage',
  },
  role: {
    on: ['volume'],
    writtenBy: 'owner',
    meaning: 'Marks the data volume of the host. Exactly one volume of a host carries it.',
    values: `\`${DATA_ROLE}\``,
  },
  device: {
    on: ['group'],
    writtenBy: 'owner',
    meaning: 'The device name at which the data volume is attached; `none` for a host without a data volume.',
    values: 'a device name, or `none`',
  },
  records: {
    on: ['group'],
    writtenBy: 'owner',
    meaning: 'The DNS names that point at the host, separated by spaces. They need `hostkeeper:hosted-zone`.',
    values: 'fully qualified names that the stage may change',
  },
  hostedZone: {
    on: ['group'],
    writtenBy: 'owner',
    meaning: 'The Route 53 hosted zone of the records.',
    values: 'the id of a zone that the stage may change',
  },
  ttl: {
    on: ['group'],
    writtenBy: 'owner',
    meaning: 'The time to live of the records, in seconds.',
    values: `1 to ${MAX_TTL_SECONDS}`,
  },
  address: {
    on: ['group'],
    writtenBy: 'owner',
    meaning:
      'The Elastic IP address that moves to each new instance. The address carries `hostkeeper:host` and `hostkeeper:stage` itself.',
    values: 'an allocation id',
  },
  cluster: {
    on: ['group'],
    writtenBy: 'owner',
    meaning: 'The ECS cluster in which an instance is drained before it is terminated.',
    values: 'the name of a cluster',
  },
  recordsWhenSuspended: {
    on: ['group'],
    writtenBy: 'owner',
    meaning:
      'Whether the records of a suspended host are removed. AWS may give its former IP address to another customer.',
    values: '`remove` or `keep`',
  },
  onRebalance: {
    on: ['group'],
    writtenBy: 'owner',
    meaning: 'Whether a Spot instance is replaced when EC2 recommends a rebalance; at most once an hour.',
    values: '`replace` or `ignore`',
  },
  forceDetachAfter: {
    on: ['group'],
    writtenBy: 'owner',
    meaning: 'Minutes after the shutdown of an instance when its volume is detached by force.',
    values: `1 to ${MAX_MINUTES}, or \`never\``,
  },
  pausedUntil: {
    on: ['group'],
    writtenBy: 'owner',
    meaning: 'Until this time nothing is repaired. The host is suspended and resumed all the same.',
    values: 'a time in UTC',
  },
  onCriticalBudget: {
    on: ['group'],
    writtenBy: 'owner',
    meaning:
      'Whether the host is suspended when the bill passes the critical amount. Case and outer spaces do not matter; any other value protects nothing.',
    values: '`suspend` or `keep`',
  },
  state: {
    on: ['group'],
    writtenBy: 'hostkeeper',
    meaning:
      'The intended state: since when it holds, the sizes to return to, the cause and the highest threshold. Absent: the host runs.',
    values: '`running`, `suspended …` or `resuming …`',
  },
  notified: {
    on: ['group'],
    writtenBy: 'hostkeeper',
    meaning: 'Fingerprints of the latest notifications, and the time of the last one. Absent: newly enrolled.',
    values: 'fingerprints and a time',
  },
} as const satisfies Readonly<Record<keyof typeof TAGS, TagDocs>>;
