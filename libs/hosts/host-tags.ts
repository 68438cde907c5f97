import { matching } from './tag-values.ts';
import { type InvalidTags, invalidTag, type TagDefinition, TAGS } from './tags.ts';

/** The owner's tags of a group, parsed: what `lifecycle` acts on. */
export interface HostTags {
  /** The device name of the data volume; absent for a host without one. */
  readonly device?: string;
  /** The DNS names of the host, normalized. */
  readonly records: readonly string[];
  /** Present whenever there are records. */
  readonly hostedZone?: string;
  readonly ttlSeconds: number;
  /** The allocation id of the Elastic IP address. */
  readonly address?: string;
  /** The ECS cluster in which instances are drained. */
  readonly cluster?: string;
  readonly recordsWhenSuspended: 'remove' | 'keep';
  readonly onRebalance: 'replace' | 'ignore';
  /** Absent: never. */
  readonly forceDetachAfterMinutes?: number;
  readonly pausedUntil?: Date;
}

type TagTexts = Readonly<Record<string, string>>;

/** Reads tags one by one and collects what is wrong with them. */
const tagReader = (texts: TagTexts) => {
  const problems: string[] = [];
  return {
    problems,
    /** The value of a tag; its default without the tag, and where it is invalid. */
    read: <Value, Default>(tag: TagDefinition<Value, Default>): Value | Default => {
      const text = texts[tag.name];
      const value = text === undefined ? undefined : tag.parse(text);
      if (text !== undefined && value === undefined) problems.push(invalidTag(tag, text));
      return value ?? tag.default;
    },
  };
};

/** Reads one tag: its value, its default without the tag, or what is wrong with it. */
export const parseTag = <Value, Default>(
  tag: TagDefinition<Value, Default>,
  texts: TagTexts,
): Value | Default | InvalidTags => {
  const { problems, read } = tagReader(texts);
  const value = read(tag);
  return problems.length > 0 ? { problem: problems.join('; ') } : value;
};

/**
 * A host's name is the metadata of its hooks, which AWS accepts in printable ASCII only.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutLifecycleHook.html
 */
const HOST_NAME: TagDefinition<string> = {
  ...TAGS.host,
  parse: matching(/^[ -~]*[!-~][ -~]*$/),
  fix: 'set it to a name like blog, of ASCII letters, digits and signs',
};

/** Reads the owner's tags of a group. An invalid value is never guessed at: the result then names every such tag. */
export const parseTags = (texts: TagTexts): HostTags | InvalidTags => {
  const { problems, read } = tagReader(texts);
  read(HOST_NAME);
  const device = read(TAGS.device);
  const records = read(TAGS.records);
  const hostedZone = read(TAGS.hostedZone);
  const ttlSeconds = read(TAGS.ttl);
  const address = read(TAGS.address);
  const cluster = read(TAGS.cluster);
  const recordsWhenSuspended = read(TAGS.recordsWhenSuspended);
  const onRebalance = read(TAGS.onRebalance);
  const forceDetachAfter = read(TAGS.forceDetachAfter);
  const pausedUntil = read(TAGS.pausedUntil);
  if (records.length > 0 && hostedZone === undefined && problems.length === 0)
    problems.push(`its tag ${TAGS.records.name} needs a zone: set ${TAGS.hostedZone.name}`);
  if (problems.length > 0) return { problem: problems.join('; ') };
  return {
    ...(device !== 'none' && { device }),
    records,
    ...(hostedZone !== undefined && { hostedZone }),
    ttlSeconds,
    ...(address !== undefined && { address }),
    ...(cluster !== undefined && { cluster }),
    recordsWhenSuspended,
    onRebalance,
    ...(forceDetachAfter !== 'never' && { forceDetachAfterMinutes: forceDetachAfter }),
    ...(pausedUntil && { pausedUntil }),
  };
};
