"""What the layout of a plain text says: its front in any order, its body, and nothing of the page around it."""

import itertools
import textwrap

import pytest

from digest.collect import pages, related_words
from digest.model.article import BlockKind, Precision

DATE = "Tuesday, March 3"
HEADLINE = "Harbour council votes to close the old ferry pier before winter"
STANDFIRST = "The old ferry pier will close before winter after a narrow vote in the harbour council."
BODY = (
    "The decision, which passed by seven votes to six, ends a dispute that had lasted for most of the year.",
    "Ferry operators said they would move their boats to the northern quay, which is being dredged at present.",
    "A long quarrel over money",
    "Engineers had warned that the timber piles could not carry another season of heavy traffic without repair.",
    "Also Read \u00a0Dredgers return to the northern quay",
    "“We waited too long, and now we pay for it twice,” said the harbour master after the vote on Monday evening.",
    "What happens to the market",
    "Stallholders may stay until the end of the year, the council said, and will be offered places further inland.",
    "A second vote on the cost of the works is expected before the summer, when the new budget is drawn up.",
)
FORM = ("Leave a Reply", "Your email address will not be published.")


def written(front: tuple[str, ...], separator: str = "\n\n") -> str:
    return separator.join((*front, *BODY, *FORM))


@pytest.mark.parametrize("separator", ["\n\n", "\n", "\r\n\r\n", "\r\n", "\r"])
@pytest.mark.parametrize("front", list(itertools.permutations((DATE, HEADLINE, STANDFIRST))))
def test_the_front_is_read_in_any_order_and_with_any_line_ends(front, separator):
    """Date line, headline and standfirst find their fields wherever they stand."""
    page = pages.from_text(written(front, separator))
    assert (page.title, page.standfirst, page.date_text) == (HEADLINE, STANDFIRST, DATE)
    kinds = [block.kind for block in page.blocks]
    assert kinds.count(BlockKind.HEADING) == 2
    assert kinds.count(BlockKind.PARAGRAPH) == 6
    assert page.language == "en"


def test_a_day_without_a_year_is_kept_in_words_and_never_guessed():
    """Which year a "Tuesday, March 3" belongs to is not known, so there is no date."""
    page = pages.from_text(written((DATE, HEADLINE, STANDFIRST)))
    assert page.published_at is None
    assert page.published_precision is Precision.UNKNOWN
    assert page.date_text == DATE


def test_a_full_date_line_is_the_date():
    """A day with its year is read; its words need not be kept."""
    page = pages.from_text(written(("3 March 2026", HEADLINE, STANDFIRST)))
    assert page.date == "2026-03-03"
    assert page.published_precision is Precision.DAY
    assert page.date_text == ""


def test_pointers_become_related_links_and_leave_the_text():
    """An "Also Read" line is the publisher's own link, with a title and no address."""
    page = pages.from_text(written((HEADLINE, STANDFIRST)))
    assert [(link.title, link.url) for link in page.related] == [("Dredgers return to the northern quay", None)]
    assert "Also Read" not in page.text


def test_a_comment_form_is_not_the_article():
    """What follows "Leave a Reply" near the end is the site's."""
    page = pages.from_text(written((HEADLINE, STANDFIRST)))
    assert "email address" not in page.text
    assert page.blocks[-1].text == BODY[-1]


def test_lines_that_a_program_wrapped_are_paragraphs_again():
    """Text broken at 72 letters reads like the same text unbroken."""
    wrapped = "\n\n".join(textwrap.fill(part, 72, break_on_hyphens=False) for part in (HEADLINE, STANDFIRST, *BODY))
    assert pages.from_text(wrapped).blocks == pages.from_text("\n\n".join((HEADLINE, STANDFIRST, *BODY))).blocks


def test_a_byline_names_the_authors():
    """Words like "By …" above the text is a byline, not a paragraph."""
    page = pages.from_text(written((HEADLINE, "By Ada Byron and Bo Lindqvist", STANDFIRST)))
    assert page.authors == ("Ada Byron", "Bo Lindqvist")


def test_neighbouring_items_are_one_list_and_one_dash_is_none():
    """Two marked lines make a list; a single line with a dash is somebody speaking."""
    page = pages.from_text(
        "\n\n".join((HEADLINE, STANDFIRST, BODY[0], "- salt fish", "- rope", BODY[1], "– Enough, he said.", BODY[3]))
    )
    assert [block.text for block in page.blocks if block.kind is BlockKind.LIST] == ["salt fish\nrope"]
    assert "– Enough, he said." in page.text


@pytest.mark.parametrize(
    "line",
    [
        "Lire aussi : La jetée ferme",
        "Lesen Sie auch: Der Pier schließt",
        "Lea también: Cierra el muelle",
        "Leia também: Cais fecha",
        "Leggi anche: Chiude il molo",
        "Lees ook: Pier gaat dicht",
        "Läs också: Bryggan stängs",
        "Les også: Brygga stenger",
        "Lue myös: Laituri suljetaan",
        "Czytaj też: Molo zamknięte",
        "Čtěte také: Molo se zavírá",
        "Читайте также: Причал закрывают",
        "Читайте також: Причал закривають",
        "Διαβάστε επίσης: Κλείνει η προβλήτα",
        "Baca juga: Dermaga ditutup",
        "اقرأ أيضا: إغلاق الرصيف",
        "קראו גם: הרציף נסגר",
        "यह भी पढ़ें: घाट बंद",
        "相关阅读：码头关闭",
        "関連記事：桟橋が閉鎖",
        "관련 기사: 부두 폐쇄",
        "Xem thêm: Bến tàu đóng cửa",
    ],
)
def test_pointers_are_known_in_many_languages(line):
    """The words that introduce a related piece, in every script we meet."""
    assert related_words.introduced(line)


@pytest.mark.parametrize(
    "line",
    [
        "Read more about it in the guide he wrote.",
        "Related to the war, the minister said, was the price.",
        "Explained simply, it sinks.",
    ],
)
def test_sentences_that_begin_alike_are_no_pointers(line):
    """A sentence of the article stays in the article."""
    assert related_words.introduced(line) is None


def test_markdown_says_by_its_marks_what_plain_text_says_by_layout():
    """Front matter, headings, lists, quotes and linked pointers of a Markdown file."""
    page = pages.from_markdown(
        "---\ntitle: Pier closes\ndate: 2026-03-03\nauthor: Ada Byron\nurl: https://gazette.example/pier\n---\n"
        f"# Pier closes\n\n{BODY[0]}\n\n## Money\n\n- salt *fish*\n- rope\n\n> We waited too long.\n\n"
        "Also read: [Dredgers return](https://gazette.example/dredgers)\n"
    )
    assert (page.title, page.date, page.authors, page.url) == (
        "Pier closes",
        "2026-03-03",
        ("Ada Byron",),
        "https://gazette.example/pier",
    )
    assert [block.kind for block in page.blocks] == [
        BlockKind.PARAGRAPH,
        BlockKind.HEADING,
        BlockKind.LIST,
        BlockKind.QUOTE,
    ]
    assert [(link.title, link.url) for link in page.related] == [
        ("Dredgers return", "https://gazette.example/dredgers")
    ]


@pytest.mark.parametrize("text", ["", "\ufeff", "\n\n\n", "x", "\x00\x01", "12"])
def test_nothing_much_is_no_error(text):
    """An empty or odd file gives a page with little in it."""
    assert pages.from_text(text).related == ()
