"""Settings > Administrations: the list, adding one, changing one."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overstap.books.ledger import opening
from overstap.lib.errors import OverstapError
from overstap.tenancy import access, changes, overviews, systems
from overstap.tenancy.access import Actor
from overstap.tenancy.addresses import actions as addresses
from overstap.tenancy.changes import AdministrationChange
from overstap.tenancy.overviews import ManagedAdministration
from overstap.tenancy.roles import Right
from overstap.tenancy.systems import ConnectionRow
from overstap.web import doors
from overstap.web.managing import texts
from overstap.web.managing.forms import AdministrationForm, Choices, NewAdministrationForm
from overstap.web.managing.parts import number_or_none


@doors.page("administration.list")
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every administration held here, whoever may open it."""
    search, after = request.GET.get("search", "").strip()[:200], request.GET.get("after", "")
    page = overviews.managed_administrations(actor, search=search, after=after)
    return doors.show(request, "managing/administrations.html", page=page, search=search, after=after)


def _new_page(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    access.require(actor, Right.MANAGE_ADMINISTRATIONS)
    choices: Choices = [(str(one.number), _called(one)) for one in systems.connections(actor) if one.installed]
    form = NewAdministrationForm(request.POST if problem else None, connections=choices)
    return doors.show(request, "managing/add_administration.html", form=form, problem=problem)


@doors.page("administration.create", again=_new_page)
def create(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new administration with empty books."""
    if request.method != "POST":
        return _new_page(request, actor)
    one = opening.open_administration(
        actor=actor,
        code=request.POST.get("code", "").strip(),
        name=request.POST.get("name", ""),
        delivery_address=request.POST.get("delivery_address", "").strip(),
        payment_agreement=request.POST.get("payment_agreement", "").strip(),
        system=number_or_none(request.POST.get("system", "")),
    )
    if request.POST.get("give_address") and not one.delivery_address:
        addresses.give(actor=actor, code=one.code)
    text = _("“%(name)s” is added. You have access; give it to others here.") % {"name": one.name}
    return doors.done(request, text, "managing-access", environment=actor.environment.slug, code=one.code)


def _change_page(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    one = overviews.managed_administration(actor, code)
    form = AdministrationForm(request.POST) if problem else AdministrationForm(initial=_as_typed(one))
    package = texts.PACKAGES[one.package]
    return doors.show(request, "managing/administration.html", one=one, package=package, form=form, problem=problem)


@doors.page("administration.change", again=_change_page)
def change(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Name, delivery address and payment agreement."""
    if request.method != "POST":
        return _change_page(request, actor, code)
    wanted = AdministrationChange(
        name=request.POST.get("name", ""),
        delivery_address=request.POST.get("delivery_address", "").strip(),
        payment_agreement=request.POST.get("payment_agreement", "").strip(),
    )
    changes.change_administration(actor=actor, code=code, change=wanted)
    return doors.done(request, _("Saved."), "managing-administration", environment=actor.environment.slug, code=code)


def _called(one: ConnectionRow) -> str:
    package = str(texts.PACKAGES[one.package])
    return f"{package}: {one.name}" if one.name else package


def _as_typed(one: ManagedAdministration) -> dict[str, str]:
    return {
        "name": one.name,
        "delivery_address": one.delivery_address,
        "payment_agreement": one.payment_agreement,
    }
