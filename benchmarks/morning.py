"""A whole morning on 1,000 articles from 200 feeds, served on loopback with a page each: seconds and memory.

    .venv/bin/python -m benchmarks.morning [--feeds 200] [--articles 5]

Must: under 60 s and under 500 MB over all processes.
"""

import argparse
import json
import random
import re
import sys
import tempfile
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchmarks import processes

WORDS = re.findall(
    r"\w+",
    """
    harbour council minister report budget court appeal strike ferry storm research vaccine market bank rates film
    festival team final goal coach software outage satellite mission school hospital river bridge railway energy
    election vote treaty border factory union wages prices export climate forest drought rain museum novel award
    """,
)


class Publishers(BaseHTTPRequestHandler):
    """Feeds at /feed/N with teasers, pages at /page/N/M with the text."""

    articles = 5
    now = datetime.now(UTC)

    def do_GET(self) -> None:
        kind, _, rest = self.path.strip("/").partition("/")
        body = (
            self.feed(int(rest)) if kind == "feed" else self.page(*map(int, rest.split("/"))) if kind == "page" else ""
        )
        data = body.encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "application/rss+xml" if kind == "feed" else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def feed(self, number: int) -> str:
        port = self.server.server_port  # type: ignore[attr-defined]
        items = "".join(
            f"<item><title>{_title(number, n)}</title><link>http://127.0.0.1:{port}/page/{number}/{n}</link>"
            f"<description>{_sentences(number, n, 2)}</description>"
            f"<pubDate>{format_datetime(self.now - timedelta(minutes=7 * n + number))}</pubDate></item>"
            for n in range(self.articles)
        )
        return f'<rss version="2.0"><channel><title>Publisher {number}</title>{items}</channel></rss>'

    def page(self, number: int, n: int) -> str:
        paragraphs = "".join(f"<p>{_sentences(number, n + 100 * p, 4)}</p>" for p in range(8))
        links = "".join(f'<li><a href="/section/{k}">Section {k}</a></li>' for k in range(30))
        return (
            f"<!doctype html><html lang=en><head><title>{_title(number, n)} | Publisher {number}</title></head><body>"
            f"<nav><ul>{links}</ul></nav><article><h1>{_title(number, n)}</h1>{paragraphs}</article>"
            f"<footer><p>All rights reserved</p></footer></body></html>"
        )

    def log_message(self, *_args: object) -> None:
        """Silent."""


def _title(number: int, n: int) -> str:
    pick = random.Random(number * 1_000 + n)
    return " ".join(pick.sample(WORDS, 7)).capitalize()


def _sentences(number: int, n: int, count: int) -> str:
    pick = random.Random(number * 1_000_000 + n)
    return " ".join(" ".join(pick.choices(WORDS, k=16)).capitalize() + "." for _ in range(count))


def _config(folder: Path, port: int, feeds: int) -> None:
    (folder / "subscribers").mkdir()
    (folder / "subscribers" / "readers.csv").write_text("email,name\nada@example.com,Ada\n")
    sources = "".join(
        f'[[sources]]\nkind = "feed"\nurl = "http://127.0.0.1:{port}/feed/{n}"\npublisher = "Publisher {n}"\n'
        for n in range(feeds)
    )
    (folder / "config.toml").write_text(
        '[newsroom]\nname = "Benchmark"\npublic_url = "http://127.0.0.1:8080"\npostal_address = "1 Example Street"\n'
        '[collect]\nallow_private = ["127.0.0.1/32"]\n'
        '[digests.morning]\ntitle = "The Morning"\ntopics = ["World", "Other"]\nlists = ["readers"]\n'
        'from = "The Morning <morning@news.example>"\nsend_at = "23:59"\ncutoff = "23:58"\ntimezone = "UTC"\n'
        '[[topics]]\nname = "World"\nkeywords = ["minister", "treaty", "border", "election"]\n'
        '[[topics]]\nname = "Other"\nkeywords = ["market", "bank"]\n' + sources
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--articles", type=int, default=5)
    args = parser.parse_args()
    Publishers.articles = args.articles
    server = ThreadingHTTPServer(("127.0.0.1", 0), Publishers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _config(folder, server.server_port, args.feeds)
        cost = processes.run([sys.executable, "-m", "digest", "run", "--json"], cwd=folder)
    server.shutdown()
    edition = json.loads(cost.stdout)["editions"][0]
    print(
        f"{edition['articles']} articles from {args.feeds} feeds: {cost.wall_s:.1f} s, {cost.cpu_s:.1f} s CPU, "
        f"{cost.memory_bytes / 1e6:.0f} MB over all processes; {edition['stories']} stories, {edition['outcomes']}; "
        f"{processes.machine()}"
    )


if __name__ == "__main__":
    main()
