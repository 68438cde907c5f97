# Boots a systemd of its own, in namespaces of its own, from this machine's files. FOLDER is a tmpfs that holds what the
# machine writes (upper, units), which outlives a boot, and what it sees of its hardware (dev, block). ROOT_VOLUME is a
# folder on a disk, because swap needs one.
set -e
mount --make-rprivate /
root=$FOLDER/root
mount -t overlay overlay -o "lowerdir=/,upperdir=$FOLDER/upper,workdir=$FOLDER/work" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount --bind "$FOLDER/block" "$root/sys/class/block"
mount --bind "$FOLDER/dev" "$root/dev"
mount --bind "$FOLDER/units" "$root/etc/systemd/system"
mount --bind "$FOLDER/base-units" "$root/usr/lib/systemd/system"
mount --bind "$FOLDER/empty" "$root/usr/lib/systemd/system-generators"
mount --bind "$FOLDER/empty" "$root/usr/lib/systemd/system-environment-generators"
# The disk that bears the root, in the words of /sys.
mkdir -p "$FOLDER/block/nvme0n1/nvme0n1p1" "$FOLDER/block/nvme0n1/device"
echo 'Amazon Elastic Block Store' >"$FOLDER/block/nvme0n1/device/model"
mountpoint -d "$root" >"$FOLDER/block/nvme0n1/nvme0n1p1/dev"
mkdir -p "$root/var/lib/hostkeeper"
mount --bind "$ROOT_VOLUME" "$root/var/lib/hostkeeper"
mount -t tmpfs tmpfs "$root/sys/fs/cgroup"
mkdir "$root/sys/fs/cgroup/systemd"
mount -t cgroup -o none,name=systemd cgroup "$root/sys/fs/cgroup/systemd" || {
  umount "$root/sys/fs/cgroup"
  mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
}
cd "$root"
pivot_root . run
umount -l run
exec env -i container=other PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  /usr/lib/systemd/systemd --system --unit=multi-user.target --log-target=null --show-status=no
