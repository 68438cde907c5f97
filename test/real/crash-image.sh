#!/bin/sh
# Makes the image of a disk of TYPE (ext4 or xfs) as a snapshot has it: of a real MariaDB in the middle of its work, cloned at
# one instant. Writes to stdout how many rows the server had acknowledged before that instant. Runs in namespaces of its own:
# the processes that it starts end with it.
set -eu
debian=$1 type=$2 label=$3 owner=$4 image=$5

work=$(mktemp -d "${TMPDIR:-/tmp}/hostkeeper-crash.XXXXXX") outer='' inner=''
clean() {
  # It is the first process of its namespace.
  kill -9 -1 2>/dev/null || true
  umount -l "$work/root/data" "$work/root" "$work/data" "$work/tmp" 2>/dev/null || true
  for device in $inner $outer; do
    umount -l "$device" 2>/dev/null || true
    losetup -d "$device" || true
  done
  rm -rf "$work"
}
trap clean EXIT
cd "$work"
mkdir outer data tmp root
# XFS clones a file at one instant, while it is written.
truncate -s 2G outer.img
outer=$(losetup -f --show outer.img)
mkfs.xfs -q -m reflink=1 "$outer"
mount "$outer" outer
truncate -s 400M outer/disk.img
inner=$(losetup -f --show outer/disk.img)
"mkfs.$type" -q -L "$label" "$inner"
mount "$inner" data
mkdir -p data/.hostkeeper data/mysql
echo "$owner" >data/.hostkeeper/host

mount -t tmpfs tmpfs tmp
mkdir tmp/upper tmp/work
mount -t overlay overlay -o "lowerdir=$debian/root,upperdir=tmp/upper,workdir=tmp/work" root
mkdir -p root/data root/run root/tmp root/dev root/etc root/proc
printf "root:x:0:0:root:/:/bin/false\n" >root/etc/passwd
printf "127.0.0.1 localhost\n" >root/etc/hosts
mount -t proc proc root/proc
mount --rbind /dev root/dev
mount --bind data root/data
options='--no-defaults --user=root --datadir=/data/mysql'
# shellcheck disable=SC2086
chroot root /usr/bin/mariadb-install-db $options --auth-root-authentication-method=normal --skip-test-db --skip-name-resolve --force >&2
client='chroot root /usr/bin/mariadb --no-defaults --socket=/run/server.sock --skip-column-names --batch --unbuffered'
start() {
  # shellcheck disable=SC2086
  chroot root /usr/sbin/mariadbd $options --socket=/run/server.sock --skip-networking >&2 2>&1 &
  until $client --execute 'select 1' >/dev/null 2>&1; do sleep 0.1; done
}
start
$client >&2 <<SQL
create database app;
use app;
create table app.old (id bigint primary key, text varchar(500)) engine=innodb;
insert into app.old select seq, repeat('x', 400) from seq_1_to_2000;
create table app.page (id bigint primary key auto_increment, text varchar(500)) engine=innodb;
shutdown;
SQL
# What was written until here is in its files; what comes after it may be in the log of the server alone.
wait
start
sync
yes "insert into app.page (text) values (repeat('x', 400)); select last_insert_id();" | $client >acknowledged &
until [ "$(wc -l <acknowledged)" -gt 500 ]; do sleep 0.05; done
rows=$(tail -n 1 acknowledged)
cp --reflink=always outer/disk.img outer/copy.img
cp --sparse=always outer/copy.img "$image"
echo "$rows"
