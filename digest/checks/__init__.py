"""Checks before anything is sent: one file a subject, each a pure function over one Proof."""

from types import ModuleType

from digest.checks import (
    age,
    clients,
    complete,
    contrast,
    coverage,
    document,
    headers,
    headings,
    images,
    languages,
    leaving,
    leftovers,
    letters,
    links,
    message,
    order,
    plain_text,
    postal,
    privacy,
    related,
    retold,
    round_trip,
    sections,
    size,
    stories,
    subject,
    wording,
)
from digest.checks.proof import Finding, Proof, Severity

__all__ = ["ALL", "Finding", "Proof", "Severity", "run"]

ALL: tuple[ModuleType, ...] = (
    leaving,
    round_trip,
    postal,
    headers,
    message,
    privacy,
    subject,
    wording,
    sections,
    stories,
    related,
    retold,
    age,
    order,
    complete,
    leftovers,
    links,
    document,
    languages,
    headings,
    images,
    contrast,
    letters,
    size,
    plain_text,
    clients,
    coverage,
)
"""Every check, in the order people read the findings."""


def run(proof: Proof) -> tuple[Finding, ...]:
    """Everything that is wrong with an edition about to be sent, what blocks it first."""
    findings = [finding for check in ALL for finding in check.find(proof)]
    return tuple(sorted(findings, key=lambda finding: not finding.blocking))
