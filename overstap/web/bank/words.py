"""Words and tones of bank and cash, in the language of the page."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overstap.books.bank.consents import NAMES
from overstap.books.bank.values import AccountKind, LineState, LinkShown, Reason
from overstap.lib.findings import Finding
from overstap.lib.sentences import told, told_place

_LINKS: Mapping[str, tuple[str | Promise, str]] = {
    LinkShown.ACTIVE: (gettext_lazy("active"), "ok"),
    LinkShown.EXPIRING: (gettext_lazy("expires soon"), "warn"),
    LinkShown.EXPIRED: (gettext_lazy("expired"), "bad"),
    LinkShown.TO_ACTIVATE: (gettext_lazy("to be activated again"), "warn"),
    LinkShown.READ_ONLY: (gettext_lazy("active, read-only"), "wait"),
    LinkShown.ENDED: (gettext_lazy("switched off"), "neutral"),
}
_REASONS: Mapping[str, str | Promise] = {
    Reason.INVOICE: gettext_lazy("invoice number"),
    Reason.AMOUNT: gettext_lazy("exact amount"),
    Reason.ACCOUNT: gettext_lazy("bank account"),
    Reason.NAME: gettext_lazy("name"),
}
_LINES: Mapping[str, tuple[str | Promise, str]] = {
    LineState.WAITING: (gettext_lazy("waits"), "wait"),
    LineState.BOOKED: (gettext_lazy("matched"), "ok"),
    LineState.ASIDE: (gettext_lazy("set aside"), "neutral"),
}
_KINDS: Mapping[str, str | Promise] = {
    AccountKind.BANK: gettext_lazy("Bank account"),
    AccountKind.CASH: gettext_lazy("Cash box"),
}
_TONES = {"error": "bad", "warning": "warn", "info": "info"}
_SEVERITIES: Mapping[str, str | Promise] = {
    "error": gettext_lazy("error"),
    "warning": gettext_lazy("warning"),
    "info": gettext_lazy("remark"),
}


def link_state(shown: str) -> tuple[str, str]:
    """Word and tone of how a link is shown."""
    text, tone = _LINKS[shown]
    return str(text), tone


def line_state(state: str) -> tuple[str, str]:
    """Word and tone of what was done with a line."""
    text, tone = _LINES[state]
    return str(text), tone


def reasons(found: Sequence[tuple[Reason, int]]) -> str:
    """Why something is proposed, in one phrase."""
    return ", ".join(str(_REASONS[reason]) for reason, _points in found) or _("nothing but the sign")


def bank(code: str) -> str:
    """The name of a bank."""
    return NAMES.get(code, "")


def kind(code: str) -> str:
    """What an account is."""
    return str(_KINDS[code])


def finding(one: Finding) -> dict[str, str]:
    """A finding in the language of the page; plain, so that it can be kept for the next page."""
    return {
        "code": one.code,
        "tone": _TONES[one.severity],
        "severity": str(_SEVERITIES[one.severity]),
        "place": told_place(one.place, _),
        "message": told(one.message, _),
        "remedy": told(one.remedy, _),
    }
