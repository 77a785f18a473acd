"""A coupled administration: its settings (R223), and letting it go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from overstap.coupling import administration_settings, queries
from overstap.coupling.administration_settings import CONTACTS_BACK, YES, Field
from overstap.coupling.keeping import uncoupling
from overstap.coupling.values import CoupledRow, Stage
from overstap.lib.errors import OverstapError
from overstap.tenancy import access
from overstap.tenancy.access import Actor, NotFound
from overstap.tenancy.roles import Right
from overstap.web import doors
from overstap.web.coupling import stages
from overstap.web.coupling.overview import number as number_in

LABELS: Mapping[str, str | Promise] = {
    "journal": gettext_lazy("Sales journal"),
    "revenue_account": gettext_lazy("Revenue account"),
    "receivable_account": gettext_lazy("Receivables account"),
    "vat_high": gettext_lazy("VAT code, high rate"),
    "vat_low": gettext_lazy("VAT code, low rate"),
    "vat_zero": gettext_lazy("VAT code, zero rate"),
    "vat_reversed": gettext_lazy("VAT code, reverse charge"),
    "vat_exempt": gettext_lazy("VAT code, exempt"),
    "payment_condition": gettext_lazy("Payment condition"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A setting on the page; ``missing``: chosen once, and no longer in the list of the package."""

    field: Field
    label: str | Promise
    value: str
    missing: bool


def show_settings(
    request: HttpRequest, actor: Actor, number: int, problem: OverstapError | None = None
) -> HttpResponse:
    """What the package lists, with what is chosen; ``?like=`` another administration whose choices to begin with."""
    access.require(actor, Right.MANAGE_ADMINISTRATIONS)
    found = queries.coupling(actor)
    one = _row(found.administrations, number)
    like = number_in(request.GET.get("like", ""))
    offer = administration_settings.offer(actor, number, like)
    typed: Mapping[str, str] = request.POST.dict() if problem else {}
    return doors.show(
        request,
        "coupling/settings.html",
        one=one,
        offer=offer,
        fields=[_shown(field, typed) for field in offer.fields],
        back=typed.get(CONTACTS_BACK) == YES if problem else offer.contacts_back,
        others=[each for each in found.administrations if each.number != number and each.settings],
        like=like,
        at_settings=found.stage is Stage.SETTINGS,
        steps=stages.bar(found.stage),
        problem=problem,
    )


@never_cache
@doors.page("coupling.settings", again=show_settings)
def settings(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Step 6, and later too."""
    if request.method != "POST":
        return show_settings(request, actor, number)
    administration_settings.save(actor, number, request.POST.dict())
    return doors.done(request, _("Saved."), "coupling", actor.environment.slug)


def show_uncouple(
    request: HttpRequest, actor: Actor, number: int, problem: OverstapError | None = None
) -> HttpResponse:
    """What stays and what ends, before an administration is let go."""
    access.require(actor, Right.MANAGE_ADMINISTRATIONS)
    one = _row(queries.coupling(actor).administrations, number)
    return doors.show(request, "coupling/uncouple.html", one=one, problem=problem)


@never_cache
@doors.page("coupling.uncouple", again=show_uncouple)
def uncouple(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Let it go; nothing changes at the package."""
    if request.method != "POST":
        return show_uncouple(request, actor, number)
    uncoupling.uncouple(actor, number)
    return doors.done(
        request, _("It is uncoupled. Its contacts and invoices stay."), "coupling", actor.environment.slug
    )


def _row(rows: Sequence[CoupledRow], number: int) -> CoupledRow:
    found = next((one for one in rows if one.number == number), None)
    if found is None:
        raise NotFound(
            _("There is no such coupled administration here."),
            code="COUPLED-NOT-FOUND",
            remedy=_("Choose one from the list of coupled administrations."),
        )
    return found


def _shown(field: Field, typed: Mapping[str, str]) -> Shown:
    value = typed.get(field.name, field.value)
    missing = bool(value) and value not in {one.code for one in field.options}
    return Shown(field, LABELS[field.name], value, missing)
