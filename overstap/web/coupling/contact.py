"""One contact: its fields and what leads, its cards, splitting, joining, and what was decided about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from overstap.coupling import deciding, queries
from overstap.coupling import words as told_words
from overstap.coupling.shown import Choice
from overstap.coupling.values import FIELDS, CardRow, ContactRow
from overstap.lib.errors import OverstapError
from overstap.lib.sentences import told
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.books.asked import Asked
from overstap.web.coupling import differing, remembered, words
from overstap.web.coupling.differing import Column, number_of
from overstap.web.coupling.sides import name_of, plainly

_SHOWN = 20  # decisions, questions, contacts to join with
_MOST_CARDS = 1_000


@dataclass(frozen=True, slots=True)
class Cell:
    """What a card says; ``same``: as it is here, but for the way of writing."""

    where: str
    text: str
    same: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A field of the contact."""

    label: str
    here: str
    leads: str
    cells: Sequence[Cell]


def show_contact(request: HttpRequest, actor: Actor, number: int, problem: OverstapError | None = None) -> HttpResponse:
    """A contact in full."""
    found = queries.contact(actor, number)
    saying = [card for card in found.cards if not card.left]
    groups = queries.differences(actor, choice=Choice(contacts=(number,)), limit=1)
    decisions = queries.decisions(actor, contact=number, limit=_SHOWN)
    return doors.show(
        request,
        "coupling/contact.html",
        found=found,
        name=name_of(found),
        columns=[Column(card.number, card.administration_name, card.foreign) for card in saying],
        lines=list(_lines(found, saying)),
        group=differing.group(groups[0], request.POST if problem else None) if groups else None,
        questions=queries.questions(actor, contact=number, limit=_SHOWN),
        decisions=[words.logged(one) for one in decisions],
        can_decide=may(actor.role, Right.WRITE_BOOKS) and not found.ended,
        ticked=[number_of(text) for text in request.POST.getlist("card")[:_MOST_CARDS]],
        problem=problem,
        back=f"contact {number}",
    )


@never_cache
@doors.page("contact.show")
def one(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """One contact."""
    return show_contact(request, actor, number)


@require_POST
@doors.page("contact.split", again=show_contact)
def split(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Two parties after all."""
    cards = [number_of(text) for text in request.POST.getlist("card")[:_MOST_CARDS]]
    decision = deciding.split(actor, number, cards)
    text = _("Split: what was ticked is a contact of its own.")
    remembered.decided(request, actor, [decision], text)
    return doors.done(request, text, "contact", actor.environment.slug, number)


def show_join(request: HttpRequest, actor: Actor, number: int, problem: OverstapError | None = None) -> HttpResponse:
    """Search for the contact that is the same party."""
    asked = Asked(request.POST if request.method == "POST" else request.GET)
    search = asked.text("search").strip()
    found = queries.contacts(actor, search=search, limit=_SHOWN + 1) if search else []
    this = queries.contact(actor, number)
    return doors.show(
        request,
        "coupling/join.html",
        found=this,
        name=name_of(this),
        search=search,
        rows=[row for row in found if row.number != number][:_SHOWN],
        other=number_of(request.POST.get("other", "")),
        must_confirm=words.must_confirm(problem),
        complaints=asked.complaints,
        problem=problem,
    )


@never_cache
@doors.page("contact.join", again=show_join)
def join(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Join it with another one, that a person found."""
    if request.method != "POST":
        return show_join(request, actor, number)
    other = number_of(request.POST.get("other", ""))
    decision = deciding.join(actor, (number, other), despite="despite" in request.POST)
    text = _("Joined: they are one contact now.")
    remembered.decided(request, actor, [decision], text)
    return doors.done(request, text, "contact", actor.environment.slug, number)


def _lines(found: ContactRow, saying: Sequence[CardRow]) -> Iterator[Line]:
    names = {card.number: card.administration_name for card in saying}
    for field in FIELDS:
        here = found.fields.get(field, "")
        cells = [_cell(found, card, field) for card in saying]
        if not here and not any(cell.text for cell in cells):
            continue
        label = told(told_words.FIELD_NAMES[field], _)
        yield Line(label, told(told_words.shown(field, here), _), _leads(found, field, names), cells)


def _cell(found: ContactRow, card: CardRow, field: str) -> Cell:
    text = card.fields.get(field, "")
    same = bool(text) and plainly(card.fields, field) == plainly(found.fields, field)
    return Cell(f"{card.administration_name} {card.foreign}", told(told_words.shown(field, text), _), same)


def _leads(found: ContactRow, field: str, names: dict[int, str]) -> str:
    card = found.leads.get(field)
    if card is None:
        return ""
    return names.get(card, "") if card else _("own words")
