#!/bin/sh
# The browser tests need Chromium: root gets Debian's, others the one line that installs it.
set -eu
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "chromium: installing Debian's package for the browser tests …" >&2
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium fonts-dejavu-core; } >/dev/null
else
  echo "chromium: the browser tests need Chromium. As root: apt-get install -y chromium" >&2
  exit 3
fi
