"""Which data leads where administrations differ: per field, per contact, or one administration for all (R220, R221)."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from overstap.coupling import deciding, places, queries
from overstap.coupling.errors import DecidedMeanwhile
from overstap.coupling.shown import EVERYTHING, Choice
from overstap.coupling.values import FIELDS, CoupledRow, Stage
from overstap.lib.errors import OverstapError, Refused
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.books.asked import Asked
from overstap.web.coupling import differing, remembered, words
from overstap.web.coupling.sides import name_of

ON_ONE_PAGE = 20
CONFLICTS = "conflicts"  # in addresses


class NothingChosen(Refused):
    """A form came without anything chosen."""

    code = "COUPLING-NOTHING-CHOSEN"


def show_listed(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    """Contacts with open differences, a page at a time."""
    asked = Asked(request.POST if problem else request.GET)
    choice, after = _choice(asked), asked.number("after") or 0
    found = queries.differences(actor, choice=choice, after=after, limit=ON_ONE_PAGE + 1)
    rows = found[:ON_ONE_PAGE]
    wrong = differing.number_of(request.POST.get("contact", "")) if problem else 0
    waiting = places.waiting(actor)
    return doors.show(
        request,
        "coupling/differences.html",
        groups=[differing.group(row, request.POST if row.contact.number == wrong else None) for row in rows],
        fields=words.fields(),
        chosen=choice,
        kept=_kept(choice),
        query=urlencode(_kept(choice)),
        is_filtered=bool(_kept(choice)),
        after=after,
        next=rows[-1].contact.number if len(found) > len(rows) else 0,
        administrations=queries.administrations(actor),
        open_questions=waiting.questions,
        open_differences=waiting.differences,
        matching=waiting.stage is Stage.MATCHING,
        can_decide=may(actor.role, Right.WRITE_BOOKS),
        complaints=asked.complaints,
        problem=problem,
        back="differences",
        last=remembered.last(request, actor),
    )


@never_cache
@doors.page("contact.differences")
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Contacts of which administrations say different things."""
    return show_listed(request, actor)


def show_wrong(request: HttpRequest, actor: Actor, number: int, problem: OverstapError) -> HttpResponse:
    """The list once more, with what was filled in for the contact ``number``."""
    del number
    return show_listed(request, actor, problem)


@require_POST
@doors.page("contact.lead", again=show_wrong)
def differ(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Save what leads for one contact."""
    contact = queries.contact(actor, number)
    decisions = lead(actor, number, request.POST)
    text = _("Saved what leads: %(name)s.") % {"name": name_of(contact)}
    remembered.decided(request, actor, decisions, text)
    return doors.done(request, text, _back(actor, number, request.POST))


def show_all(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    """What it means that one administration leads for all of these."""
    asked = Asked(request.POST if request.method == "POST" else request.GET)
    choice = _choice(asked)
    leading = _leading(queries.administrations(actor), asked.number("of") or 0)
    return doors.show(
        request,
        "coupling/lead_all.html",
        leading=leading,
        contacts=deciding.would_lead(actor, choice, leading.number, _only(choice)),
        chosen=choice,
        field_name=words.field(choice.field) if choice.field else "",
        kept=_kept(choice),
        query=urlencode(_kept(choice)),
        problem=problem,
    )


@never_cache
@doors.page("contact.lead-for-all", again=show_all)
def lead_all(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One administration leads for all that a search finds, after a look at how many that is."""
    if request.method != "POST":
        return show_all(request, actor)
    asked = Asked(request.POST)
    choice = _choice(asked)
    leading = _leading(queries.administrations(actor), asked.number("of") or 0)
    done = deciding.lead_for_all(actor, choice, leading.number, _only(choice))
    text = ngettext(
        "%(name)s leads now for %(n)d contact.", "%(name)s leads now for %(n)d contacts.", done.contacts
    ) % {"name": leading.name, "n": done.contacts}
    remembered.decided(request, actor, [done.decision], text)
    address = resolve_url("coupling-differences", actor.environment.slug)
    return doors.done(request, text, f"{address}?{urlencode(_kept(choice))}")


def lead(actor: Actor, number: int, sent: QueryDict) -> list[int]:
    """Decide about the open fields of a contact as the form says; gives the decisions. Raises NothingChosen."""
    rows = queries.differences(actor, choice=Choice(contacts=(number,)), limit=1)
    if not rows:
        raise DecidedMeanwhile(
            _("Nothing of this contact is open any more."), remedy=_("See on its page what was decided, and go on.")
        )
    found = differing.chosen(sent, rows[0])
    decisions = [deciding.lead(actor, number, card, fields) for card, fields in differing.by_card(found)]
    decisions += [deciding.own_words(actor, number, field, text) for field, text in found.own.items()]
    if not decisions:
        raise NothingChosen(_("Nothing was chosen."), remedy=_("Choose for at least one field what leads."))
    return decisions


def _choice(asked: Asked) -> Choice:
    return Choice(
        search=asked.text("search").strip(),
        field=asked.choice("field", FIELDS, ""),
        conflicts=asked.choice("only", (CONFLICTS,), "") == CONFLICTS,
    )


def _only(choice: Choice) -> Sequence[str]:
    return (choice.field,) if choice.field else EVERYTHING


def _kept(choice: Choice) -> list[tuple[str, str]]:
    """What was searched for, for the next address."""
    only = CONFLICTS if choice.conflicts else ""
    return [
        (name, value) for name, value in (("search", choice.search), ("field", choice.field), ("only", only)) if value
    ]


def _leading(there: Sequence[CoupledRow], number: int) -> CoupledRow:
    found = next((one for one in there if one.number == number), None)
    if found is None:
        raise NothingChosen(
            _("There is no such coupled administration here."),
            remedy=_("Choose one from the list of coupled administrations."),
        )
    return found


def _back(actor: Actor, number: int, sent: QueryDict) -> str:
    slug = actor.environment.slug
    if sent.get("back") == "contact":
        return resolve_url("contact", slug, number)
    asked = Asked(sent)
    kept = [*_kept(_choice(asked)), *((("after", str(after)),) if (after := asked.number("after")) else ())]
    return f"{resolve_url('coupling-differences', slug)}?{urlencode(kept)}"
