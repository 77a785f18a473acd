"""What projects and their invoices refuse."""

from django.utils.translation import gettext as _

from overstap.lib.errors import NeedsPerson, Refused
from overstap.tenancy.access import NotFound


class ProjectRefused(Refused):
    """That cannot be done with this project."""

    code = "PROJECT-REFUSED"


class InvoiceRefused(Refused):
    """That cannot be done with this invoice."""

    code = "PROJECT-INVOICE-REFUSED"


class Definitive(Refused):
    """The invoice has its number; what it says does not change any more."""

    code = "PROJECT-INVOICE-DEFINITIVE"


class NoCode(NeedsPerson):
    """The administration has no code, so that its invoices can have no number (R205)."""

    code = "PROJECT-NO-CODE"


class NumbersUsedUp(NeedsPerson):
    """99999 numbers were given in a year: the next one has no place (R207)."""

    code = "PROJECT-NUMBERS-USED-UP"


class NumberTaken(NeedsPerson):
    """The number that comes next, or the code in it, belongs to another invoice or administration (R208)."""

    code = "PROJECT-NUMBER-TAKEN"


class NotSet(NeedsPerson):
    """A setting of the administration is missing that booking needs."""

    code = "PROJECT-SETTING"


class CustomerMissing(NeedsPerson):
    """The customer is not known in that administration of the package."""

    code = "PROJECT-CUSTOMER"


class NotCoupled(NeedsPerson):
    """The administration is not coupled (any more, or not yet)."""

    code = "PROJECT-NOT-COUPLED"


def no_project(number: int) -> NotFound:
    """There is no such project here."""
    return NotFound(
        _("There is no project %(number)d here.") % {"number": number},
        code="PROJECT-NOT-FOUND",
        remedy=_("Look it up in the list of projects."),
    )


def no_invoice() -> NotFound:
    """There is no such invoice here."""
    return NotFound(
        _("There is no such invoice here."),
        code="PROJECT-INVOICE-NOT-FOUND",
        remedy=_("Look it up in the list of invoices of projects."),
    )
