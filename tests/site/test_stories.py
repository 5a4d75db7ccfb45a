"""A story's page tells how it was told, to whoever comes by a link of any edition."""

from dataclasses import replace
from datetime import timedelta

from digest import schedule, store
from digest.model.edition import Edition, EditionState, EditionStory, Section
from digest.model.story import Development, DevelopmentKind
from digest.morning import links, render
from digest.runtime import Runtime
from tests import world
from tests.web import house

STORY = house.story_id(1)
PAGE = f"/story/{STORY}"


def told_again(runtime: Runtime, story: EditionStory) -> Edition:
    """An edition of the day after that tells one story, sent."""
    slot = schedule.slot(house.digest_of(runtime), house.DAY + timedelta(days=1))
    sections = (Section(topic="World", slug="world", stories=(story,)),)
    made = world.edition(id=slot.id, date=slot.date, sections=sections, state=EditionState.APPROVED)
    with runtime.store.write() as db:
        store.slots.open_(db, slot)
        assert store.editions.put(db, made, now=runtime.now())
        assert store.editions.put(db, replace(made, state=EditionState.SENT, version=2), now=runtime.now())
    return made


def test_it_tells_each_edition_with_what_was_new(runtime):
    first = house.sent(runtime).stories[0]
    dead = Development(kind=DevelopmentKind.NUMBER, label="dead", before="12", after="19")
    told_again(runtime, replace(first, headline="Pier: work begins", day=2, developments=(dead,)))
    page = house.client(runtime).get(PAGE).text
    assert "<h1><a href=" in page
    assert "Pier: work begins</a></h1>" in page
    assert "dead 12 → 19" in page
    assert "Told 2 times since March 10, 2026 · 2 reports" in page
    assert page.index(f"/morning/2026-03-11#{STORY}") < page.index(f"/morning/2026-03-10#{STORY}")
    assert first.headline in page


def test_it_names_every_report_known_when_it_was_told_last(runtime):
    house.sent(runtime)
    page = house.client(runtime).get(PAGE).text
    reports = page[page.index('id="reports"') :]
    assert "https://northline.example/9" in reports
    assert "https://gazette.example/1" in reports


def test_what_came_after_the_last_edition_is_not_told(runtime):
    house.sent(runtime)
    late = world.article(number=50, id="f" * 16, url="https://late.example/1", collected_at=world.NOW)
    late = replace(late, published_at=world.NOW + timedelta(hours=3), collected_at=world.NOW + timedelta(hours=3))
    with runtime.store.write() as db:
        store.articles.add(db, [late])
        story = store.stories.by_id(db, STORY)
        assert story
        store.stories.put(db, [replace(story, articles=(*story.articles, late.id))])
    assert "late.example" not in house.client(runtime).get(PAGE).text


def test_nobody_reads_a_story_before_its_edition(runtime):
    assert house.client(runtime).get(PAGE).status_code == 404
    house.approved(runtime)
    waiting = house.client(runtime).get(PAGE)
    assert waiting.status_code == 200
    assert waiting.headers["cache-control"] == "no-cache"


def test_the_id_of_a_merged_story_leads_to_the_one_it_joined(runtime):
    house.sent(runtime)
    with runtime.store.write() as db:
        one, other = (store.stories.by_id(db, house.story_id(n)) for n in (2, 3))
        assert one
        assert other
        store.stories.put(db, [replace(one, aliases=(other.id,), articles=(*one.articles, *other.articles))])
    client = house.client(runtime)
    moved = client.get(f"/story/{other.id}")
    assert (moved.status_code, moved.headers["location"]) == (301, f"/story/{one.id}")
    page = client.get(moved.headers["location"]).text
    assert "Island ferry sails again after nine days" in page
    assert "Drei Dörfer teilen sich künftig eine Feuerwehr" in page


def test_a_story_that_is_none_is_not_there(runtime):
    client = house.client(runtime)
    for id in ("nothing", "x" * 5_000, "%00", "..%2F..%2Fsecret"):
        assert client.get(f"/story/{id}").status_code == 404


def test_a_headline_without_an_address_leads_to_its_story(runtime):
    """An article out of a file has no page of its own; ours says who reported it."""
    digest, edition = house.digest_of(runtime), house.edition(runtime)
    bare = replace(edition.stories[0], url=None)
    section = replace(edition.sections[0], stories=(bare, *edition.sections[0].stories[1:]))
    edition = replace(edition, sections=(section, *edition.sections[1:]))
    address = links.story(runtime.settings, bare.id)
    mail = render.whole(runtime, edition, digest).html(
        render.sample_values(runtime, edition, digest, house.slot_of(runtime))
    )
    assert f'href="{address}"' in mail


def test_the_page_says_the_language_of_each_text(runtime):
    house.sent(runtime)
    client = house.client(runtime)
    arabic = client.get(f"/story/{house.story_id(6)}").text
    assert '<div class="whole" lang="ar" dir="rtl">' in arabic
    assert '<html lang="en" dir="ltr">' in arabic
