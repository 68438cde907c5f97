import type { RetentionPolicy } from './retention-policy.ts';
import { matching } from './tag-values.ts';
import { type InvalidTags, invalidTag, type TagDefinition, TAGS } from './tags.ts';

/** The owner's tags of a group, parsed: what `lifecycle` acts on. An invalid tag counts as absent, and is among the invalid ones. */
export interface HostTags {
  /** What is wrong with each invalid tag, by its name: a clause with the fix. */
  readonly invalid: ReadonlyMap<string, string>;
  /** The device name of the data volume; absent for a host without one. */
  readonly device?: string;
  /** The DNS names of the host, normalized. */
  readonly records: readonly string[];
  /** Present whenever there are records. */
  readonly hostedZone?: string;
  readonly ttlSeconds: number;
  /** The allocation id of the Elastic IP address. */
  readonly address?: string;
  /** The families that the names have records for; absent: both. */
  readonly addressFamily?: 'ipv4' | 'ipv6' | 'ipv4 ipv6';
  /** The ECS cluster in which instances are drained. */
  readonly cluster?: string;
  /** Absent where the tag is invalid: nothing is expired then. */
  readonly retention?: RetentionPolicy;
  readonly quiesce: 'none' | 'freeze' | 'lock';
  readonly recordsWhenSuspended: 'remove' | 'keep';
  readonly onRebalance: 'replace' | 'ignore';
  /** Absent: never. */
  readonly forceDetachAfterMinutes?: number;
  readonly pausedUntil?: Date;
}

type TagTexts = Readonly<Record<string, string>>;

/** Reads one tag: its value, else its default, and then what is wrong where its text is invalid. */
const readTag = <Value, Default>(
  tag: TagDefinition<Value, Default>,
  texts: TagTexts,
): { readonly value: Value | Default; readonly problem?: string } => {
  const text = texts[tag.name];
  if (text === undefined) return { value: tag.default };
  const value = tag.parse(text);
  return value === undefined ? { value: tag.default, problem: invalidTag(tag, text) } : { value };
};

/** Reads one tag: its value, its default without the tag, or what is wrong with it. */
export const parseTag = <Value, Default>(
  tag: TagDefinition<Value, Default>,
  texts: TagTexts,
): Value | Default | InvalidTags => {
  const { value, problem } = readTag(tag, texts);
  return problem === undefined ? value : { problem };
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

/** Reads the owner's tags of a group. An invalid value is never guessed at; the other tags count all the same. */
export const parseTags = (texts: TagTexts): HostTags => {
  const invalid = new Map<string, string>();
  const read = <Value, Default>(tag: TagDefinition<Value, Default>): Value | Default => {
    const { value, problem } = readTag(tag, texts);
    if (problem !== undefined) invalid.set(tag.name, problem);
    return value;
  };
  read(HOST_NAME);
  const device = read(TAGS.device);
  const records = read(TAGS.records);
  const hostedZone = read(TAGS.hostedZone);
  const ttlSeconds = read(TAGS.ttl);
  const address = read(TAGS.address);
  const addressFamily = read(TAGS.addressFamily);
  const cluster = read(TAGS.cluster);
  const retention = read(TAGS.retention);
  const quiesce = read(TAGS.quiesce);
  const recordsWhenSuspended = read(TAGS.recordsWhenSuspended);
  const onRebalance = read(TAGS.onRebalance);
  const forceDetachAfter = read(TAGS.forceDetachAfter);
  const pausedUntil = read(TAGS.pausedUntil);
  if (records.length > 0 && texts[TAGS.hostedZone.name] === undefined)
    invalid.set(TAGS.hostedZone.name, `its tag ${TAGS.records.name} needs a zone: set ${TAGS.hostedZone.name}`);
  return {
    invalid,
    ...(device !== 'none' && { device }),
    records,
    ...(hostedZone !== undefined && { hostedZone }),
    ttlSeconds,
    ...(address !== undefined && { address }),
    ...(addressFamily && { addressFamily }),
    ...(cluster !== undefined && { cluster }),
    ...(!invalid.has(TAGS.retention.name) && { retention }),
    quiesce,
    recordsWhenSuspended,
    onRebalance,
    ...(forceDetachAfter !== 'never' && { forceDetachAfterMinutes: forceDetachAfter }),
    ...(pausedUntil && { pausedUntil }),
  };
};

/** Whether a host has a data volume, or is to have one: its tag does not say "none". */
export const hasData = ({ tags }: { readonly tags: TagTexts }): boolean => parseTags(tags).device !== undefined;
