#!/bin/sh
# The browser tests need Chromium: root gets Debian's, others the one line that installs it. The headless shell is asked
# for first, also where there is a whole Chromium: it takes two thirds of the time. Without it that one does.
set -eu
there() { command -v "$1" >/dev/null 2>&1; }
install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" fonts-dejavu-core >/dev/null; }

if there chromium-headless-shell; then exit 0; fi
whole=
for name in chromium chromium-browser google-chrome; do
  if there "$name"; then whole=$name; fi
done
if [ "$(id -u)" = 0 ] && there apt-get; then
  echo "chromium: installing Debian's headless shell for the browser tests …" >&2
  quick="-o Acquire::http::Timeout=10 -o Acquire::https::Timeout=10 -o Acquire::Retries=0"
  if [ -n "$whole" ]; then
    # shellcheck disable=SC2086
    install $quick chromium-headless-shell 2>/dev/null || echo "chromium: it cannot be had here; $whole does" >&2
  else
    apt-get update -q >/dev/null
    install chromium-headless-shell || install chromium
  fi
elif [ -z "$whole" ]; then
  echo "chromium: the browser tests need Chromium. As root: apt-get install -y chromium-headless-shell" >&2
  exit 3
fi
