"""The log of decisions about contacts, and undoing one of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from overstap.coupling import places, queries, undoing
from overstap.coupling.shown import By
from overstap.coupling.values import Deed
from overstap.lib.errors import OverstapError
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.books.asked import Asked
from overstap.web.coupling import remembered, words
from overstap.web.coupling.differing import number_of

ON_ONE_PAGE = 50


def show_listed(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    """Decisions, newest first."""
    asked = Asked(request.GET)
    deed, by = asked.choice("deed", tuple(map(str, Deed)), ""), By(asked.choice("by", tuple(map(str, By)), By.ALL))
    after = asked.number("after") or 0
    found = queries.decisions(actor, deed=deed, by=by, before=after, limit=ON_ONE_PAGE + 1)
    rows = found[:ON_ONE_PAGE]
    chosen = {"deed": deed, "by": "" if by is By.ALL else str(by)}
    return doors.show(
        request,
        "coupling/log.html",
        decisions=[words.logged(one) for one in rows],
        deeds=words.deeds(),
        chosen=chosen,
        query=urlencode({name: value for name, value in chosen.items() if value}),
        is_filtered=any(chosen.values()),
        after=after,
        next=rows[-1].number if len(found) > len(rows) else 0,
        can_decide=may(actor.role, Right.WRITE_BOOKS),
        complaints=asked.complaints,
        problem=problem,
        back="log",
    )


@never_cache
@doors.page("contact.log")
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everything that was decided about contacts."""
    return show_listed(request, actor)


def show_again(request: HttpRequest, actor: Actor, number: int, problem: OverstapError) -> HttpResponse:
    """The log, with why a decision could not be undone."""
    del number
    return show_listed(request, actor, problem)


@require_POST
@doors.page("contact.undo", again=show_again)
def undo(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Undo a decision, and what was decided with the same press."""
    together = remembered.with_it(request, actor, number)
    question = places.answered_by(actor, together)
    for decision in together:
        undoing.undo(actor, decision)
    remembered.undone(request, number)
    return doors.done(request, _("Undone."), _back(actor, request.POST.get("back", ""), question))


def _back(actor: Actor, asked: str, question: int) -> str:
    """Where somebody was: at the question that is open again, in a list, or at a contact."""
    slug = actor.environment.slug
    place, _space, number = asked.partition(" ")
    if place == "review":
        return resolve_url("coupling-question", slug, question) if question else resolve_url("coupling-review", slug)
    if place == "contact" and number_of(number):
        return resolve_url("contact", slug, number_of(number))
    return resolve_url("coupling-differences" if place == "differences" else "coupling-log", slug)
