import { QUIESCE_TIMEOUT_SECONDS, type snapshotParameters } from '../../libs/snapshots/quiesce-command.ts';
import type { HostCommand } from './command-document.ts';

/**
 * The script that takes a snapshot of the data volume while its file system is frozen, as root, in any POSIX shell. A command
 * of Systems Manager has no output before it ends, so that nobody could take the snapshot while one holds the file system
 * frozen: the script makes the request itself, which the function has signed for it. Nothing else can be made of that URL,
 * and AWS takes it for minutes at most.
 *
 * It says what it did in its last line: the snapshot, and `frozen`, `locked` or `crash`. The file system counts as frozen where
 * it was still frozen when EC2 had answered, since a snapshot has the data of the moment of its request.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-creating-snapshot.html
 * https://man7.org/linux/man-pages/man8/fsfreeze.8.html
 * https://mariadb.com/docs/server/reference/sql-statements/administrative-sql-statements/backup-commands/backup-stage
 * https://dev.mysql.com/doc/refman/8.4/en/lock-instance-for-backup.html
 */
export const snapshot: HostCommand<keyof ReturnType<typeof snapshotParameters>> = {
  name: 'snapshot',
  description:
    'Takes a snapshot of the data volume of a host while its file system is frozen, by a request that is signed.',
  patterns: {
    VolumeId: '^vol-[0-9a-f]+$',
    /** What the tag `hostkeeper:device` may say. */
    Device: '^/dev/[0-9A-Za-z_]+$',
    Quiesce: '^(freeze|lock)$',
    /** Seconds since 1970: it freezes nothing from then on. */
    Until: '^[0-9]+$',
    Url: '^https://ec2[.][0-9a-z.-]+/[?][0-9A-Za-z%&=._~-]+$',
  },
  libraries: ['disk.sh'],
  file: 'snapshot.sh',
  timeoutSeconds: QUIESCE_TIMEOUT_SECONDS,
};
