find_disk
trap "" PIPE
session=""

# Systems Manager may get a command twice, whose replies were lost. A request has one signature, and is made once.
claim=/run/hostkeeper-snapshot request=$(printf "%s" "$SSM_Url" | cksum)
if [ "$(cat "$claim")" = "$request" ]; then echo "This request was made before"; exit 1; fi 2>/dev/null
echo "$request" >"$claim"

# The columns of mountinfo: the number of the file system, and where it is mounted.
column() { grep -F "$(in_mountinfo)" /proc/self/mountinfo | cut -d " " -f "$1"; }
if [ "$(column 3 | sort -u | grep -c :)" != 1 ]; then
  echo "$SSM_VolumeId has not one file system that is mounted"
  exit 1
fi
point=$(printf "%b" "$(column 5 | head -n 1)")
# Whoever has a folder open keeps the file system from being unmounted: one that is unmounted while it is frozen stays frozen.
exec 9<"$point" || exit 1
frozen=/proc/self/fd/9

# Nobody's writes wait for an endpoint that cannot be reached. The URL is no argument, which other users could list.
ask() { curl --silent --show-error --connect-timeout 2 --max-time 5 "$@"; }
ask --output /dev/null "${SSM_Url%%\?*}" || exit 1

# The root user of the server in the container that has a folder of the volume, or else of the server on the host.
find_server() {
  which="mariadbd --version || mysqld --version"
  for id in $(docker ps --quiet); do
    if docker inspect "$id" | grep -qF "\"Source\": \"$point/"; then
      server=$(docker exec "$id" sh -c "$which") && inside="docker exec -i $id" && return
    fi
  done
  inside="" server=$(sh -c "$which")
}
# MariaDB stops commits, and what changes files; MySQL what changes files. Neither waits for a statement that runs for long.
lock() {
  if ! find_server 2>/dev/null; then echo "No database server was found"; return 1; fi
  case $server in
    *MariaDB*) statements="backup stage start; backup stage flush; backup stage block_ddl; backup stage block_commit" ;;
    *) statements="lock instance for backup" ;;
  esac
  session=$(mktemp -d /run/hostkeeper.XXXXXX) && mkfifo "$session/in" || return 1
  # The lock lasts as long as the session, which ends with this script, however that ends.
  # shellcheck disable=SC2016
  $inside sh -c 'client=$(command -v mariadb || command -v mysql)
    MYSQL_PWD=${MARIADB_ROOT_PASSWORD-$MYSQL_ROOT_PASSWORD} exec "$client" --user=root --connect-timeout=3 --batch --skip-column-names --unbuffered' \
    <"$session/in" >"$session/out" 2>&1 9<&- &
  client=$!
  exec 8>"$session/in"
  echo "set session lock_wait_timeout = 3; $statements; select 'locked';" >&8
  for _ in $(seq 80); do
    if grep -q "^locked" "$session/out"; then return; fi
    kill -0 $client || break
    sleep 0.05
  done 2>/dev/null
  echo "The database is not locked: $(tail -n 1 "$session/out")"
  return 1
}
unlock() { exec 8>&-; rm -r "$session"; }
consistency=frozen
if [ "$SSM_Quiesce" = lock ] && lock; then consistency=locked; fi

sync -f $frozen
# Thaws after ten seconds whatever becomes of this script; tries again, as a freeze that is under way cannot be ended.
setsid sh -c "sleep 10 9<&-; for _ in 1 2 3 4 5; do fsfreeze --unfreeze $frozen && exit; sleep 1 9<&-; done" \
  </dev/null >/dev/null 2>&1 8>&- &
watchdog=$!
reply=""
if [ "$(date +%s)" -ge "$SSM_Until" ]; then
  echo "It is too late for this request"
elif fsfreeze --freeze $frozen; then
  reply=$(printf 'url = "%s"\n' "$SSM_Url" | ask --config - 2>&1)
  # Fails where it is not frozen any more.
  fsfreeze --unfreeze $frozen 2>/dev/null || consistency=crash
fi
{ kill $watchdog; wait $watchdog; } 2>/dev/null
if [ -n "$session" ]; then unlock; fi

snapshot=$(printf "%s\n" "$reply" | sed -n "s|.*<snapshotId>\(snap-[0-9a-f]*\)</snapshotId>.*|\1|p")
if [ -z "$snapshot" ]; then echo "No snapshot was confirmed: $(printf "%s\n" "$reply" | cut -c 1-500)"; exit 1; fi
echo "$snapshot $consistency"
