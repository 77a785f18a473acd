"""What the client sees by the link in their mail, without an account."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from overstap.lib.errors import OverstapError
from overstap.lib.secrets import link_hash
from overstap.moves.takeovers import by_link
from overstap.moves.takeovers.links import LinkUnknown, holder_of
from overstap.moves.takeovers.values import Ended, Takeover
from overstap.web import doors, failures, personal_links
from overstap.web.takeovers.forms import RefuseForm
from overstap.web.takeovers.shown import UNCHANGED, context
from overstap.web.words import language

_LINKS = "links"  # in the session: move -> hash


@require_safe
@never_cache
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """From the mail: keep which link it was, and go on without it in the address."""
    hashed = link_hash(token)
    try:
        holder = holder_of(hashed)
    except LinkUnknown as problem:
        personal_links.require_patience(request)
        return _unknown(request, problem)
    personal_links.keep(request, _LINKS, holder.uid, hashed)
    return redirect("takeover-by-link", holder.uid)


@require_safe
@never_cache
def look(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How it stands. For htmx nothing while nothing changed since ``seen``."""
    try:
        found = by_link.look(_hash(request, uid))
    except LinkUnknown as problem:
        return _unknown(request, problem)
    if isinstance(found, Ended):
        return render(request, "takeovers/ended.html", {"ended": found})
    seen = request.GET.get("seen", "")
    if request.htmx and seen and seen == found.mark:  # type: ignore[attr-defined]
        return HttpResponse(status=UNCHANGED)
    return _page(request, found)


@never_cache
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """R234: the page of the client, and their approval."""
    if request.method != "POST":
        return look(request, uid)
    try:
        by_link.approve(
            _hash(request, uid),
            request.POST.get("scope", "")[:64],
            agreed=request.POST.get("agreed") == "yes",
            language=language(),
        )
    except OverstapError as problem:
        return _again(request, uid, problem)
    return doors.done(request, _("You approved. Everybody was told."), "takeover-by-link", uid)


@never_cache
def refuse(request: HttpRequest, uid: UUID) -> HttpResponse:
    """G2: do not take part, with a reason."""
    form = RefuseForm(request.POST if request.method == "POST" else None)
    try:
        if request.method == "POST" and form.is_valid():
            by_link.refuse(_hash(request, uid), form.cleaned_data["reason"], language=language())
            return doors.done(request, _("Refused. All parties were told why."), "takeover-by-link", uid)
        found = by_link.look(_hash(request, uid))
    except OverstapError as problem:
        return _again(request, uid, problem)
    if isinstance(found, Ended):
        return redirect("takeover-by-link", uid)
    shown = {**context(found), "form": form}
    return render(request, "takeovers/client_refuse.html", shown, status=422 if form.is_bound else 200)


@require_POST
@never_cache
def ask_for_export(request: HttpRequest, uid: UUID) -> HttpResponse:
    """G2: ask the holder for everything that is theirs."""
    try:
        asked = by_link.ask_for_export(_hash(request, uid))
    except OverstapError as problem:
        return _again(request, uid, problem)
    text = _("We asked for your export.") if asked else _("You asked for it already; it is being dealt with.")
    return doors.done(request, text, "takeover-by-link", uid)


def _page(request: HttpRequest, found: Takeover, problem: OverstapError | None = None) -> HttpResponse:
    shown = context(found)
    status = failures.status_of(problem) if problem else 200
    response = doors.show(request, "takeovers/by_link.html#live", **shown, problem=problem)
    response.status_code = status
    return response


def _again(request: HttpRequest, uid: UUID, problem: OverstapError) -> HttpResponse:
    """The page once more, after something that was refused."""
    if isinstance(problem, LinkUnknown):
        return _unknown(request, problem)
    found = by_link.look(_hash(request, uid))
    if isinstance(found, Ended):
        return redirect("takeover-by-link", uid)
    return _page(request, found, problem)


def _hash(request: HttpRequest, uid: UUID) -> str:
    return personal_links.kept(request, _LINKS, uid)


def _unknown(request: HttpRequest, problem: OverstapError) -> HttpResponse:
    return render(request, "takeovers/unknown.html", {"problem": problem}, status=404)
