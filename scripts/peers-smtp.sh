#!/bin/sh
# What we send, before foreign mail servers: Debian's smtp-sink with its faults, a real Postfix, and dkimpy for our signatures.
set -eu
cd "$(dirname "$0")/.."
if ! command -v smtp-sink >/dev/null 2>&1 && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "postfix: installing Debian's package …"
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends postfix; } >/dev/null 2>&1
fi
if ! command -v smtp-sink >/dev/null 2>&1 || [ "$(id -u)" != 0 ]; then
  echo "postfix: left out. As root: apt-get install -y postfix, and make peers"
  exit 0
fi
folder=$(mktemp -d)
chmod 755 "$folder"
trap 'rm -rf "$folder"' EXIT
failed=0
.venv/bin/python -m tests.peers.relays "$folder" || failed=1

echo "dkimpy: installing it into a temporary environment …"
.venv/bin/python -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --disable-pip-version-check dkimpy
"$folder/venv/bin/python" tests/peers/dkim_verify.py "$folder/signed" || failed=1
exit $failed
