"""The wizard that receives a move: the code, the offer, new codes, and agreeing.

Of the transfer code a draft keeps the hash alone, which is enough to go on with; so a colleague can, and what
somebody typed is kept nowhere, not in the session either.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from overstap.connectors.connections import PickList, pick_lists
from overstap.lib.errors import OverstapError
from overstap.moves import actions, drafts, plan
from overstap.moves.actions.receive import CodeRefused
from overstap.moves.drafts import Draft
from overstap.moves.preflight import blocking
from overstap.moves.profiles import profile
from overstap.moves.values import DraftKind, Offer, OfferedAdministration, Party
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right
from overstap.tenancy.values import PackageFamily
from overstap.web import doors
from overstap.web.managing.parts import number_or_none
from overstap.web.managing.texts import PACKAGES
from overstap.web.moving.findings import found
from overstap.web.moving.forms import CodeForm, ReasonForm
from overstap.web.moving.starting import in_language
from overstap.web.moving.steps import RECEIVE_STEPS, as_looked_at, bar, further

OF_CODES = frozenset({"code-free", "package-lists-code"})  # checks of what is chosen in the step with the codes
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
    picked: str  # of a package: the number of the connection and the code, with a colon between
    lists: Sequence[PickList]  # of a package: what may be picked


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
    connections = _connections_sent(request, standing)
    problems = actions.receiver_problems(actor, standing, sent, connections)
    if any(problem.check in OF_CODES for problem in blocking(problems)):
        response = show_codes(request, actor, draft)
        response.status_code = 422
        return response
    chosen = {"codes": sent, "connections": connections}
    saved = actions.save_draft(actor, one, further(RECEIVE_STEPS, one, "codes"), chosen)
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
    is_sent = step == "codes" and request.method == "POST"
    chosen = _codes_sent(request, standing) if is_sent else _codes(draft)
    connections = _connections_sent(request, standing) if is_sent else draft.chosen.get("connections", {})
    problems = actions.receiver_problems(actor, standing, chosen, connections)
    which = profile(standing.profile)
    taken = {one.about for one in problems if one.check in OF_CODES}
    lists = _pick_lists(actor, standing) if step == "codes" else {}
    return doors.show(
        request,
        f"moving/receive_{step}.html#findings",
        draft=draft,
        offer=standing,
        steps=bar(RECEIVE_STEPS, "offer" if step == "reject" else step, draft),
        title=in_language(which.titles),
        terms=in_language(which.terms[Party.RECEIVER]),
        profile=which,
        rows=[
            _row(one, chosen, taken, connections.get(one.code), lists.get(one.package, ()))
            for one in standing.administrations
        ],
        findings=found(actor, [one for one in problems if step != "offer" or one.check not in OF_CODES]),
        blocked=bool(blocking(problems)),
        fee=Decimal(standing.fee),
        plan=plan.by_fate(plan.of_offer(actor, UUID(standing.move_uid))) if step == "offer" else {},
        form=ReasonForm(),
        problem=problem,
    )


def _row(
    one: OfferedAdministration,
    chosen: Mapping[str, str],
    taken: Collection[str],
    connection: int | None,
    lists: Sequence[PickList],
) -> Row:
    package = str(PACKAGES.get(one.package, one.package))
    code = chosen.get(one.code, one.code)
    holder = next((each.number for each in lists if code in {listed.code for listed in each.administrations}), "")
    picked = f"{connection or holder}:{code}"
    return Row(one.number, one.name, one.code, package, code, one.code in taken, picked, lists)


def _pick_lists(actor: Actor, standing: Offer) -> dict[str, list[PickList]]:
    """Per package of the offer but the house: what may be picked at each connection (R058, R059, R061)."""
    packages = {one.package for one in standing.administrations} - {PackageFamily.HOUSE}
    return {one: pick_lists(actor.environment, PackageFamily(one)) for one in sorted(packages)}


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
    return {one.code: _sent(request, one)[1] for one in standing.administrations}


def _connections_sent(request: HttpRequest, standing: Offer) -> dict[str, int]:
    numbers = {one.code: number_or_none(_sent(request, one)[0]) for one in standing.administrations}
    return {code: number for code, number in numbers.items() if number is not None}


def _sent(request: HttpRequest, one: OfferedAdministration) -> tuple[str, str]:
    """The number of the connection (nothing for the house) and the code."""
    text = request.POST.get(f"code-{one.number}", one.code).strip()
    number, colon, code = ("", "", text) if one.package == PackageFamily.HOUSE else text.rpartition(":")
    del colon
    return number, code[:_LONGEST_CODE]
