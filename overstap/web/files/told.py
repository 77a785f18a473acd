"""What the pure layers found, in the language of the reader."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import told, told_place

TONES: dict[str, str] = {Severity.ERROR: "bad", Severity.WARNING: "warn", Severity.INFO: "info"}


@dataclass(frozen=True, slots=True)
class ToldFinding:
    """A finding as a page shows it."""

    code: str
    severity: str
    place: str
    message: str
    remedy: str
    tone: str


def finding(one: Finding) -> ToldFinding:
    """``one`` in the reader's language."""
    return ToldFinding(
        code=one.code,
        severity=severity_word(one.severity),
        place=told_place(one.place, _),
        message=told(one.message, _),
        remedy=told(one.remedy, _),
        tone=TONES[one.severity],
    )


def severity_word(severity: str) -> str:
    """A severity as people call it."""
    words = {Severity.ERROR: _("Error"), Severity.WARNING: _("Warning"), Severity.INFO: _("Remark")}
    return words[Severity(severity)]


def state_word(state: str) -> str:
    """The state of an import as people call it."""
    words = {
        "waiting": _("Waiting"),
        "running": _("Being imported"),
        "done": _("Imported"),
        "refused": _("Refused"),
        "failed": _("Failed"),
        "cancelled": _("Called off"),
    }
    return words[state]


STATE_TONES: dict[str, str] = {
    "waiting": "wait", "running": "live", "done": "ok", "refused": "bad", "failed": "bad", "cancelled": "neutral",
}  # fmt: skip
