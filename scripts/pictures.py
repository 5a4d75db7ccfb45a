"""Takes the pictures of docs/pictures: the sample newsroom's last edition in every theme, as readers see it.

    python -m scripts.pictures

Needs Chromium, and fonts for Latin and Arabic. The newsroom is made anew in a temporary folder.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import Browser, Route

from digest import mail, render
from digest.model.article import Image as Picture
from digest.model.delivery import Segment
from digest.model.edition import Edition, EditionStory, Section, StillRunning
from digest.model.story import Development, DevelopmentKind, Reason, RelatedLink
from digest.render import specimen
from tests import browser as browsers

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "pictures"
DAYS = ("2026-03-10", "2026-03-11", "2026-03-12")
THEMES = ("gazette", "bulletin", "plain")
TALL_PX = 1_250
COLOURS = 256
PAPER = (226, 222, 212)


def main() -> None:
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, browsers.chromium() as browser:
        pages = sample(Path(folder))
        picture = next(Path(folder).glob("var/preview/*/*/images/*"))
        for theme in THEMES:
            rtl = Path(folder) / f"{theme}-rtl.html"
            rtl.write_text(arabic(theme, picture), encoding="utf-8")
            keep(shot(browser, pages[theme], 700, "light"), f"{theme}-light")
            keep(shot(browser, pages[theme], 700, "dark"), f"{theme}-dark")
            keep(shot(browser, pages[theme], 390, "light"), f"{theme}-phone")
            keep(shot(browser, rtl, 390, "light"), f"{theme}-right-to-left")
            keep(shot(browser, pages[theme], 700, "light", images=False), f"{theme}-images-off")
        keep(composed(browser, pages["gazette"]), "mail")
    for path in sorted(OUT.glob("*.png")):
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KB")


def sample(folder: Path) -> dict[str, Path]:
    """The last edition of the sample newsroom as a page in every theme."""
    config = (ROOT / "config.toml").read_text(encoding="utf-8").replace('"examples/', f'"{ROOT}/examples/')
    config = re.sub(r'^templates = ".*"', f'templates = "{ROOT}/templates"', config, flags=re.MULTILINE)
    config = re.sub(r'^subscribers = ".*"', f'subscribers = "{ROOT}/subscribers"', config, flags=re.MULTILINE)
    for day in DAYS:
        digest(folder, config, "run", "--date", day)
    pages = {}
    for theme in THEMES:
        digest(folder, config.replace('theme = "gazette"', f'theme = "{theme}"'), "preview", "--date", DAYS[-1])
        (page,) = folder.glob(f"var/preview/*/{DAYS[-1]}/mail.html")
        pages[theme] = page.with_name(f"{theme}.html")
        pages[theme].write_text(page.read_text(encoding="utf-8"), encoding="utf-8")
    return pages


def digest(folder: Path, config: str, *arguments: str) -> None:
    file = folder / "config.toml"
    file.write_text(config, encoding="utf-8")
    command = [sys.executable, "-m", "digest", "--config", str(file), *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode not in (0, 3):
        raise SystemExit(ran.stderr)


def arabic(theme: str, picture: Path) -> str:
    """An Arabic edition with one story in English and one in French."""
    opened = render.open_theme(theme, ROOT / "templates")
    made = render.edition(
        _ARABIC,
        theme=opened,
        digest=replace(specimen.DIGEST, title="بريد الصباح"),
        newsroom=specimen.NEWSROOM,
        locale="ar",
        images={_PICTURE: "https://news.example/picture.jpg"},
    )
    page = mail.segment(made, Segment(locale="ar", theme=theme)).html({**specimen.READER, mail.Field.NAME: ""})
    return page.replace("https://news.example/picture.jpg", picture.as_uri())


def shot(
    browser: Browser, page: Path, width: int, scheme: str, *, images: bool = True, scale: int = 1, tall: int = TALL_PX
) -> Image.Image:
    with _window(browser, width, tall, scheme, scale) as window:
        if not images:
            window.route(re.compile(r"\.(?:jpg|png)$"), _refused)
        window.goto(page.as_uri())
        with tempfile.NamedTemporaryFile(suffix=".png") as file:
            window.screenshot(path=file.name)
            return Image.open(file.name).convert("RGB").copy()


@contextmanager
def _window(browser: Browser, width: int, height: int, scheme: str, scale: int) -> Iterator:  # type: ignore[type-arg]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        device_scale_factor=scale,
    )
    yield context.new_page()
    context.close()


def _refused(route: Route) -> None:
    route.abort()


def composed(browser: Browser, page: Path) -> Image.Image:
    """A desktop beside two phones, one of them at night and further down."""
    canvas = Image.new("RGB", (1600, 1060), PAPER)
    desktop = shot(browser, page, 660, "light", scale=2, tall=1_100)
    _place(canvas, desktop, left=56, top=64, width=660, radius=14)
    phone = shot(browser, page, 390, "light", scale=2, tall=1_100)
    _place(canvas, phone, left=776, top=64, width=366, radius=24)
    night = shot(browser, page, 390, "dark", scale=2, tall=2_000)
    _place(canvas, night.crop((0, 1_130, night.width, night.height)), left=1188, top=64, width=366, radius=24)
    return canvas


def _place(canvas: Image.Image, picture: Image.Image, *, left: int, top: int, width: int, radius: int) -> None:
    """The picture with round upper corners and a soft shadow, running out at the canvas's lower edge."""
    height = canvas.height - top
    scaled = picture.resize((width, picture.height * width // picture.width), Image.Resampling.LANCZOS)
    mask = Image.new("L", (width, height), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, width - 1, height + radius), radius, fill=255)
    shadow = Image.new("L", canvas.size, 0)
    ImageDraw.Draw(shadow).rounded_rectangle((left, top + 8, left + width, canvas.height), radius, fill=90)
    canvas.paste((90, 84, 72), (0, 0), shadow.filter(ImageFilter.GaussianBlur(18)))
    canvas.paste(scaled.crop((0, 0, width, height)), (left, top), mask)


def keep(picture: Image.Image, name: str) -> None:
    """In a palette that covers rare colours too: accents are few pixels."""
    quantised = picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=4, dither=Image.Dither.NONE)
    quantised.save(OUT / f"{name}.png", optimize=True)


_PICTURE = "https://sahil.example/manara.jpg"
_ARABIC = Edition(
    id="sabah/2026-03-12",
    digest="sabah",
    date=date(2026, 3, 12),
    title="بريد الصباح",
    subject="عودة المنارة القديمة إلى العمل",
    preheader="وأيضًا: السوق يعود إلى الساحة",
    lead_topic="الساحل",
    sections=(
        Section(
            topic="الساحل",
            slug="coast",
            stories=(
                EditionStory(
                    id="one",
                    topic="الساحل",
                    headline="المنارة القديمة تضيء من جديد بعد عطل في مصباح الميناء",
                    dek="يصعد أربعة متطوعين كل مساء مئتين وإحدى عشرة درجة ليشعلوا المصباح حتى تصل القطعة البديلة.",
                    url="https://sahil.example/manara",
                    publisher="جريدة الساحل",
                    language="ar",
                    minutes=4,
                    image=Picture(url=_PICTURE, alt="منارة عند الغروب", width=1104, height=620),
                    day=3,
                    developments=(
                        Development(kind=DevelopmentKind.REPORTS, before="2", after="6"),
                        Development(kind=DevelopmentKind.NUMBER, label="rescued", before="4", after="9"),
                    ),
                    related=(
                        RelatedLink(
                            reason=Reason.FIRST_REPORT,
                            title="Old lamp lit again at Farhaven",
                            url="https://lantern.example/lamp",
                            publisher="The Lantern",
                            language="en",
                        ),
                        RelatedLink(
                            reason=Reason.PRIMARY_SOURCE,
                            title="بيان هيئة الموانئ عن العطل",
                            url="https://port.example/bayan",
                            publisher="هيئة الموانئ",
                        ),
                    ),
                    more_sources=3,
                ),
                EditionStory(
                    id="two",
                    topic="الساحل",
                    headline="الصيادون يعودون إلى الحوض القديم",
                    dek="رست عشرة قوارب في الحوض الذي أُغلق منذ سنتين.",
                    url="https://sahil.example/hawd",
                    publisher="صوت البحر",
                    language="ar",
                    minutes=2,
                ),
            ),
        ),
        Section(
            topic="المدينة",
            slug="town",
            stories=(
                EditionStory(
                    id="three",
                    topic="المدينة",
                    headline="Market moves back to the square",
                    dek="Stalls return on Saturday; the fountain stays dry until May.",
                    url="https://lantern.example/market",
                    publisher="The Lantern",
                    language="en",
                ),
            ),
        ),
    ),
    still_running=(
        StillRunning(
            story="four",
            topic="المدينة",
            headline="البحث عن الجرس المفقود",
            url="https://sahil.example/jaras",
            publisher="جريدة الساحل",
            day=5,
        ),
    ),
)


if __name__ == "__main__":
    main()
