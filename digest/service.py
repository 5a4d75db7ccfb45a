"""The service: a supervisor with two children, the web apps and the worker. The one door of APScheduler.

The clock only looks: a tick asks which jobs are due, and the slots' rows decide. So two services by mistake, a restart,
or a clock that stood still never mean two editions or none.
"""

import logging
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from types import FrameType

import uvicorn
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.interval import IntervalTrigger
from fastapi import FastAPI

from digest import api, desk, schedule, site
from digest.engine.local import LocalEngine
from digest.errors import DigestError
from digest.model.settings import Settings
from digest.morning import jobs
from digest.runtime import Runtime, open_runtime

log = logging.getLogger(__name__)

TICK_S = 15  # an edition leaves at most this long after its hour
RESTART_S_MIN, RESTART_S_MAX = 1.0, 60.0  # a child that keeps dying is started again ever more slowly
STOP_S = 30.0  # how long children may take to hand over what is under way


class Role(StrEnum):
    ALL = "all"
    WEB = "web"
    WORKER = "worker"


def web(settings: Settings, environ: Mapping[str, str]) -> None:
    """Serves API, desk and site until told to stop. Raises DigestError where the port is taken."""
    host, port = settings.web.host, settings.web.port
    with (
        _listening(host, port) as listener,
        open_runtime(settings, environ=environ, as_of=sample_cutoff(settings)) as runtime,
    ):
        app = FastAPI(title=settings.newsroom.name, openapi_url=None)
        app.mount("/api", api.app(runtime))
        app.mount("/desk", desk.app(runtime))
        readers = site.app(runtime)
        app.mount("/", readers)
        app.router.default = readers  # mounts do not match an address with the end of a line in it; a page says so
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            proxy_headers=bool(settings.web.trusted_proxies),
            forwarded_allow_ips=list(settings.web.trusted_proxies),
            server_header=False,
            timeout_graceful_shutdown=5,
        )
        log.info("site and desk: http://%s:%d/ and /desk/", host, port)
        uvicorn.Server(config).run(sockets=[listener])


def worker(settings: Settings, environ: Mapping[str, str]) -> None:
    """Collects, composes and sends as things fall due, until told to stop."""
    stop = threading.Event()
    with open_runtime(settings, environ=environ, as_of=sample_cutoff(settings)) as runtime:
        if settings.sample_days:
            _prepare_sample(runtime)
            _send_notices(runtime, stop)
            return
        engine = LocalEngine(jobs.table(runtime, stop.is_set))
        clock = BlockingScheduler()
        trigger = IntervalTrigger(seconds=TICK_S)
        # However late a tick is, it is still wanted, and one makes up for all that were missed.
        clock.add_job(_tick, trigger, args=(runtime, engine), misfire_grace_time=None, coalesce=True, max_instances=1)
        _on_stop(stop, clock.shutdown)
        _tick(runtime, engine)
        try:
            clock.start()
        finally:
            stop.set()
            engine.close()


def supervise(children: Sequence[Sequence[str]]) -> None:
    """Runs the commands as child processes, each started again when it dies, until told to stop."""
    stop = threading.Event()
    _on_stop(stop)
    threads = [threading.Thread(target=_keep_alive, args=(command, stop)) for command in children]
    for thread in threads:
        thread.start()
    stop.wait()
    for thread in threads:
        thread.join()


def check_port(settings: Settings) -> None:
    """Raises DigestError where the site's port is taken: said at once, not by a child that dies."""
    with _listening(settings.web.host, settings.web.port):
        pass


def sample_cutoff(settings: Settings) -> datetime | None:
    """Where the clock stands for a sample newsroom, whose days are past: the last cutoff of its last day."""
    if not settings.sample_days:
        return None
    day = date.fromisoformat(settings.sample_days[-1])
    return max(schedule.slot(digest, day).cutoff_at for digest in settings.digests.values())


def _tick(runtime: Runtime, engine: LocalEngine) -> None:
    try:
        for name, payload in jobs.due(runtime):
            engine.enqueue(name, payload)
    except DigestError as error:
        log.error("%s", error)  # noqa: TRY400 (one line for the operator; the next tick tries again)


def _prepare_sample(runtime: Runtime) -> None:
    """Makes the last sample day's editions, so that the desk has something to show; sends nothing."""
    log.info("sample newsroom: its days are past, so nothing is collected or sent on schedule")
    day = date.fromisoformat(runtime.settings.sample_days[-1])
    for digest in runtime.settings.digests.values():
        jobs.make(runtime, digest, schedule.slot(digest, day))


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP: otherwise asyncio leaves Nagle on, and small answers wait 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise DigestError(
            f"{host}:{port} cannot be listened on ({error.strerror})",
            where="web.port",
            hint="Stop what uses it, or give [web] another port.",
        ) from error
    with listener:
        yield listener


def _keep_alive(command: Sequence[str], stop: threading.Event) -> None:
    pause = RESTART_S_MIN
    while not stop.is_set():
        child = subprocess.Popen([sys.executable, "-m", "digest", *command])  # noqa: S603 (our own command line)
        while child.poll() is None and not stop.wait(0.2):
            pass
        if child.poll() is None:
            _end(child)
        elif not stop.is_set():
            log.error("digest %s ended with code %s; starting it again in %.0f s", command[-1], child.returncode, pause)
            stop.wait(pause)
            pause = min(pause * 2, RESTART_S_MAX)


def _end(child: "subprocess.Popen[bytes]") -> None:
    child.terminate()
    try:
        child.wait(STOP_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _on_stop(stop: threading.Event, *also: object) -> None:
    """SIGTERM and Ctrl-C set the event; a second one changes nothing."""

    def told(_signal: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            return
        stop.set()
        for each in also:
            if callable(each):
                threading.Thread(target=each).start()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)


def _send_notices(runtime: Runtime, stop: threading.Event) -> None:
    """Until told to stop: who tries the sample's site finds their confirm mail in its outbox."""
    _on_stop(stop)
    while not stop.wait(TICK_S):
        jobs.send_notices(runtime, stop.is_set, {})
