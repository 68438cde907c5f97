#!/usr/bin/env bash
# Unpacks the servers that test:real starts into .build/debian, with the libraries that they need: nothing is installed, and
# nobody has to be root. MySQL is in no Debian but unstable, which forgets a version once it has the next. Name that one here
# then.
set -eu -o pipefail
cd "$(dirname "$0")/../.."

fetch() {
  local suite=$1 folder=$PWD/.build/debian/$1 deb
  shift
  if [ -e "$folder/fetched" ] && [ "$(cat "$folder/fetched")" = "$*" ]; then return; fi
  rm -rf "$folder"
  mkdir -p "$folder"/apt/{lists,cache/archives}/partial "$folder/root"
  : >"$folder/apt/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian $suite main" \
    >"$folder/apt/sources.list"
  local apt=(apt-get -qq -o "Dir::Etc::sourcelist=$folder/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::lists=$folder/apt/lists" -o "Dir::State::status=$folder/apt/status" -o "Dir::Cache=$folder/apt/cache"
    -o Acquire::Languages=none -o APT::Sandbox::User= -o Debug::NoLocking=1)
  "${apt[@]}" update
  "${apt[@]}" install --yes --no-install-recommends --download-only "$@"
  for deb in "$folder"/apt/cache/archives/*.deb; do dpkg-deb --extract "$deb" "$folder/root"; done
  for path in bin lib lib64 sbin; do [ -e "$folder/root/$path" ] || ln -s "usr/$path" "$folder/root/$path"; done
  rm -rf "$folder/apt"
  echo "$*" >"$folder/fetched"
}

# The last four of MariaDB are for the script that makes the files of a database; dash is the shell that images have.
fetch trixie nginx mariadb-server-core mariadb-client-core dash coreutils sed grep
fetch sid mysql-server-core=9.7.4-2 mysql-client-core=9.7.4-2 dash
