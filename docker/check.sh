#!/usr/bin/env bash
# Says whether an installation works: its devices, and a server that starts, is ready, and ends when it is told to.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
export LEARND_DATA="$folder/data" LEARND_HOST=127.0.0.1 LEARND_PORT=0

node cli/learnd.mjs doctor
node cli/learnd.mjs serve >"$folder/out" 2>"$folder/log" &
server=$!
until grep -q listening "$folder/out"; do
  kill -0 "$server" || { cat "$folder/log" >&2; exit 1; }
  sleep 0.1
done
node docker/ready.mjs "$(grep -o 'http://.*' "$folder/out")" 60
kill "$server"
wait "$server"
server=
echo 'learnd works.'
