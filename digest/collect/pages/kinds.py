"""What kind of piece a page is, and whether it is behind a paywall."""

import re

from digest import urls
from digest.collect.pages.linked import Card
from digest.collect.pages.meta import Head
from digest.model.article import ArticleKind

_OPINION = re.compile(
    r"^(?:opinions?|opinion ?&? ?ideas|op-?ed|comment(?:ary|isfree)?|columns?|columnists?|editorials?|views?|voices"
    r"|perspectives?|letters|meinung|kommentare?|kolumnen?|leitartikel"
    r"|opini[oó]n|tribunas?|columnas?|id[ée]es|d[ée]bats|tribune|chroniques?|[ée]ditos?|[ée]ditoriaux|opinioni"
    r"|commenti|editoriali|opini[aã]o|colunas?|opinie|ledare|debatt|mening|opinie|мнения?|мнение|колонки)$",
    re.IGNORECASE,
)
_SPONSORED = re.compile(
    r"(?:^|[/ _-])(?:sponsored|sponsored-content|sponsor-?content|advertorial|paid-?(?:post|content|partnership)"
    r"|partner-?content|brand-?(?:studio|content|voice)|branded|anzeige|publi-?reportage|publirreportaje|advertentie"
    r"|native-?ad)(?:$|[/ _-])",
    re.IGNORECASE,
)
_LIVE = re.compile(
    r"(?:^|[/_-])(?:live-?blog|liveblog|live-?updates?|live|liveticker|en-direct|direct|directo|ao-vivo|diretta)(?:$"
    r"|[/_-])",
    re.IGNORECASE,
)
_LOCKED = re.compile(r"^(?:locked|metered|premium|paid|paywall|subscriber[s-]?(?:only)?|plus)$", re.IGNORECASE)


def kind(card: Card, head: Head, url: str) -> ArticleKind:
    """The kind that types, sections and the address speak for."""
    path = parts.path if (parts := urls.split(url)) else ""
    folders = [folder for folder in path.lower().split("/") if folder][:-1]
    sections = [card.section, head.first("article:section", "section", "parsely-section", "og:type")]
    if (
        _SPONSORED.search(path)
        or any(_SPONSORED.search(section) for section in sections)
        or "AdvertiserContentArticle" in card.types
    ):
        return ArticleKind.SPONSORED
    if "LiveBlogPosting" in card.types or any(_LIVE.fullmatch(folder) for folder in folders):
        return ArticleKind.LIVE
    if "OpinionNewsArticle" in card.types or any(_OPINION.match(words) for words in [*sections, *folders[:3]]):
        return ArticleKind.OPINION
    is_news = any(kind.endswith("NewsArticle") for kind in card.types) or "Report" in card.types
    return ArticleKind.NEWS if is_news else ArticleKind.UNKNOWN


def paywalled(card: Card, head: Head) -> bool | None:
    """Whether the page says that it must be paid for; None where it does not say."""
    if card.free is not None:
        return not card.free
    tier = head.first("article:content_tier", "content_tier", "access", "content-tier")
    if not tier:
        return None
    return True if _LOCKED.match(tier) else False if tier.lower() in {"free", "public", "open"} else None
