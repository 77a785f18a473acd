"""The answer to a quotation: by the customer on their own page, or written down by the seller."""

from uuid import UUID

from django.utils.translation import gettext as _

from overstap.books.sales import actions, store
from overstap.books.sales.errors import AlreadyAnswered, QuotationEnded, SalesRefused
from overstap.books.sales.models import Quotation
from overstap.books.sales.values import Deed, QuotationState
from overstap.lib import clock
from overstap.tenancy import audit
from overstap.tenancy.access import Actor, administration_for_writing

LONGEST_NAME, LONGEST_REASON = 200, 1_000
_ANSWERED = (QuotationState.APPROVED, QuotationState.REFUSED)


def settle(*, actor: Actor, code: str, uid: UUID, deed: Deed, name: str, reason: str = "") -> None:
    """Write down what a customer answered in another way; ``name``: who said so.

    Raises NotAllowed, NotFound, Frozen, AlreadyAnswered, QuotationEnded, SalesRefused.
    """
    one = administration_for_writing(actor, code)
    row = actions.locked_quotation(one, uid)
    answer(row, deed, name, reason)
    facts = {"administration": code, "number": row.number, "answer": str(deed), "reason": reason}
    audit.record(actor, "quotation.settle", facts)


def answer(row: Quotation, deed: Deed, name: str, reason: str) -> None:
    """Approve or refuse a locked quotation; what is approved becomes the draft of an invoice.

    Raises AlreadyAnswered, QuotationEnded, SalesRefused (a name is needed; to refuse, a reason).
    """
    require_open(row)
    row.answered_by = _line(name, LONGEST_NAME, _("Who answers?"), _("Fill in your name."))
    if deed is Deed.REFUSE:
        row.reason = _line(reason, LONGEST_REASON, _("Why is it refused?"), _("Give a reason in a few words."))
    row.answered_at = clock.now()
    row.state = QuotationState.APPROVED if deed is Deed.APPROVE else QuotationState.REFUSED
    if deed is Deed.APPROVE:
        row.invoice_uid = actions.invoice_of(row)
    row.save()


def require_open(row: Quotation) -> None:
    """Raise AlreadyAnswered or QuotationEnded unless it can be answered."""
    if row.state in _ANSWERED:
        raise AlreadyAnswered(
            _("This quotation was answered already, by %(name)s.") % {"name": row.answered_by},
            remedy=_("Ask for a new one if that was a mistake."),
        )
    if row.state != QuotationState.SENT or row.valid_until is None or row.valid_until < store.today():
        raise QuotationEnded(
            _("This quotation cannot be answered any more."), remedy=_("Ask for a new one: it may have changed.")
        )


def _line(text: str, longest: int, question: str, remedy: str) -> str:
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    if not plain or len(plain) > longest:
        raise SalesRefused(question, code="SALES-ANSWER", remedy=remedy)
    return plain
