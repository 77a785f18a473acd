"""Keeping in step: how it goes and what goes out; and contacts that are made, changed, sent and removed here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from overstap.coupling import queries as contacts
from overstap.coupling import words
from overstap.coupling.keeping import actions, queries
from overstap.coupling.keeping.values import KeptAdministration, OutgoingRow, Sending, Sort
from overstap.coupling.values import ContactRow, Standing
from overstap.lib.errors import OverstapError
from overstap.lib.sentences import told
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.books.asked import Asked
from overstap.web.coupling import overview, stages
from overstap.web.coupling.differing import number_of
from overstap.web.coupling.keeping_forms import ContactForm, PlacesForm, RemoveForm
from overstap.web.coupling.sides import name_of

STATES: Mapping[Sending, tuple[str | Promise, str]] = {
    Sending.WAITING: (gettext_lazy("Waits"), "wait"),
    Sending.SENT: (gettext_lazy("Sent"), "ok"),
    Sending.REFUSED: (gettext_lazy("Refused"), "bad"),
    Sending.OVERTAKEN: (gettext_lazy("No longer needed"), "neutral"),
}
_SORTS: Mapping[Sort, str | Promise] = {
    Sort.MAKE: gettext_lazy("Make it there"),
    Sort.CHANGE: gettext_lazy("Change it there"),
    Sort.REMOVE: gettext_lazy("Delete it there"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of what goes out. ``changes``: field, before, after, in the reader's words."""

    row: OutgoingRow
    what: str | Promise
    changes: Sequence[tuple[str, str, str]]
    state: str | Promise
    tone: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Place:
    """A coupled administration, and how it stands."""

    one: KeptAdministration
    standing: str | Promise
    tone: str
    problem: Mapping[str, str] | None


def show_status(
    request: HttpRequest, actor: Actor, problem: OverstapError | None = None, **parts: object
) -> HttpResponse:
    """How it goes; ``parts`` of the address of a deed that was refused do not matter to it."""
    del parts
    asked = Asked(request.GET)
    chosen = asked.choice("state", tuple(map(str, Sending)), "")
    before = number_of(asked.text("before"))
    state = Sending(chosen) if chosen else None
    rows = queries.outgoing(actor, state=state, before=before, limit=queries.PAGE + 1)
    found = queries.status(actor)
    return doors.show(
        request,
        "coupling/keeping.html",
        found=found,
        stopped=overview.told_problem(found.problem),
        places=[_place(one) for one in found.administrations],
        rows=[_shown(row) for row in rows[: queries.PAGE]],
        further=rows[queries.PAGE - 1].number if len(rows) > queries.PAGE else 0,
        later=before > 0,
        states=[(str(one), text) for one, (text, _tone) in STATES.items()],
        chosen=chosen,
        manages=may(actor.role, Right.MANAGE_ADMINISTRATIONS),
        can_decide=may(actor.role, Right.WRITE_BOOKS),
        complaints=asked.complaints,
        problem=problem,
    )


@never_cache
@doors.page("coupling.show")
def status(request: HttpRequest, actor: Actor) -> HttpResponse:
    """How keeping in step goes."""
    return show_status(request, actor)


@require_POST
@doors.page("coupling.keep", again=show_status)
def now(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Begin a round as soon as the worker can."""
    actions.now(actor)
    return doors.done(request, _("It begins within a minute."), "coupling-keeping", actor.environment.slug)


@require_POST
@doors.page("contact.send-again", again=show_status)
def again(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Send again what the package refused."""
    actions.again(actor, number)
    return doors.done(request, _("It is sent again."), "coupling-keeping", actor.environment.slug)


def show_new(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    """The form of a new contact."""
    access.require(actor, Right.WRITE_BOOKS)
    typed = request.POST if request.method == "POST" else None
    places = PlacesForm(typed, places=_taking(actor))
    return doors.show(request, "coupling/contact_new.html", form=ContactForm(typed), places=places, problem=problem)


@never_cache
@doors.page("contact.make", again=show_new)
def make(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new contact, in these administrations too."""
    if request.method != "POST":
        return show_new(request, actor)
    told_fields = ContactForm(request.POST).told
    number = actions.make(actor, told_fields, _numbers(request, "to"), request.POST.get("code", ""))
    return doors.done(request, _("The contact is made."), "contact", actor.environment.slug, number)


def show_change(request: HttpRequest, actor: Actor, number: int, problem: OverstapError | None = None) -> HttpResponse:
    """The form with what the contact says."""
    found = _living(actor, number)
    typed = request.POST if request.method == "POST" else None
    form = ContactForm(typed, initial=dict(found.fields), kind=_says_its_kind(found))
    names = [one.name for one in queries.status(actor).administrations if one.back and one.number in _places_of(found)]
    return doors.show(
        request, "coupling/contact_change.html", found=found, name=name_of(found), form=form, to=names, problem=problem
    )


@never_cache
@doors.page("contact.change", again=show_change)
def change(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Change it; it goes out to the administrations that take changes."""
    if request.method != "POST":
        return show_change(request, actor, number)
    form = ContactForm(request.POST, kind=_says_its_kind(contacts.contact(actor, number)))
    actions.change(actor, number, form.told)
    return doors.done(request, _("The contact is changed."), "contact", actor.environment.slug, number)


def show_send(request: HttpRequest, actor: Actor, number: int, problem: OverstapError | None = None) -> HttpResponse:
    """In which administrations it can be made."""
    found = _living(actor, number)
    places = [one for one in _taking(actor) if one.number not in _places_of(found)]
    form = PlacesForm(request.POST if request.method == "POST" else None, places=places)
    return doors.show(
        request,
        "coupling/contact_send.html",
        found=found,
        name=name_of(found),
        form=form,
        places=places,
        problem=problem,
    )


@never_cache
@doors.page("contact.send", again=show_send)
def send(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Make it in administrations where it is not yet."""
    if request.method != "POST":
        return show_send(request, actor, number)
    actions.send(actor, number, _numbers(request, "to"), request.POST.get("code", ""))
    return doors.done(request, _("It goes out within a minute."), "contact", actor.environment.slug, number)


def show_remove(request: HttpRequest, actor: Actor, number: int, problem: OverstapError | None = None) -> HttpResponse:
    """What stays and what ends."""
    found = _living(actor, number)
    living = [card for card in found.cards if card.coupled and not card.left]
    form = RemoveForm(request.POST if request.method == "POST" else None, cards=living)
    return doors.show(
        request,
        "coupling/contact_remove.html",
        found=found,
        name=name_of(found),
        form=form,
        living=living,
        problem=problem,
    )


@never_cache
@doors.page("contact.remove", again=show_remove)
def remove(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """End it here; nothing is deleted at the package but what was ticked."""
    if request.method != "POST":
        return show_remove(request, actor, number)
    actions.remove(actor, number, _numbers(request, "there"))
    text = _("The contact is removed. It can be brought back among the decisions.")
    return doors.done(request, text, "contacts", actor.environment.slug)


def _living(actor: Actor, number: int) -> ContactRow:
    """The contact, for somebody who may change it. Raises NotAllowed, NotFound where it ended."""
    access.require(actor, Right.WRITE_BOOKS)
    found = contacts.contact(actor, number)
    if found.ended:
        raise access.NotFound(
            _("There is no contact %(number)d here any more.") % {"number": number},
            code="CONTACT-NOT-FOUND",
            remedy=_("It was joined with another one or removed; the decisions say when."),
        )
    return found


def _taking(actor: Actor) -> list[KeptAdministration]:
    """The administrations to which contacts are written."""
    return [one for one in queries.status(actor).administrations if one.back]


def _places_of(found: ContactRow) -> set[int]:
    return {card.administration for card in found.cards if not card.left}


def _says_its_kind(found: ContactRow) -> bool:
    """Of a contact that is in administrations, these say whether it is a customer or a supplier."""
    return not _places_of(found)


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [number_of(text) for text in request.POST.getlist(name)[:100]]


def _place(one: KeptAdministration) -> Place:
    text, tone = stages.STANDINGS[Standing(one.standing)]
    return Place(one, text, tone, overview.told_problem(one.problem))


def _shown(row: OutgoingRow) -> Shown:
    text, tone = STATES[row.state]
    changes = [
        (told(words.FIELD_NAMES[name], _), told(words.shown(name, was), _), told(words.shown(name, becomes), _))
        for name, (was, becomes) in row.fields.items()
    ]
    message, remedy = (told((row.problem or {}).get(part, ""), _) for part in ("message", "remedy"))
    return Shown(row, _SORTS[row.sort], changes if row.sort is Sort.CHANGE else (), text, tone, message, remedy)
