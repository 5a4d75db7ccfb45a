"""Lists of feeds come in and go out as OPML."""

import pytest

from digest.collect import opml
from digest.collect.opml import Subscription

LIST = b"""<?xml version="1.0"?><OPML version="1.0"><head><title>Mine</title></head><body>
<outline text="World"><!-- the best --><outline text="Near">
  <outline type="rss" text="Harbour &amp; Gazette" xmlUrl="https://g.example/feed?a=1&amp;b=2"/></outline>
  <outline title="Ledger" xmlurl="https://l.example/feed" category="/Money/Banks,Trade" language="en"/></outline>
<outline text="Again" xmlUrl="https://l.example/feed"/>
<outline text="A page" type="link" url="https://p.example/"/>
<outline text="Bad" xmlUrl="javascript:alert(1)"/>
</body></OPML>"""


def test_feeds_are_read_with_their_folders_and_each_once():
    read = opml.read(LIST)
    assert read.feeds == (
        Subscription(url="https://g.example/feed?a=1&b=2", title="Harbour & Gazette", folders=("Near", "World")),
        Subscription(
            url="https://l.example/feed", title="Ledger", folders=("World", "Money", "Banks", "Trade"), language="en"
        ),
    )
    assert read.skipped == ("javascript:alert(1)",)


def test_what_is_written_is_read_again():
    feeds = (
        Subscription(url='https://g.example/?a=1&b="2"', title="G & <H>", folders=("World", "Sport"), language="de"),
    )
    assert opml.read(opml.written('Mine & "yours"', feeds).encode()).feeds == feeds


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "not an OPML file"),
        (b"<rss/>", "not an OPML file"),
        (b"\x00\xff", "not an OPML file"),
        (b"<opml><body/></opml>", "holds no feeds"),
    ],
)
def test_other_files_are_refused_in_words(data: bytes, problem: str):
    assert problem in opml.read(data).problem


def test_an_entity_opens_no_file():
    data = b"""<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>
    <opml><body><outline text="&x;" xmlUrl="https://g.example/"/></body></opml>"""
    assert "root:" not in repr(opml.read(data))


def test_deep_folders_end():
    deep = b'<outline text="f">' * 200 + b'<outline xmlUrl="https://g.example/"/>' + b"</outline>" * 200
    assert opml.read(b"<opml><body>" + deep + b"</body></opml>").problem == "it holds no feeds"
