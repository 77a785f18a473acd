"""What happens to a move, in sentences for people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from overstap.moves.dossier import Dossier, Happening
from overstap.tenancy.access import SYSTEM_EMAIL
from overstap.web.moving.approval_words import EARLY, Names, sentence
from overstap.web.templatetags.ui import moment
from overstap.web.words import word

TONES: Mapping[str, str] = {
    "draft": "wait",
    "offered": "wait",
    "agreed": "live",
    "scheduled": "live",
    "frozen": "live",
    "carried": "live",
    "verified": "live",
    "delivered": "warn",
    "released": "ok",
    "taking_back": "live",
    "closed": "ok",
    "withdrawn": "neutral",
    "rejected": "neutral",
    "expired": "warn",
    "failed": "bad",
    "taken_back": "neutral",
}
_LINE_TONES: Mapping[str, str] = {"failed": "bad", "withdrawn": "warn", "rejected": "warn", "expired": "warn"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the timeline."""

    tone: str
    text: str
    more: str
    who: str
    at: datetime


def timeline(move: Dossier) -> list[Line]:
    """What happened, the newest first."""
    lines = [_line(move, event) for event in move.events]
    return lines[::-1]


def who(person: str) -> str:
    """The name of somebody as the log has it ("Name <address>"); the system goes by its own."""
    name, _space, address = person.rpartition(" <")
    return _("The system") if address.rstrip(">") == SYSTEM_EMAIL else name or person


def duration(milliseconds: object) -> str:
    """A duration as people say it; empty for what is none."""
    if not isinstance(milliseconds, int):
        return ""
    if milliseconds < 1_000:
        return _("%(count)d ms") % {"count": milliseconds}
    if milliseconds < 60_000:
        seconds_shown = formats.number_format(Decimal(milliseconds) / 1_000, decimal_pos=1, use_l10n=True)
        return _("%(seconds)s s") % {"seconds": seconds_shown}
    minutes, seconds = divmod(milliseconds // 1_000, 60)
    return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": seconds}


def state_sentence(move: Dossier) -> str:
    """How the move stands, in one sentence; what a screen reader says when it changes."""
    return _("%(state)s. %(waits)s") % {"state": word(move.state).capitalize(), "waits": move.waits_for}


def _line(move: Dossier, event: Happening) -> Line:
    tone = _LINE_TONES.get(event.kind, "ok")
    text, more = _told(move, event)
    if event.kind == "released" and "code" in event.data:
        tone = "bad"
    return Line(tone, text, more, who(event.person), event.at)


def _told(move: Dossier, event: Happening) -> tuple[str, str]:
    of_a_party = event.kind == "rejected" and "party" in event.data
    if move.approvals and (event.kind in EARLY or of_a_party):
        client = move.client.rpartition(" <")[0]
        return sentence(event.kind, event.data, Names(move.giver, move.receiver, client, by_links=move.requested))
    return _SENTENCES.get(event.kind, _unknown)(move, event)


def _unknown(move: Dossier, event: Happening) -> tuple[str, str]:
    del move
    return word(event.kind).capitalize(), ""


def _offered(move: Dossier, event: Happening) -> tuple[str, str]:
    if event.data.get("ticket"):
        made = _("Transfer ticket made; from here on nothing could be saved at the giver")
        return made, _("Valid until %(until)s.") % {"until": moment(move.expires_at)}
    text = _("Offered to %(receiver)s; the transfer code was sent") % {"receiver": move.receiver_email}
    return text, _("Valid until %(until)s.") % {"until": moment(move.expires_at)}


def _agreed(move: Dossier, event: Happening) -> tuple[str, str]:
    if event.data.get("resumed"):
        return _("Resumed, from the preflight on"), _why(event)
    return _("%(receiver)s accepted the offer") % {"receiver": move.receiver}, ""


def _scheduled(move: Dossier, event: Happening) -> tuple[str, str]:
    del move, event
    return _("Looked through once more and prepared; people went on working meanwhile"), ""


def _frozen(move: Dossier, event: Happening) -> tuple[str, str]:
    del move
    return _("Frozen: from here on nothing could be saved at the giver"), _took(event)


def _carried(move: Dossier, event: Happening) -> tuple[str, str]:
    return _("Carried to %(receiver)s") % {"receiver": move.receiver}, _took(event)


def _verified(move: Dossier, event: Happening) -> tuple[str, str]:
    del move
    return _("Every record and every figure compared"), _took(event)


def _delivered(move: Dossier, event: Happening) -> tuple[str, str]:
    more = _("Giving it back was rehearsed in full, and works.") if event.data.get("take_back") == "proven" else ""
    return _("Delivered; %(receiver)s decides about the release") % {"receiver": move.receiver}, more


def _released(move: Dossier, event: Happening) -> tuple[str, str]:
    if "code" in event.data:
        return _("Giving back did not succeed; everything stays with the receiver"), str(event.data.get("message", ""))
    more = ""
    if event.data.get("undo_until"):
        more = _("Can be given back until %(until)s.") % {"until": moment(str(event.data["undo_until"]))}
    return _("Released: %(receiver)s works in it from here on") % {"receiver": move.receiver}, more


def _taking_back(move: Dossier, event: Happening) -> tuple[str, str]:
    return _("%(receiver)s gives it back") % {"receiver": move.receiver}, _why(event)


def _taken_back(move: Dossier, event: Happening) -> tuple[str, str]:
    del event
    return _("%(giver)s has it again, with everything booked since") % {"giver": move.giver}, ""


def _closed(move: Dossier, event: Happening) -> tuple[str, str]:
    del move, event
    return _("The undo window ended; the migration is closed"), ""


def _withdrawn(move: Dossier, event: Happening) -> tuple[str, str]:
    return _("%(giver)s withdrew it") % {"giver": move.giver}, _why(event)


def _rejected(move: Dossier, event: Happening) -> tuple[str, str]:
    return _("%(receiver)s rejected it") % {"receiver": move.receiver}, _why(event)


def _expired(move: Dossier, event: Happening) -> tuple[str, str]:
    del move, event
    return _("The transfer code expired; nobody used it in time"), ""


def _failed(move: Dossier, event: Happening) -> tuple[str, str]:
    del move
    return _("Stopped, and put back as it was"), str(event.data.get("message", ""))


def _took(event: Happening) -> str:
    took = duration(event.data.get("milliseconds"))
    return _("Took %(duration)s.") % {"duration": took} if took else ""


def _why(event: Happening) -> str:
    reason = str(event.data.get("reason", ""))
    return _("Reason: %(reason)s") % {"reason": reason} if reason else ""


_SENTENCES: Mapping[str, Callable[[Dossier, Happening], tuple[str, str]]] = {
    "offered": _offered,
    "agreed": _agreed,
    "scheduled": _scheduled,
    "frozen": _frozen,
    "carried": _carried,
    "verified": _verified,
    "delivered": _delivered,
    "released": _released,
    "taking_back": _taking_back,
    "taken_back": _taken_back,
    "closed": _closed,
    "withdrawn": _withdrawn,
    "rejected": _rejected,
    "expired": _expired,
    "failed": _failed,
}
