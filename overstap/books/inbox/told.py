"""Findings as they are kept with an item: plain data that can still be told in any language."""

from collections.abc import Mapping
from typing import Any

from overstap.lib import kept_sentences
from overstap.lib.findings import Finding, Severity


def keep(finding: Finding) -> dict[str, Any]:
    """A finding as JSON."""
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "place": kept_sentences.storable(finding.place),
        "message": kept_sentences.keep(finding.message),
        "remedy": kept_sentences.keep(finding.remedy),
    }


def restore(kept: Mapping[str, Any]) -> Finding:
    """What ``keep`` was given."""
    return Finding(
        kept["code"],
        Severity(kept["severity"]),
        kept["place"],
        kept_sentences.restore(kept["message"]),
        kept_sentences.restore(kept["remedy"]),
    )


def code_of(kept: Mapping[str, Any]) -> str:
    """The code of a kept finding; empty where there is none."""
    return str(kept.get("code", ""))
