"""The settings' first page, the office, and the name of the environment."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overstap.lib.errors import OverstapError
from overstap.tenancy import access, actions, changes
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.managing.forms import EnvironmentForm, OfficeForm

MANAGING = (
    Right.MANAGE_PEOPLE,
    Right.MANAGE_ADMINISTRATIONS,
    Right.MANAGE_ACCESS,
    Right.MANAGE_LICENCE,
    Right.READ_AUDIT,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the settings, on their first page."""

    page: str
    icon: str
    title: str
    text: str
    right: Right | None = None


@doors.page("settings.show")
def landing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every part of the settings that the actor may change; whoever may change none hears whom to ask (R048)."""
    if not any(may(actor.role, right) for right in MANAGING):
        access.require(actor, Right.MANAGE_PEOPLE)
    shown = [part for part in _parts() if part.right is None or may(actor.role, part.right)]
    return doors.show(request, "managing/landing.html", parts=shown)


def _office_page(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    access.require(actor, Right.MANAGE_PEOPLE)
    office = actor.environment.office
    form = OfficeForm(request.POST) if problem else OfficeForm(initial={"name": office.name, "kind": office.kind})
    return doors.show(request, "managing/office.html", form=form, problem=problem)


@doors.page("office.change", again=_office_page)
def general(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Name and kind of the office."""
    if request.method != "POST":
        return _office_page(request, actor)
    changes.change_office(actor=actor, name=request.POST.get("name", ""), kind=request.POST.get("kind", ""))
    return doors.done(request, _("Saved."), "managing-office", environment=actor.environment.slug)


def _environment_page(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    access.require(actor, Right.MANAGE_PEOPLE)
    form = EnvironmentForm(request.POST) if problem else EnvironmentForm(initial={"name": actor.environment.name})
    address = request.build_absolute_uri(f"/e/{actor.environment.slug}/")
    return doors.show(request, "managing/environment.html", form=form, problem=problem, address=address)


@doors.page("environment.rename", again=_environment_page)
def environment_name(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The name of the environment; its URL part is shown and stays."""
    if request.method != "POST":
        return _environment_page(request, actor)
    actions.rename_environment(actor=actor, name=request.POST.get("name", ""))
    return doors.done(request, _("Saved."), "managing-environment", environment=actor.environment.slug)


def _parts() -> list[Part]:
    return [
        Part(
            "managing-office",
            "building-office-2",
            _("Office"),
            _("Name, kind, accounting systems"),
            Right.MANAGE_PEOPLE,
        ),
        Part(
            "managing-administrations",
            "book-open",
            _("Administrations"),
            _("Add, change, give access"),
            Right.MANAGE_ADMINISTRATIONS,
        ),
        Part(
            "managing-addresses",
            "envelope",
            _("Delivery addresses"),
            _("Where documents are mailed to, and how addresses are made"),
            Right.MANAGE_ADMINISTRATIONS,
        ),
        Part(
            "managing-apps",
            "squares-plus",
            _("App Center"),
            _("Apps that are connected, and who paired them"),
        ),
        Part("managing-people", "users", _("People and roles"), _("Members, roles, invitations"), Right.MANAGE_PEOPLE),
        Part("managing-licence", "credit-card", _("Licence"), _("Trial or Premium"), Right.MANAGE_LICENCE),
        Part("managing-environment", "globe-alt", _("Environment"), _("Name and URL part"), Right.MANAGE_PEOPLE),
        Part("managing-tokens", "key", _("Tokens"), _("For programs that send or fetch documents")),
        Part("managing-personal", "bell", _("Language and e-mails"), _("For you alone")),
        Part(
            "managing-audit", "clipboard-document-list", _("Audit log"), _("Who did what, and when"), Right.READ_AUDIT
        ),
    ]
