"""One document in a workflow: its history, and the deeds."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from overstap.books.authorisation import deciding, own, queries
from overstap.books.authorisation.values import Authorised, State, Turn
from overstap.lib.errors import OverstapError
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.authorisation.forms import CommentForm, ReassignForm
from overstap.web.documents import sending
from overstap.web.managing.parts import number_or_none, person_id


def page(
    request: HttpRequest,
    actor: Actor,
    code: str,
    document: UUID,
    number: int,
    problem: OverstapError | None = None,
) -> HttpResponse:
    """The page, once more with what was sent where that was refused."""
    found = own.authorised(actor, code, document, number)
    return doors.show(
        request,
        "authorisation/document.html",
        found=found,
        problem=problem,
        rounds=own.rounds(actor, code, document),
        **_forms(request, actor, found),
    )


@require_safe
@doors.page("authorisation.show")
def show(request: HttpRequest, actor: Actor, code: str, document: UUID, number: int) -> HttpResponse:
    """One authorisation."""
    return page(request, actor, code, document, number)


@require_safe
@doors.page("authorisation.file")
def file(request: HttpRequest, actor: Actor, code: str, document: UUID, number: int) -> HttpResponseBase:
    """The document itself: for who has to decide about it, decided, or reads the books."""
    del request, number
    return sending.download(own.content(actor, code, document))


@require_POST
@doors.page("authorisation.decide", again=page)
def decide(request: HttpRequest, actor: Actor, code: str, document: UUID, number: int) -> HttpResponse:
    """Approve or reject, at the turn that the page showed."""
    turn, comment = _turn(request, document, number), request.POST.get("comment", "")
    if request.POST.get("answer") == "approve":
        state = deciding.approve(actor, code, turn, comment)
    else:
        state = deciding.reject(actor, code, turn, comment)
    return doors.done(request, _told(state), "authorisation", actor.environment.slug)


@require_POST
@doors.page("authorisation.reassign", again=page)
def reassign(request: HttpRequest, actor: Actor, code: str, document: UUID, number: int) -> HttpResponse:
    """Somebody else decides."""
    to = person_id(request.POST.get("person", ""))
    deciding.reassign(actor, code, _turn(request, document, number), to, request.POST.get("why", ""))
    text = _("It waits for somebody else now.")
    return doors.done(request, text, "authorisation-document", actor.environment.slug, code, document, number)


@require_POST
@doors.page("authorisation.withdraw", again=page)
def withdraw(request: HttpRequest, actor: Actor, code: str, document: UUID, number: int) -> HttpResponse:
    """Nobody has to decide any more."""
    deciding.withdraw(actor, code, _turn(request, document, number), request.POST.get("why", ""))
    text = _("The document is out of its workflow; you can send it again.")
    return doors.done(request, text, "authorisation-document", actor.environment.slug, code, document, number)


def _turn(request: HttpRequest, document: UUID, number: int) -> Turn:
    return Turn(document, number, number_or_none(request.POST.get("position", "")) or 0)


def _told(state: State) -> str:
    told = {
        State.WAITING: _("You approved it; the next one decides now."),
        State.APPROVED: _("You approved it; everybody has."),
        State.REJECTED: _("You rejected it; whoever sent it can read why."),
    }
    return told[state]


def _forms(request: HttpRequest, actor: Actor, found: Authorised) -> dict[str, Any]:
    sent = request.POST if request.method == "POST" else None
    made: dict[str, Any] = {}
    if found.mine:
        made["comment_form"] = CommentForm(initial={"comment": sent.get("comment", "")} if sent else None)
    if found.manages:
        able = queries.able(actor, found.code)
        made["reassign_form"] = ReassignForm(able=able, initial={"person": sent.get("person", "")} if sent else None)
    return made
