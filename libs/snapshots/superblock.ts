/** A file system, as its superblock describes it. */
export interface FileSystem {
  readonly type: 'ext2' | 'ext3' | 'ext4' | 'xfs';
  readonly uuid: string;
  readonly label: string;
  /** When the superblock was last written, by the clock of the host. XFS keeps no such time. */
  readonly writtenAt?: Date;
}

/** What a disk begins with. */
export type DiskStart =
  | { readonly kind: 'file-system'; readonly fileSystem: FileSystem }
  | { readonly kind: 'blank' }
  /** Something that is not looked into, in words. */
  | { readonly kind: 'other'; readonly what: string }
  /** Data that nothing is known of. */
  | { readonly kind: 'unknown' };

const text = (bytes: Uint8Array): string => {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('utf8');
};

const toUuid = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** The position of ext4's superblock, and of its fields in it. https://docs.kernel.org/filesystems/ext4/super.html */
const EXT = { at: 1024, magic: 0xef53, journal: 0x4, extents: 0x40 } as const;

const readExt = (block: DataView, bytes: Uint8Array): FileSystem | undefined => {
  const { at, magic, journal, extents } = EXT;
  if (block.getUint16(at + 0x38, true) !== magic) return undefined;
  const hasJournal = (block.getUint32(at + 0x5c, true) & journal) !== 0;
  const hasExtents = (block.getUint32(at + 0x60, true) & extents) !== 0;
  const writtenAt = block.getUint32(at + 0x30, true);
  return {
    type: hasExtents ? 'ext4' : hasJournal ? 'ext3' : 'ext2',
    uuid: toUuid(bytes.subarray(at + 0x68, at + 0x78)),
    label: text(bytes.subarray(at + 0x78, at + 0x88)),
    ...(writtenAt > 0 && { writtenAt: new Date(1000 * writtenAt) }),
  };
};

/** https://docs.kernel.org/filesystems/xfs/index.html and "XFS Algorithms & Data Structures", Superblocks */
const readXfs = (bytes: Uint8Array): FileSystem | undefined =>
  text(bytes.subarray(0, 4)) === 'XFSB'
    ? { type: 'xfs', uuid: toUuid(bytes.subarray(32, 48)), label: text(bytes.subarray(108, 120)) }
    : undefined;

/** What else a disk may begin with: a text at an offset, and what it stands for. */
const OTHERS: readonly (readonly [offset: number, text: string, what: string])[] = [
  [512, 'EFI PART', 'partitions'],
  [512, 'LABELONE', 'LVM'],
  [0, 'LUKS', 'LUKS'],
  [0x1_00_40, '_BHRfS_M', 'btrfs'],
];

const PARTITION_TABLE = 0xaa55;

/** The bytes of a block that are read. */
const MIN_BYTES = 4096;

/** Reads what a disk begins with from its first block; `undefined` is one that was never written. */
export const readDiskStart = (bytes: Uint8Array | undefined): DiskStart => {
  if (!bytes || bytes.length < MIN_BYTES) return { kind: bytes && bytes.length > 0 ? 'unknown' : 'blank' };
  const block = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fileSystem = readExt(block, bytes) ?? readXfs(bytes);
  if (fileSystem) return { kind: 'file-system', fileSystem };
  const other = OTHERS.find(([offset, word]) => text(bytes.subarray(offset, offset + word.length)) === word);
  if (other) return { kind: 'other', what: other[2] };
  if (block.getUint16(510, true) === PARTITION_TABLE) return { kind: 'other', what: 'partitions' };
  return bytes.every((byte) => byte === 0) ? { kind: 'blank' } : { kind: 'unknown' };
};
