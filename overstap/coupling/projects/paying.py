"""What is still open of invoices that were booked, as the package knows it now."""

from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

from overstap.connectors.values import Kind, OpenItem, Wanted
from overstap.coupling import entering
from overstap.coupling.projects import invoices, posting
from overstap.coupling.projects.models import ProjectInvoice
from overstap.coupling.projects.values import InvoiceState
from overstap.lib import clock
from overstap.lib.money import ZERO
from overstap.tenancy import audit
from overstap.tenancy.access import Actor

_BOOKED = (InvoiceState.POSTED, InvoiceState.DIFFERENT)
_CUSTOMER = "CU"
_AT_ONCE = 1_000
_Open = dict[tuple[str, str], Decimal]  # by journal and entry


def look(*, actor: Actor, uid: UUID) -> None:
    """Ask the administration of an invoice what is open, and keep it for all its booked invoices at once.

    One reading of the open items, whatever their number. Raises NotAllowed, NotFound, CouplingOff, NotCoupled, and as
    ``connectors.port.Books``.
    """
    entering.to_decide(actor)
    row = invoices.locked(actor, uid)
    coupled = posting.administration_of(row)
    end = posting.reach(coupled)
    left: _Open = {}
    for item in end.books.read(end.connection, end.code, Wanted(frozenset({Kind.OPEN_ITEMS}))):
        if isinstance(item, OpenItem) and item.side == _CUSTOMER:
            place = (item.journal, item.entry)
            left[place] = left.get(place, ZERO) + item.open
    booked = ProjectInvoice.objects.filter(coupled=coupled, state__in=_BOOKED)
    _keep(booked.only("pk", "journal", "entry", "number").iterator(_AT_ONCE), left)
    audit.record(actor, "project-invoice.look", {"administration": coupled.name, "count": booked.count()})


def _keep(rows: Iterator[ProjectInvoice], left: _Open) -> None:
    found = list[ProjectInvoice]()
    now = clock.now()
    for row in rows:
        row.open_amount, row.looked_at = left.get((row.journal, row.entry), ZERO), now
        found.append(row)
    ProjectInvoice.objects.bulk_update(found, ["open_amount", "looked_at"], batch_size=_AT_ONCE)
