"""How a transfer stands, in words; for the list of clients, the banner and the pages of a ticket."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from overstap.moves.tickets.queries import ClientRow, Standing
from overstap.tenancy.roles import Role
from overstap.web.templatetags.ui import moment

TONES = {
    "ticket": "wait", "leaving": "wait", "left": "neutral", "arriving": "live", "ready": "warn", "stopped": "bad",
    "over": "neutral",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownClient:
    """A client in the list; ``manages``: whether the reader is a superuser there."""

    row: ClientRow
    state: str
    tone: str
    more: str
    manages: bool


def shown_clients(rows: Iterable[ClientRow]) -> list[ShownClient]:
    """The list, in words."""
    return [
        ShownClient(
            row=one,
            state=state_of(one.standing) if one.standing else _("In use"),
            tone=TONES[one.standing.kind] if one.standing else "ok",
            more=sentence(one.standing) if one.standing else "",
            manages=one.role == Role.SUPERUSER,
        )
        for one in rows
    ]


def state_of(standing: Standing) -> str:
    """How a transfer stands, in a word or two."""
    known = {
        "ticket": _("Ticket is out"),
        "leaving": _("Leaving"),
        "left": _("Moved"),
        "arriving": _("Arriving"),
        "ready": _("To be released"),
        "stopped": _("Stopped"),
        "over": _("Not taken over"),
    }
    return known[standing.kind]


def sentence(standing: Standing) -> str:
    """How a transfer stands, in one sentence."""
    known = {
        "ticket": _("Read-only. The ticket is valid until %(until)s."),
        "leaving": _("Read-only. %(other)s has redeemed the ticket."),
        "left": _("%(other)s has it since %(since)s; what you see here stays as it was."),
        "arriving": _("The administrations arrive from %(when)s on."),
        "ready": _("Everything was compared and is in it. Check it, then release."),
        "stopped": _("It stopped; nothing was lost. See why, and resume."),
        "over": _("Empty: the transfer was rejected, withdrawn or given back."),
    }
    facts = {
        "until": moment(standing.expires_at),
        "other": standing.other,
        "since": moment(standing.released_at),
        "when": moment(standing.run_at) or _("now"),
    }
    return known[standing.kind] % facts
