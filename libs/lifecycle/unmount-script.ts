/** The comment of the command that unmounts a volume, by which later runs find it. */
export const unmountComment = (volumeId: string): string => `hostkeeper: unmount ${volumeId}`;

/**
 * The script that stops the containers and unmounts the data volume, as root, in any POSIX shell. It succeeds only when
 * the kernel lists no mount of the volume. NVMe device names change between boots; the link by id does not.
 * https://docs.aws.amazon.com/ebs/latest/userguide/identify-nvme-ebs-device.html
 */
export const unmountScript = (volumeId: string, device: string): readonly string[] => [
  `for name in /dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${volumeId.replace('-', '')} ${device} ${device.replace('/dev/sd', '/dev/xvd')}; do`,
  '  if [ -b "$name" ]; then disk=$(readlink -f "$name"); break; fi',
  'done',
  `if [ -z "$disk" ]; then echo "${volumeId} is not here"; exit 1; fi`,
  // A unit that is not installed need not be stopped.
  'systemctl stop ecs docker.socket docker',
  'sync',
  'for part in $(lsblk -nrpo NAME "$disk"); do umount --all-targets "$part"; done',
  'for part in $(lsblk -nrpo NAME "$disk"); do',
  '  if grep "^$part " /proc/mounts; then echo "$part is still mounted"; exit 1; fi',
  'done',
  'exit 0',
];
