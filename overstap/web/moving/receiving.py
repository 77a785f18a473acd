"""The wizard that receives a move: the code, the offer, new codes, and agreeing.

Of the transfer code a draft keeps the hash alone, which is enough to go on with; so a colleague can, and what
somebody typed is kept nowhere, not in the session either.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from overstap.lib.errors import OverstapError
from overstap.moves import actions, drafts
from overstap.moves.actions.receive import CodeRefused
from overstap.moves.drafts import Draft
from overstap.moves.preflight import blocking
from overstap.moves.profiles import profile
from overstap.moves.values import DraftKind, Offer, OfferedAdministration, Party
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right
from overstap.web import doors
from overstap.web.managing.texts import PACKAGES
from overstap.web.moving.findings import found
from overstap.web.moving.forms import CodeForm, ReasonForm
from overstap.web.moving.starting import in_language
from overstap.web.moving.steps import RECEIVE_STEPS, as_looked_at, bar, further

_LONGEST_CODE = 60  # longer than a code can be, so that a check says what is wrong


@dataclass(frozen=True, slots=True)
class Row:
    """An administration of the offer; ``taken``: the chosen code cannot be had."""

    number: int
    name: str
    old_code: str
    package: str
    code: str
    taken: bool


def show_new(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    """Where a transfer code is entered."""
    access.require(actor, Right.RECEIVE_MOVE)
    return _show_code(request, CodeForm(), problem)


@never_cache
@doors.page("move.look_up", again=show_new)
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Enter a transfer code (R036)."""
    access.require(actor, Right.RECEIVE_MOVE)
    if request.method != "POST":
        return show_new(request, actor)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _show_code(request, form, None)
    return onward(actor, actions.begin_receive(actor, "offer", form.cleaned_data["code"]))


def onward(actor: Actor, draft: Draft, step: str = "") -> HttpResponse:
    """To a step of a draft (the one to go on with), or to the move that came of it."""
    if draft.move_uid is not None:
        return redirect("move", actor.environment.slug, draft.move_uid)
    page = next((one.page for one in RECEIVE_STEPS if one.name == (step or draft.step)), "receive-move-offer")
    return redirect(page, actor.environment.slug, draft.uid)


@doors.page("move.receive")
def go_on(request: HttpRequest, actor: Actor, draft: UUID) -> HttpResponse:
    """To where somebody left."""
    del request
    return onward(actor, _draft(actor, draft))


def show_offer(request: HttpRequest, actor: Actor, draft: UUID, problem: OverstapError | None = None) -> HttpResponse:
    """Who offers what, on which terms."""
    return _show_step(request, actor, draft, "offer", problem)


@never_cache
@doors.page("move.receive", again=show_offer)
def offer(request: HttpRequest, actor: Actor, draft: UUID) -> HttpResponse:
    """Look at the offer, and go on."""
    if request.method != "POST":
        return show_offer(request, actor, draft)
    one = as_looked_at(request, _draft(actor, draft))
    return onward(actor, actions.save_draft(actor, one, further(RECEIVE_STEPS, one, "offer"), {}), "codes")


def show_codes(request: HttpRequest, actor: Actor, draft: UUID, problem: OverstapError | None = None) -> HttpResponse:
    """A code of one's own for each administration, and what stands in the way of it."""
    return _show_step(request, actor, draft, "codes", problem)


@never_cache
@doors.page("move.receive", again=show_codes)
def codes(request: HttpRequest, actor: Actor, draft: UUID) -> HttpResponse:
    """Choose the new codes (R058); a code in use is told at once, and again when it is saved (R060, R061)."""
    if request.method != "POST" or request.htmx:  # type: ignore[attr-defined] # htmx asks for a check, and saves nothing
        return show_codes(request, actor, draft)
    one = as_looked_at(request, _draft(actor, draft))
    standing = _offer(actor, one)
    if isinstance(standing, CodeRefused):
        return _show_gone(request, one, standing)
    sent = _codes_sent(request, standing)
    problems = actions.receiver_problems(actor, standing, sent)
    if any(problem.check == "code-free" for problem in blocking(problems)):
        response = show_codes(request, actor, draft)
        response.status_code = 422
        return response
    saved = actions.save_draft(actor, one, further(RECEIVE_STEPS, one, "codes"), {"codes": sent})
    return onward(actor, saved, "agree")


def show_agree(request: HttpRequest, actor: Actor, draft: UUID, problem: OverstapError | None = None) -> HttpResponse:
    """Everything once more, and the terms."""
    return _show_step(request, actor, draft, "agree", problem)


@never_cache
@doors.page("move.accept", again=show_agree)
def agree(request: HttpRequest, actor: Actor, draft: UUID) -> HttpResponse:
    """Accept; the move runs by itself from here on. Sent twice, it is still accepted once."""
    if request.method != "POST":
        return show_agree(request, actor, draft)
    one = as_looked_at(request, _draft(actor, draft))
    uid = actions.accept_draft(actor, one, agreed=request.POST.get("agreed") == "yes")
    return redirect("move", actor.environment.slug, uid)


def show_reject(request: HttpRequest, actor: Actor, draft: UUID, problem: OverstapError | None = None) -> HttpResponse:
    """What rejecting means."""
    return _show_step(request, actor, draft, "reject", problem)


@never_cache
@doors.page("move.reject", again=show_reject)
def reject(request: HttpRequest, actor: Actor, draft: UUID) -> HttpResponse:
    """Do not accept; the giver is told why, and can start again."""
    form = ReasonForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return show_reject(request, actor, draft)
    actions.reject_draft(actor, _draft(actor, draft), form.cleaned_data["reason"])
    return doors.done(request, _("The offer was rejected; the giver is told."), "migrations", actor.environment.slug)


def _show_code(request: HttpRequest, form: CodeForm, problem: OverstapError | None) -> HttpResponse:
    steps = bar(RECEIVE_STEPS, "code", None)
    response = doors.show(request, "moving/receive_code.html", steps=steps, form=form, problem=problem)
    response.status_code = 422 if form.errors else response.status_code
    return response


def _show_step(request: HttpRequest, actor: Actor, uid: UUID, step: str, problem: OverstapError | None) -> HttpResponse:
    draft = _draft(actor, uid)
    if draft.move_uid is not None or (step == "agree" and draft.step != "agree"):
        return onward(actor, draft)
    standing = _offer(actor, draft)
    if isinstance(standing, CodeRefused):
        return _show_gone(request, draft, standing)
    chosen = _codes_sent(request, standing) if step == "codes" and request.method == "POST" else _codes(draft)
    problems = actions.receiver_problems(actor, standing, chosen)
    which = profile(standing.profile)
    taken = {one.about for one in problems if one.check == "code-free"}
    return doors.show(
        request,
        f"moving/receive_{step}.html#findings",
        draft=draft,
        offer=standing,
        steps=bar(RECEIVE_STEPS, "offer" if step == "reject" else step, draft),
        title=in_language(which.titles),
        terms=in_language(which.terms[Party.RECEIVER]),
        profile=which,
        rows=[_row(one, chosen, taken) for one in standing.administrations],
        findings=found(actor, [one for one in problems if step != "offer" or one.check != "code-free"]),
        blocked=bool(blocking(problems)),
        fee=Decimal(standing.fee),
        form=ReasonForm(),
        problem=problem,
    )


def _row(one: OfferedAdministration, chosen: Mapping[str, str], taken: Collection[str]) -> Row:
    package = str(PACKAGES.get(one.package, one.package))
    return Row(one.number, one.name, one.code, package, chosen.get(one.code, one.code), one.code in taken)


def _show_gone(request: HttpRequest, draft: Draft, problem: CodeRefused) -> HttpResponse:
    response = doors.show(request, "moving/receive_gone.html", draft=draft, problem=problem)
    response.status_code = 422
    return response


def _draft(actor: Actor, uid: UUID) -> Draft:
    return drafts.draft(actor, DraftKind.RECEIVE, uid)


def _offer(actor: Actor, draft: Draft) -> Offer | CodeRefused:
    """The offer behind a draft, or why it stands no more: that is told, and not counted as a wrong code."""
    try:
        return actions.look_up_hashed(actor, draft.code_hash)
    except CodeRefused as problem:
        return problem


def _codes(draft: Draft) -> Mapping[str, str]:
    found_codes: Mapping[str, str] = draft.chosen.get("codes", {})
    return found_codes


def _codes_sent(request: HttpRequest, standing: Offer) -> dict[str, str]:
    return {
        one.code: request.POST.get(f"code-{one.number}", one.code).strip()[:_LONGEST_CODE]
        for one in standing.administrations
    }
