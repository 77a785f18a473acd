"""Words and tones of projects and their invoices, in the language of the page."""

from collections.abc import Iterator, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from overstap.coupling.projects.values import Difference, InvoiceState, ProjectState

PROJECT_STATES: dict[ProjectState, tuple[str | Promise, str]] = {
    ProjectState.OPEN: (pgettext_lazy("project", "open"), "ok"),
    ProjectState.CLOSED: (pgettext_lazy("project", "closed"), "neutral"),
}
INVOICE_STATES: dict[InvoiceState, tuple[str | Promise, str]] = {
    InvoiceState.DRAFT: (_("draft"), "neutral"),
    InvoiceState.NUMBERED: (_("waits to be booked"), "wait"),
    InvoiceState.POSTING: (_("being booked"), "wait"),
    InvoiceState.POSTED: (pgettext_lazy("invoice", "booked"), "ok"),
    InvoiceState.DIFFERENT: (_("booked otherwise"), "warn"),
    InvoiceState.REFUSED: (_("not booked"), "bad"),
}
_DIFFERING: dict[str, str | Promise] = {
    "entry": _("Entry"),
    "journal": _("Journal"),
    "day": _("Date"),
    "account": _("Debtors’ account"),
    "customer": _("Customer"),
    "amount": _("Amount"),
    "number": _("Invoice number"),
}


def differing(found: Sequence[Difference]) -> Iterator[tuple[str, str, str]]:
    """What differs in words, what was sent and what is there."""
    for one in found:
        name = _DIFFERING.get(one.code)
        yield str(name) if name else str(_("Account %(code)s") % {"code": one.code.split(" ")[-1]}), one.sent, one.there
