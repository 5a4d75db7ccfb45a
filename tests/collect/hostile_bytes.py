"""Feeds and pages as broken or hostile servers send them: name → what is sent."""

import gzip
import json
from collections.abc import Iterator

from tests.collect.peer import Reply

XML = b'<?xml version="1.0" encoding="utf-8"?>'


def rss(inside: str | bytes, *, head: bytes = XML) -> bytes:
    inside = inside if isinstance(inside, bytes) else inside.encode("utf-8", "surrogatepass")
    return head + b'<rss version="2.0"><channel><title>H</title>' + inside + b"</channel></rss>"


def item(title: str = "A title", link: str = "https://h.example/a", more: str = "", text: str = "Some text.") -> str:
    return f"<item><title>{title}</title><link>{link}</link><description>{text}</description>{more}</item>"


def _laughs() -> bytes:
    entities = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    return f'<?xml version="1.0"?><!DOCTYPE r [{entities}]>'.encode() + rss(item("&m;"), head=b"")


def _with_dtd(dtd: str, title: str) -> bytes:
    return f'<?xml version="1.0"?><!DOCTYPE r [{dtd}]>'.encode() + rss(item(title), head=b"")


def feeds(canary: str) -> Iterator[tuple[str, bytes]]:
    """Bodies at a feed's address; none of them may make us ask for `canary`."""
    yield from _outward(canary)
    yield from _huge()
    yield from _garbled()
    yield from _sly()
    yield from _json()
    yield from _no_feeds(canary)


def _outward(canary: str) -> Iterator[tuple[str, bytes]]:
    yield "entity bomb", _laughs()
    yield "quadratic entity", _with_dtd(f'<!ENTITY a "{"x" * 100_000}">', "&a;" * 100_000)
    yield "external entity file", _with_dtd('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;")
    yield "external entity web", _with_dtd(f'<!ENTITY a SYSTEM "{canary}">', "&a;")
    yield "parameter entity", _with_dtd(f'<!ENTITY % a SYSTEM "{canary}"> %a;', "x")
    yield "external dtd", f'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "{canary}">'.encode() + rss(item(), head=b"")
    yield "xinclude", rss(f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{canary}"/>' + item())
    styled = f'<?xml version="1.0"?><?xml-stylesheet href="{canary}" type="text/xsl"?>'
    yield "stylesheet", styled.encode() + rss(item(), head=b"")


def _huge() -> Iterator[tuple[str, bytes]]:
    yield "30k items", rss("".join(f"<item><title>{n}</title></item>" for n in range(30_000)))
    yield "deep elements", rss("<a>" * 200_000)
    yield "deep closed elements", rss("<a>" * 50_000 + "</a>" * 50_000)
    yield "deep markup in text", rss(item(text="&lt;div&gt;" * 100_000))
    yield "50k attributes", rss("<item " + " ".join(f'a{n}="1"' for n in range(50_000)) + "><title>x</title></item>")
    yield "huge attribute", rss(f'<item a="{"x" * 4_000_000}"><title>x</title></item>')
    yield "huge title", rss(item("x" * 4_000_000))
    yield "title of spaces", rss(item(" " * 2_000_000))
    yield "title of marks", rss(item("&lt;" * 1_000_000))
    yield "title of ampersands", rss(item("&" * 1_000_000))
    yield "title of open comments", rss(item("&lt;!--" * 200_000))
    yield "text of open tags", rss(item(text="<![CDATA[" + "<a href=" * 200_000 + "]]>"))
    yield "text of links", rss(item(text="<![CDATA[" + '<a href="/x">Read more</a> ' * 20_000 + "]]>"))
    yield "text of quotes", rss(item(text="<![CDATA[" + "<blockquote>" * 50_000 + "]]>"))
    yield "open cdata", rss("<item><title><![CDATA[never closed")
    yield "many categories", rss(item(more="<category>c</category>" * 30_000))
    yield "many enclosures", rss(item(more='<enclosure url="https://h.example/a.jpg"/>' * 30_000))
    yield "many namespaces", rss("".join(f'<n{n}:a xmlns:n{n}="u{n}"/>' for n in range(20_000)) + item())


def _garbled() -> Iterator[tuple[str, bytes]]:
    yield "nul bytes", rss(item("a\0b"))
    yield "only nuls", bytes(1_000_000)
    yield "control references", rss(item("&#0;&#1;&#xD800;&#x110000;&#99999999999;"))
    yield "broken utf-8", rss(b"<item><title>\xff\xfe\xc3\x28\xa0\xa1</title></item>")
    yield "declared utf-16", rss(item(), head=b'<?xml version="1.0" encoding="utf-16"?>')
    yield "declared nonsense", rss(item(), head=b'<?xml version="1.0" encoding="no-such-code"?>')
    yield "declared utf-7", rss(item("+ADw-script+AD4-"), head=b'<?xml version="1.0" encoding="utf-7"?>')
    yield "declared a codec of python", rss(item(), head=b'<?xml version="1.0" encoding="zlib_codec"?>')
    yield "two marks", b"\xef\xbb\xbf\xff\xfe" + rss(item())
    yield "half utf-16", rss(item()).decode().encode("utf-16")[:-3]


def _sly() -> Iterator[tuple[str, bytes]]:
    yield "script title", rss(item("&lt;script&gt;alert(1)&lt;/script&gt;News"))
    yield "image title", rss(item("<![CDATA[<img src=x onerror=alert(1)>News]]>"))
    yield "script text", rss(item(text="<![CDATA[<script>alert(1)</script><p onclick=x>Text</p>]]>"))
    yield "javascript link", rss(item(link="javascript:alert(1)"))
    yield "data link", rss(item(link="data:text/html,x"))
    yield "file link", rss(item(link="file:///etc/passwd"))
    yield "inside link", rss(item(link="http://169.254.169.254/latest/meta-data"))
    yield "long link", rss(item(link="https://h.example/" + "a" * 100_000))
    yield "broken link", rss(item(link="http://[::1"))
    yield "same link 5k times", rss(item() * 5_000)
    yield "overriding letters", rss(item("\u202egnp.exe\u2066\u200b\u200b"))
    for name, date in {
        "year 99999": "Mon, 01 Jan 99999 00:00:00 GMT",
        "year 0": "0000-00-00T00:00:00Z",
        "digits": "9" * 5_000,
        "offset": "2026-06-01T00:00:00+99:99",
        "far ahead": "2999-01-01T00:00:00Z",
    }.items():
        yield f"date {name}", rss(item(more=f"<pubDate>{date}</pubDate>"))
    yield (
        "base outside",
        (
            XML
            + b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="file:///etc/"><entry><title>x</title>'
            + b'<link href="passwd"/></entry></feed>'
        ),
    )


def _json() -> Iterator[tuple[str, bytes]]:
    head = b'{"version":"https://jsonfeed.org/version/1.1","items":'
    yield "deep json", head + b"[" * 200_000
    yield "json numbers", head + b'[{"id":1e999999,"title":' + b"9" * 50_000 + b"}]}"
    yield "json of other kinds", head + b'[1,null,[],{"title":{}},{"url":[]}]}'
    yield "json 30k items", head + json.dumps([{"id": str(n), "title": "x"} for n in range(30_000)]).encode() + b"}"
    yield "json of surrogates", head + b'[{"id":"1","title":"\\ud800x"}]}'


def _no_feeds(canary: str) -> Iterator[tuple[str, bytes]]:
    yield (
        "sitemap of itself",
        (XML + f"<sitemapindex>{f'<sitemap><loc>{canary}-index</loc></sitemap>' * 1000}</sitemapindex>".encode()),
    )
    yield "packed bomb", gzip.compress(bytes(60_000_000), 9)
    yield "packed twice", gzip.compress(gzip.compress(rss(item())))
    yield "torn package", gzip.compress(rss(item()))[:-20]
    yield "captcha", b"<html><head><title>Just a moment...</title></head><body>Verify you are human</body></html>"
    yield "picture", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 1000
    yield "spaces", b" \n" * 1_000_000
    yield "marks", b"<" * 2_000_000
    yield "half a tag", b"<rss"
    yield "open comments", b"<!--" * 500_000


def pages() -> Iterator[tuple[str, bytes]]:
    """Bodies at an article's address."""
    yield "deep divs", b"<html><body>" + b"<div>" * 30_000 + b"text" + b"</div>" * 30_000
    yield "deep tables", b"<html><body>" + b"<table><tr><td>" * 20_000
    yield "deep fonts", b"<html><body>" + b"<font><b><i><a href=x>" * 20_000
    yield "50k attributes", b"<html><body " + b" ".join(b"a%d=1" % n for n in range(50_000)) + b"><p>x"
    yield "megabytes of paragraphs", b"<html><body><article>" + b"<p>word word word" * 60_000
    yield "megabytes of one word", b"<html><body><article><p>" + b"x" * 2_000_000
    yield "megabytes of links", b"<html><body>" + b'<a href="/a">b</a>' * 40_000
    yield "megabytes of breaks", b"<html><body><article>" + b"x<br>" * 150_000
    yield "megabytes of spaces", b"<html><body><article><p>a" + b" " * 2_000_000
    yield "megabytes of digits", b"<html><body><article><p>" + b"2026-01-" * 100_000
    yield "bare marks", b"<html><body>" + b"<" * 2_000_000
    yield "open comments", b"<html><body>" + b"<!--" * 500_000
    yield (
        "linked data bomb",
        (b'<html><head><script type="application/ld+json">' + b'{"a":' * 100_000 + b"</script></head><body><p>x"),
    )
    yield "30k metas", b"<html><head>" + b'<meta name="author" content="A B">' * 30_000 + b"</head><body><p>x"
    yield "nuls", b"<html><body><p>" + b"\0" * 1_000_000
    yield "lying charset", b'<html><head><meta charset="utf-16"></head><body><p>Text of the page'
    yield "no such charset", b'<html><head><meta charset="rot13"></head><body><p>Text'


def replies() -> Iterator[tuple[str, Reply]]:
    """Answers whose headers lie."""
    yield "gzip that is none", Reply(headers={"Content-Encoding": "gzip"}, body=b"<rss/>")
    yield "gzip bomb", Reply(headers={"Content-Encoding": "gzip"}, body=gzip.compress(bytes(40_000_000)))
    yield "brotli", Reply(headers={"Content-Encoding": "br"}, body=b"\x0b\x02\x80")
    yield "long length", Reply(headers={"Content-Length": "5000", "Connection": "close"}, body=b"<rss/>")
    yield "short length", Reply(headers={"Content-Length": "3"}, body=rss(item()))
    yield "no such charset", Reply(headers={"Content-Type": "text/xml; charset=zlib"}, body=rss(item()))
    yield "circle", Reply(status=302, headers={"Location": "/circle"})
    yield "nowhere", Reply(status=301, headers={"Location": "http://["})
    yield "inside", Reply(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data"})
    yield "drip", Reply(drip=True)
    yield "hang up", Reply(hang_up=True)
    yield "100 kB header", Reply(headers={"X-Long": "x" * 200_000}, body=b"<rss/>")
    yield "many headers", Reply(headers={f"X-{n}": "y" * 500 for n in range(400)}, body=b"<rss/>")
    yield "status 299", Reply(status=299, body=rss(item()))
    yield "status 999", Reply(status=999)
    yield "long etag", Reply(headers={"ETag": "x" * 50_000}, body=rss(item()))
