#!/bin/sh
# What we render, before foreign judges: npm's mjml (strict) and SpamAssassin (its local rules, nothing asked of the network).
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0

if command -v npm >/dev/null 2>&1; then
  echo "mjml: installing npm's mjml@5 into a temporary folder …"
  (cd "$folder" && npm install --silent --no-audit --no-fund --ignore-scripts mjml@5 >/dev/null)
  $python -m tests.peers.themes "$folder" || failed=1
else
  echo "mjml: left out, npm is not installed here"
fi

if ! command -v spamassassin >/dev/null 2>&1 && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "spamassassin: installing Debian's package …"
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends spamassassin; } >/dev/null 2>&1
fi
if command -v spamassassin >/dev/null 2>&1; then
  mkdir "$folder/mails"; : >"$folder/preferences"
  $python -m tests.peers.mails "$folder/mails"
  for mail in "$folder"/mails/*.eml; do
    status=$(spamassassin --local --prefspath="$folder/preferences" <"$mail" | sed -n '/^X-Spam-Status:/,/^[^ \t]/p' | sed '2,${/^[^ \t]/d;}' | tr -d '\n\t')
    score=$(printf '%s' "$status" | sed -n 's/.*score=\([-0-9.]*\).*/\1/p')
    tests=$(printf '%s' "$status" | sed -n 's/.*tests=\([A-Z0-9_, ]*\).*/\1/p' | sed 's/ *[, ]*autolearn.*//')
    echo "spamassassin: $score  $(basename "$mail")  $tests"
    awk "BEGIN { exit !($score <= 0.5) }" || { echo "  over 0.5"; failed=1; }
  done
else
  echo "spamassassin: left out. As root: apt-get install -y spamassassin"
fi
exit $failed
