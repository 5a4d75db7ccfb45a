#!/bin/sh
# The main job on the sample newsroom: three mornings, exactly as a service would run them; then where to look.
set -eu
cd "$(dirname "$0")/.."
digest=.venv/bin/digest
last=
for day in 2026-03-10 2026-03-11 2026-03-12; do
  echo "── The morning of $day"
  # 3: done, with warnings that were printed; anything else is a failure
  $digest run --date "$day" || [ $? = 3 ]
  last=$day
done
echo "── The last edition, to look at"
$digest preview --date "$last"
cat <<NEXT
── The desk, where editors curate
  .venv/bin/digest editor add YOUR-NAME     asks for a password
  make serve                                opens http://127.0.0.1:8080/desk/ and the readers' site
NEXT
