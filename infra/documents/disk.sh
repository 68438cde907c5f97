sys=/sys/class/block disk=""
# Finds the disk of the volume in /sys, which knows it until it is detached, also without a node in /dev.
find_disk() {
  for path in "$sys"/*; do
    if [ -r "$path/device/serial" ] && read -r serial <"$path/device/serial" && [ "$serial" = "vol${SSM_VolumeId#vol-}" ]; then disk=${path##*/}; fi
  done
  # Xen has the names xvdf for sdf.
  for node in "$(readlink -f "$SSM_Device")" "$(echo "$SSM_Device" | sed "s|^/dev/sd|/dev/xvd|")"; do
    name=${node##*/}
    if [ -z "$disk" ] && [ -e "$sys/$name/dev" ] && [ ! -e "$sys/$name/partition" ] && [ ! -e "$sys/$name/device/serial" ]; then disk=$name; fi
  done
  if [ -z "$disk" ]; then echo "$SSM_VolumeId is not here"; exit 1; fi
}
partitions() { for path in "$sys/$disk/$disk"*; do if [ -e "$path/partition" ]; then echo "${path##*/}"; fi; done; }
# File systems of several devices have a number of their own in mountinfo, and the device only as their source.
in_mountinfo() {
  for name in $disk $(partitions); do echo " /dev/$name "; number=$(cat "$sys/$name/dev") && echo " $number "; done
}

