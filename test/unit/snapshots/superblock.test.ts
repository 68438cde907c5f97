import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { DiskData } from '../../aws/ec2/disk.ts';
import { firstBlock } from '../../aws/ebs/blocks.ts';
import { judgeStart, parseWrong } from '../../../libs/snapshots/file-system-tag.ts';
import { readDiskStart } from '../../../libs/snapshots/superblock.ts';

const UUID = '0b2c4d6e-8f10-4234-9678-9abcdef01234';

const startOf = (fileSystem?: DiskData['fileSystem']) => readDiskStart(firstBlock({ rows: 0, fileSystem }));

describe('the first block of a disk', () => {
  it('names an ext4, its UUID, its label and when it was last written', () => {
    const writtenAt = new Date('2026-11-20T03:00:00Z');
    expect(startOf({ type: 'ext4', uuid: UUID, label: 'hk-0a1b2c3d', writtenAt })).toEqual({
      kind: 'file-system',
      fileSystem: { type: 'ext4', uuid: UUID, label: 'hk-0a1b2c3d', writtenAt },
    });
  });

  it('names an XFS, which keeps no such time', () => {
    const fileSystem = { type: 'xfs', uuid: UUID, label: 'a label of 12' } as const;
    expect(startOf({ ...fileSystem, writtenAt: new Date() })).toEqual({
      kind: 'file-system',
      fileSystem: { ...fileSystem, label: 'a label of 1' },
    });
  });

  it.each([
    ['partitions', { kind: 'other', what: 'partitions' }],
    ['lvm', { kind: 'other', what: 'LVM' }],
    ['garbage', { kind: 'unknown' }],
  ] as const)('of %s is %j', (type, expected) => {
    expect(startOf({ type })).toEqual(expected);
  });

  it('of a blank disk is blank, whether it was never written or holds zeros alone', () => {
    expect(startOf()).toEqual({ kind: 'blank' });
    expect(readDiskStart(new Uint8Array(524_288))).toEqual({ kind: 'blank' });
    expect(readDiskStart(new Uint8Array(0))).toEqual({ kind: 'blank' });
  });

  it('that is cut short is not guessed at', () => {
    expect(readDiskStart(new Uint8Array(512))).toEqual({ kind: 'unknown' });
  });

  it.each([
    ['an old partition table', 510, [0x55, 0xaa], 'partitions'],
    ['LUKS', 0, Buffer.from('LUKS'), 'LUKS'],
    ['btrfs', 0x1_00_40, Buffer.from('_BHRfS_M'), 'btrfs'],
  ] as const)('of %s is something else', (_, at, bytes, what) => {
    const block = new Uint8Array(524_288);
    block.set([...bytes], at);
    expect(readDiskStart(block)).toEqual({ kind: 'other', what });
  });
});

/** Makes a real file system in a file and reads its first block; `undefined` where the command is not installed. */
const formatted = (command: string, ...args: readonly string[]): Uint8Array | undefined => {
  const folder = mkdtempSync(join(tmpdir(), 'hostkeeper-disk-'));
  try {
    const path = join(folder, 'disk');
    const file = openSync(path, 'w');
    ftruncateSync(file, 400 * 1024 * 1024);
    closeSync(file);
    const { status, error } = spawnSync(command, [...args, path], {
      env: { ...process.env, PATH: `${process.env['PATH']}:/sbin:/usr/sbin` },
    });
    return error || status !== 0 ? undefined : readFileSync(path).subarray(0, 524_288);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const REAL = [
  { type: 'ext4', block: formatted('mkfs.ext4', '-q', '-U', UUID, '-L', 'data') },
  { type: 'ext2', block: formatted('mkfs.ext2', '-q', '-U', UUID, '-L', 'data') },
  { type: 'xfs', block: formatted('mkfs.xfs', '-q', '-f', '-m', `uuid=${UUID}`, '-L', 'data') },
] as const;
for (const { type, block } of REAL)
  if (!block) console.warn(`mkfs.${type} is not installed: no real ${type} was read.`);

describe('the first block of a real disk', () => {
  it.each(REAL.filter(({ block }) => block !== undefined))('names its $type', ({ type, block }) => {
    expect(readDiskStart(block)).toMatchObject({
      kind: 'file-system',
      fileSystem: { type, uuid: UUID, label: 'data' },
    });
  });
});

describe('what was found', () => {
  const startTime = new Date('2026-11-20T03:00:00Z');
  const ext4 = startOf({ type: 'ext4', uuid: UUID, label: 'data', writtenAt: new Date('2026-11-20T02:59:50Z') });
  const old = startOf({ type: 'ext4', uuid: UUID, label: 'data', writtenAt: new Date('2026-11-01T00:00:00Z') });
  const found = `ext4 ${UUID} data`;

  it('is the measure where it is the first, and right where it is the same', () => {
    expect(judgeStart(ext4, { startTime, isFrozen: false })).toBe(found);
    expect(judgeStart(ext4, { startTime, isFrozen: true, measure: found })).toBe(found);
  });

  it.each([
    ['another UUID', `ext4 ${UUID.replace('0b', '0c')} data`],
    ['another label', `ext4 ${UUID} other`],
    ['another type', `xfs ${UUID} data`],
  ])('is wrong with %s', (_, measure) => {
    expect(judgeStart(ext4, { startTime, isFrozen: false, measure })).toBe(`wrong: ${found}`);
    expect(parseWrong(`wrong: ${found}`)).toEqual({ content: `holds ${found}`, accepted: found });
  });

  it('is old only where the file system was frozen', () => {
    expect(judgeStart(old, { startTime, isFrozen: false, measure: found })).toBe(found);
    const tag = judgeStart(old, { startTime, isFrozen: true, measure: found });
    expect(tag).toBe(`wrong: not written since 2026-11-01T00:00:00.000Z ${found}`);
    expect(parseWrong(tag).accepted).toBe(found);
  });

  it('has no sign that AWS does not take in a tag', () => {
    const start = startOf({ type: 'ext4', uuid: UUID, label: 'a,b{c}', writtenAt: startTime });
    expect(judgeStart(start, { startTime, isFrozen: false })).toBe(`ext4 ${UUID} a_b_c_`);
  });
});
