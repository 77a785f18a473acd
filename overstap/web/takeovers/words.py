"""A takeover in sentences: how it stands with each party, what waits for whom, what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overstap.lib import clock
from overstap.moves.takeovers.values import PartyStand, Stand, Takeover, Told
from overstap.moves.values import Party
from overstap.tenancy.access import SYSTEM_EMAIL
from overstap.web.moving.approval_words import Names, sentence
from overstap.web.templatetags.ui import moment

TONES: Mapping[Stand, tuple[str, str]] = {
    Stand.APPROVED: ("ok", "check"),
    Stand.REFUSED: ("bad", "x-mark"),
    Stand.WAITING: ("warn", "clock"),
    Stand.LATER: ("neutral", "ellipsis-horizontal"),
}
_RUNNING = ("scheduled", "frozen", "carried", "verified", "taking_back")
_LINE_TONES: Mapping[str, str] = {
    "failed": "bad", "withdrawn": "warn", "rejected": "warn", "expired": "warn", "scope_changed": "warn",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """How it stands with one party."""

    role: str
    name: str
    mine: bool
    tone: str
    icon: str
    said: str
    more: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the timeline."""

    tone: str
    text: str
    more: str
    who: str
    at: datetime


def title(found: Takeover) -> str:
    """What the takeover is called."""
    names = [part.name for part in found.parts]
    if not names:
        return _("Administrations of %(client)s") % {"client": found.client_name}
    return names[0] if len(names) == 1 else _("%(first)s and %(count)d more") % {
        "first": names[0], "count": len(names) - 1}  # fmt: skip


def rows(found: Takeover) -> list[Row]:
    """The parties, in the order of the way that the administrations go."""
    return [_row(found, one) for one in found.parties]


def role(party: Party) -> str:
    """A party as the heading of its line."""
    return {
        Party.GIVER: _("Previous office"),
        Party.CLIENT: _("Client"),
        Party.RECEIVER: _("New office"),
    }[party]


def waits(found: Takeover) -> str:
    """What it waits for, as the reader understands it."""
    if found.state == "draft":
        if found.reader is Party.GIVER:
            return _("Choose the administrations that are meant. Then everybody is asked to approve.")
        return _("%(giver)s chooses the administrations. Then everybody is asked to approve.") % {"giver": found.giver}
    if found.state == "offered":
        return _waits_for_approval(found)
    if found.state == "agreed":
        return _waits_to_run(found)
    told = {
        "delivered": _("Everything was compared. %(receiver)s looks at it and releases it."),
        "released": _("%(receiver)s works in it."),
        "closed": _("%(receiver)s works in it; it can no longer be given back."),
        "expired": _("Not everybody approved in time. Nothing changed."),
        "failed": _("It stopped, and nothing was lost. %(giver)s works on as before."),
        "rejected": _("It was refused. Nothing changed."),
        "withdrawn": _("%(giver)s withdrew it. Nothing changed."),
        "taken_back": _("%(giver)s has it again, with everything booked since."),
    }
    if found.state in _RUNNING:
        return _("The system is at work.")
    return told.get(found.state, "") % {"giver": found.giver, "receiver": found.receiver}


def tone(found: Takeover) -> str:
    """Whether the reader has to do something."""
    mine = found.may_answer or (found.state == "draft" and found.reader is Party.GIVER)
    return "warn" if mine or found.state in ("expired", "failed") else "info"


def changed(found: Takeover) -> str:
    """Why everybody is asked once more; empty where nobody is."""
    return {
        "administrations": _("The choice of administrations was changed. Approvals given before do not count."),
        "codes": _("The new office chose other codes. Approvals given before do not count."),
    }.get(found.changed, "")


def remaining(found: Takeover) -> str:
    """How long there is still to answer; empty where nothing waits."""
    if found.state not in ("draft", "offered"):
        return ""
    left = found.expires_at - clock.now()
    if left.days < 1:
        return _("less than a day left")
    return ngettext("%(count)d day left", "%(count)d days left", left.days) % {"count": left.days}


def timeline(found: Takeover) -> list[Line]:
    """What happened, the newest first."""
    return [_line(found, one) for one in found.events]


def _row(found: Takeover, one: PartyStand) -> Row:
    tone, icon = TONES[one.stand]
    mine = one.party is found.reader
    if one.stand is Stand.APPROVED:
        said, more = _("Approved"), _when(one.person, one.answered_at)
    elif one.stand is Stand.REFUSED:
        said, more = _("Refused"), _("Reason: %(reason)s") % {"reason": one.reason}
    elif found.state == "draft" and one.party is Party.GIVER:
        said, more = (_("Waits for you") if mine else _("Waits")), _("chooses the administrations first")
        tone, icon = TONES[Stand.WAITING]
    elif one.stand is Stand.LATER or found.state not in ("draft", "offered"):
        said, more = (_("Asked later"), _later(found, one)) if found.state in ("draft", "offered") else ("–", "")
        tone, icon = TONES[Stand.LATER]
    else:
        said, more = (_("Waits for you") if mine else _("Waits")), _asked(one)
    return Row(role(one.party), one.name, mine, tone, icon, said, more)


def _asked(one: PartyStand) -> str:
    since = _("asked %(moment)s") % {"moment": moment(one.asked_at)}
    if not one.reminders:
        return since
    told = ngettext("reminded %(count)d time", "reminded %(count)d times", one.reminders) % {"count": one.reminders}
    return f"{since} · {told}"


def _later(found: Takeover, one: PartyStand) -> str:
    if found.by_links:
        return _("once the administrations are chosen")
    return _("once the receiver has accepted") if one.party is Party.CLIENT else _("by the transfer code")


def _when(person: str, at: datetime | None) -> str:
    return f"{person} · {moment(at)}" if person else moment(at)


def _waits_for_approval(found: Takeover) -> str:
    if found.may_answer:
        return _("Your approval is asked. Below stands exactly what it is about.")
    names = [one.name for one in found.parties if one.stand is Stand.WAITING]
    return _("Waits for: %(names)s.") % {"names": ", ".join(names)} if names else ""


def _waits_to_run(found: Takeover) -> str:
    if found.run_at is not None and found.run_at > clock.now():
        return _("Everybody approved. It runs on %(moment)s.") % {"moment": moment(found.run_at)}
    return _("Everybody approved. It runs now.")


def _line(found: Takeover, one: Told) -> Line:
    texts = Names(found.giver, found.receiver, found.client_name, by_links=found.by_links)
    text, more = sentence(one.kind, one.data, texts)
    name, _space, address = one.person.rpartition(" <")
    who = _("The system") if address.rstrip(">") == SYSTEM_EMAIL else name or one.person
    return Line(_LINE_TONES.get(one.kind, "ok"), text, more, who, one.at)
