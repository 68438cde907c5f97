import { createHash } from 'node:crypto';

import type { DiskData, OtherContent, Superblock } from '../ec2/disk.ts';
import { BLOCK_BYTES } from './quotas.ts';

const uuidBytes = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

/** Writes what begins a disk of a kind into its first block. */
type Writer<Content> = (block: Buffer, content: Content) => void;

/** https://docs.kernel.org/filesystems/ext4/super.html */
const writeExt4: Writer<Superblock> = (block, { uuid, label, writtenAt }) => {
  const at = 1024;
  block.writeUInt32LE(seconds(writtenAt), at + 0x2c); // s_mtime
  block.writeUInt32LE(seconds(writtenAt), at + 0x30); // s_wtime
  block.writeUInt16LE(0xef53, at + 0x38); // s_magic
  block.writeUInt32LE(1, at + 0x4c); // s_rev_level
  block.writeUInt32LE(0x4, at + 0x5c); // s_feature_compat: a journal
  block.writeUInt32LE(0x40, at + 0x60); // s_feature_incompat: extents
  uuidBytes(uuid).copy(block, at + 0x68);
  block.write(label, at + 0x78, 16);
};

/** An empty XFS of 32 GiB. https://docs.kernel.org/filesystems/xfs/xfs-self-describing-metadata.html */
const writeXfs: Writer<Superblock> = (block, { uuid, label }) => {
  block.write('XFSB', 0);
  block.writeUInt32BE(4096, 4); // sb_blocksize
  block.writeBigUInt64BE(8_388_608n, 8); // sb_dblocks
  uuidBytes(uuid).copy(block, 32);
  block.writeUInt32BE(1, 80); // sb_rextsize
  block.writeUInt32BE(2_097_152, 84); // sb_agblocks
  block.writeUInt32BE(4, 88); // sb_agcount
  block.writeUInt16BE(0xb4b5, 100); // sb_versionnum
  block.writeUInt16BE(512, 102); // sb_sectsize
  block.writeUInt16BE(512, 104); // sb_inodesize
  block.writeUInt16BE(8, 106); // sb_inopblock
  block.write(label, 108, 12);
  // sb_blocklog, sb_sectlog, sb_inodelog, sb_inopblog, sb_agblklog, sb_rextslog, sb_inprogress, sb_imax_pct
  Buffer.from([12, 9, 9, 3, 21, 0, 0, 25]).copy(block, 120);
};

const OTHERS: Readonly<Record<OtherContent['type'], Writer<OtherContent>>> = {
  /** A protective MBR and a GPT. https://uefi.org/specs/UEFI/2.10/05_GUID_Partition_Table_Format.html */
  partitions: (block) => {
    block.writeUInt8(0xee, 450);
    block.writeUInt16LE(0xaa55, 510);
    block.write('EFI PART', 512);
  },
  /** https://github.com/lvmteam/lvm2/blob/main/lib/label/label.h */
  lvm: (block) => {
    block.write('LABELONE', 512);
    block.write('LVM2 001', 512 + 24);
  },
  garbage: (block) => {
    const bytes = createHash('sha512').update('garbage').digest();
    for (let at = 0; at < 4096; at += bytes.length) bytes.copy(block, at);
  },
};

/** The first block of a disk: 512 KiB, with a superblock that `blkid` recognizes. `undefined` for a blank disk, of which no block is stored. */
export const firstBlock = ({ fileSystem }: DiskData): Buffer | undefined => {
  if (!fileSystem) return undefined;
  const block = Buffer.alloc(BLOCK_BYTES);
  if (!('uuid' in fileSystem)) OTHERS[fileSystem.type](block, fileSystem);
  else if (fileSystem.type === 'ext4') writeExt4(block, fileSystem);
  else writeXfs(block, fileSystem);
  return block;
};
