"""What several pages about these people share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overstap.moves.people.values import Former, Happened, Held, Shown
from overstap.tenancy.access import NotFound
from overstap.tenancy.roles import Role
from overstap.web.former import texts
from overstap.web.managing.parts import uuid_or_none

MOST_PLACES = 3  # administrations named in a row of the list


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody in the list; ``deed`` is the one thing to click, empty where there is none."""

    one: Former
    state: str | Promise
    tone: str
    places: Sequence[Held]
    more: int
    deed: str  # invite, link, restore
    is_again: bool  # the invitation is not the first one
    needs_role: bool  # was superuser elsewhere: somebody has to say what they may do here


@dataclass(frozen=True, slots=True)
class Done:
    """A line of what was done about somebody."""

    at: datetime
    text: str | Promise
    icon: str
    by: str
    reason: str


def row(one: Former) -> Row:
    """Somebody as the list shows them."""
    places = [held for held in one.roles if not held.ended_at] or list(one.roles)
    return Row(
        one=one,
        state=texts.STATES[one.state],
        tone=texts.TONES[one.state],
        places=places[:MOST_PLACES],
        more=len(places) - MOST_PLACES if len(places) > MOST_PLACES else 0,
        deed=_deed(one),
        needs_role=one.role == Role.SUPERUSER and one.may("invite") and one.state != Shown.INVITED,
        is_again=one.state in (Shown.EXPIRED, Shown.DECLINED, Shown.WITHDRAWN),
    )


def done(event: Happened) -> Done:
    """What was done, in words."""
    return Done(event.at, texts.EVENTS[event.kind], texts.EVENT_ICONS[event.kind], event.by, event.reason)


def comes_back(one: Former) -> list[str]:
    """What an invitation or a link gives, in sentences; and what it does not give, said as plainly."""
    codes = sorted({held.code_here for held in one.roles if held.has_access and not held.ended_at})
    told = []
    if codes:
        text = ngettext("Access to administration %(codes)s.", "Access to administrations %(codes)s.", len(codes))
        told.append(text % {"codes": ", ".join(codes)})
    else:
        told.append(_("No access: this person had none when it was handed over."))
    if one.archives:
        told.append(_("Their own archive: the documents that they delivered, or that they were asked about."))
    told.append(_("What they booked and agreed to stays under their own name, whoever is linked to it."))
    return told


def chosen(request: HttpRequest) -> list[UUID]:
    """Which people a form names. Raises NotFound for what is no number of a person."""
    found = [uuid_or_none(text) for text in request.POST.getlist("former")]
    wanted = [one for one in found if one is not None]
    if not wanted or len(wanted) != len(found):
        raise NotFound(_("Choose at least one person."), code="FORMER-NOT-FOUND", remedy=_("Go back and tick a name."))
    return wanted


def _deed(one: Former) -> str:
    if one.to_give:
        return "restore"
    if one.may("link") and one.member_uid is not None:
        return "link"
    return "invite" if one.one_click else ""
