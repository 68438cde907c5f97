/** The comment of the command that unmounts a volume, by which later runs find it. */
export const unmountComment = (volumeId: string): string => `hostkeeper: unmount ${volumeId}`;

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
export const unmountScript = (volumeId: string, device: string): readonly string[] => [
  'sys=/sys/class/block disk=""',
  'for path in "$sys"/*; do',
  `  if [ -r "$path/device/serial" ] && read -r serial <"$path/device/serial" && [ "$serial" = ${volumeId.replace('-', '')} ]; then disk=\${path##*/}; fi`,
  'done',
  `for node in "$(readlink -f ${device})" ${device.replace('/dev/sd', '/dev/xvd')}; do`,
  '  name=${node##*/}',
  '  if [ -z "$disk" ] && [ -e "$sys/$name/dev" ] && [ ! -e "$sys/$name/partition" ] && [ ! -e "$sys/$name/device/serial" ]; then disk=$name; fi',
  'done',
  `if [ -z "$disk" ]; then echo "${volumeId} is not here"; exit 1; fi`,
  '',
  'partitions() { for path in "$sys/$disk/$disk"*; do if [ -e "$path/partition" ]; then echo "${path##*/}"; fi; done; }',
  'remove_nodes() { for name in $disk $(partitions); do rm -f "/dev/$name" || exit 1; done; }',
  'remove_nodes',
  // A unit that is not installed need not be stopped.
  'systemctl stop ecs docker.socket docker',
  '',
  // A node of our own, which loses its name before anybody can find it. /run has `nodev`, /dev has not.
  'number=$(cat "$sys/$disk/dev") own=/dev/.hostkeeper.$$',
  'mknod -m 600 "$own" b "${number%:*}" "${number#*:}" || exit 1',
  'exec 3<"$own"',
  'rm -f "$own"',
  'own=/proc/self/fd/3',
  '',
  // File systems of several devices have a number of their own in mountinfo, and the device only as their source.
  'in_mountinfo() {',
  '  for name in $disk $(partitions); do echo " /dev/$name "; number=$(cat "$sys/$name/dev") && echo " $number "; done',
  '}',
  'unmount() {',
  '  grep -F "$(in_mountinfo)" /proc/self/mountinfo | cut -d " " -f 5 | sed "1!G;h;\\$!d" |',
  '    while read -r point; do umount "$(printf "%b" "$point")"; done',
  '}',
  // Kernels from 5.7 to 5.15 read the table again while the whole disk is mounted, so its users are looked for as well.
  'used() {',
  '  found=$(grep -lsF "$(in_mountinfo)" /proc/[0-9]*/mountinfo)',
  '  for name in $disk $(partitions); do',
  '    found="$found$(ls "$sys/$name/holders")$(grep "^/dev/${name}[^0-9a-z]" /proc/swaps)"',
  '  done',
  '  if [ -n "$found" ]; then echo "$disk is in use: $found"; else return 1; fi',
  '}',
  'drop_partitions() {',
  '  for name in $(partitions); do partx -d --nr "$(cat "$sys/$name/partition")" "$own" || return 1; rm -f "/dev/$name"; done',
  '}',
  // Reading the table brings the partitions and their nodes back.
  'claim() { drop_partitions && blockdev --rereadpt "$own" && drop_partitions; }',
  '',
  'for _ in 1 2 3 4; do',
  '  sync',
  '  unmount',
  '  if ! used && claim; then exit 0; fi',
  '  sleep 1',
  'done',
  `echo "${volumeId} is still in use"`,
  'exit 1',
];
