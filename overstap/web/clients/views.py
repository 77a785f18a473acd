"""Clients of an office: the list, a new one, and a transfer to upload."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from overstap.durable.letters import page as address_of
from overstap.lib.clock import for_people
from overstap.lib.errors import OverstapError
from overstap.moves.profiles import profile
from overstap.moves.tickets import actions, queries
from overstap.moves.tickets.file import TicketRefused
from overstap.moves.tickets.values import PROFILE
from overstap.moves.values import Party
from overstap.tenancy import access
from overstap.tenancy import queries as tenancy
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right
from overstap.web import doors
from overstap.web.clients.forms import NamedPlace, UploadForm
from overstap.web.clients.told import shown_clients
from overstap.web.moving.starting import in_language


@doors.page("client.list")
def clients(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The Admin Center: every client environment of the office that one works in, and those on their way in."""
    access.require(actor, Right.READ_MOVES)
    if not actions.has_clients(actor.environment):
        return doors.show(request, "clients/no_office.html")
    search = request.GET.get("search", "").strip()[:100]
    page = queries.clients(actor, search=search, after=request.GET.get("after", "")[:63])
    return doors.show(
        request,
        "clients/clients.html",
        rows=shown_clients(page.rows),
        search=search,
        after=page.after,
        is_first=not request.GET.get("after"),
    )


def show_upload(
    request: HttpRequest, actor: Actor, problem: OverstapError | None = None, form: UploadForm | None = None
) -> HttpResponse:
    """The form of a transfer to upload, with what one agrees to."""
    access.require(actor, Right.RECEIVE_MOVE)
    if not actions.has_clients(actor.environment):
        return doors.show(request, "clients/no_office.html")
    shown = form or UploadForm(initial=_typed(request))
    which = profile(PROFILE)
    answer = doors.show(
        request,
        "clients/upload.html",
        form=shown,
        problem=problem,
        terms=in_language(which.terms[Party.RECEIVER]),
        at=which.schedule.at,
        days=which.undo.days,
        places=address_of("/e/"),
        agreed=request.POST.get("agreed") == "yes",
    )
    answer.status_code = 422 if form is not None else answer.status_code
    return answer


@never_cache
@doors.page("ticket.redeem", again=show_upload)
def upload(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Take over an environment with its ticket (R131 to R136)."""
    if request.method != "POST":
        return show_upload(request, actor)
    form = UploadForm(request.POST, request.FILES)
    _require_small(request)
    if not form.is_valid():
        return show_upload(request, actor, form=form)
    made = actions.redeem(actor, form.order(agreed=request.POST.get("agreed") == "yes"))
    when = for_people(made.run_at) if made.run_at else _("now")
    text = _("“%(name)s” is yours. Its administrations arrive from %(when)s on; you get a mail when it is ready.")
    return doors.done(request, text % {"name": made.name, "when": when}, "clients", actor.environment.slug)


def show_new(
    request: HttpRequest, actor: Actor, problem: OverstapError | None = None, form: NamedPlace | None = None
) -> HttpResponse:
    """The form of a new client."""
    access.require(actor, Right.MANAGE_ADMINISTRATIONS)
    if not actions.has_clients(actor.environment):
        return doors.show(request, "clients/no_office.html")
    shown = form or NamedPlace(initial=_typed(request))
    answer = doors.show(request, "clients/new.html", form=shown, problem=problem, places=address_of("/e/"))
    answer.status_code = 422 if form is not None else answer.status_code
    return answer


@doors.page("client.add", again=show_new)
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A client with an empty environment."""
    if request.method != "POST":
        return show_new(request, actor)
    form = NamedPlace(request.POST)
    if not form.is_valid():
        return show_new(request, actor, form=form)
    told = form.cleaned_data
    slug = actions.add_client(actor, name=told["name"], url_part=told["url_part"])
    return doors.done(request, _("“%(name)s” is added.") % {"name": told["name"]}, "home", slug)


@doors.signed_in
def anywhere(request: HttpRequest) -> HttpResponse:
    """F8: to the Admin Center of the office that one works in, or the choice of one (R123)."""
    person: Any = request.user
    mine = {one.slug: one for one in tenancy.environments_of(person)}
    centers = queries.admin_centers(list(mine), person.pk)
    if len(centers) == 1:
        return redirect("clients", centers[0])
    if not centers:
        raise access.NotAllowed(
            _("You work in no office, so there is no Admin Center for you."),
            code="OFFICE-ONLY",
            remedy=_("What an office does there, you do under Administrations > More."),
        )
    return doors.show(request, "clients/choose.html", environments=[mine[slug] for slug in centers])


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "")[:200] for name in ("name", "url_part")}


def _require_small(request: HttpRequest) -> None:
    if getattr(request, "upload_too_large", False):
        raise TicketRefused(
            _("This file is far too large for a transfer ticket."),
            remedy=_("Choose the file as you received it; its name ends in -overdracht-ticket.avr."),
        )
