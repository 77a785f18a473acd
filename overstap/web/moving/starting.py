"""The wizard that starts a move: what kind, which administrations, to whom, and agreeing."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from overstap.lib.errors import OverstapError
from overstap.moves import actions, drafts, plan, queries
from overstap.moves.candidates import chosen_candidates, offer_problems
from overstap.moves.drafts import Draft
from overstap.moves.preflight import blocking
from overstap.moves.profiles import Profile, profile
from overstap.moves.takeovers import queries as takeovers
from overstap.moves.values import DraftKind, Party
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right
from overstap.web import doors
from overstap.web.moving.findings import found
from overstap.web.moving.forms import ReceiverForm
from overstap.web.moving.steps import START_STEPS, as_looked_at, bar, further

PREFERRED = "overstap"  # what is chosen unless somebody chooses otherwise


def draft_of(actor: Actor, uid: UUID) -> Draft:
    """The draft in an address. Raises NotAllowed, NotFound."""
    return drafts.draft(actor, DraftKind.START, uid)


def onward(actor: Actor, draft: Draft, step: str = "") -> HttpResponse:
    """To a step of a draft (the one to go on with), or to what came of it."""
    if draft.move_uid is not None:
        return redirect("start-move-done", actor.environment.slug, draft.uid)
    page = next((one.page for one in START_STEPS if one.name == (step or draft.step)), START_STEPS[0].page)
    return redirect(page, actor.environment.slug, draft.uid)


def show_new(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    """The first step, before there is a draft."""
    access.require(actor, Right.START_MOVE)
    return _show_profiles(request, None, problem)


@never_cache
@doors.page("move.start", again=show_new)
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Begin: choose the kind of move (R035)."""
    if request.method != "POST":
        return show_new(request, actor)
    chosen = {"profile": _profile_sent(request), "giver_email": actor.person.email, "payment_agreement_moves": True}
    return onward(actor, actions.begin_start(actor, "administrations", chosen))


@doors.page("move.start")
def go_on(request: HttpRequest, actor: Actor, draft: UUID) -> HttpResponse:
    """To where somebody left."""
    del request
    return onward(actor, draft_of(actor, draft))


def show_kind(request: HttpRequest, actor: Actor, draft: UUID, problem: OverstapError | None = None) -> HttpResponse:
    """The kind of move, of a draft."""
    one = draft_of(actor, draft)
    return onward(actor, one) if one.move_uid else _show_profiles(request, one, problem)


@never_cache
@doors.page("move.start", again=show_kind)
def kind(request: HttpRequest, actor: Actor, draft: UUID) -> HttpResponse:
    """Choose the kind of move once more."""
    if request.method != "POST":
        return show_kind(request, actor, draft)
    one = as_looked_at(request, draft_of(actor, draft))
    step = further(START_STEPS, one, "profile")
    return onward(actor, actions.save_draft(actor, one, step, {"profile": _profile_sent(request)}), "administrations")


def show_receiver(
    request: HttpRequest,
    actor: Actor,
    draft: UUID,
    problem: OverstapError | None = None,
    form: ReceiverForm | None = None,
) -> HttpResponse:
    """To whom."""
    one = draft_of(actor, draft)
    if one.move_uid or not one.chosen.get("codes"):
        return onward(actor, one, "administrations")
    which = profile(one.chosen["profile"])
    response = doors.show(
        request,
        "moving/start_receiver.html",
        draft=one,
        steps=bar(START_STEPS, "receiver", one),
        form=form or ReceiverForm(which=which, initial=_initial(one)),
        which=which,
        fee=_fee(which, one),
        currency=which.fee.currency,
        problem=problem,
    )
    response.status_code = 422 if form is not None else response.status_code
    return response


@never_cache
@doors.page("move.start", again=show_receiver)
def receiver(request: HttpRequest, actor: Actor, draft: UUID) -> HttpResponse:
    """Choose the receiver; the addresses cannot be changed once the offer stands (R089)."""
    if request.method != "POST":
        return show_receiver(request, actor, draft)
    one = as_looked_at(request, draft_of(actor, draft))
    form = ReceiverForm(request.POST, which=profile(one.chosen["profile"]))
    if not form.is_valid():
        return show_receiver(request, actor, draft, form=form)
    saved = actions.save_draft(actor, one, further(START_STEPS, one, "receiver"), form.kept())
    return onward(actor, saved, "agree")


def show_agree(request: HttpRequest, actor: Actor, draft: UUID, problem: OverstapError | None = None) -> HttpResponse:
    """Everything once more, what was found, and the terms."""
    one = draft_of(actor, draft)
    if one.move_uid or one.step != "agree":
        return onward(actor, one)
    if not one.chosen.get("codes"):
        return onward(actor, one, "administrations")
    which = profile(one.chosen["profile"])
    problems = offer_problems(actor, which.name, one.chosen["codes"])
    rows = chosen_candidates(actor, which.name, one.chosen["codes"])
    return doors.show(
        request,
        "moving/start_agree.html",
        draft=one,
        steps=bar(START_STEPS, "agree", one),
        profile=which,
        title=in_language(which.titles),
        terms=in_language(which.terms[Party.GIVER]),
        rows=rows,
        gone=sorted(set(one.chosen["codes"]) - {row.code for row in rows}),
        findings=found(actor, problems),
        blocked=bool(blocking(problems)),
        fee=_fee(which, one),
        plan=plan.by_fate(plan.before_offer(actor, which.name, one.chosen["codes"])),
        problem=problem,
    )


@never_cache
@doors.page("move.offer", again=show_agree)
def agree(request: HttpRequest, actor: Actor, draft: UUID) -> HttpResponse:
    """Offer. Sent twice, it is still one offer."""
    if request.method != "POST":
        return show_agree(request, actor, draft)
    one = as_looked_at(request, draft_of(actor, draft))
    actions.offer_draft(actor, one, agreed=request.POST.get("agreed") == "yes")
    return redirect("start-move-done", actor.environment.slug, draft)


@doors.page("move.start")
def done(request: HttpRequest, actor: Actor, draft: UUID) -> HttpResponse:
    """What happens next."""
    one = draft_of(actor, draft)
    if one.move_uid is None:
        return onward(actor, one)
    move = queries.status(actor, one.move_uid)
    return doors.show(request, "moving/start_done.html", draft=one, move=move)


def in_language(texts: Any) -> str:
    """The text of a profile in the language of the page."""
    return str(texts["en" if get_language() == "en" else "nl"])


def _show_profiles(request: HttpRequest, draft: Draft | None, problem: OverstapError | None) -> HttpResponse:
    kinds = _kinds()
    chosen = draft.chosen.get("profile") if draft else kinds[0].name
    return doors.show(
        request,
        "moving/start_profile.html",
        draft=draft,
        steps=bar(START_STEPS, "profile", draft),
        kinds=[(one, in_language(one.titles), in_language(one.terms[Party.GIVER])) for one in kinds],
        chosen=chosen,
        problem=problem,
    )


def _profile_sent(request: HttpRequest) -> str:
    sent, names = request.POST.get("profile", ""), [one.name for one in _kinds()]
    return sent if sent in names else names[0]


def _kinds() -> list[Profile]:
    """Every kind of move that a giver starts with a transfer code, ours first."""
    return sorted(takeovers.offerable(), key=lambda one: one.name != PREFERRED)


def _initial(draft: Draft) -> dict[str, Any]:
    moment = draft.chosen.get("run_at")
    return {**draft.chosen, "run_at": datetime.fromisoformat(moment) if moment else None}


def _fee(which: Profile, draft: Draft) -> Decimal:
    return which.fee.of(len(draft.chosen.get("codes", [])))
