"""A real Chromium for the tests marked `browser`, and a real server on loopback for it to visit."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_server
from typing import Any

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
SIZES = {"phone": (390, 844), "desktop": (1280, 900), "zoomed": (320, 256)}
"""`zoomed` is what is left of a desktop window at 400 %."""
LOOKS = [("phone", "dark"), ("desktop", "light"), ("zoomed", "light")]
"""Each size and each scheme once: a fault of colour or of width shows in one of them."""
START_S = 10
TIMEOUT_MS = 6_000
REFUSED = "the server responded with a status of 4"
"""The console's word on a page that says what is wrong with a form: meant so."""
SERIOUS = frozenset({"serious", "critical"})


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium that asks nothing of anybody."""
    if not CHROMIUM.exists():
        raise FileNotFoundError(f"{CHROMIUM} is missing. As root: apt-get install -y chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def page(
    browser: Browser, *, size: str = "desktop", scheme: str = "light", scripts: bool = True
) -> Iterator[tuple[Page, list[str]]]:
    """A fresh page, and the list into which everything goes that the browser complains about or asks of others."""
    width, height = SIZES[size]
    with browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
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


def serious(page: Page) -> list[str]:
    """What axe finds seriously wrong with the page, one line a rule and place."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary']}"
        for violation in found
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
    ]


def overflow_px(page: Page) -> int:
    """By how much the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


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
