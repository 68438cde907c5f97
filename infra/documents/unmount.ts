import { UNMOUNT_TIMEOUT_SECONDS } from '../../libs/lifecycle/steps/terminate.ts';
import type { unmountParameters } from '../../libs/lifecycle/unmount-command.ts';
import type { HostCommand } from './command-document.ts';

/**
 * The script that stops the containers and unmounts the data volume, as root, in any POSIX shell. Its success is a proof:
 * nothing uses the disk, and nothing can mount it any more. "Not mounted at this moment" would be no proof, because the
 * user data of a launch that was interrupted may mount it a moment later. So the device nodes go first: without them
 * nobody can mount the disk by path, label or UUID. Then the disk is unmounted. Then the kernel is asked to drop the
 * partitions and to read the partition table again, which it refuses while anybody holds the disk exclusively: a mount in
 * whatever namespace, swap, LVM, RAID, ZFS. The nodes stay away after a failure as well: a shutdown needs none.
 *
 * It may run again, also at the same time: it finds the disk in /sys, which knows it until it is detached. NVMe names
 * change between boots, but the serial number is the volume's id; a disk with a serial number is found by that alone.
 * https://docs.aws.amazon.com/ebs/latest/userguide/identify-nvme-ebs-device.html
 * https://man7.org/linux/man-pages/man8/blockdev.8.html, https://man7.org/linux/man-pages/man8/partx.8.html
 */
export const unmount: HostCommand<keyof ReturnType<typeof unmountParameters>> = {
  name: 'unmount',
  description: 'Stops the containers of a host, and unmounts its data volume so that nothing can mount it again.',
  patterns: {
    VolumeId: '^vol-[0-9a-f]+$',
    /** What the tag `hostkeeper:device` may say. */
    Device: '^/dev/[0-9A-Za-z_]+$',
  },
  libraries: ['disk.sh'],
  file: 'unmount.sh',
  timeoutSeconds: UNMOUNT_TIMEOUT_SECONDS,
};
