"""What a status code says about an address (RFC 3463 and the registry of RFC 5248). Pure."""

import re

from digest.model.delivery import BounceClass

NO_SUCH_ADDRESS = frozenset({"1.1", "1.2", "1.3", "1.6", "1.10", "2.1"})
"""Of an enhanced code, what follows the class: no mailbox, no domain, no address, moved, takes no mail, disabled."""
ABOUT_THE_MAIL = ("7.", "6.", "5.", "3.4")
"""Policy, content, protocol, size: nothing about the address."""

_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3}\.\d{1,3})(?![\d.])")


def bounce_class(status: str) -> BounceClass:
    """The class of a bounce with this status; one that says nothing clear is soft, so that only many of them count."""
    found = _ENHANCED.search(status)
    if found is None:
        return BounceClass.SOFT
    if found[2].startswith(ABOUT_THE_MAIL):
        return BounceClass.BLOCKED
    return BounceClass.HARD if found[1] == "5" and found[2] in NO_SUCH_ADDRESS else BounceClass.SOFT


def enhanced(text: str) -> str:
    """The first enhanced status code in a text; empty where there is none."""
    found = _ENHANCED.search(text)
    return found[0] if found else ""
