"""What sales refuse."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from overstap.lib.errors import NeedsPerson, Refused
from overstap.lib.findings import Finding, blocking
from overstap.lib.sentences import told, told_place
from overstap.tenancy.access import NotFound


class SalesRefused(Refused):
    """What was typed cannot be kept."""

    code = "SALES-REFUSED"


class NotReady(Refused):
    """Something that has to be on a quotation or an invoice is missing."""

    code = "SALES-NOT-READY"


class AlreadySent(Refused):
    """It was sent; what was sent does not change."""

    code = "SALES-SENT"


class AlreadyAnswered(Refused):
    """Somebody answered this quotation before."""

    code = "QUOTATION-ANSWERED"


class QuotationEnded(Refused):
    """The quotation cannot be approved any more."""

    code = "QUOTATION-ENDED"


class NumberTaken(NeedsPerson):
    """The number that comes next is in use."""

    code = "SALES-NUMBER-TAKEN"


def require_none(found: Sequence[Finding], kind: type[Refused] = SalesRefused) -> None:
    """Raise ``kind`` with the code of the first finding that blocks; its facts name all of them."""
    blocked = blocking(found)
    if not blocked:
        return
    first = blocked[0]
    raise kind(
        told(first.message, _),
        code=first.code,
        remedy=told(first.remedy, _),
        facts={"place": told_place(first.place, _), "findings": [one.as_dict() for one in blocked]},
    )


def not_found(text: str) -> NotFound:
    """There is no such quotation, invoice or product here; ``text`` says which."""
    return NotFound(text, code="SALES-NOT-FOUND", remedy=_("Look it up in the list under Sales."))
