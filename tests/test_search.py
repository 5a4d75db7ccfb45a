"""What a reader asks for, and where it stands in a text."""

import pytest

from digest.search import QUESTION_LETTERS_MAX, Part, Span, excerpt, question, words


def test_a_question_is_words_and_phrases():
    assert question('pier "north quay" pier') == (
        Part(("pier",), beginning=True),
        Part(("north", "quay")),
    )


def test_a_word_that_is_written_in_pieces_is_a_phrase():
    assert question("don’t e-mail") == (Part(("don", "t")), Part(("e", "mail"), beginning=True))


def test_a_question_is_bounded():
    assert len(question(" ".join(f"w{n}" for n in range(100)))) == 12
    assert question("x" * QUESTION_LETTERS_MAX + " pier") == (Part(("x" * 60,), beginning=True),)


def test_signs_of_scripts_without_spaces_are_words_of_their_own():
    assert words("東京へ go ｶﾅ") == ["東", "京", "へ", "go", "カ", "ナ"]


@pytest.mark.parametrize("text", ["½ pier", "ﬁne ŉo", "a\u00adb", "\ud800x", "नमस्\u200dते"])
def test_words_hold_nothing_but_letters_digits_and_marks(text):
    assert all(word.isprintable() and not set(word) & set(" '\"\\*:") for word in words(text))


def marked(text: str, asked: str, letters_max: int = 240) -> str:
    return "".join(
        f"[{span.text}]" if span.found else span.text for span in excerpt(text, question(asked), letters_max)
    )


def test_what_was_asked_for_is_marked_as_it_was_written():
    assert marked("The Straße to Görlitz", "strasse gorl") == "The [Straße] to [Görlitz]"
    assert marked("東京都の図書館", "図書館") == "東京都の[図書館]"
    assert marked("pier of piers", '"pier"') == "[pier] of piers"


def test_marks_that_meet_become_one():
    assert marked("north pier", '"north pier" pier') == "[north pier]"


def test_a_long_text_is_cut_around_what_was_found():
    text = "word " * 80 + "pier " + "more " * 80
    cut = marked(text, "pier", 60)
    assert cut.startswith("…word ")
    assert cut.endswith(" more…")
    assert "[pier]" in cut
    assert len(cut) <= 64


def test_an_excerpt_loses_no_letter_of_a_short_text():
    text = '<b>"Pier"</b> & more'
    assert "".join(span.text for span in excerpt(text, question("pier more"))) == text
    assert excerpt("", question("pier")) == ()
    assert excerpt(text, ()) == (Span(text),)
