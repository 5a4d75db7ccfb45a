"""Pages that stand before the page that was asked for."""

import pytest

from digest.collect.walls import wall


@pytest.mark.parametrize(
    ("page", "name"),
    [
        (b"<title>Just a moment...</title><script src=/cdn-cgi/challenge-platform/x>", "a captcha"),
        (b"<p>Please complete the reCAPTCHA", "a captcha"),
        (b"<p>We value your privacy <button>Accept all cookies", "a consent form"),
        (b"<button>Zustimmen und weiter", "a consent form"),
        (b"<form><input type='password' name=p>", "a sign-in"),
        (b"<p>Nothing of the kind", ""),
        (b"", ""),
    ],
)
def test_a_wall_is_named(page: bytes, name: str):
    assert wall(page) == name
