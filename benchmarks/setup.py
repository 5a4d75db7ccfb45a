"""From a fresh clone to a finished demo, a second demo, and the start of the command: seconds.

    .venv/bin/python -m benchmarks.setup [--pip]

Must: first demo under 90 s with pip, under 20 s with uv and a warm cache; a second one under 10 s; `digest --help`
under 0.3 s.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import processes

ROOT = Path(__file__).parent.parent
HELP_RUNS = 9  # the median of so many


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pip", action="store_true", help="leave uv aside")
    args = parser.parse_args()
    if not args.pip and not shutil.which("uv"):
        sys.exit("benchmarks.setup: there is no uv here; measure with --pip")
    env = {**os.environ, **({"NO_UV": "1"} if args.pip else {})}
    with tempfile.TemporaryDirectory() as name:
        clone = Path(name) / "digest"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        first = processes.run(["make", "demo"], cwd=clone, env=env)
        second = processes.run(["make", "demo"], cwd=clone, env=env)
        helps = sorted(
            processes.run([str(clone / ".venv/bin/digest"), "--help"], cwd=clone).wall_s for _ in range(HELP_RUNS)
        )
    assert first.returncode == second.returncode == 0, first.stdout
    print(
        f"with {'pip' if args.pip else 'uv'}: first demo {first.wall_s:.1f} s ({first.cpu_s:.1f} s CPU), "
        f"second {second.wall_s:.1f} s ({second.cpu_s:.1f} s CPU), help {helps[HELP_RUNS // 2]:.2f} s; "
        f"{processes.machine()}, load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    main()
