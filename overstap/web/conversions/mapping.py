"""Review of the mapping: source and target side by side, a page at a time, one form with one button."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from overstap.connectors.values import Kind
from overstap.lib.errors import OverstapError
from overstap.moves.conversions import deciding, queries
from overstap.moves.conversions.deciding import Decision
from overstap.moves.conversions.values import MAPPED, MAY_BE_LEFT_OUT, Choice, PairRow, State
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.conversions import words
from overstap.web.conversions.listing import number

_MOST_CHOICES = 2_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A pair as it is shown: its words, and what was typed where the form comes back."""

    row: PairRow
    reason: str
    choice: str
    target: str
    may_be_left_out: bool


def show_mapped(request: HttpRequest, actor: Actor, uid: UUID, problem: OverstapError | None = None) -> HttpResponse:
    """A page of the mapping of one kind; the open ones alone where that is asked."""
    found = queries.conversion(actor, uid)
    sent = request.POST if request.method == "POST" else request.GET
    kind = _kind(sent.get("kind", ""), found.pairs)
    only_open = sent.get("open") == "1"
    after = number(sent.get("after", "")) or 0
    rows = queries.pairs(actor, uid, kind=kind, only_open=only_open, after=after, limit=queries.PAGE + 1)
    return doors.show(
        request,
        "conversions/mapping.html",
        found=found,
        kinds=[(one, words.kind(one), found.pairs[one]) for one in MAPPED if found.pairs.get(one)],
        kind=kind,
        only_open=only_open,
        rows=[_shown(row, request.POST) for row in rows[: queries.PAGE]],
        targets=queries.choices(actor, uid, kind)[:_MOST_CHOICES] if found.state is State.REVIEW else [],
        choices=words.CHOICES.items(),
        can_change=found.state is State.REVIEW,
        after=after,
        further=rows[queries.PAGE - 1].number if len(rows) > queries.PAGE else None,
        problem=problem,
    )


@never_cache
@doors.page("conversion.map", again=show_mapped)
def mapped(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """See the mapping, or decide about what is shown of it."""
    if request.method != "POST":
        return show_mapped(request, actor, uid)
    deciding.in_review(actor, uid)
    count = _decide(request.POST, actor, uid)
    text = ngettext("%(n)d code is decided.", "%(n)d codes are decided.", count) % {"n": count}
    kind, after = request.POST.get("kind", ""), request.POST.get("after", "")
    address = f"?kind={kind if kind in set(MAPPED) else ''}&open={1 if request.POST.get('open') == '1' else 0}"
    return doors.done(request, text, f"{request.path}{address}&after={number(after) or 0}")


def _decide(sent: QueryDict, actor: Actor, uid: UUID) -> int:
    """Those that were changed, and those that were agreed to; gives how many."""
    agreed: dict[int, str] = {}
    count = 0
    for pair, decision, before in _decisions(sent):
        if decision != before:
            deciding.decide(actor, uid, pair, decision)
            count += 1
        elif sent.get(f"agree-{pair}") or "agree-all" in sent:
            agreed[pair] = decision.target
    return count + (deciding.accept(actor, uid, agreed) if agreed else 0)


def _decisions(sent: QueryDict) -> Iterator[tuple[int, Decision, Decision]]:
    """Number of each pair on the page, what it says now, and what it said when it was shown."""
    for text in sent.getlist("pair")[: queries.PAGE]:
        pair = number(text)
        now, before = sent.get(f"choice-{text}", ""), sent.get(f"was-{text}", "")
        if pair is None or now not in set(Choice):
            continue
        was_choice, _space, was_target = before.partition(" ")
        target = "" if now == Choice.NONE else sent.get(f"target-{text}", "").strip()
        if was_choice in set(Choice):
            yield pair, Decision(Choice(now), target), Decision(Choice(was_choice), was_target)


def _shown(row: PairRow, sent: QueryDict) -> Shown:
    return Shown(
        row,
        str(words.REASONS.get(row.reason, row.reason)),
        sent.get(f"choice-{row.number}", str(row.choice)),
        sent.get(f"target-{row.number}", row.target),
        row.kind in MAY_BE_LEFT_OUT,
    )


def _kind(asked: str, known: object) -> Kind:
    """The kind that is asked for, or the first that there is."""
    if asked in set(MAPPED):
        return Kind(asked)
    there = known if isinstance(known, dict) else {}
    return next((one for one in MAPPED if there.get(one)), Kind.ACCOUNTS)
