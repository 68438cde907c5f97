import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { onTestFinished } from 'vitest';

import { attachImage, must, shell } from './loop-disk.ts';

/** A file system on a disk or a partition. */
interface FileSystem {
  readonly type: 'ext4' | 'xfs' | 'ext2';
  readonly label?: string;
  /** Texts by path. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Mounts a device on this machine, for as long as `use` takes. */
const withMounted = <T>(node: string, use: (point: string) => T): T => {
  const point = mkdtempSync(join(tmpdir(), 'hostkeeper-mounted-'));
  must(`mount ${node} ${point}`);
  try {
    return use(point);
  } finally {
    must(`umount ${point} && rmdir ${point}`);
  }
};

const makeFileSystem = (node: string, { type, label = '', files = {} }: FileSystem): void => {
  must(`mkfs.${type} -q ${label === '' ? '' : `-L ${label}`} ${node}`);
  withMounted(node, (point) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(point, path)), { recursive: true });
      writeFileSync(join(point, path), text);
    }
  });
};

/** An EBS volume for a test: blank, or with a file system, or from a snapshot of another. */
export const givenVolume = (
  fileSystem?: FileSystem,
  snapshotOf?: { readonly image: string; readonly megabytes: number },
) => {
  const folder = mkdtempSync(join(tmpdir(), 'hostkeeper-volume-'));
  const image = join(folder, 'disk.img');
  if (snapshotOf !== undefined) must(`cp --sparse=always ${snapshotOf.image} ${image}`);
  // xfs takes no smaller one than 300 MB.
  const megabytes = snapshotOf?.megabytes ?? (fileSystem?.type === 'xfs' ? 320 : 64);
  const { node, name, number } = attachImage(image, megabytes);
  onTestFinished(() => {
    shell(`losetup -d ${node}`);
    rmSync(folder, { recursive: true, force: true });
  });
  if (fileSystem !== undefined) makeFileSystem(node, fileSystem);
  return {
    image,
    megabytes,
    node,
    number,
    /** Makes a partition with a file system, and returns its number. */
    makePartition: (content: FileSystem): string => {
      must(`addpart ${node} 1 2048 65536`);
      makeFileSystem(`${node}p1`, content);
      return readFileSync(`/sys/class/block/${name}p1/dev`, 'utf8').trim();
    },
    /** Uses it mounted on this machine. */
    mounted: <T>(use: (point: string) => T): T => withMounted(node, use),
    /** A checksum of all that is on it. */
    checksum: (): string => must(`sync && sha256sum <${image}`),
    property: (tag: 'LABEL' | 'TYPE'): string => shell(`blkid -p -o value -s ${tag} ${node}`).output.trim(),
    /** The processes that have it mounted, in whatever namespace. */
    holders: (): string => shell(`grep -ls " ${number} " /proc/[0-9]*/mountinfo`).output.trim(),
  };
};

export type Volume = ReturnType<typeof givenVolume>;
