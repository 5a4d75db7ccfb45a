"""Reports of different languages are tied by names and numbers."""

from digest.group import reading, tongues
from tests.group import newsroom

REEF = (
    "A reef where the charts showed mud",
    (
        "The ship Petrel Quest found 3.4 kilometres of coral at 870 metres in the sea off Orrevik, some 6,200 years "
        "old, said Marit Solvang of the university."
    ),
)
RIFF = (
    "Riff in der Tiefsee entdeckt",
    (
        "Das Schiff Petrel Quest fand vor Orrevik in 870 Metern Tiefe Korallen von 3,4 Kilometern Länge, rund 6.200 "
        "Jahre alt, sagte Marit Solvang."
    ),
)
FEW = ("Riff in der Tiefsee entdeckt", "Das Riff liegt vor Orrevik in 870 Metern Tiefe, sagte Marit Solvang.")
NAMED = ("Riff vor Orrevik entdeckt", FEW[1])


def tied(one: tuple[str, str], other: tuple[str, str]) -> bool:
    english, german = newsroom.report(1, *one, language="en"), newsroom.report(2, *other, language="de")
    return bool(list(tongues.tied([reading.read(english), reading.read(german)])))


def test_a_name_in_a_title_lets_few_marks_tie_and_many_need_none():
    assert tied(REEF, NAMED)
    assert not tied(REEF, FEW)
    assert tied(REEF, RIFF)


def test_a_title_may_begin_with_a_name_if_another_text_has_it_in_a_sentence_and_no_noun_is_one():
    """German writes every noun like a name, so that it does not say what a name is."""
    strike = ("Pilots of Fernair to strike on Friday", "About 340 flights will be cancelled.")
    streik = ("Fernair: Piloten streiken am Freitag", "Etwa 340 Flüge fallen aus.")
    assert tied(strike, streik)
    assert not tied(
        ("Banks to strike on Friday", "About 340 halls."), ("Streik am Freitag in der Bank", "Etwa 340 Säle.")
    )
