"""A mail with everything a theme can print, to try a theme with before an edition depends on it."""

from digest.render.printed import (
    ImageView,
    MailView,
    NoticeView,
    ParagraphView,
    RelatedView,
    RunningView,
    SectionView,
    StoryView,
    Tongue,
)

_OWN = Tongue()
_OTHER = Tongue(lang="ar", dir="rtl", start="right")


def _story(number: int, tongue: Tongue, *, may_lead: bool, url: str | None) -> StoryView:
    return StoryView(
        id=f"sample-{number}",
        topic="Sample",
        section="Sample",
        headline=f"Headline {number}",
        dek=f"Dek {number}.",
        url=url,
        publisher="Publisher",
        minutes="3 min",
        memory="Day 2 · since yesterday: 1 more report",
        day="Day 2",
        news="since yesterday: 1 more report",
        tongue=tongue,
        image=ImageView(src="https://news.example/sample.jpg", alt="Sample", width=552, credit="Nobody"),
        related=(
            RelatedView(title="Linked", url="https://news.example/1", publisher="P", reason="also reported", lang="de"),
            RelatedView(title="Not linked", url=None, publisher="P", reason="background", lang=""),
        ),
        more_sources="and 2 more sources",
        may_lead=may_lead,
    )


def mail() -> MailView:
    stories = (
        _story(1, _OWN, may_lead=True, url="https://news.example/story-1"),
        _story(2, _OTHER, may_lead=False, url=None),
    )
    section = SectionView(
        topic="Sample", name="Sample", slug="sample", stories=stories, more_on_web="3 more on the web"
    )
    line = RunningView(topic="Sample", headline="Running", url="https://news.example/r", publisher="P", day="Day 4")
    return MailView(
        language="en",
        direction="ltr",
        start="left",
        end="right",
        subject="Subject",
        preheader="Preheader",
        title="Title",
        date="Monday",
        intro=(ParagraphView(text="Intro.", tongue=_OWN), ParagraphView(text="More.", tongue=_OTHER)),
        sections=(section,),
        running=(line,),
        imprint=("Newsroom", "1 Sample Street"),
    )


def notice() -> NoticeView:
    return NoticeView(
        language="en",
        direction="ltr",
        start="left",
        newsroom="Newsroom",
        subject="Subject",
        heading="Heading",
        paragraphs=("Paragraph.",),
        facts=(("8", "handed over"),),
        button="Button",
        url="https://news.example/button",
        faults_heading="What went wrong",
        faults=("A fault",),
        notes=("Note.",),
        imprint=("Newsroom", "1 Sample Street"),
    )
