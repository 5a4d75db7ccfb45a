"""Element names of feeds: many namespaces and spellings, one short key each."""

from functools import lru_cache

_PREFIXES = {
    "": "",
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://example.com/newformat#": "",
    "http://example.com/necho": "",
    "http://purl.org/echo/": "",
    "uri/of/echo/namespace#": "",
    "http://purl.org/pie/": "",
    "http://purl.org/net/rss1.1#": "",
    "http://backend.userland.com/rss": "",
    "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://www.usemod.com/cgi-bin/mb.pl?modwiki": "wiki:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/elements/1.0/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://search.yahoo.com/mrss": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://www.itunes.com/dtd/podcast-1.0.dtd": "itunes:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://www.google.com/schemas/sitemap-news/0.9": "news:",
    "http://www.sitemaps.org/schemas/sitemap/0.9": "",
    "http://www.google.com/schemas/sitemap/0.84": "",
    "http://www.google.com/schemas/sitemap-image/1.1": "image:",
    "http://prismstandard.org/namespaces/basic/2.0/": "prism:",
}
_RSS_ENDINGS = ("/rss", "/rss2", "rss2.0", "/rss/1.0", "/rss/2.0")  # several editors made up their own address
_BY_PREFIX = {
    "dc": "dc:",
    "dcterms": "dcterms:",
    "content": "content:",
    "media": "media:",
    "itunes": "itunes:",
    "atom": "",
    "rss": "",
    "news": "news:",
}


@lru_cache(maxsize=4_096)
def key(tag: str) -> str:
    """The short key of an lxml tag: `pubdate`, `dc:date`, `media:content`; `?name` in a namespace we do not know."""
    namespace, brace, local = tag.rpartition("}")
    local = local.lower()
    if not brace:
        prefix, colon, name = local.partition(":")  # undeclared prefixes stay in the name
        return _BY_PREFIX.get(prefix, "?") + name if colon else local
    address = namespace[1:].lower()
    return _PREFIXES.get(address, "" if address.rstrip("/#").endswith(_RSS_ENDINGS) else "?") + local
