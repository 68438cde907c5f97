import {
  CANDIDATE_ROLE,
  CLONE_ROLE,
  DATA_ROLE,
  MAX_MINUTES,
  MAX_TTL_SECONDS,
  RETIRED_ROLE,
  type TagDefinition,
  TAGS,
} from '../../libs/hosts/tags.ts';

/** What a tag is put on. */
type TaggedResource = 'group' | 'volume' | 'address';

/** What the reference says of one tag. */
interface TagReference {
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

/** What `docs/reference/tags.md` says of each tag, beside what the product itself needs of it. */
const REFERENCE: Readonly<Record<keyof typeof TAGS, TagReference>> = {
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
    values: `\`${DATA_ROLE}\`; hostkeeper writes \`${CANDIDATE_ROLE}\`, \`${RETIRED_ROLE}\` and \`${CLONE_ROLE}\` on others`,
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
  recycle: {
    on: ['volume'],
    writtenBy: 'owner',
    meaning:
      'Names the stage again on a data volume: if somebody deletes the volume, the Recycle Bin keeps it for seven days.',
    values: 'the name of the stage',
    example: 'prod',
  },
  retention: {
    on: ['group'],
    writtenBy: 'owner',
    meaning:
      'How many snapshots of the data volume are kept: the last ones, and one for each of the last hours, days, weeks, months and years that have one. An invalid value expires none.',
    values: 'counts with the units `last`, `h`, `d`, `w`, `m` and `y`',
    example: '7d 4w 6m',
  },
  quiesce: {
    on: ['group'],
    writtenBy: 'owner',
    meaning:
      'What is done on the instance while a snapshot is taken: nothing, a freeze of the file system, or a lock of the database and a freeze.',
    values: '`none`, `freeze` or `lock`',
    example: 'freeze',
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
  drilled: {
    on: ['group'],
    writtenBy: 'hostkeeper',
    meaning:
      'The last rehearsed restore: when it ended, how, how long it took, the snapshot and its age in minutes, and the most that it cost.',
    values: 'time, word, seconds, id, minutes, USD',
    example: '2026-11-20T09:05:12.000Z passed 231s snap-0123456789abcdef0 365m 0.0031usd',
  },
  restore: {
    on: ['group', 'volume'],
    writtenBy: 'hostkeeper',
    meaning:
      'The restore that is in progress, or the last one: its source, the zone, and when it was requested. On a volume that a restore has created: that time.',
    values: '`restoring …`, `done …` or `failed …`',
    example: 'restoring snap-0123456789abcdef0 us-east-1b 2026-11-20T03:10:00.000Z',
  },
  retired: {
    on: ['volume'],
    writtenBy: 'hostkeeper',
    meaning: 'On a volume that a restore has retired: when that restore was requested.',
    values: 'a time',
    example: '2026-11-20T03:10:00.000Z',
  },
  notified: {
    on: ['group'],
    writtenBy: 'hostkeeper',
    meaning:
      'Fingerprints of the latest notifications, and the time of the last one. `=` and `:` mark a problem and an outage that last, `+3` what has happened three times more. Absent: newly enrolled.',
    values: 'fingerprints and a time',
    example: '1f83d9ab= 5be0cd19+3 2026-11-14T06:03:20.123Z',
  },
};

const isTagKey = (key: string): key is keyof typeof TAGS => key in TAGS;

/** Every tag with all that is said of it. */
export const DOCUMENTED_TAGS: readonly (TagDefinition & TagReference)[] = Object.keys(TAGS)
  .filter(isTagKey)
  .map((key) => Object.assign({}, TAGS[key], REFERENCE[key]));
