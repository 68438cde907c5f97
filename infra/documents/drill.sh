# Writes one line of JSON to stdout, the result; what the tools say goes to stderr.
began=$(date +%s) mnt=/run/hostkeeper-drill log=/run/hostkeeper-drill.log
# A command that was sent twice runs once.
mkdir "$mnt" || exit 75
kind='' check=skipped marker=none database=none tables=0 checked=0

# Ends with a result: its word, and a detail in one line without what would end a text of JSON.
result() {
  detail=$(printf '%s' "$2" | tr '\n\t' '  ' | tr -cd ' !#-[]-~' | cut -c 1-400)
  printf '{"result":"%s","detail":"%s","fileSystem":"%s","check":"%s","marker":"%s","database":"%s","tables":%d,"checked":%d,"seconds":%d}\n' \
    "$1" "$detail" "$kind" "$check" "$marker" "$database" "$tables" "$checked" $(($(date +%s) - began))
  exit 0
}
property() { blkid -p -o value -s "$1" "$node"; }

if ! (find_disk) >&2; then result absent "$SSM_VolumeId is not here"; fi
find_disk

# The disk itself, or its only partition.
node=/dev/$disk kind=$(property TYPE)
if [ -z "$kind" ] && [ -n "$(property PTTYPE)" ]; then
  partition=$(partitions)
  if [ "$(echo "$partition" | grep -c .)" -ne 1 ]; then result foreign 'it has a partition table, without one partition alone'; fi
  node=/dev/$partition kind=$(property TYPE)
fi
if [ -z "$kind" ]; then
  if head -c 16M "$node" | cmp -s -n 16777216 - /dev/zero; then result blank 'it has no file system, and nothing in its first 16 MiB'; fi
  result foreign 'it has no file system that is known'
fi
case $kind in
  ext[234]) options=noatime,nodev,nosuid ;;
  # Its original may be attached to the same instance.
  xfs) options=noatime,nodev,nosuid,nouuid ;;
  *) result foreign "it has $kind on it, which is neither ext4 nor xfs" ;;
esac
label=$(property LABEL)
if [ "$SSM_Label" != any ] && [ "$SSM_Label" != "$label" ]; then result foreign "its file system has the label '$label', and not $SSM_Label"; fi

# Writable, so that the journal is replayed: the disk is a copy. Read-only, or looked at before that, a good one looks damaged.
attach() { mount -t "$kind" -o "$options" "$node" "$mnt" 2>"$log" || result damaged "it cannot be mounted: $(cat "$log")"; }
attach
owner=$(printf '%s' "$SSM_Owner" | base64 -d)
says=$(head -c 300 "$mnt/.hostkeeper/host" 2>/dev/null)
if [ -n "$says" ]; then
  marker=right
  if [ "$says" != "$owner" ]; then marker=wrong && result wrong-marker "its marker says $says, and not $owner"; fi
elif [ "$SSM_Label" != any ]; then
  result wrong-marker 'it has no marker'
fi

umount "$mnt"
# A large one is not read to its end.
case $kind in
  xfs) timeout 60 xfs_repair -n "$node" >"$log" 2>&1 ;;
  *) timeout 60 e2fsck -fn "$node" >"$log" 2>&1 ;;
esac
status=$?
cat "$log" >&2
case $status in
  0) check=clean ;;
  124 | 126 | 127) check=unfinished ;;
  *) check=failed && result damaged "the check of its file system says: $(grep -v '^$' "$log" | tail -n 5)" ;;
esac
attach
if [ "$SSM_Image" = none ]; then result passed ''; fi

# The tablespace of InnoDB says where the database is; the one nearest to the root, if there are several.
data=$(find "$mnt" -xdev -maxdepth 5 -type f -name ibdata1 | awk '{ print gsub("/", "/"), $0 }' | sort -n | sed -n '1s/^[0-9]* //p')
if [ -z "$data" ]; then result no-database 'there is no file ibdata1 on it'; fi
data=$(dirname "$data")

systemctl start docker >&2
# A registry of ECR takes a token that the role of the instance gets; the image has no AWS CLI.
region=$(printf '%s' "${SSM_Image%%/*}" | sed -n 's/^[0-9]*\.dkr\.ecr\.\([a-z0-9-]*\)\.amazonaws\.com.*$/\1/p')
if [ -n "$region" ]; then
  metadata=http://169.254.169.254/latest
  session=$(curl -sf -m 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' "$metadata/api/token")
  ask() { curl -sf -m 5 -H "X-aws-ec2-metadata-token: $session" "$metadata/meta-data/$1"; }
  role=$(ask iam/security-credentials/) && credentials=$(ask "iam/security-credentials/$role" | tr -d '\n')
  field() { printf '%s' "$credentials" | sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"; }
  printf 'user = "%s:%s"\nheader = "x-amz-security-token: %s"\n' "$(field AccessKeyId)" "$(field SecretAccessKey)" "$(field Token)" |
    curl -sf -m 20 -K - --aws-sigv4 "aws:amz:$region:ecr" -H 'content-type: application/x-amz-json-1.1' \
      -H 'x-amz-target: AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken' -d '{}' "https://api.ecr.$region.amazonaws.com/" |
    sed -n 's/.*"authorizationToken" *: *"\([^"]*\)".*/\1/p' | base64 -d | cut -d : -f 2- |
    docker login --username AWS --password-stdin "${SSM_Image%%/*}" >&2
fi
timeout 150 docker pull -q "$SSM_Image" >"$log" 2>&1 || result no-image "$SSM_Image cannot be pulled: $(tail -n 3 "$log")"

# The arguments stand one a line. What follows them holds for a rehearsal: no passwords, no network, no events, no replication,
# and little memory.
set --
if [ "$SSM_Arguments" = none ]; then : >"$log"; else printf '%s' "$SSM_Arguments" | base64 -d >"$log"; fi
while IFS= read -r argument || [ -n "$argument" ]; do set -- "$@" "$argument"; done <"$log"
docker run -d --name drill --network none --cpus 0.5 --volume "$data:$SSM_DataPath" "$SSM_Image" "$@" --skip-grant-tables --skip-networking \
  --event-scheduler=OFF --loose-skip-slave-start --loose-skip-replica-start --innodb-buffer-pool-size=64M >"$log" 2>&1 ||
  result not-started "Docker says: $(tail -n 3 "$log")"
client=$(docker exec drill sh -c 'command -v mariadb || command -v mysql')
sql() { docker exec -i drill "$client" --user=root --batch --skip-column-names --unbuffered; }
said() { docker logs drill 2>&1 | grep -i error | tail -n 3; }

until database=$(echo 'select version()' | sql 2>"$log"); do
  database=none
  if [ -z "$(docker ps -q --filter name=drill)" ]; then result not-started "the server ended: $(said)"; fi
  if [ $(($(date +%s) - began)) -ge 300 ]; then result not-started "no answer within five minutes: $(cat "$log")"; fi
  sleep 1
done

if [ "$SSM_Query" != none ]; then
  printf '%s' "$SSM_Query" | base64 -d >"$mnt.sql"
  timeout 90 docker exec -i drill "$client" --user=root --batch --skip-column-names <"$mnt.sql" >"$mnt.rows" 2>"$log" ||
    result query-failed "the query failed: $(tail -n 3 "$log")"
  result passed "$(head -n 3 "$mnt.rows")"
fi

# Every table of InnoDB, the small ones first, for a minute.
echo "select concat('check table \`', replace(table_schema, '\`', '\`\`'), '\`.\`', replace(table_name, '\`', '\`\`'), '\`;')
  from information_schema.tables where table_type = 'BASE TABLE' and engine = 'InnoDB' order by data_length" |
  sql >"$mnt.sql" 2>"$log" || result corrupt "its tables cannot be listed: $(cat "$log" && said)"
tables=$(grep -c . "$mnt.sql")
timeout 60 docker exec -i drill "$client" --user=root --batch --skip-column-names --unbuffered <"$mnt.sql" >"$mnt.rows" 2>"$log"
status=$?
cat "$mnt.rows" >&2
tab=$(printf '\t')
checked=$(grep -c "${tab}check${tab}status${tab}" "$mnt.rows")
if grep -qi "${tab}check${tab}error${tab}" "$mnt.rows"; then
  result corrupt "$(grep -i "${tab}check${tab}error${tab}" "$mnt.rows" | head -n 3)"
fi
case $status in
  0 | 124) result passed '' ;;
  *) result corrupt "the server ended while a table was checked: $(cat "$log" && said)" ;;
esac
