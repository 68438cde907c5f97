#!/bin/bash
# Turns swap on, in a file on the root volume, which is made at the first boot.
set -eu

file=/var/lib/hostkeeper/swap
if ! [ -e "$file" ]; then
  mkdir -p "$(dirname "$file")"
  rm -f "$file.new"
  (umask 077 && fallocate -l "$MEGABYTES"M "$file.new")
  mkswap "$file.new"
  mv "$file.new" "$file"
fi
swapon "$file"
