"""How well and how fast pages and feeds are read, and what one day of polling costs.

    .venv/bin/python -m benchmarks.collecting --data PATH [--only pages|feeds|day]

PATH holds pages/truth.jsonl (file, url, text or with/without, title, author, date; the pages gzipped beside it) and
feeds/*.gz. Measured against trafilatura and feedparser in the same run. The day: 300 feeds from a loopback server, half
of them unchanged, and 500 articles fetched from their pages; CPU seconds and PSS over all our processes.
"""

import argparse
import gzip
import json
import os
import re
import sys
import threading
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import feedparser
import trafilatura

from benchmarks import processes
from digest.collect import feeds, gather, guard, pages
from digest.collect.answers import Validators
from digest.collect.fetch import Fetcher
from digest.collect.gather import Polled, State
from digest.collect.isolate import Parsers
from digest.model.settings import Source, SourceKind

RUN_WORDS = 4
FEEDS, PAGES = 300, 500

Fields = Mapping[str, Any]


@dataclass(slots=True)
class Score:
    """One extractor over all pages."""

    precision: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    chunks: Counter[str] = field(default_factory=Counter)
    tried: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    cpu_s: float = 0.0

    def lines(self) -> Iterator[str]:
        precision, recall = (sum(side) / max(1, len(side)) for side in (self.precision, self.recall))
        yield f"shingle F1 {2 * precision * recall / max(1e-9, precision + recall):.4f} over {len(self.recall)} pages"
        hits = 2 * self.chunks["found"]
        yield f"chunk F1 {hits / max(1, hits + self.chunks['wrong'] + self.chunks['missed']):.4f}"
        yield ", ".join(f"{name} {100 * self.right[name] / count:.1f} %" for name, count in self.tried.items())


def folded(value: object) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", str(value or "")).casefold())


def people(value: object) -> set[str]:
    names = value if isinstance(value, list | tuple) else re.split(r"[;,&]| and | und ", str(value or ""))
    return {folded(name) for name in names} - {""}


def runs(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + RUN_WORDS]) for at in range(max(1, len(words) - RUN_WORDS + 1)))


def judge(score: Score, truth: Fields, got: Fields) -> None:
    """Adds one page to a score."""
    text = str(got["text"] or "")
    if "text" in truth:
        want, have = runs(truth["text"]), runs(text)
        both = (want & have).total()
        score.precision.append(both / have.total())
        score.recall.append(both / want.total())
    else:
        flat = " ".join(text.split())
        found = sum(" ".join(chunk.split()) in flat for chunk in truth["with"])
        wrong = sum(" ".join(chunk.split()) in flat for chunk in truth["without"])
        score.chunks.update(found=found, missed=len(truth["with"]) - found, wrong=wrong)
    for name, right in _exact(truth, got):
        score.tried[name] += 1
        score.right[name] += right


def _exact(truth: Fields, got: Fields) -> Iterator[tuple[str, bool]]:
    if truth.get("title"):
        yield "title", folded(truth["title"]) == folded(got["title"])
    if "author" in truth:
        yield "author" if truth["author"] else "no author", people(truth["author"]) == people(got["authors"])
    if re.fullmatch(r"\d{4}-\d\d-\d\d", truth.get("date") or ""):
        yield "date", truth["date"] == str(got["date"] or "")[:10]


def ours(html: bytes, url: str) -> Fields:
    page = pages.extract(html, url)
    return {"text": page.text, "title": page.title, "authors": page.authors, "date": page.date}


def theirs(html: bytes, url: str) -> Fields:
    found = trafilatura.bare_extraction(html, url=url, with_metadata=True, include_comments=False)
    names = ("text", "title", "author", "date")
    text, title, author, date = (getattr(found, name, None) for name in names)
    return {"text": text, "title": title, "authors": author, "date": date}


def bench_pages(folder: Path) -> None:
    rows = [json.loads(line) for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    readers: dict[str, Callable[[bytes, str], Fields]] = {"digest": ours, "trafilatura": theirs}
    scores = {name: Score() for name in readers}
    for name, reader in readers.items():  # one after the other: both libraries keep what they saw of a page
        for row in rows:
            html = gzip.decompress((folder / row["file"]).read_bytes())
            start = time.process_time()
            got = reader(html, row["url"])
            scores[name].cpu_s += time.process_time() - start
            judge(scores[name], row, got)
    for name, score in scores.items():
        print(f"pages  {name:<12}", "; ".join(score.lines()), f"; {len(rows) / score.cpu_s:.1f} pages/CPU s")
    print(f"pages  speed against trafilatura {scores['trafilatura'].cpu_s / scores['digest'].cpu_s:.2f}×")


def bench_feeds(folder: Path) -> None:
    documents = [gzip.decompress(path.read_bytes()) for path in sorted(folder.glob("*.gz"))]
    counts, cpu_s = {}, {}
    readers: dict[str, Callable[[bytes], Sequence[object]]] = {
        "feedparser": lambda data: feedparser.parse(data).entries,
        "digest": lambda data: feeds.parse_feed(data, "https://gazette.example/feed", {}).entries,
    }
    for name, reader in readers.items():
        start = time.process_time()
        counts[name] = [len(reader(document)) for document in documents]
        cpu_s[name] = time.process_time() - start
    fewer = sum(one < other for one, other in zip(counts["digest"], counts["feedparser"], strict=True))
    total = {name: sum(found) for name, found in counts.items()}
    print(
        f"feeds  {len(documents)} real feeds: {total['digest']} entries (feedparser {total['feedparser']}), "
        f"fewer on {fewer}; {cpu_s['feedparser'] / cpu_s['digest']:.1f}× feedparser's speed"
    )


class Publishers(BaseHTTPRequestHandler):
    """Feeds at /feed/N, unchanged where N is odd; real pages at /page/N."""

    protocol_version = "HTTP/1.1"
    bodies: Sequence[bytes] = ()
    now = datetime.now(UTC)

    def do_GET(self) -> None:
        kind, _, number = self.path.strip("/").partition("/")
        if kind == "feed" and self.headers.get("If-None-Match") and int(number) % 2:
            self._send(304, b"", "")
        elif kind == "feed":
            self._send(200, self._feed(int(number)).encode(), "application/rss+xml")
        elif kind == "page":
            self._send(200, self.bodies[int(number) % len(self.bodies)], "text/html")
        else:
            self._send(404, b"", "text/plain")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response_only(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"same"')
        if kind:
            self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def _feed(self, number: int) -> str:
        """Thirty entries, of which the newest few have a page to be fetched."""
        port = self.server.server_port  # type: ignore[attr-defined]
        here = range(number // 2, PAGES, FEEDS // 2)
        items = [self._item(f"http://127.0.0.1:{port}/page/{page}", timedelta(minutes=page % 60)) for page in here]
        items += [self._item(f"http://127.0.0.1:{port}/old/{number}/{n}", timedelta(days=30)) for n in range(27)]
        return f'<rss version="2.0"><channel><title>Publisher {number}</title>{"".join(items)}</channel></rss>'

    def _item(self, link: str, ago: timedelta) -> str:
        return (
            f"<item><title>What the council said about {link[-9:]}</title><link>{link}</link>"
            f"<description>A sentence or two about the pier and the quay.</description>"
            f"<pubDate>{format_datetime(self.now - ago)}</pubDate></item>"
        )

    def log_message(self, *_args: object) -> None:
        """Silent."""


def poll(port: int) -> None:
    """The measured process: one visit to every feed, and to the pages of what is new."""
    allowed = guard.allowed([f"127.0.0.1:{port}"])
    polled = [
        Polled(
            source=Source(
                id=str(n), kind=SourceKind.FEED, url=f"http://127.0.0.1:{port}/feed/{n}", publisher=f"Publisher {n}"
            ),
            validators=Validators(etag='"same"') if n % 2 else Validators(),
        )
        for n in range(FEEDS)
    ]
    states: Counter[str] = Counter()
    with Fetcher(agent="Digest benchmark", allowed=allowed) as fetcher, Parsers() as parsers:
        for gathered in gather.gather_all(
            polled, fetcher=fetcher, parsers=parsers, known=lambda _: set(), now=datetime.now(UTC)
        ):
            states[gathered.state] += 1
            states["full"] += sum(len(article.blocks) > 0 for article in gathered.articles)
        cpu_s = sum(map(_cpu_s, _family(os.getpid())))  # while the parser processes still stand
    told = {"ok": states[State.OK], "unchanged": states[State.UNCHANGED], "full": states["full"], "cpu_s": cpu_s}
    print(json.dumps(told))


def _family(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for each in found:
        for task in Path(f"/proc/{each}/task").iterdir():
            found += map(int, (task / "children").read_text(encoding="ascii").split())
    return found


def _cpu_s(pid: int) -> float:
    """What a process and its children that have ended took; the fork server is nobody's child in the end."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def bench_day(folder: Path) -> None:
    Publishers.bodies = [gzip.decompress(path.read_bytes()) for path in sorted(folder.glob("*.html.gz"))[:PAGES]]
    server = ThreadingHTTPServer(("127.0.0.1", 0), Publishers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    cost = processes.run([sys.executable, "-m", "benchmarks.collecting", "--poll", str(server.server_port)])
    server.shutdown()
    told = json.loads(cost.stdout)
    print(
        f"day    {told['ok']} feeds read, {told['unchanged']} unchanged, {told['full']} articles with text of {PAGES} "
        f"pages: {told['cpu_s']:.1f} s CPU, {cost.wall_s:.1f} s, {cost.memory_bytes / 1e6:.0f} MB over all processes"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--only", choices=("pages", "feeds", "day"))
    parser.add_argument("--poll", type=int, metavar="PORT", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.poll:
        poll(args.poll)
        return
    if args.data is None:
        parser.error("--data PATH is needed: the folder with pages/ and feeds/")
    steps: dict[str, Callable[[Path], None]] = {
        "pages": bench_pages,
        "feeds": bench_feeds,
        "day": lambda _: bench_day(args.data / "pages"),
    }
    for name, step in steps.items():
        if args.only in {None, name}:
            step(args.data / name)
    load = Path("/proc/loadavg").read_text(encoding="utf-8").split()[0]
    print(f"machine: {processes.machine()}, load {load}")


if __name__ == "__main__":
    main()
