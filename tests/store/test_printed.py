"""The archive's search finds the same in SQLite and in PostgreSQL, in every language, whatever is asked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest import search
from digest.model.edition import EditionState, EditionStory, Section
from digest.store import Store, editions, open_store, printed, slots
from tests import tables, world

PIER = world.printed(id="pier", headline="Council agrees to repair the north pier", dek="Ferries keep the south quay.")
FERRY = world.printed(id="ferry", headline="Ferry sails again", dek="The pier of Ærø is mended.", publisher="Ledger")
WOOL = world.printed(id="wool", headline="Wool mill turns down its largest order", dek="", publisher="The Pier Post")
TONGUES = {
    "de": "Die Straße nach Görlitz ist gesperrt",
    "fr": "L’été où Zoë Müller partit",
    "ar": "أعلنت المدرسةُ عن يومٍ مفتوح",
    "he": "שָׁלוֹם לעיר הנמל",
    "hi": "हिन्दी में स्कूल की नई किताबें",
    "ja": "東京都が新しい図書館を開く",
    "pl": "Łódź wita żeglarzy",
    "tr": "İstanbul'da ışıklar söndü",
}


def put(store: Store, day: int, *stories: EditionStory, state: EditionState = EditionState.SENT) -> None:
    """An edition of that day in March, approved first as every edition is."""
    on = date(2026, 3, day)
    sections = (Section(topic="World", slug="world", stories=stories),)
    made = world.edition(id=f"morning/{on}", date=on, state=EditionState.APPROVED, sections=sections)
    with store.write() as db:
        slots.open_(db, world.slot(date=on))
        assert editions.put(db, made, now=world.NOW)
        if state is not EditionState.APPROVED:
            assert editions.put(db, replace(made, state=state, version=2), now=world.NOW)


def found(store: Store, text: str, *, limit: int = 20, offset: int = 0) -> list[str]:
    with store.read() as db:
        hits = printed.find(db, search.question(text), ["morning"], limit=limit, offset=offset)
    return [f"{one.story} {one.date.day}" for one in hits.stories]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One for all tests that only look: two editions, and one story in each of many languages."""
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("archive") / "digest.db"
        file.write_bytes(tables.sqlite())
        url = f"sqlite:///{file}"
    else:
        server = request.getfixturevalue("postgresql_server")
        url = server.new_database(template=request.getfixturevalue("postgresql_template"))
    opened = open_store(url)
    put(opened, 9, PIER, WOOL)
    put(opened, 10, FERRY, replace(PIER, headline="North pier: work begins"))
    put(opened, 11, *(world.printed(id=tag, headline=text, dek="", language=tag) for tag, text in TONGUES.items()))
    yield opened
    opened.close()


def test_a_headline_counts_more_than_a_dek_and_a_dek_more_than_a_source(archive):
    assert found(archive, "pier") == ["pier 10", "ferry 10", "wool 9"]


def test_a_story_is_found_once_in_the_newest_edition_that_fits_best(archive):
    assert found(archive, "north pier") == ["pier 10"]
    assert found(archive, "council pier") == ["pier 9"]


def test_every_word_has_to_be_there_and_may_be_a_beginning(archive):
    assert found(archive, "ferr pier") == ["ferry 10", "pier 10"]
    assert found(archive, "ferry wool") == []
    assert found(archive, "er") == []


def test_quoted_words_stand_together_and_are_whole(archive):
    assert found(archive, '"pier of"') == ["ferry 10"]
    assert found(archive, '"of pier"') == []
    assert found(archive, '"nort"') == []
    assert found(archive, "“north pier”") == ["pier 10"]


def test_a_phrase_does_not_go_on_in_the_next_field(archive):
    assert found(archive, '"again the"') == []


@pytest.mark.parametrize(
    ("asked", "story"),
    [
        ("STRASSE gorlitz", "de 11"),
        ("été", "fr 11"),
        ("ete muller", "fr 11"),
        ("Mu\u0308ller", "fr 11"),
        ("المدرسة اعلنت", "ar 11"),
        ("שלום", "he 11"),
        ("हिन्दी", "hi 11"),
        ("किताब", "hi 11"),
        ("図書館", "ja 11"),
        ("東京 図書", "ja 11"),
        ("lodz zeglarzy", "pl 11"),
        ("istanbul isiklar", "tr 11"),
    ],
)
def test_every_language_is_found_with_and_without_its_accents(archive, asked, story):
    assert found(archive, asked) == [story]


@pytest.mark.parametrize("asked", ["हद", "京東", "図館", "سكول"])
def test_signs_that_do_not_stand_together_are_not_found(archive, asked):
    assert found(archive, asked) == []


@pytest.mark.parametrize(
    "asked",
    [
        *(
            "",
            " ",
            '"',
            '""',
            "*",
            "-pier -",
            "(",
            ")",
            "NEAR(",
            "headline:",
            "{dek} :",
            "^",
            "'",
            "\\",
            "%",
            "\0",
            "&|!<->:*",
        ),
        *("' OR 1=1 --", "\ud800", "\U000e0001", "𱍐", '"unclosed', "ﷺ", "½", "\N{COMBINING ACUTE ACCENT}"),
    ],
)
def test_no_question_is_an_error(archive, asked):
    """What has words is looked for, the rest is nothing."""
    assert len(found(archive, asked)) <= 3
    assert found(archive, f"{asked} north wool") == []


def test_signs_of_a_query_language_are_mere_signs(archive):
    assert found(archive, "pier OR wool") == []
    assert found(archive, "headline:pier") == []
    assert found(archive, "(north) & pier:*") == ["pier 10"]


@given(asked=st.text(max_size=60) | st.text(alphabet="\"*:^(){}&|!<->\\' pier", max_size=40))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_anything_may_be_asked(archive, asked):
    assert len(found(archive, asked)) <= 12


def test_pages_follow_each_other_and_say_how_many_there_are(archive):
    with archive.read() as db:
        question = search.question("pier")
        first = printed.find(db, question, ["morning"], limit=2)
        second = printed.find(db, question, ["morning"], limit=2, offset=2)
    assert [one.story for one in (*first.stories, *second.stories)] == ["pier", "ferry", "wool"]
    assert first.total == second.total == 3


def test_other_digests_are_not_searched(archive):
    with archive.read() as db:
        assert printed.find(db, search.question("pier"), ["evening"], limit=5).total == 0
        assert printed.find(db, search.question("pier"), [], limit=5).total == 0


def test_only_what_went_out_is_found(store: Store):
    put(store, 9, PIER, state=EditionState.APPROVED)
    assert found(store, "pier") == []


def test_what_an_editor_changed_after_approving_replaces_what_was_there(store: Store):
    put(store, 9, PIER, WOOL, state=EditionState.DRAFT)
    other = (Section(topic="World", slug="world", stories=(replace(PIER, headline="Bridge to be painted"),)),)
    again = world.edition(id="morning/2026-03-09", date=date(2026, 3, 9), sections=other)
    with store.write() as db:
        for version, state in enumerate((EditionState.APPROVED, EditionState.SENDING), start=3):
            assert editions.put(db, replace(again, state=state, version=version), now=world.NOW)
    assert found(store, "bridge") == ["pier 9"]
    assert found(store, "wool") == found(store, "council") == []


def test_a_story_is_told_as_its_editions_printed_it(archive):
    with archive.read() as db:
        told = printed.of_stories(db, ["pier", "nothing"], [EditionState.SENT])
        assert printed.of_stories(db, ["pier"], [EditionState.APPROVED]) == ()
    assert [(one.date.day, one.headline) for one in told] == [(9, PIER.headline), (10, "North pier: work begins")]
