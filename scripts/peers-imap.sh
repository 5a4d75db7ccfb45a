#!/bin/sh
# The mailbox for bounces and complaints, behind a real IMAP server: Debian's Dovecot, started from here and ended again.
set -eu
cd "$(dirname "$0")/.."
if ! command -v dovecot >/dev/null 2>&1 && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "dovecot: installing Debian's package …"
  { apt-get update -q && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends dovecot-imapd; } >/dev/null 2>&1 || true
fi
if ! command -v dovecot >/dev/null 2>&1 || ! command -v openssl >/dev/null 2>&1 || [ "$(id -u)" != 0 ]; then
  echo "dovecot: left out. As root: apt-get install -y dovecot-imapd openssl, and make peers"
  exit 0
fi
folder=$(mktemp -d)
chmod 755 "$folder"
trap 'rm -rf "$folder"' EXIT
.venv/bin/python -m tests.peers.mailbox "$folder"
