"""A real Chromium for the tests marked `browser`, and a real server on loopback for it to visit."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from socket import create_server
from typing import Any, Literal

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first that is there: the shell draws no window and takes two thirds of the time."""
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
Scheme = Literal["dark", "light"]
SIZES = {"phone": (390, 844), "desktop": (1280, 900), "zoomed": (320, 256)}
"""`zoomed` is what is left of a desktop window at 400 %."""
LOOKS: tuple[tuple[str, Scheme], ...] = (("phone", "dark"), ("desktop", "light"))
"""Each layout and each scheme once: a fault of colour or of words shows in one of them."""
START_S = 10
TIMEOUT_MS = 6_000
REFUSED = "the server responded with a status of 4"
"""The console's word on a page that says what is wrong with a form: meant so."""
SERIOUS = frozenset({"serious", "critical"})


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium that asks nothing of anybody."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise FileNotFoundError("Chromium is missing. As root: apt-get install -y chromium-headless-shell")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def page(browser: Browser, *, size: str = "desktop", scripts: bool = True) -> Iterator[tuple[Page, list[str]]]:
    """A fresh page, and the list into which everything goes that the browser complains about or asks of others."""
    width, height = SIZES[size]
    with browser.new_context(
        viewport={"width": width, "height": height},
        java_script_enabled=scripts,
        reduced_motion="reduce",
    ) as context:
        context.set_default_timeout(TIMEOUT_MS)
        opened = context.new_page()
        complaints: list[str] = []
        opened.on("console", lambda message: _complaint(message, complaints))
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on("request", lambda request: _foreign(request.url, complaints))
        yield opened, complaints


def faults(page: Page) -> list[str]:
    """What keeps anybody from using the page as it stands, in each size and each scheme, one line each.

    The window and the scheme change under the page that is open: opening it once for each would take twice as long.
    """
    before = page.viewport_size
    assert before
    page.evaluate(Axe().axe_script)
    found = [fault for size, scheme in LOOKS for fault in _seen(page, size, scheme)]
    _resized(page, "zoomed")
    found += _too_wide(page, "zoomed")
    page.set_viewport_size(before)
    return found


def _seen(page: Page, size: str, scheme: Scheme) -> list[str]:
    _resized(page, size)
    page.emulate_media(color_scheme=scheme)
    return [*(f"{size}, {scheme}: {fault}" for fault in _serious(page)), *_too_wide(page, size)]


def _serious(page: Page) -> list[str]:
    """What axe, which is in the page, finds seriously wrong with it, one line a rule and place."""
    violations: list[dict[str, Any]] = page.evaluate("axe.run({resultTypes: ['violations']}).then(r => r.violations)")
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary']}"
        for violation in violations
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
    ]


def _resized(page: Page, size: str) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})


def _too_wide(page: Page, size: str) -> list[str]:
    wider = int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
    return [f"{size}: {wider} px wider than the window"] if wider > 0 else []


@dataclass(slots=True)
class Served:
    url: str


@contextmanager
def served(app_of: Any, port: int) -> Iterator[Served]:
    """The app on loopback, until the end of the block."""
    server = uvicorn.Server(uvicorn.Config(app_of, host="127.0.0.1", port=port, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    started = threading.Event()
    while not server.started and thread.is_alive():
        started.wait(0.01)
    try:
        yield Served(f"http://127.0.0.1:{port}")
    finally:
        server.should_exit = True
        thread.join(START_S)


def free_port() -> int:
    with create_server(("127.0.0.1", 0)) as socket:
        return int(socket.getsockname()[1])


def _foreign(url: str, complaints: list[str]) -> None:
    if not url.startswith(("http://127.0.0.1", "data:", "about:", "blob:")):
        complaints.append(f"asked of another host: {url}")


def _complaint(message: ConsoleMessage, complaints: list[str]) -> None:
    if message.type == "error" and REFUSED not in message.text:
        complaints.append(message.text)
