"""Every language says everything, in its own plurals, dates and direction."""

import re
from datetime import date

import pytest
from babel.messages.pofile import read_po

from digest import i18n
from digest.group.counted import _LABEL
from digest.model.delivery import OutcomeState
from digest.model.story import Development, DevelopmentKind, Reason
from digest.render.developments import Since, memory

LANGUAGES = ("ar", "de", "en", "es", "fr", "he", "hi", "it", "ja", "pt")
NEWS = (
    Development(kind=DevelopmentKind.REPORTS, before="3", after="7"),
    Development(kind=DevelopmentKind.NUMBER, label="dead", before="12", after="19"),
)


def messages(language: str) -> dict[str, object]:
    with (i18n.LOCALES / language / "LC_MESSAGES" / "digest.po").open("rb") as file:
        return {f"{message.context} {message.id}": message for message in read_po(file, locale=language) if message.id}


def test_the_languages_are_there() -> None:
    assert i18n.available() == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_with_its_placeholders(language: str) -> None:
    with (i18n.LOCALES / language / "LC_MESSAGES" / "digest.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    assert messages(language).keys() == messages("en").keys()
    for message in catalogue:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = set(re.findall(r"%\(\w+\)s", str(ids[-1])))
        for said in strings:
            assert said, message.id
            assert set(re.findall(r"%\(\w+\)s", str(said))) <= wanted
        assert any(set(re.findall(r"%\(\w+\)s", str(said))) == wanted for said in strings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_and_every_since_has_its_words(language: str) -> None:
    said = {i18n.reason(reason, language) for reason in Reason}
    assert len(said) == len(Reason)
    if language != "en":
        assert not said & {reason.value for reason in Reason}
    for since in Since:
        assert "%" not in memory(3, NEWS, language, since)
    assert "%" not in (dated := memory(3, NEWS, language, date(2026, 3, 8)))
    assert i18n.format_weekday(date(2026, 3, 8), language) in dated


@pytest.mark.parametrize(
    ("locale", "n", "said"),
    [
        ("en", 1, "1 story"),
        ("en", 16, "16 stories"),
        ("fr", 0, "0 sujet"),
        ("ar", 2, "خبران"),
        ("ar", 5, "5 أخبار"),
        ("ar", 11, "11 خبرًا"),
        ("he", 2, "שני סיפורים"),
        ("ja", 1, "1件の記事"),
        ("de", 1200, "1.200 Meldungen"),
    ],
)
def test_counts_follow_the_plurals_of_the_language(locale: str, n: int, said: str) -> None:
    assert i18n.stories(n, locale) == said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("label", sorted(set(_LABEL.values())))
def test_everything_that_grouping_counts_has_a_word(language: str, label: str) -> None:
    assert ("counted", label) in {(m.context, m.id) for m in messages(language).values()}  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_outcome_has_a_word(language: str) -> None:
    assert len({i18n.outcome(state, language) for state in OutcomeState}) == len(OutcomeState)
    assert all(i18n.outcome(state, language) != state.value for state in (OutcomeState.ACCEPTED, OutcomeState.UNKNOWN))


@pytest.mark.parametrize(
    ("locale", "number", "said"),
    [("de", "1200", "1.200"), ("en", "1200", "1,200"), ("de", "5.8", "5,8"), ("fr", "5,8", "5,8"), ("en", "x9", "x9")],
)
def test_numbers_out_of_articles_get_the_marks_of_the_language(locale: str, number: str, said: str) -> None:
    assert i18n.counted(number, locale) == said


def test_a_region_formats_in_its_own_way_with_its_languages_words() -> None:
    day = date(2026, 11, 24)
    assert i18n.format_date(day, "en-GB") == "Tuesday, 24 November 2026"
    assert i18n.format_date(day, "en") == "Tuesday, November 24, 2026"
    assert i18n.language_tag("pt_BR") == "pt-BR"
    assert i18n.stories(2, "pt-BR") == "2 notícias"


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", "Thursday, March 12, 2026"),
        ("en-GB", "Thursday, 12 March 2026"),
        ("de", "Donnerstag, 12. März 2026"),
        ("fr", "jeudi 12 mars 2026"),
        ("es", "jueves, 12 de marzo de 2026"),
        ("it", "giovedì 12 marzo 2026"),
        ("pt", "quinta-feira, 12 de março de 2026"),
        ("ja", "2026年3月12日木曜日"),
        ("hi", "गुरुवार, 12 मार्च 2026"),
        ("ar", "الخميس، 12 مارس 2026"),
        ("he", "יום חמישי, 12 במרץ 2026"),
    ],
)
def test_dates_stand_as_an_editor_of_the_language_writes_them(locale: str, said: str) -> None:
    assert i18n.format_date(date(2026, 3, 12), locale).replace("\u200f", "") == said


@pytest.mark.parametrize("locale", ["xx", "", "zh-Hant", "not a locale", "en_", "../../etc"])
def test_a_language_without_catalogue_is_printed_in_english_throughout(locale: str) -> None:
    assert i18n.stories(2, locale) == "2 stories"
    assert i18n.language_tag(locale) == "en"
    assert i18n.format_date(date(2026, 11, 24), locale) == "Tuesday, November 24, 2026"


@pytest.mark.parametrize("language", ["ar", "he", "fa", "ur", "ar-EG", "yi"])
def test_right_to_left_languages_are_known(language: str) -> None:
    assert i18n.direction(language) == "rtl"


@pytest.mark.parametrize("language", ["en", "ja", "de-CH", None, "xx"])
def test_all_others_run_left_to_right(language: str | None) -> None:
    assert i18n.direction(language) == "ltr"


def test_the_direction_of_a_text_is_that_of_its_first_letter() -> None:
    assert i18n.direction_of_text("2026: שלום") == "rtl"
    assert i18n.direction_of_text("123") == "ltr"
    assert i18n.direction_of_text("123", "rtl") == "rtl"


def test_only_what_would_disturb_a_line_is_isolated() -> None:
    assert i18n.isolated("Ellery Post", "ltr") == "Ellery Post"
    assert i18n.isolated("Ellery Post", "rtl") == "\u2068Ellery Post\u2069"
    assert i18n.isolated("שלום", "ltr") == "\u2068שלום\u2069"


def test_nobody_without_a_name_is_greeted() -> None:
    assert i18n.greeting("Zoë", "en") == "Hello Zoë."
    assert i18n.greeting("  ", "en") == ""
    assert i18n.greeting("Zoë", "ar") == "مرحبًا \u2068Zoë\u2069."
