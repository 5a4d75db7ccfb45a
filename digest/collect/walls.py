"""Recognises pages that stand before the page that was asked for: captchas, consent forms, sign-ins."""

import re

LOOKED_AT_BYTES = 100_000  # these pages say what they want at once

_WALLS = (
    (
        "a captcha",
        re.compile(
            rb"captcha|cf-chl|challenge-platform|just a moment\.\.\.|verify(?:ing)? (?:that )?you are (?:a )?human"
            rb"|are you a robot|unusual traffic|enable javascript and cookies to continue|px-captcha|datadome"
            rb"|perimeterx|incapsula|checking your browser",
            re.IGNORECASE,
        ),
    ),
    (
        "a consent form",
        re.compile(
            rb"consent\.(?:google|yahoo|youtube)|guce\.|privacy-?gate|cookie-?wall|consent-?(?:page|wall|form|manager)"
            rb"|accept (?:all )?cookies|alle akzeptieren|zustimmen und weiter|tout accepter"
            rb"|aceptar (?:todas|y continuar)|accetta tutt[ie]|we value your privacy",
            re.IGNORECASE,
        ),
    ),
    (
        "a sign-in",
        re.compile(
            rb"""<input[^>]{0,200}type\s*=\s*["']?password|please (?:log|sign) ?in to continue""", re.IGNORECASE
        ),
    ),
)


def wall(html: bytes) -> str:
    """What the page asks for instead of showing what it should, in a few words; empty where it is no such page.

    For pages that disappointed only: a good page may speak of cookies too.
    """
    opening = html[:LOOKED_AT_BYTES]
    return next((name for name, pattern in _WALLS if pattern.search(opening)), "")
