#!/bin/bash
# Mounts the data volume of this host whenever it appears, and makes what the containers need on it. Docker and the ECS
# agent start when this has succeeded, so it waits for as long as it takes.
#
# The volume is known by what is on it, because a restore changes its id and its device name: an ext4 or xfs file system
# with the label $LABEL, in which the file $MARKER says $OWNER. A disk with anything else on it is left alone, and so is
# one that cannot be read. The console log says why (`aws ec2 get-console-output --latest`).
#
# No file system is checked: mounting replays the journal, which makes it consistent after a crash. `fsck` before that
# reports errors on sound volumes, and would repair without anybody who decides.
#
# No dollar sign stands before a brace: neither Fn::Sub nor the Serverless Framework may find a variable here.
set -u -o pipefail

sys=/sys/class/block

say() {
  echo "hostkeeper: $1"
  echo "hostkeeper: $1" 2>/dev/null >>/dev/console
}

# The EBS disks besides the root's. NVMe disks say what they are; Xen's do not.
# https://docs.aws.amazon.com/ebs/latest/userguide/identify-nvme-ebs-device.html
ebs_disks() {
  local root path name model
  root=$(mountpoint -d /)
  for path in "$sys"/*/device; do
    path=$(dirname "$path")
    name=$(basename "$path")
    model=''
    if [ -r "$path/device/model" ]; then read -r model <"$path/device/model"; fi
    case $name:$model in *:'Amazon Elastic Block Store' | xvd*:) ;; *) continue ;; esac
    if ! grep -qsxF "$root" "$path/dev" "$path/$name"*/dev; then echo "$name"; fi
  done
}

# A property of what is on a device, read from the device itself; nothing where there is none.
property() { blkid -p -o value -s "$1" "/dev/$2"; }

# The checksum of 16 MiB of a device. It fails where they cannot be read.
checksum() { dd if="/dev/$1" bs=1M count=16 skip="$2" iflag=skip_bytes,fullblock status=none | sha256sum; }

checksum_of_zeros() { head -c 16M /dev/zero | sha256sum; }

# What a device is, in a line: "ours NAME", "blank NAME", or "left NAME", and why it is left alone.
judge() {
  local type size first last
  if ! [ -b "/dev/$1" ]; then
    echo "left $1 has no device node: it was unmounted, to be detached"
    return
  fi
  type=$(property TYPE "$1")
  if [ "$(property LABEL "$1")" = "$LABEL" ]; then
    case $type in
      ext4 | xfs) echo "ours $1" ;;
      *) echo "left $1 has the label of this host on $type, which is neither ext4 nor xfs" ;;
    esac
  elif [ -n "$type" ]; then
    echo "left $1 has $type on it, without the label $LABEL"
  elif [ -n "$(property PTTYPE "$1")" ]; then
    echo "left $1 has a partition table"
  elif [ "$FORMAT_BLANK" != yes ] || [ -e "$sys/$1/partition" ]; then
    echo "left $1 has no file system, and this host may not make one on it"
  elif [[ $1 == xvd* ]]; then
    echo "left $1 has no file system, and may be an instance store, which looks the same on Xen"
  elif ! size=$(blockdev --getsize64 "/dev/$1") || ! first=$(checksum "$1" 0) ||
    ! last=$(checksum "$1" $((size - 16 * 1024 * 1024))); then
    echo "left $1 cannot be read, so nobody knows whether it is blank"
  elif [ "$first" = "$last" ] && [ "$first" = "$(checksum_of_zeros)" ]; then
    echo "blank $1"
  else
    echo "left $1 has no file system that is known, and is not blank"
  fi
}

judge_all() {
  local disk path
  for disk in $(ebs_disks); do
    judge "$disk"
    for path in "$sys/$disk/$disk"*; do
      if [ -e "$path/partition" ]; then judge "$(basename "$path")"; fi
    done
  done
}

# Makes the file system with its label and its marker in one step, so that there is never one without the other. After an
# error in it the kernel writes no more.
format() {
  local content result
  content=$(mktemp -d /run/hostkeeper.XXXXXX) && chmod 755 "$content" && mkdir -p "$content/$(dirname "$MARKER")" &&
    echo "$OWNER" >"$content/$MARKER" &&
    mkfs.ext4 -q -L "$LABEL" -e remount-ro -d "$content" "/dev/$1" </dev/null 2>&1
  result=$?
  rm -rf "$content"
  return $result
}

# What the containers expect on the volume. Nothing that is there is changed.
prepare() {
  cd "$MOUNT_POINT" && mkdir -p mysql nginx/conf.d nginx/static || return
  if ! [ -e nginx/certificates ]; then mkdir -m 700 nginx/certificates || return; fi
  if [ -n "$(ls -A nginx/conf.d)" ]; then return; fi
  cp /usr/local/share/hostkeeper/default.conf nginx/.default.conf && mv nginx/.default.conf nginx/conf.d/default.conf
}

# Ends, if what is mounted is this host's by its marker. A marker of another host is an error that only people can mend.
# Otherwise sets `problem`, the reason.
accept() {
  local says
  says=$(head -c 100 "$MOUNT_POINT/$MARKER" 2>/dev/null)
  if [ -z "$says" ]; then
    problem="$1 has no file $MARKER that names its host"
  elif [ "$says" != "$OWNER" ]; then
    umount "$MOUNT_POINT"
    say "$1 is the data volume of $says, by its file $MARKER, and not of $OWNER. It was unmounted; Docker and the ECS agent do not start. Attach the volume of $OWNER, or correct the file, and reboot."
    exit 1
  elif problem=$(mount -o remount,rw "$MOUNT_POINT" 2>&1); then
    prepare || say "Not all folders could be made in $MOUNT_POINT."
    say "The data volume of $OWNER is mounted at $MOUNT_POINT."
    exit 0
  fi
}

# Mounts a device with the label of this host. Nothing is written to it before its marker was read, except that its
# journal is replayed. Reading files writes nothing (noatime); data needs neither devices nor programs that become root.
take() {
  mkdir -p "$MOUNT_POINT"
  if problem=$(mount -t "$(property TYPE "$1")" -o ro,noatime,nodev,nosuid "/dev/$1" "$MOUNT_POINT" 2>&1); then
    accept "$1"
    umount "$MOUNT_POINT"
  fi
}

devices() { sed -n "s/^$1 //p" <<<"$judged"; }
are_several() { [ "$(wc -w <<<"$1")" -gt 1 ]; }

told='' remind_at=0
while true; do
  problem=''
  judged=$(judge_all)
  ours=$(devices ours)
  blank=$(devices blank)
  if mountpoint -q "$MOUNT_POINT"; then
    accept "What is mounted at $MOUNT_POINT"
  elif are_several "$ours"; then
    problem="Several devices have the label $LABEL; detach all but one: $(tr '\n' ' ' <<<"$ours")"
  elif [ -n "$ours" ]; then
    take "$ours"
  elif are_several "$blank"; then
    problem="Several disks are blank, so none is formatted; detach all but one: $(tr '\n' ' ' <<<"$blank")"
  elif [ -n "$blank" ]; then
    say "$blank is blank, and gets an ext4 file system with the label $LABEL."
    if problem=$(format "$blank"); then continue; fi
  fi

  reasons=$(printf '%s\n' "$problem" "$(devices left)" | sed '/^$/d')
  if [ "$reasons" != "$told" ] || [ "$SECONDS" -ge "$remind_at" ]; then
    say "Waiting for the data volume of $OWNER, which has the label $LABEL. Docker and the ECS agent start once it is mounted."
    while read -r reason; do
      if [ -n "$reason" ]; then say "Left alone: $reason."; fi
    done <<<"$reasons"
    told=$reasons
    remind_at=$((SECONDS + REMINDER_SECONDS))
  fi
  # A disk that comes is seen within a second. Those that were left alone need not be read as often.
  if [ -z "$judged" ]; then sleep 1; else sleep 5; fi
done
