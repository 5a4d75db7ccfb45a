"""A morning from articles to mail: alone, twice, in parts, and after a kill."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from digest import schedule, store
from digest.errors import LockedError, UsageError
from digest.model.delivery import OutcomeState
from digest.model.edition import EditionState, EditKind
from digest.morning import approve, collect, compose, edit, group, run, send
from digest.people import leave
from tests import newsroom, victims
from tests.newsroom import Item, items
from tests.world import at

PIER_AGAIN = (
    "Repairing the north pier of Marlow will cost 8.4 million crowns, twice what the harbour council agreed to on "
    "Monday, after divers found the foundations cracked. Harbour master Ines Holt said the January storm had done more "
    "than anybody saw. The council voted the extra money through on Tuesday; mooring fees rise by a fifth instead of a "
    "tenth, and ferries stay at the south pier until December."
)


PIER_TOO = (
    "Marlow's north pier, cut in two by the January storm, will be repaired by October for 4.2 million crowns, the "
    "harbour council agreed on Monday. Ferries to the islands use the south pier until then, said Ines Holt, the "
    "harbour master, and mooring fees rise by a tenth to pay for half of it."
)


def silent(_progress) -> None:
    pass


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return newsroom.make(tmp_path)


@pytest.fixture
def runtime(file: Path):
    with newsroom.opened(file) as opened:
        yield opened


def ran(runtime, *, send: bool = True) -> run.Ran:
    digest, slot = newsroom.the_digest(runtime.settings)
    return run.run(runtime, digest, slot, send=send, report=silent)


def mails(folder: Path) -> list[Path]:
    return sorted(folder.glob("var/outbox/morning/2026-03-10/*.eml"))


def test_a_run_turns_articles_into_a_mail_for_each_reader(runtime, tmp_path: Path):
    done = ran(runtime)
    assert done.edition.state is EditionState.SENT
    assert done.edition.articles == 6
    assert dict(done.tally.outcomes) == {OutcomeState.ACCEPTED: 2}
    mail = message_from_bytes(mails(tmp_path)[0].read_bytes(), policy=policy.default)
    assert mail["Subject"] == done.edition.subject
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert {part.get_content_type() for part in mail.walk()} >= {"text/plain", "text/html"}


def test_running_again_sends_to_nobody_a_second_time(runtime, tmp_path: Path):
    ran(runtime)
    before = [file.stat().st_mtime_ns for file in mails(tmp_path)]
    again = ran(runtime)
    assert again.edition.state is EditionState.SENT
    assert [file.stat().st_mtime_ns for file in mails(tmp_path)] == before


def test_every_stage_alone_and_twice_comes_to_the_same(runtime):
    digest, slot = newsroom.the_digest(runtime.settings)
    made = []
    for _ in range(2):
        run.sync_lists(runtime, digest)
        collect.collect(runtime, report=silent)
        group.group(runtime)
        made.append(compose.compose(runtime, digest, slot))
    assert made[0] == made[1]
    approved = approve.approve(runtime, made[0], digest, slot, by="Ines")
    assert approve.approve(runtime, approved, digest, slot, by="Ines") == approved
    sent = send.send(runtime, approved, digest, slot, report=silent, early=True)
    assert send.send(runtime, sent[0], digest, slot, report=silent, early=True) == sent


def test_articles_published_after_the_date_do_not_exist_yet(tmp_path: Path):
    later = Item(title="News of tomorrow", published_at=at("2026-03-10 18:00"))
    file = newsroom.make(tmp_path, feeds={"gazette": [*items("World", 5), later]})
    with newsroom.opened(file) as runtime:
        assert ran(runtime).edition.articles == 5


def test_an_undated_article_counts_as_seen_at_the_dates_cutoff(tmp_path: Path):
    file = newsroom.make(tmp_path, feeds={"gazette": [*items("World", 5), Item(title="Undated news")]})
    with newsroom.opened(file) as runtime:
        assert ran(runtime).edition.articles == 6


def test_too_few_stories_hold_the_edition_and_say_what_to_do(tmp_path: Path):
    file = newsroom.make(tmp_path, feeds={"gazette": items("World", 2)})
    with newsroom.opened(file) as runtime:
        done = ran(runtime)
    assert done.edition.state is EditionState.HELD
    assert "digest approve" in str(done.faults[-1])
    assert mails(tmp_path) == []


def test_an_empty_day_is_held_not_sent(tmp_path: Path):
    with newsroom.opened(newsroom.make(tmp_path, feeds={"gazette": []})) as runtime:
        assert ran(runtime).edition.state is EditionState.HELD


def test_a_source_that_cannot_be_read_is_named_and_the_rest_goes_on(tmp_path: Path):
    missing = '[[sources]]\nid = "lost"\nkind = "feed"\nurl = "lost.xml"\npublisher = "Lost"\n'
    with newsroom.opened(newsroom.make(tmp_path, more=missing)) as runtime:
        done = ran(runtime)
    assert done.edition.state is EditionState.SENT
    assert [fault.where for fault in done.edition.faults] == ['source "lost"']


def test_an_unapproved_edition_is_held_where_the_digest_says_so_and_sent_once_approved(tmp_path: Path):
    with newsroom.opened(newsroom.make(tmp_path, digest='unapproved = "hold"')) as runtime:
        held = ran(runtime).edition
        assert held.state is EditionState.HELD
        digest, slot = newsroom.the_digest(runtime.settings)
        approved = approve.approve(runtime, held, digest, slot, by="Ines")
        sent, _ = send.send(runtime, approved, digest, slot, report=silent, early=True)
    assert sent.state is EditionState.SENT


def test_what_is_not_approved_is_not_sent(runtime):
    digest, slot = newsroom.the_digest(runtime.settings)
    draft = compose.compose(runtime, digest, slot)
    with pytest.raises(UsageError, match="not approved"):
        send.send(runtime, draft, digest, slot, report=silent)


def test_an_edit_after_approval_reopens_the_edition(runtime):
    digest, slot = newsroom.the_digest(runtime.settings)
    done = ran(runtime, send=False).edition
    assert done.state is EditionState.APPROVED
    story = done.stories[0].id
    changed = edit.record(runtime, digest, slot, EditKind.HEADLINE, target=story, value="Ours", editor="Ines")
    assert changed.state is EditionState.DRAFT
    assert changed.content_hash == ""
    assert changed.stories[0].headline == "Ours"
    assert edit.undo(runtime, digest, slot).stories[0].headline == done.stories[0].headline


def test_a_sent_edition_cannot_be_edited(runtime):
    digest, slot = newsroom.the_digest(runtime.settings)
    ran(runtime)
    with pytest.raises(UsageError, match="cannot be changed"):
        edit.record(runtime, digest, slot, EditKind.INTRO, value="Too late", editor="Ines")


def test_who_leaves_between_approval_and_sending_gets_nothing(runtime, tmp_path: Path):
    digest, slot = newsroom.the_digest(runtime.settings)
    approved = ran(runtime, send=False).edition
    with runtime.store.read() as db:
        ada = store.people.find(db, "ada@example.com", "readers")
    assert ada
    leave.leave(runtime, ada.id)
    _, tally = send.send(runtime, approved, digest, slot, report=silent, early=True)
    assert (tally.batched, len(mails(tmp_path))) == (1, 1)


def test_a_story_told_yesterday_comes_back_only_with_news(tmp_path: Path):
    pier = Item(title="Council agrees to repair the north pier", published_at=at("2026-03-09 10:00"), slug="pier")
    more = Item(
        title="Council doubles the money to repair the north pier",
        text=PIER_AGAIN,
        published_at=at("2026-03-10 10:00"),
        slug="pier-2",
    )
    again = items("Sport", 5, day="2026-03-10")
    file = newsroom.make(tmp_path, feeds={"gazette": [pier, *items("World", 5), more, *again]})
    with newsroom.opened(file) as runtime:
        first = ran(runtime).edition
    loaded = newsroom.settings(file)
    digest = loaded.digests["morning"]
    slot = schedule.slot(digest, newsroom.DAY.replace(day=11))
    with newsroom.opened(file, as_of=slot.cutoff_at) as runtime:
        second = run.run(runtime, digest, slot, send=True, report=silent).edition
    told = next(s for s in first.stories if "pier" in s.headline)
    retold = next(s for s in second.stories if "pier" in s.headline)
    assert (retold.id, retold.day, retold.headline) == (told.id, 2, more.title)
    assert retold.developments
    assert {s.id for s in second.stories} & {s.id for s in first.stories} == {told.id}


@pytest.mark.parametrize(("hour", "news"), [("05:10", 0), ("05:40", 1)])
def test_a_report_that_was_out_before_a_story_was_told_is_no_news_of_the_next_day(tmp_path: Path, hour, news):
    """The edition's articles were those until 05:30: what another paper had by then came to the story later."""
    pier = Item(title="North pier to be repaired", published_at=at("2026-03-10 04:00"), slug="pier")
    twin = Item(
        title="North pier to be repaired by October", text=PIER_TOO, published_at=at(f"2026-03-10 {hour}"), slug="twin"
    )
    other = items("Sport", 5, day="2026-03-10")
    file = newsroom.make(tmp_path, feeds={"gazette": [pier, *items("World", 5), *other], "post": []})
    with newsroom.opened(file) as runtime:
        first = ran(runtime).edition
    newsroom.feed(tmp_path / "post.xml", "Post", [twin])
    digest = newsroom.settings(file).digests["morning"]
    slot = schedule.slot(digest, newsroom.DAY.replace(day=11))
    with newsroom.opened(file, as_of=slot.cutoff_at) as runtime:
        second = run.run(runtime, digest, slot, send=False, report=silent).edition
    (told,) = (s for s in first.stories if "pier" in s.headline)
    assert [s.developments[0].after for s in second.stories if s.id == told.id] == ["2"] * news
    assert [line.headline for line in second.still_running] == [pier.title] * (1 - news)


def test_a_report_told_with_one_story_is_not_told_again_with_another(tmp_path: Path):
    """A report may draw new ones to itself and become a story of its own; its readers know it all the same."""
    pier = [Item(title=f"North pier to be repaired, {n}", published_at=at("2026-03-09 10:00"), slug=n) for n in "ab"]
    new = Item(title="Mooring fees rise", text=PIER_AGAIN, published_at=at("2026-03-10 10:00"), slug="fees")
    file = newsroom.make(tmp_path, feeds={"gazette": [*pier[:1], *items("World", 5), new], "post": pier[1:]})
    with newsroom.opened(file) as runtime:
        first = ran(runtime).edition
    slot = schedule.slot(newsroom.settings(file).digests["morning"], newsroom.DAY.replace(day=11))
    told = next(s for s in first.stories if "pier" in s.headline)
    with newsroom.opened(file, as_of=slot.cutoff_at) as runtime:
        collect.collect(runtime, report=silent)
        group.group(runtime)
        with runtime.store.write() as db:
            held = store.stories.by_id(db, told.id)
            assert held
            titles = {
                a.title: a.id for a in store.articles.between(db, runtime.now() - timedelta(days=3), runtime.now())
            }
            lost, fees = titles[pier[1].title], titles[new.title]
            others = tuple(id for id in held.articles if id not in (lost, fees))
            assert lost in held.articles
            moved = replace(held, id="fees", lead=lost, articles=(lost, fees), related=())
            store.stories.put(db, [replace(held, lead=others[0], articles=others, related=()), moved])
        second = compose.compose(runtime, newsroom.settings(file).digests["morning"], slot)
    (printed,) = (s for s in second.stories if s.id == "fees")
    assert (printed.headline, printed.day, printed.related) == (new.title, 1, ())


def test_two_at_once_on_one_edition_are_told_apart(runtime):
    _, slot = newsroom.the_digest(runtime.settings)
    with run.holding(runtime, slot):
        runtime.owner = "somebody else"
        with pytest.raises(LockedError, match="another process"), run.holding(runtime, slot):
            pass


def test_content_that_changed_behind_the_approval_is_not_sent(runtime):
    digest, slot = newsroom.the_digest(runtime.settings)
    approved = ran(runtime, send=False).edition
    forged = replace(approved, subject="Not what was approved")
    with pytest.raises(UsageError, match="not what was approved"):
        send.send(runtime, forged, digest, slot, report=silent, early=True)


@pytest.mark.slow
def test_a_run_killed_in_the_middle_of_sending_goes_on_where_it_stopped(tmp_path: Path):
    readers = [f"reader{n}@example.com,Reader {n}" for n in range(600)]
    newsroom.make(tmp_path, readers=readers)
    command = ("run", "--date", "2026-03-10")
    outbox = tmp_path / "var/outbox/morning/2026-03-10"
    victim = victims.ready.Process(target=victims.command, args=(tmp_path, *command))
    victim.start()
    while victim.is_alive() and not (outbox.exists() and next(outbox.glob("*.eml"), None)):
        victim.join(0.002)
    victim.kill()
    victim.join()
    early = {file.name: file.stat().st_mtime_ns for file in mails(tmp_path)}
    subprocess.run([sys.executable, "-m", "digest", *command], cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
    files = mails(tmp_path)
    assert 0 < len(early) < 600
    assert len(files) == 600
    assert {name: (outbox / name).stat().st_mtime_ns for name in early} == early


def test_a_picture_that_is_none_is_told_and_the_mail_goes_out_without_it(runtime, tmp_path: Path):
    feed = tmp_path / "gazette.xml"
    words = feed.read_text(encoding="utf-8")
    media = '<media:content url="drawing.jpg" medium="image" width="1104" height="620"/></item>'
    words = words.replace('<rss version="2.0">', '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/">')
    feed.write_text(words.replace("</item>", media), encoding="utf-8")
    (tmp_path / "drawing.jpg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    done = ran(runtime)
    assert ["picture" in str(fault) and "drawing.jpg" in str(fault) for fault in done.faults] == [True]
    mail = message_from_bytes(mails(tmp_path)[0].read_bytes(), policy=policy.default)
    (page,) = [part for part in mail.walk() if part.get_content_type() == "text/html"]
    assert "<img" not in page.get_content()
