"""The engine of one machine: threads of the worker process, a lane a job name."""

import logging
import queue
import threading

from digest.engine import Jobs, Payload

log = logging.getLogger(__name__)

WAITING_MAX = 1_000  # jobs a lane; far more than there are digests, so that reaching it shows a fault
CLOSE_S = 20.0  # how long a job under way may take to end

_Job = tuple[str, tuple[tuple[str, str], ...]]


class LocalEngine:
    """Each job name has a lane of its own: a long collect never makes a send wait."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._lanes: dict[str, queue.Queue[_Job | None]] = {name: queue.Queue(WAITING_MAX) for name in jobs}
        self._pending: set[_Job] = set()
        self._lock = threading.Lock()
        self._closed = False
        self._threads = [threading.Thread(target=self._work, args=(name,), name=f"job {name}") for name in jobs]
        for thread in self._threads:
            thread.start()

    def enqueue(self, name: str, payload: Payload) -> bool:
        job = (name, tuple(sorted(payload.items())))
        with self._lock:
            if self._closed or job in self._pending:
                return False
            self._pending.add(job)
        self._lanes[name].put_nowait(job)
        return True

    def close(self) -> None:
        with self._lock:
            self._closed = True
        for lane in self._lanes.values():
            lane.put(None)
        for thread in self._threads:
            thread.join(CLOSE_S)

    def _work(self, lane: str) -> None:
        while (job := self._lanes[lane].get()) is not None:
            if not self._closed:
                self._run(*job)
            with self._lock:
                self._pending.discard(job)

    def _run(self, name: str, payload: tuple[tuple[str, str], ...]) -> None:
        """One job's failure is logged and ends only that job; the next tick tries again."""
        try:
            self._jobs[name](dict(payload))
        except Exception as error:
            log.exception("job %s %s failed: %s", name, dict(payload), type(error).__name__)
