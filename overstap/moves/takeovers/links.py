"""Personal links: a token per mail, of which only the hash is kept, for one party of one move."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from overstap.durable.letters import page
from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.lib.secrets import make_token, token_hash
from overstap.moves.models import Move
from overstap.moves.takeovers.models import PersonalLink
from overstap.moves.takeovers.values import Ended
from overstap.moves.values import Party

_TOKEN_BYTES = 32  # 256 bits
_CLOSED = ("withdrawn", "rejected", "closed", "taken_back")


class LinkUnknown(Refused):
    """A personal link that opens nothing (any more); the same words whatever the cause."""

    code = "LINK-UNKNOWN"


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever has a link that works."""

    uid: UUID
    party: Party
    email: str
    ended: Ended | None  # set once the move has ended: then this is all that the link tells


def make_link(move: Move, party: Party, email: str) -> str:
    """The address of a new personal link, for a mail; runs as somebody who sees the move."""
    token = make_token(_TOKEN_BYTES)
    PersonalLink.objects.create(move=move, party=party, email=email, token_hash=token_hash(token), made_at=clock.now())
    return page(f"/approve/{token}/")


def holder_of(hashed: str) -> Holder:
    """Who holds the link with this hash. Raises LinkUnknown."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT takeovers_link(%s, %s)", [hashed, clock.now()])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        raise LinkUnknown(
            _("This link does not open anything (any more)."),
            remedy=_("Use the newest mail about the migration, or ask your office."),
        )
    found: Mapping[str, Any] = json.loads(row[0]) if isinstance(row[0], str) else row[0]
    ended = _ended(found) if found["state"] in _CLOSED else None
    return Holder(UUID(found["uid"]), Party(found["party"]), found["email"], ended)


def _ended(found: Mapping[str, Any]) -> Ended:
    return Ended(
        state=found["state"],
        giver=found["giver"],
        receiver=found["receiver"],
        administrations=tuple(found["administrations"]),
        ended_at=datetime.fromisoformat(found["ended_at"]) if found["ended_at"] else None,
    )
