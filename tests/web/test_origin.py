"""Forms come from our own pages, or change nothing."""

import pytest
from starlette.datastructures import Headers

from digest.web.origin import is_own, origin, own_path

OURS = "https://news.example"


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": OURS}, False),
        ({"origin": OURS}, True),
        ({"origin": "http://news.example"}, False),
        ({"origin": "https://news.example.evil.example"}, False),
        ({"origin": "null"}, False),
        ({}, False),
    ],
)
def test_only_our_own_pages_may_send_a_form(headers, passes):
    assert is_own(Headers(headers), OURS) is passes


def test_an_origin_has_no_path_and_no_capitals():
    assert origin("https://News.example:8443/digest") == "https://news.example:8443"


def test_a_path_is_that_inside_the_mounted_app():
    assert own_path({"path": "/desk/morning", "root_path": "/desk"}) == "/morning"
    assert own_path({"path": "/morning"}) == "/morning"
