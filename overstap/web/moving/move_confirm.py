"""The pages on which a deed is confirmed, and done."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from overstap.moves.dossier import Dossier, dossier
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.moving import move_page
from overstap.web.moving.move_checked import verifications
from overstap.web.moving.move_deeds import DEEDS, Deed, ReleaseForm


def confirm(request: HttpRequest, actor: Actor, uid: uuid.UUID, deed: Deed) -> HttpResponse:
    """The page on which somebody confirms ``deed``, and the deed itself."""
    form = deed.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        deed.do(actor, uid, form.cleaned_data)
        return doors.done(request, str(deed.done), "move", actor.environment.slug, uid)
    move = dossier(actor, uid)
    _require_side(move, deed)
    if not deed.open(move):
        messages.warning(request, _("That cannot be done (any more): %(waits)s") % {"waits": move.waits_for or _(
            "the migration has ended.")})  # fmt: skip
        return redirect("move", actor.environment.slug, uid)
    answer = doors.show(
        request, "moving/move_deed.html", move=move, deed=deed, form=form, told=deed.told(move),
        checked=verifications(move) if deed.form is ReleaseForm else [],
    )  # fmt: skip
    answer.status_code = 422 if form.is_bound else 200
    return answer


@doors.page("move.release", again=move_page.again)
def release(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """R082 to R084: let people work in it."""
    return confirm(request, actor, uid, DEEDS["release"])


@doors.page("move.reject", again=move_page.again)
def reject(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """Do not take what was delivered."""
    return confirm(request, actor, uid, DEEDS["reject"])


@doors.page("move.take_back", again=move_page.again)
def take_back(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """R093: give it back within the undo window."""
    return confirm(request, actor, uid, DEEDS["take-back"])


@doors.page("move.withdraw", again=move_page.again)
def withdraw(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """R091, R098: the giver stops it."""
    return confirm(request, actor, uid, DEEDS["withdraw"])


@doors.page("move.resume", again=move_page.again)
def resume(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """Try again what stopped."""
    return confirm(request, actor, uid, DEEDS["resume"])


def _require_side(move: Dossier, deed: Deed) -> None:
    if deed.side in ("", move.side):
        return
    other, person = (
        (move.receiver, move.receiver_person) if deed.side == "receiver" else (move.giver, move.giver_person)
    )
    raise access.NotAllowed(
        _("This is for %(office)s to decide.") % {"office": other},
        code="NOT-THE-RECEIVER" if deed.side == "receiver" else "NOT-THE-GIVER",
        remedy=_("Ask %(receiver)s.") % {"receiver": person or other},
    )
