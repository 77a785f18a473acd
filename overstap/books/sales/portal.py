"""What a customer sees and does by the link in their mail, without an account; ``hashed`` is ``link_hash(token)``.

The link names an administration and a quotation and no place: it leads to wherever the administration is held now.
The system actor reads and writes there with the mandate that stands for this link; without one it leads to nothing
but a page that says so. Row-level security holds for it too.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from overstap.books.documents.models import Document
from overstap.books.sales import answering, letters, queries, store
from overstap.books.sales.errors import QuotationEnded
from overstap.books.sales.models import PortalLink, Quotation
from overstap.books.sales.values import Deed, QuotationFile, QuotationState
from overstap.lib import objects
from overstap.lib.errors import Refused, TryLater
from overstap.tenancy import access, audit
from overstap.tenancy.models import Administration, Environment
from overstap.tenancy.values import AdministrationState

_OPEN = (AdministrationState.ACTIVE, AdministrationState.FROZEN)


class LinkUnknown(Refused):
    """A link that opens nothing; the same words whatever the cause."""

    code = "LINK-UNKNOWN"


class BeingMoved(TryLater):
    """The administration is on its way to another holder."""

    code = "QUOTATION-BEING-MOVED"


class Stands(StrEnum):
    """What the page can say of a quotation."""

    OPEN = "open"
    WAITS = "waits"  # it can be read, and answered once a move is done
    MOVING = "moving"  # it cannot be shown just now
    ANSWERED = "answered"
    EXPIRED = "expired"
    ENDED = "ended"  # the link led to something that stayed behind in a move


@dataclass(frozen=True, slots=True)
class Found:
    """Where a link leads at this moment."""

    uid: UUID
    quotation: UUID
    seller: str
    seller_email: str
    ended: bool
    environment: int | None
    administration: int | None
    state: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows; ``file`` is None where the quotation itself cannot be seen."""

    stands: Stands
    seller: str
    seller_email: str
    file: QuotationFile | None = None


def find(hashed: str) -> Found:
    """Where the link with this hash leads. Raises LinkUnknown."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sales_portal(%s)", [hashed])
        row = cursor.fetchone()
    if row is None:
        raise LinkUnknown(
            _("This link does not open anything (any more)."),
            remedy=_("Use the newest mail about the quotation, or ask whoever sent it."),
        )
    return Found(*row)


def look(hashed: str) -> Shown:
    """What there is to see now. Raises LinkUnknown."""
    found = find(hashed)
    if found.ended or found.environment is None:
        return Shown(Stands.ENDED, found.seller, found.seller_email)
    if found.state not in _OPEN:
        return Shown(Stands.MOVING, found.seller, found.seller_email)
    with _as_system(found):
        row = Quotation.objects.filter(administration=found.administration, uid=found.quotation).first()
        if row is None:
            return Shown(Stands.ENDED, found.seller, found.seller_email)
        shown = queries.file_of(row)
    return Shown(_stands(shown, found), found.seller, found.seller_email, shown)


def answer(hashed: str, deed: Deed, name: str, reason: str = "") -> None:
    """Approve or refuse, once. Those who look after the administration get a mail.

    Raises LinkUnknown, BeingMoved while nothing can be saved, AlreadyAnswered, QuotationEnded, SalesRefused.
    """
    with _refusals_told(deed):
        found = find(hashed)
        _require_reachable(found)
        with _as_system(found):
            one = _for_writing(found)
            row = Quotation.objects.select_for_update().filter(administration=one, uid=found.quotation).first()
            if row is None:
                raise _gone()
            row.administration = one
            answering.answer(row, deed, name, reason)
            link = PortalLink.objects.select_related("made_by").get(uid=found.uid)
            paper = store.quotation_paper(row, store.settings(one))
            letters.answered(one, paper, link, deed, row.answered_by, row.reason)
            _record(one, row, deed, link.email)


def pdf(hashed: str) -> tuple[str, bytes]:
    """The quotation as it was mailed: a file name and its bytes. Raises LinkUnknown, QuotationEnded, BeingMoved."""
    found = find(hashed)
    _require_reachable(found)
    with _as_system(found):
        row = Quotation.objects.filter(administration=found.administration, uid=found.quotation).first()
        if row is None or row.document_uid is None:
            raise _gone()
        document = Document.objects.get(administration=found.administration, uid=row.document_uid)
        return document.name, objects.content(document.sha256)


def _refusals_told(deed: Deed) -> AbstractContextManager[None]:
    if deed is Deed.APPROVE:
        return audit.on_refusal(None, "", "quotation.approve")
    return audit.on_refusal(None, "", "quotation.refuse")


@contextmanager
def _as_system(found: Found) -> Iterator[None]:
    with access.act_for_system(found.uid, [found.environment] if found.environment else []):
        yield


def _for_writing(found: Found) -> Administration:
    """The administration, which nothing can freeze before this transaction ends. Raises BeingMoved."""
    one = Administration.objects.select_related("environment").get(pk=found.administration or 0)
    access.pass_gate(one)
    locked = Administration.objects.raw("SELECT * FROM tenancy_administration WHERE id = %s FOR SHARE", [one.pk])[0]
    if locked.state != AdministrationState.ACTIVE or locked.sealed_at is not None:
        raise _being_moved()
    return one


def _require_reachable(found: Found) -> None:
    if found.ended or found.environment is None:
        raise _gone()
    if found.state not in _OPEN:
        raise _being_moved()


def _stands(shown: QuotationFile, found: Found) -> Stands:
    if shown.state in (QuotationState.APPROVED, QuotationState.REFUSED):
        return Stands.ANSWERED
    if shown.state is QuotationState.EXPIRED:
        return Stands.EXPIRED
    if shown.state is not QuotationState.SENT:
        return Stands.ENDED
    return Stands.OPEN if found.state == AdministrationState.ACTIVE else Stands.WAITS


def _record(one: Administration, row: Quotation, deed: Deed, email: str) -> None:
    facts = {"administration": one.code, "number": row.number, "email": email, "name": row.answered_by}
    where = Environment.objects.get(pk=one.environment_id)
    told = {**facts, "reason": row.reason}
    if deed is Deed.APPROVE:
        audit.record(None, "quotation.approve", told, environment=where)
    else:
        audit.record(None, "quotation.refuse", told, environment=where)


def _being_moved() -> BeingMoved:
    return BeingMoved(
        _("Your answer cannot be taken just now: the books of the sender are being moved."),
        remedy=_("Nothing is lost. Try again later by the same link; it keeps working."),
    )


def _gone() -> QuotationEnded:
    return QuotationEnded(
        _("This quotation can no longer be answered here."), remedy=_("Ask whoever sent it for a new one.")
    )
