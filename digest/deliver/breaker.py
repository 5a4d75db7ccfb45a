"""When so much comes back that going on would harm the sender's name. Pure."""

from digest.model.settings import Deliveries
from digest.store.pauses import Returns

HANDED_MIN = 100  # fewer mails make no share


def reason(found: Returns, most: Deliveries) -> str:
    """Why sending should pause; empty where it need not. The share itself is still allowed."""
    return refusals(found, most) or complaints(found, most)


def refusals(found: Returns, most: Deliveries) -> str:
    if not _is_over(found.returned, found.handed, most.rejects_max_percent):
        return ""
    return f"{found.returned} of {found.handed} mails were refused or bounced, over {most.rejects_max_percent:g} %"


def complaints(found: Returns, most: Deliveries) -> str:
    if not _is_over(found.complained, found.handed, most.complaints_max_percent):
        return ""
    return f"{found.complained} of {found.handed} readers complained, over {most.complaints_max_percent:g} %"


def _is_over(part: int, whole: int, percent: float) -> bool:
    return whole >= HANDED_MIN and part * 100 > whole * percent
