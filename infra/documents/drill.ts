import type { drillParameters } from '../../libs/drills/command.ts';
import { SCRIPT_SECONDS } from '../../libs/drills/limits.ts';
import type { HostCommand } from './command-document.ts';

/**
 * The script that rehearses a restore, as root, in any POSIX shell, on an instance of a drill: on a copy of a data volume that
 * is thrown away. It mounts the copy as the host does, writable, and only then looks at it. A crash-consistent snapshot has a
 * journal to replay: on a read-only device, or with `noload`, the mount is refused, and a check of the file system before the
 * mount finds errors, on perfectly good ones. It then starts the database of the host on it, in a container without a network:
 * nothing that the data may tell the server to do reaches anybody.
 *
 * Its result is one line of JSON on stdout (libs/drills/outcome.ts reads it). It ends with 0 whatever it found.
 */
export const drill: HostCommand<keyof ReturnType<typeof drillParameters>> = {
  name: 'drill',
  description: 'Rehearses the restore of a host on a copy of its data volume, and says how it ended.',
  patterns: {
    VolumeId: '^vol-[0-9a-f]+$',
    Device: '^/dev/[0-9A-Za-z_]+$',
    /** Base64. */
    Owner: '^[0-9A-Za-z+/=]+$',
    Label: '^(any|hk-[0-9a-f]{8})$',
    /** https://pkg.go.dev/github.com/distribution/reference */
    Image: '^[0-9a-z][0-9A-Za-z._:/@-]*$',
    Arguments: '^[0-9A-Za-z+/=]+$',
    DataPath: '^(/[0-9A-Za-z._-]+)+$',
    Query: '^[0-9A-Za-z+/=]+$',
  },
  libraries: ['disk.sh'],
  file: 'drill.sh',
  timeoutSeconds: SCRIPT_SECONDS,
};
