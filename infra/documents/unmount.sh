find_disk
remove_nodes() { for name in $disk $(partitions); do rm -f "/dev/$name" || exit 1; done; }
remove_nodes
# A unit that is not installed need not be stopped.
systemctl stop ecs docker.socket docker

# A node of our own, which loses its name before anybody can find it. /run has `nodev`, /dev has not.
number=$(cat "$sys/$disk/dev") own=/dev/.hostkeeper.$$
mknod -m 600 "$own" b "${number%:*}" "${number#*:}" || exit 1
exec 3<"$own"
rm -f "$own"
own=/proc/self/fd/3

unmount() {
  grep -F "$(in_mountinfo)" /proc/self/mountinfo | cut -d " " -f 5 | sed "1!G;h;\$!d" |
    while read -r point; do umount "$(printf "%b" "$point")"; done
}
# Kernels from 5.7 to 5.15 read the table again while the whole disk is mounted, so its users are looked for as well.
used() {
  found=$(grep -lsF "$(in_mountinfo)" /proc/[0-9]*/mountinfo)
  for name in $disk $(partitions); do
    found="$found$(ls "$sys/$name/holders")$(grep "^/dev/${name}[^0-9a-z]" /proc/swaps)"
  done
  if [ -n "$found" ]; then echo "$disk is in use: $found"; else return 1; fi
}
drop_partitions() {
  for name in $(partitions); do partx -d --nr "$(cat "$sys/$name/partition")" "$own" || return 1; rm -f "/dev/$name"; done
}
# Reading the table brings the partitions and their nodes back.
claim() { drop_partitions && blockdev --rereadpt "$own" && drop_partitions; }

for _ in 1 2 3 4; do
  sync
  unmount
  if ! used && claim; then exit 0; fi
  sleep 1
done
echo "$SSM_VolumeId is still in use"
exit 1
