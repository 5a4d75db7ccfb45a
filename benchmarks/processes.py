"""Runs a command and watches what all its processes cost together: wall and CPU seconds, memory as PSS."""

import os
import resource
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLE_S = 0.05  # between two looks at the memory; a shorter peak than this may go unseen


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a finished command took. Memory is the highest sum of PSS over the command's process tree.

    CPU is the larger of two counts, for neither sees all: the kernel's misses grandchildren that nobody waited for, our
    own misses what ran between the last look and a process's end.
    """

    returncode: int
    stdout: str
    wall_s: float
    cpu_s: float
    memory_bytes: int


def run(command: Sequence[str], *, cwd: Path | None = None, env: dict[str, str] | None = None) -> Cost:
    """Runs the command to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    child = subprocess.Popen(command, cwd=cwd, env=env, stdout=subprocess.PIPE, text=True)
    peak = 0
    cpu_of: dict[int, float] = {}

    def watch() -> None:
        nonlocal peak
        while child.poll() is None:
            tree = _tree(child.pid)
            peak = max(peak, sum(map(_pss, tree)))
            cpu_of.update((pid, max(cpu_of.get(pid, 0.0), _cpu_s(pid))) for pid in tree)
            time.sleep(SAMPLE_S)

    watcher = threading.Thread(target=watch)
    watcher.start()
    out, _ = child.communicate()
    wall_s = time.perf_counter() - start
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    waited_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    cpu_s = max(waited_s, sum(cpu_of.values()))
    return Cost(returncode=child.returncode, stdout=out, wall_s=wall_s, cpu_s=cpu_s, memory_bytes=peak)


def machine() -> str:
    """One line about where a figure was measured."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "?")
    return f"{os.cpu_count()} cores, {model}"


def _tree(pid: int) -> list[int]:
    found = [pid]
    for each in found:
        try:
            for task in Path(f"/proc/{each}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
        except OSError:
            continue  # it ended while we looked
    return found


def _pss(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def _cpu_s(pid: int) -> float:
    """The process's own CPU seconds so far, without its children's."""
    try:
        user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    except OSError:
        return 0.0
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
