"""Invoice numbers without gap or reuse, one series for each administration and year (R206, R207).

A number is given in the transaction that makes the invoice definitive: where that fails, it was never given. The row
of the series is locked until then, so that of two at once the second waits.
"""

from django.utils.translation import gettext as _

from overstap.coupling.models import Coupled
from overstap.coupling.projects import codes
from overstap.coupling.projects.codes import HIGHEST, Parts
from overstap.coupling.projects.errors import NoCode, NumbersUsedUp, NumberTaken
from overstap.coupling.projects.models import BroughtIn, ProjectInvoice, Series


def give(coupled: Coupled, year: int) -> str:
    """The next invoice number of an administration. Raises NoCode, NumbersUsedUp, NumberTaken."""
    one = Coupled.objects.select_for_update(no_key=True).get(pk=coupled.pk)  # its code stays until this ends
    if not codes.is_code(one.code):
        raise _no_code(one)
    row = locked(one, one.code, year)
    _require_own(one)
    following = Parts(year, one.code, row.last + 1)
    if following.last > HIGHEST:
        raise _used_up(one, year)
    if _in_use(one, following.number):
        raise _taken(following.number)
    row.last, row.begun = following.last, True
    row.save(update_fields=["last", "begun"])
    return following.number


def next_project(environment: int) -> int:
    """The next number of a project; it is never given twice."""
    Series.objects.get_or_create(environment_id=environment, code="", year=0)
    row = Series.objects.select_for_update(no_key=True).get(environment_id=environment, code="", year=0)
    row.last += 1
    row.save(update_fields=["last"])
    return row.last


def locked(coupled: Coupled, code: str, year: int) -> Series:
    """The series of a code in a year, made where there is none; nobody else gives its numbers until this ends."""
    place = {"environment_id": coupled.environment_id, "code": code, "year": year}
    Series.objects.get_or_create(**place, defaults={"coupled": coupled})
    return Series.objects.select_for_update(no_key=True).get(**place)


def _require_own(one: Coupled) -> None:
    """A code that was used for one administration is never used for another."""
    others = Series.objects.filter(environment=one.environment_id, code=one.code, last__gt=0).exclude(coupled=one)
    other = others.select_related("coupled").order_by("year").first()
    if other is None:
        return
    raise NumberTaken(
        _("Code %(code)s is in invoice numbers of %(name)s.")
        % {"code": one.code, "name": other.coupled.name if other.coupled else ""},
        remedy=_("Give this administration another code where administrations are coupled."),
    )


def _in_use(one: Coupled, number: str) -> bool:
    there = {"environment": one.environment_id}
    brought = BroughtIn.objects.filter(**there, bare=number).exists()
    return brought or ProjectInvoice.objects.filter(**there, number=number).exists()


def _no_code(one: Coupled) -> NoCode:
    return NoCode(
        _("“%(name)s” has no code yet, and the code is part of its invoice numbers.") % {"name": one.name},
        remedy=_("Give it a code of three digits where administrations are coupled."),
    )


def _used_up(one: Coupled, year: int) -> NumbersUsedUp:
    return NumbersUsedUp(
        _("All 99,999 invoice numbers of “%(name)s” in %(year)d were given.") % {"name": one.name, "year": year},
        remedy=_("Couple a further administration with a code of its own, or date the invoice in the next year."),
    )


def _taken(number: str) -> NumberTaken:
    return NumberTaken(
        _("The number %(number)s belongs to an invoice that was brought in.") % {"number": number},
        remedy=_("Give this administration another code where administrations are coupled."),
    )
