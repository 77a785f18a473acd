"""The wizard: what kind, which administrations to which connection, codes, and confirming.

Its pages are asked with GET and everything chosen so far; only the last one does something.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from overstap.connectors.connections import PickList
from overstap.lib.errors import OverstapError, Refused
from overstap.moves.profiles import profile
from overstap.moves.profiles.values import Executor
from overstap.moves.relinks import actions, queries
from overstap.moves.relinks.queries import Candidate
from overstap.moves.relinks.values import Checked, PackageMove, Request
from overstap.moves.values import Party
from overstap.tenancy import access, systems
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right
from overstap.tenancy.values import PackageFamily
from overstap.web import doors
from overstap.web.managing.texts import PACKAGES
from overstap.web.moving.findings import FoundProblem, found
from overstap.web.moving.starting import in_language
from overstap.web.relinks.asked import Asked, asked_of, kinds, order_number
from overstap.web.relinks.words import MOVED

PAGE = 50
STEPS: tuple[tuple[str, str | Promise], ...] = (
    ("relink", gettext_lazy("Prepare")),
    ("relink-administrations", gettext_lazy("Administrations")),
    ("relink-codes", gettext_lazy("Codes")),
    ("relink-check", gettext_lazy("Check and confirm")),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A step in the bar: done, now or todo, with the address to go back to."""

    text: str | Promise
    state: str
    address: str


@dataclass(frozen=True, slots=True)
class CodeRow:
    """An administration in the step with the codes. ``new``: the code to begin with."""

    number: int
    one: Candidate
    new: str
    moved: str


@never_cache
@doors.page("relink.prepare")
def prepare(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What to know, what to prepare, what to reckon with (R007, R009); and by whom it is to be done."""
    access.require(actor, Right.START_MOVE)
    asked = asked_of(request.GET)
    return doors.show(
        request,
        "relinks/prepare.html",
        asked=asked,
        steps=_bar(actor, "relink", asked),
        kinds=[(one, in_language(one.titles), in_language(one.terms[Party.GIVER])) for one in kinds()],
        which=profile(asked.profile),
        connections=systems.connections(actor),
    )


@never_cache
@doors.page("relink.prepare")
def administrations(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Choose administrations (R012) and the connection that they are to work with (R028)."""
    access.require(actor, Right.START_MOVE)
    asked, turn = asked_of(request.GET), request.GET.get("turn", "")
    if turn == "next" and asked.codes and asked.to is not None:
        return redirect(asked.address("relink-codes", actor.environment.slug))
    search = "" if turn == "all" else request.GET.get("search", "").strip()[:100]
    after = request.GET.get("further", "")[:35] if turn == "further" else ""
    rows = queries.candidates(actor, asked.profile, search=search, after=after, limit=PAGE + 1)
    shown = [row.code for row in rows[:PAGE]]
    return doors.show(
        request,
        "relinks/administrations.html",
        asked=asked,
        steps=_bar(actor, "relink-administrations", asked),
        rows=[(row, str(PACKAGES[row.package]), found(actor, row.problems)) for row in rows[:PAGE]],
        elsewhere=[row for row in queries.chosen(actor, asked.profile, asked.codes) if row.code not in shown],
        connections=[(one, str(PACKAGES[one.package])) for one in systems.connections(actor)],
        search=search,
        further=shown[-1] if len(rows) > PAGE else "",
        missing=_missing(asked) if turn == "next" else None,
    )


@never_cache
@doors.page("relink.prepare")
def codes(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The preparation questions for each: moved in the package already? another code? (R016 to R023)."""
    asked = asked_of(request.GET)
    chosen = queries.chosen(actor, asked.profile, asked.codes)
    if not chosen or asked.to is None:
        return redirect(asked.address("relink-administrations", actor.environment.slug))
    target = systems.connection(actor, asked.to)
    asked = asked.with_codes(tuple(one.code for one in chosen)) if len(chosen) < len(asked.codes) else asked
    which = profile(asked.profile)
    listed = _list_of(queries.pick_lists(actor, PackageFamily(target.package), asked.codes), target.pk)
    waits = which.schedule.executor is Executor.OPERATOR
    return doors.show(
        request,
        "relinks/codes.html",
        asked=asked,
        steps=_bar(actor, "relink-codes", asked),
        rows=[_code_row(number, one, asked, listed) for number, one in enumerate(chosen)],
        listed=listed,
        target=systems.name_of(target),
        package=PACKAGES[target.package],
        answers=[(str(one), text) for one, text in MOVED.items() if waits or one is not PackageMove.NOT_YET],
        waits=waits,
        crosses={one.code for one in chosen if one.package != target.package},
    )


def show_check(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    """Everything once more, with what stands in the way of each, and the terms."""
    asked = asked_of(request.POST if request.method == "POST" else request.GET)
    if not asked.codes or asked.to is None:
        return redirect(asked.address("relink-administrations", actor.environment.slug))
    which = profile(asked.profile)
    order = asked.request(uid=order_number(request.POST))
    checked, refusal = _checked(actor, order, problem)
    rows = [(one, found(actor, one.problems)) for one in checked]
    ready = [one for one, problems in rows if not _gates(problems)]
    return doors.show(
        request,
        "relinks/check.html",
        asked=asked,
        order=order.uid,
        steps=_bar(actor, "relink-check", asked),
        rows=rows,
        ready=len(ready),
        which=which,
        title=in_language(which.titles),
        terms=in_language(which.terms[Party.GIVER]),
        fee=which.fee.of(len(asked.codes)),
        waits=which.schedule.executor is Executor.OPERATOR,
        moved={str(one): text for one, text in MOVED.items()},
        provable=queries.is_provable(actor, asked.to),
        prove=request.method != "POST" or request.POST.get("prove") == "yes",
        problem=refusal,
    )


@never_cache
@doors.page("relink.order", again=show_check)
def check(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Confirm. Sent twice, it is still one order."""
    if request.method != "POST":
        return show_check(request, actor)
    asked = asked_of(request.POST)
    agreed, prove = request.POST.get("agreed") == "yes", request.POST.get("prove") == "yes"
    uid = actions.order(actor, asked.request(agreed=agreed, prove=prove, uid=order_number(request.POST)))
    return redirect("relink-order", actor.environment.slug, uid)


def _checked(
    actor: Actor, order: Request, problem: OverstapError | None
) -> tuple[Sequence[Checked], OverstapError | None]:
    """What was found for each; where the order as a whole is refused (another package, R002), the refusal."""
    try:
        return actions.check(actor, order), problem
    except Refused as refusal:
        return [], refusal


def _missing(asked: Asked) -> Refused | None:
    if not asked.codes:
        text, remedy = gettext_lazy("You chose no administration."), gettext_lazy("Choose one or more.")
        return Refused(str(text), code="NOTHING-CHOSEN", remedy=str(remedy))
    if asked.to is None:
        text, remedy = gettext_lazy("You chose no connection."), gettext_lazy("Choose what they are to work with.")
        return Refused(str(text), code="NOTHING-CHOSEN", remedy=str(remedy))
    return None


def _bar(actor: Actor, now: str, asked: Asked) -> list[Place]:
    names = [name for name, _text in STEPS]
    here = names.index(now)
    return [
        Place(
            text,
            "now" if number == here else "done" if number < here else "todo",
            asked.address(name, actor.environment.slug) if number < here else "",
        )
        for number, (name, text) in enumerate(STEPS)
    ]


def _code_row(number: int, one: Candidate, asked: Asked, listed: PickList) -> CodeRow:
    there = {each.code for each in listed.administrations if not each.blocked}
    kept = one.code if one.code in there or not there else ""
    moved = asked.moved.get(one.code, PackageMove.FINISHED)
    return CodeRow(number, one, asked.new.get(one.code, kept), str(moved))


def _list_of(lists: Sequence[PickList], number: int) -> PickList:
    return next(one for one in lists if one.number == number)


def _gates(problems: Sequence[FoundProblem]) -> bool:
    return any(one.gate for one in problems)
