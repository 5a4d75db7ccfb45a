"""What kind of piece an article is: opinion, live, sponsored; plain news in doubt."""

import pytest

from digest.collect import kinds
from digest.model.article import ArticleKind

AT = "https://gazette.example/2026/03/03/"
OPINION, LIVE, SPONSORED, UNKNOWN = ArticleKind.OPINION, ArticleKind.LIVE, ArticleKind.SPONSORED, ArticleKind.UNKNOWN


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("opinion/2026/pier", OPINION),
        ("uk/commentisfree/pier", OPINION),
        ("news/comment/pier", OPINION),
        ("meinung/kommentare/seebruecke", OPINION),
        ("id%C3%A9es/tribunes/la-jetee", OPINION),
        ("opinión/el-muelle", OPINION),
        ("мнения/причал", OPINION),
        ("live/2026/03/03/pier", LIVE),
        ("en-direct/la-jetee", LIVE),
        ("live-updates/pier", LIVE),
        ("sponsored/2026/pension", SPONSORED),
        ("partner-content/pension", SPONSORED),
        ("anzeige/rente", SPONSORED),
        ("news/opinion-polls-show-a-tie", UNKNOWN),
        ("news/state-sponsored-hackers-named", UNKNOWN),
        ("news/he-was-branded-a-liar", UNKNOWN),
        ("news/live", UNKNOWN),
        ("2026/03/03/live-music-returns/pier", UNKNOWN),
    ],
)
def test_a_folder_of_the_address_tells_the_kind(path: str, told: ArticleKind):
    """A whole folder does; a word within a slug does not, nor does the last part."""
    assert kinds.kind(url="https://gazette.example/" + path) is told


@pytest.mark.parametrize("url", ["https://opinion.gazette.example/2026/pier", "https://meinung.tagblatt.example/pier"])
def test_a_host_of_its_own_tells_the_kind(url: str):
    assert kinds.kind(url=url) is OPINION


@pytest.mark.parametrize(
    ("tag", "told"),
    [
        *[
            (tag, OPINION)
            for tag in (
                "Opinion", "OPINION", "Op-Ed", "Meinung", "Kommentare", "Tribune", "Éditorial", "Opinión", "Opinioni",
                "Opinião", "Opinie", "Ledare", "Felieton", "Köşe Yazıları", "Мнения", "Думки", "Απόψεις", "رأي",
                "מאמר מערכת", "संपादकीय", "社説", "评论", "사설",
            )
        ],
        *[(tag, LIVE) for tag in ("Liveblog", "Live-Ticker", "En direct", "En vivo", "Ao vivo", "مباشر", "直播")],
        *[
            (tag, SPONSORED)
            for tag in (
                "Sponsored", "Partner content", "Advertorial", "Publireportage", "Contenu partenaire", "記事広告",
                "Contenido patrocinado", "Conteúdo patrocinado", "На правах рекламы", "محتوى مدفوع",
            )
        ],
        *[
            (tag, UNKNOWN)
            for tag in ("World", "Anzeige", "Reklam", "Live", "Letters", "Public opinion", "Comment", "إعلان", "")
        ],
    ],
)  # fmt: skip
def test_a_tag_tells_the_kind_where_it_means_nothing_else(tag: str, told: ArticleKind):
    """A story about advertising, concerts or letters is news."""
    assert kinds.kind(url=AT + "pier", tags=["World", tag]) is told


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Opinion: The pier was never safe", OPINION),
        ("Opinion | The pier was never safe", OPINION),
        ("Review: A long road, worth its salt", OPINION),
        ("Kommentar: Die Seebrücke war nie sicher", OPINION),
        ("Gastbeitrag – Die Seebrücke war nie sicher", OPINION),
        ("Tribune. Ce que l'on mesure tient debout", OPINION),
        ("[Tribune] Ce que l'on mesure tient debout", OPINION),
        ("« Édito » Ce que l'on mesure tient debout", OPINION),
        ("Editorial: El muelle nunca fue seguro", OPINION),
        ("L'editoriale: il molo non era sicuro", OPINION),
        ("Мнение: причал не был безопасен", OPINION),
        ("رأي: لم يكن الرصيف آمنا", OPINION),
        ("社説：桟橋は安全ではなかった", OPINION),
        ("【社説】桟橋は安全ではなかった", OPINION),
        ("Live: Ferry closes the port", LIVE),
        ("LIVE | Ferry closes the port", LIVE),
        ("Liveticker: Fähre rammt Mole", LIVE),
        ("EN DIRECT. Le port est fermé", LIVE),
        ("Directo: el puerto, cerrado", LIVE),
        ("Ferry closes the port – live", LIVE),
        ("Ferry closes the port – as it happened", LIVE),
        ("مباشر: إغلاق الميناء", LIVE),
        ("Sponsored: Five papers for your pension", SPONSORED),
        ("Anzeige: Fünf Papiere für die Rente", SPONSORED),
        ("[Advertorial] Fünf Papiere für die Rente", SPONSORED),
        ("Live. Work. Play. The new quay", UNKNOWN),
        ("Opinion polls: a tie in Velmira", UNKNOWN),
        ("Analysis: What the vote means", UNKNOWN),
        ("Comment le port a fermé", UNKNOWN),
        ("Live music returns to the pier", UNKNOWN),
        ("Kommentare gelöscht: Streit um Forum", UNKNOWN),
    ],
)
def test_a_label_of_the_title_tells_the_kind(title: str, told: ArticleKind):
    """It stands before a colon, a bar, a dash or in brackets; an analysis is news, as reporters sign it."""
    assert kinds.kind(url=AT + "pier", title=title) is told


def test_what_is_paid_for_is_told_first():
    """However an advertiser's piece is dressed."""
    assert kinds.kind(url=AT + "x", tags=["Opinion", "Partner content"], types=["OpinionNewsArticle"]) is SPONSORED


@pytest.mark.parametrize(
    ("types", "told"),
    [
        (["NewsArticle"], ArticleKind.NEWS),
        (["OpinionNewsArticle"], OPINION),
        (["ReviewNewsArticle"], OPINION),
        (["LiveBlogPosting", "NewsArticle"], LIVE),
        (["AdvertiserContentArticle"], SPONSORED),
        (["BlogPosting"], UNKNOWN),
    ],
)
def test_linked_data_tell_the_kind(types: list[str], told: ArticleKind):
    assert kinds.kind(url=AT + "pier", types=types) is told
