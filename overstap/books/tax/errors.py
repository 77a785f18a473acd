"""What is refused here, in the words of people; findings of the plain checks become errors in one place."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from overstap.lib.errors import NeedsPerson, Refused
from overstap.lib.findings import Finding
from overstap.lib.sentences import told


class TaxRefused(Refused):
    """Something typed cannot be used; ``code`` is that of the first finding, ``facts["fields"]`` has them all."""

    code = "TAX-REFUSED"


class ReturnState(Refused):
    """This cannot be done with the return (any more)."""

    code = "RETURN-STATE"


class RightMissing(NeedsPerson):
    """Returns are approved and filed by people who were given that right, and by nobody else."""

    code = "VAT-RIGHT-MISSING"


class NotThere(Refused):
    """There is no such thing in this administration."""

    code = "TAX-NOT-FOUND"


def refuse(findings: Iterable[Finding]) -> None:
    """Raise TaxRefused when there are findings: the first one's words, and every one by the field that it is about."""
    found = list(findings)
    if not found:
        return
    first = found[0]
    fields: dict[str, str] = {}
    for one in found:
        fields.setdefault(one.place, f"{told(one.message, _)} {told(one.remedy, _)}")
    raise TaxRefused(told(first.message, _), code=first.code, remedy=told(first.remedy, _), facts={"fields": fields})
