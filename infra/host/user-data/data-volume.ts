import { createHash } from 'node:crypto';

/** Whose a data volume is, as its marker says. */
export const volumeOwner = (stage: string, host: string): string => `${stage}/${host}`;

/** The file on a data volume that says whose it is, seen from the root of its file system. */
export const VOLUME_MARKER = '.hostkeeper/host';

/**
 * The label of the file system on a data volume: `hk-` and eight hexadecimal digits, which stand for stage and host. xfs
 * takes labels of 12 characters, ext4 of 16, so no name fits; the marker has it.
 * https://man7.org/linux/man-pages/man8/mkfs.xfs.8.html
 */
export const volumeLabel = (stage: string, host: string): string =>
  `hk-${createHash('sha256').update(volumeOwner(stage, host)).digest('hex').slice(0, 8)}`;
