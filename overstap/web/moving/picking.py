"""The step in which administrations are chosen: a long list, searched and paged, that forgets no tick."""

from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from overstap.lib.errors import OverstapError, Refused
from overstap.moves import actions
from overstap.moves.candidates import Candidate, candidates, chosen_candidates, environment_problems
from overstap.moves.drafts import Draft
from overstap.moves.profiles import profile
from overstap.moves.values import Gravity
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.moving.findings import FoundProblem, found
from overstap.web.moving.starting import draft_of, onward
from overstap.web.moving.steps import START_STEPS, as_looked_at, bar, further

PAGE = 50
MOST_CHOSEN = 100  # far above what is wise (R055), and few enough to check in one go


def show_administrations(
    request: HttpRequest, actor: Actor, draft: UUID, problem: OverstapError | None = None
) -> HttpResponse:
    """The administrations that can be offered, each with what is known of it."""
    one = draft_of(actor, draft)
    if one.move_uid:
        return onward(actor, one)
    which = profile(one.chosen["profile"])
    search, after = _asked(request, "search"), _asked(request, "after")
    rows = candidates(actor, which.name, search=search, after=after, limit=PAGE + 1)
    chosen = chosen_candidates(actor, which.name, one.chosen.get("codes", []))
    shown = [row.code for row in rows[:PAGE]]
    return doors.show(
        request,
        "moving/start_administrations.html",
        draft=one,
        steps=bar(START_STEPS, "administrations", one),
        rows=[_row(actor, row) for row in rows[:PAGE]],
        chosen=[row.code for row in chosen],
        elsewhere=[row for row in chosen if row.code not in shown],
        general=found(actor, environment_problems(actor, which.name)),
        wise=which.advised_administrations,
        search=search,
        after=after,
        further=shown[-1] if len(rows) > PAGE else "",
        problem=problem,
    )


@never_cache
@doors.page("move.start", again=show_administrations)
def administrations(request: HttpRequest, actor: Actor, draft: UUID) -> HttpResponse:
    """Choose administrations (R053). Searching and turning pages keep what is ticked."""
    if request.method != "POST":
        return show_administrations(request, actor, draft)
    one = as_looked_at(request, draft_of(actor, draft))
    codes = _codes(request, one)
    turn = request.POST.get("turn", "")
    if turn:
        actions.save_draft(actor, one, one.step, {"codes": codes})
        return _turned(request, actor, one, turn)
    if not codes:
        raise Refused(
            _("You chose no administration."), code="NOTHING-CHOSEN", remedy=_("Choose one or more administrations.")
        )
    saved = actions.save_draft(actor, one, further(START_STEPS, one, "administrations"), {"codes": codes})
    return onward(actor, saved, "receiver")


def _row(actor: Actor, row: Candidate) -> tuple[Candidate, list[FoundProblem]]:
    told = [problem for problem in row.problems if problem.gravity is Gravity.GATE or not row.blocked]
    return row, found(actor, told)


def _codes(request: HttpRequest, draft: Draft) -> list[str]:
    """What was chosen before and is not on this page, and what is ticked on it."""
    shown, ticked = set(request.POST.getlist("shown")), request.POST.getlist("code")
    before: Sequence[str] = draft.chosen.get("codes", [])
    codes = list(dict.fromkeys([*(code for code in before if code not in shown), *ticked]))
    if len(codes) > MOST_CHOSEN or any(len(code) > 35 or not code.isprintable() for code in codes):
        raise Refused(
            _("At most %(most)d administrations go in one migration.") % {"most": MOST_CHOSEN},
            code="TOO-MANY-CHOSEN",
            remedy=_("Start another migration for the rest."),
        )
    return sorted(codes)


def _turned(request: HttpRequest, actor: Actor, draft: Draft, turn: str) -> HttpResponse:
    asked = {"search": _asked(request, "search"), "after": request.POST.get("further", "")[:35]}
    if turn != "further":
        asked["after"] = ""
    if turn == "all":
        asked["search"] = ""
    address = resolve_url("start-move-administrations", actor.environment.slug, draft.uid)
    wanted = urlencode({name: value for name, value in asked.items() if value})
    return HttpResponseRedirect(f"{address}?{wanted}" if wanted else address)


def _asked(request: HttpRequest, name: str) -> str:
    return (request.POST.get(name) or request.GET.get(name, "")).strip()[:100]
