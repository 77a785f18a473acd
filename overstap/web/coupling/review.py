"""The review: one question at a time, the two contacts side by side, the surest first (R201, R202, R219, R222)."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from overstap.coupling import deciding, places, queries
from overstap.coupling.places import Place
from overstap.coupling.shown import QuestionRow
from overstap.coupling.values import AT_WORK, FIELDS, Answer, Stage
from overstap.lib.errors import OverstapError, Refused
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.coupling import remembered, sides, words
from overstap.web.coupling.sides import Chosen

_DIGITS = 18  # more do not fit a number of the database


class NoAnswer(Refused):
    """Neither of the two answers was given."""

    code = "COUPLING-NO-ANSWER"


@require_safe
@doors.page("contact.review")
def begin(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The surest question; where none is open, what comes next (R222)."""
    number = places.first(actor)
    if number:
        return HttpResponseRedirect(resolve_url("coupling-question", actor.environment.slug, number))
    waiting = places.waiting(actor)
    return doors.show(
        request,
        "coupling/review_empty.html",
        open_differences=waiting.differences,
        matching=waiting.stage is Stage.MATCHING,
        comparing=waiting.stage in AT_WORK,
        last=remembered.last(request, actor),
        back="review",
    )


def show_question(
    request: HttpRequest, actor: Actor, number: int, problem: OverstapError | None = None
) -> HttpResponse:
    """A question with both contacts; one that was answered says by whom."""
    question = queries.question(actor, number)
    both = sides.sides(question)
    lead = remembered.leads(request, actor)
    chosen = Chosen(_chosen(request.POST), number_in(request.POST, "keep") if problem else lead)
    lines = sides.lines(both, chosen)
    is_open = question.answer is Answer.OPEN
    chance, tone = words.chance(question.chance)
    return doors.show(
        request,
        "coupling/review.html",
        question=question,
        left=both[0],
        right=both[1],
        sides=both,
        lines=lines,
        any_differs=any(line.differs for line in lines),
        can_decide=is_open and may(actor.role, Right.WRITE_BOOKS),
        decided={} if is_open else {"text": words.decided(question)},
        question_reasons=words.reasons(question.reasons),
        chance=chance,
        chance_tone=tone,
        administrations=queries.administrations(actor),
        kept=chosen.of,
        must_confirm=words.must_confirm(problem),
        problem=None if not is_open else problem,
        in_review=True,
        back="review",
        last=remembered.last(request, actor),
        **_neighbours(actor, places.place(actor, question)),
    )


@never_cache
@require_safe
@doors.page("contact.review")
def one(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """One question."""
    return show_question(request, actor, number)


@require_POST
@doors.page("contact.answer", again=show_question)
def answer(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Answer it, and go on to the next one."""
    question = queries.question(actor, number)
    given = request.POST.get("answer", "")
    if given == Answer.SAME:
        done, text = _same(request, actor, question), _("Joined: %(name)s.")
    elif given == Answer.DIFFERENT:
        done, text = [deciding.different(actor, number)], _("Kept apart: %(name)s.")
    else:
        raise NoAnswer(_("Are they the same or different?"), remedy=_("Choose one of the two."))
    told = text % {"name": sides.name_of(question.one)}
    remembered.decided(request, actor, done, told)
    slug, after = actor.environment.slug, places.place(actor, question).after
    if after:
        return doors.done(request, told, "coupling-question", slug, after)
    return doors.done(request, told, "coupling-review", slug)


def number_in(sent: QueryDict, name: str) -> int:
    """A number that was sent, 0 where it is none."""
    text = sent.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 0


def _same(request: HttpRequest, actor: Actor, question: QuestionRow) -> list[int]:
    """Join them; what was chosen to lead leads. Gives the decisions."""
    keep = number_in(request.POST, "keep")
    lines = sides.lines(sides.sides(question), Chosen(_chosen(request.POST), keep))
    decisions = [deciding.same(actor, question.number, despite="despite" in request.POST)]
    remembered.let_lead(request, actor, keep)
    number = queries.question(actor, question.number).one.number
    by_card: dict[int, list[str]] = {}
    for line in lines:
        for cell in line.sides if line.differs else ():
            for value in cell.values:
                if value.chosen:
                    by_card.setdefault(value.card, []).append(line.field)
    return [*decisions, *(deciding.lead(actor, number, card, fields) for card, fields in by_card.items())]


def _chosen(sent: QueryDict) -> Mapping[str, int]:
    """What leads per field, where it was chosen by hand."""
    return {field: number for field in FIELDS if (number := number_in(sent, f"lead-{field}"))}


def _neighbours(actor: Actor, place: Place) -> dict[str, object]:
    """Where the keys for the previous and the next question lead; after the last one comes the first again."""
    slug = actor.environment.slug
    before = resolve_url("coupling-question", slug, place.before) if place.before else ""
    after = resolve_url("coupling-question", slug, place.after) if place.after else ""
    if before and not after:
        after = resolve_url("coupling-review", slug)
    return {"place": place.at, "total": max(place.of, place.at), "before": before, "after": after}
