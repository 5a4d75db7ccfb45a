#!/bin/sh
# Makes .venv hold exactly what a lock file pins:  set-up.sh requirements.lock | requirements-dev.lock
# With uv where it is there, else with venv and pip. A copy of the lock is the stamp: a second run costs milliseconds.
set -eu
cd "$(dirname "$0")/.."
lock=$1
venv=.venv
python=${PYTHON:-python3.11}

# The development lock holds everything of the other, at the same versions: it serves both.
for stamp in "$venv/.$(basename "$lock")" "$venv/.requirements-dev.lock"; do
  if [ -f "$stamp" ] && cmp -s "$(basename "$stamp" | cut -c2-)" "$stamp"; then exit 0; fi
done

command -v "$python" >/dev/null 2>&1 || {
  echo "set-up: $python is not installed. As root: apt-get install -y python3 python3-venv (3.11 or newer), or set PYTHON=…" >&2
  exit 3
}
echo "set-up: installing what $lock pins into $venv …" >&2
if command -v uv >/dev/null 2>&1 && [ -z "${NO_UV:-}" ]; then
  [ -x "$venv/bin/python" ] || uv venv -q --python "$python" "$venv"
  uv pip sync -q --require-hashes --python "$venv/bin/python" "$lock"
else
  if ! [ -x "$venv/bin/pip" ]; then
    rm -rf "$venv"
    "$python" -m venv "$venv" 2>/dev/null || {
      rm -rf "$venv"
      echo "set-up: $python has no venv module. As root: apt-get install -y python3-venv   (or install uv)" >&2
      exit 3
    }
  fi
  "$venv/bin/python" -m pip install -q --no-compile --disable-pip-version-check --no-deps --only-binary :all: --require-hashes -r "$lock"
fi

# The checkout itself: a path file and a launcher do what an editable install does, without a build.
site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
pwd >"$site/newsletter-digest.pth"
cat >"$venv/bin/digest" <<'LAUNCHER'
#!/bin/sh
exec "$(dirname "$(readlink -f "$0")")/python" -P -m digest "$@"
LAUNCHER
chmod +x "$venv/bin/digest"

# What the commands import is compiled now, and nothing else: all of it would take three times as long, and left to
# the first start it would be done at every start where Python was told not to write.
env -u PYTHONDONTWRITEBYTECODE "$venv/bin/python" -c "import digest.cli.stages, digest.service, digest.collect.reading"
cp "$lock" "$venv/.$(basename "$lock")"
