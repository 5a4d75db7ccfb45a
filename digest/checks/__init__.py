"""Checks before anything is sent: one file a subject, each a pure function over one Proof."""

from types import ModuleType

from digest.checks import (
    age,
    clients,
    contrast,
    coverage,
    document,
    headers,
    headings,
    images,
    leaving,
    leftovers,
    links,
    order,
    plain_text,
    postal,
    retold,
    round_trip,
    size,
    stories,
    subject,
)
from digest.checks.proof import Finding, Proof, Severity

__all__ = ["ALL", "Finding", "Proof", "Severity", "run"]

ALL: tuple[ModuleType, ...] = (
    leaving,
    round_trip,
    postal,
    headers,
    subject,
    stories,
    retold,
    age,
    order,
    leftovers,
    links,
    document,
    headings,
    images,
    contrast,
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
