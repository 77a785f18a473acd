"""What the pages of conversions say for codes."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from overstap.connectors.values import Kind
from overstap.connectors.words import KINDS
from overstap.moves.conversions.comparing import BALANCES
from overstap.moves.conversions.values import Choice, State, What

Words = Mapping[str, str | Promise]

STATES: Mapping[str, tuple[str | Promise, str]] = {
    State.DRAWN_UP: (_("Drawn up"), "wait"),
    State.READING: (_("Being read"), "live"),
    State.REVIEW: (_("To be reviewed"), "warn"),
    State.WRITING: (_("Being written"), "live"),
    State.CHECKING: (_("Being compared"), "live"),
    State.STOPPED: (_("Stopped"), "bad"),
    State.DONE: (_("Finished"), "ok"),
    State.CANCELLED: (_("Called off"), "neutral"),
}
REASONS: Words = {
    "rgs-and-code": _("same RGS code and same code"),
    "rgs": _("same RGS code"),
    "code-and-name": _("same code, same name or nearly"),
    "code": _("same code, another name"),
    "name": _("same name"),
    "name-somewhat": _("a name somewhat like it"),
    "several": _("several fit equally well"),
    "taken": _("another code becomes this one already"),
    "percentage": _("same percentage and direction"),
    "type": _("same kind of journal"),
    "number": _("same VAT number or number in the trade register"),
    "decided-before": _("decided in an earlier conversion"),
    "new": _("not there yet: made new"),
    "new-code": _("not there yet, and its code is in use: made new under another"),
    "cannot-be-made": _("not there, and it cannot be made from outside"),
    "none": _("nothing like it was found"),
}
CHOICES: Words = {
    Choice.EXISTING: _("Use one that is there"),
    Choice.NEW: _("Make a new one"),
    Choice.NONE: _("Leave it out"),
}
WHATS: Mapping[str, tuple[str | Promise, str]] = {
    What.MISSING: (_("Missing"), "bad"),
    What.EXTRA: (_("Too many"), "bad"),
    What.DIFFERENT: (_("Different"), "bad"),
    What.RENUMBERED: (_("Another number"), "info"),
    What.NOT_KEPT: (_("Not kept there"), "warn"),
}
FIELDS: Words = {
    "name": _("name"),
    "type": _("type"),
    "RGS": _("RGS code"),
    "number": _("number"),
    "balance": _("balance"),
    "date": _("date"),
    "period": _("period"),
    "lines": _("lines"),
    "relations": _("relations"),
    "invoices": _("invoices"),
    "VAT": _("VAT"),
    "cost centres": _("cost centres and projects"),
    "open": _("open amount"),
    "due": _("due date"),
    "start": _("start"),
    "end": _("end"),
    "VAT number": _("VAT number"),
    "trade register": _("number in the trade register"),
    "e-mail": _("e-mail address"),
    "city": _("city"),
    "bank accounts": _("bank accounts"),
    "content": _("content"),
    "entry": _("entry"),
    "days": _("days"),
    "discount": _("discount"),
    "purchased on": _("purchased on"),
    "purchase": _("purchase price"),
    "residual": _("residual value"),
    "method": _("method of depreciation"),
    "months": _("months of depreciation"),
    "asset account": _("account of the asset"),
}


def kind(code: str) -> str:
    """A kind of record as people call it."""
    return str(_("Balances per account and period")) if code == BALANCES else str(KINDS[Kind(code)])


def field(name: str) -> str:
    """A field that differs."""
    return str(FIELDS.get(name, name))
