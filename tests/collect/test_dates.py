"""Dates as feeds, pages and people write them."""

import pytest

from digest.collect import dates


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Tue, 03 Mar 2026 09:05:00 +0100", "2026-03-03T09:05:00+01:00"),
        ("Tue, 03 Mar 2026 09:05:00 EST", "2026-03-03T09:05:00-05:00"),
        ("2026-03-03T09:05:00Z", "2026-03-03T09:05:00+00:00"),
        ("2026-03-03T09:05:00.123+0530", "2026-03-03T09:05:00+05:30"),
        ("2026-03-03", "2026-03-03T00:00:00+00:00"),
        ("March 3, 2026 9:05 pm EST", "2026-03-03T21:05:00-05:00"),
        ("3. März 2026, 09:05 Uhr", "2026-03-03T09:05:00+00:00"),
        ("2026年3月10日 14時05分", "2026-03-10T14:05:00+00:00"),
        ("2026년 3월 10일 14시 05분", "2026-03-10T14:05:00+00:00"),
        ("3 mars 2026 à 18h30", "2026-03-03T18:30:00+00:00"),
        ("3 de marzo de 2026", "2026-03-03T00:00:00+00:00"),
        ("3 марта 2026, 09:05", "2026-03-03T09:05:00+00:00"),
        ("2026年3月3日 09:05", "2026-03-03T09:05:00+00:00"),
        ("3 Μαρτίου 2026", "2026-03-03T00:00:00+00:00"),
        ("23/03/2026", "2026-03-23T00:00:00+00:00"),
    ],
)
def test_a_written_date_is_read(said, meant):
    """Machine forms and what people write, with the offset where one is given."""
    found = dates.read(said)
    assert found is not None
    assert found.at.isoformat() == meant


@pytest.mark.parametrize(
    "said", ["", "soon", "Friday, May 27", "03/04/2026", "2026-13-40", "31 February 2026", "x" * 500, "99:99"]
)
def test_what_could_mean_two_days_or_none_is_not_read(said):
    """Unknown rather than wrong."""
    assert dates.read(said) is None


@pytest.mark.parametrize(
    "line",
    [
        "Friday, May 27",
        "Freitag, 27. Mai 2022",
        "vendredi 27 mai",
        "Published 3 March 2026",
        "2026年3月3日",
        "27.05.2022",
    ],
)
def test_a_line_that_only_says_a_day_is_a_date_line(line):
    """With or without a year, in several languages."""
    assert dates.is_date_line(line)


@pytest.mark.parametrize(
    "line", ["The vote is on May 27", "May 27 was cold", "27", "Friday", "In 2026 the pier closed"]
)
def test_a_line_that_says_more_is_none(line):
    """Sentences with dates in them are text."""
    assert not dates.is_date_line(line)
