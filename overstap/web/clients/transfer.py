"""Transfer of the environment that one is in: what it brings about, the ticket, and what becomes of it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from overstap.lib.errors import OverstapError
from overstap.moves.preflight import blocking
from overstap.moves.profiles import profile
from overstap.moves.tickets import actions, queries
from overstap.moves.tickets.actions.make import held
from overstap.moves.tickets.consequences import SORTS, consequences
from overstap.moves.tickets.queries import Standing
from overstap.moves.tickets.values import PROFILE, file_name
from overstap.moves.values import Party
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right
from overstap.web import doors
from overstap.web.clients.told import TONES, sentence, state_of
from overstap.web.moving.findings import found
from overstap.web.moving.starting import in_language

# What is told as a consequence is not told once more for each administration.
TOLD = frozenset({"people-stay", "delivery-address", "quotations", "open-quotations", "not-copied"})


def show_transfer(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    """What a transfer of this environment brings about; where one is under way, how it stands."""
    access.require(actor, Right.START_MOVE)
    if not actions.is_transferable(actor.environment):
        return doors.show(request, "clients/not_transferable.html")
    standing = queries.standing(actor)
    if standing is not None and standing.side == Party.GIVER:
        return _show_ticket(request, actor, standing, problem)
    names = queries.ticket_profiles()
    chosen = request.POST.get("profile") or request.GET.get("profile") or PROFILE
    which = profile(chosen if chosen in names else PROFILE)
    ours = held(actor)
    problems = actions.transfer_problems(actor, which.name) if ours else []
    told = consequences(actor, which.name)
    return doors.show(
        request,
        "clients/transfer.html",
        which=which,
        kinds=[(name, in_language(profile(name).titles)) for name in names],
        terms=in_language(which.terms[Party.GIVER]),
        administrations=ours,
        groups=[(sort, [one for one in told if one.sort == sort]) for sort in SORTS],
        findings=found(actor, [one for one in problems if one.check not in TOLD]),
        blocked=bool(blocking(problems)) or not ours,
        file_name=file_name(actor.environment.slug),
        problem=problem,
    )


@never_cache
@doors.page("ticket.make", again=show_transfer)
def transfer(request: HttpRequest, actor: Actor) -> HttpResponse:
    """R124, R126: everything read-only at once, and a ticket."""
    if request.method != "POST":
        return show_transfer(request, actor)
    actions.make_ticket(
        actor, agreed=request.POST.get("agreed") == "yes", profile_name=request.POST.get("profile") or PROFILE
    )
    return HttpResponseRedirect(f"{reverse('transfer', args=[actor.environment.slug])}?ready=1")


def again(request: HttpRequest, actor: Actor, problem: OverstapError, uid: UUID) -> HttpResponse:
    """The page of the ticket once more, after a download that was refused."""
    del uid
    return show_transfer(request, actor, problem)


@require_POST
@never_cache
@doors.page("ticket.download", again=again)
def download(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """The file (R126, R127). Each download makes a new ticket, and the one before it worthless."""
    del request
    made = actions.download_again(actor, uid)
    return HttpResponse(
        made.content,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{made.file_name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _show_ticket(request: HttpRequest, actor: Actor, standing: Standing, problem: OverstapError | None) -> HttpResponse:
    return doors.show(
        request,
        "clients/ticket.html",
        transfer=standing,
        state=state_of(standing),
        tone=TONES[standing.kind],
        told=sentence(standing),
        mine=standing.maker_pk == actor.person.pk,
        at_once=bool(request.GET.get("ready")) and standing.downloads == 1,
        standing=None,  # this page says all of it
        problem=problem,
    )
