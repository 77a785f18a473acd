"""What the client of a move does by a personal link, without an account; ``hashed`` is secrets.link_hash(token).

The system actor reads and writes, with the mandates that both sides gave for this one move; the link decides about
which move and for which party.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from overstap.lib import clock
from overstap.moves import events
from overstap.moves.models import Move
from overstap.moves.state import for_system, locked
from overstap.moves.takeovers import asking, checks, letters, queries
from overstap.moves.takeovers.links import Holder, LinkUnknown, holder_of
from overstap.moves.takeovers.models import ExportWish
from overstap.moves.takeovers.values import Ended, Takeover
from overstap.moves.values import MoveState, Party
from overstap.tenancy import audit
from overstap.tenancy.actions import create_person
from overstap.tenancy.models import Environment, Person

__all__ = ["LinkUnknown", "approve", "ask_for_export", "look", "refuse"]

_AT_THE_RECEIVER = (MoveState.RELEASED, MoveState.CLOSED)


def look(hashed: str) -> Takeover | Ended:
    """What the link shows: the whole takeover while it goes on, and no more than how it ended afterwards.

    Raises LinkUnknown.
    """
    holder = holder_of(hashed)
    if holder.ended is not None:
        return holder.ended
    with for_system(holder.uid):
        return queries.takeover_of(Move.objects.get(uid=holder.uid), holder.party)


def approve(hashed: str, shown: str, *, agreed: bool, language: str) -> None:
    """R234: approve for the client; whoever has the address is found, or gets an account without a password.

    Raises LinkUnknown, ClientIsStaff, and what ``asking.answer`` raises.
    """
    with _at_work(hashed, "takeover.approve") as (move, holder):
        asking.require_asked(move, holder.party)
        checks.require_client(holder.email, move.giver_id, move.receiver_id)
        person = _person(holder.email, move.client_name, language)
        asking.answer(move, holder.party, person, shown=shown, agreed=agreed)
        _record(move, "takeover.approve", {"email": person.email})


def refuse(hashed: str, reason: str, *, language: str) -> None:
    """G2: refuse for the client, with a reason. Raises LinkUnknown, ReasonMissing, IllegalTransition."""
    with _at_work(hashed, "takeover.refuse") as (move, holder):
        person = _person(holder.email, move.client_name, language)
        _record(move, "takeover.refuse", {"email": holder.email, "reason": reason})
        asking.refuse(move, holder.party, person.name, person, reason)


def ask_for_export(hashed: str) -> bool:
    """G2: ask whoever holds the administrations for a full export; False where that was asked already.

    Raises LinkUnknown.
    """
    with _at_work(hashed, "takeover.export") as (move, holder):
        if ExportWish.objects.filter(move=move, done_at=None).exists():
            return False
        at_receiver = move.state in _AT_THE_RECEIVER
        place, name = move.giver_id, move.giver_name
        if at_receiver and move.receiver_id is not None:
            place, name = move.receiver_id, move.receiver_name
        ExportWish.objects.create(move=move, holder_id=place, asked_at=clock.now())
        events.record(move, "export_asked", f"{move.client_name} <{holder.email}>", {"holder": name})
        letters.export_wanted(move, Party.RECEIVER if at_receiver else Party.GIVER)
        _record(move, "takeover.export", {"email": holder.email})
        return True


@contextmanager
def _at_work(hashed: str, action: str) -> Iterator[tuple[Move, Holder]]:
    """The move, locked, and who holds the link. Raises LinkUnknown, also once the move has ended."""
    with audit.on_refusal(None, "", action):
        holder = holder_of(hashed)
        with for_system(holder.uid):
            holder = holder_of(hashed)
            if holder.ended is not None:
                raise LinkUnknown(queries.over())
            yield locked(holder.uid), holder


def _person(email: str, name: str, language: str) -> Person:
    """R240: the account that somebody has is used; only without one it is made."""
    found = Person.objects.filter(email__iexact=email).first()
    return found or create_person(email=email, name=name, language="en" if language == "en" else "nl")


def _record(move: Move, action: str, facts: dict[str, object]) -> None:
    """Each side that gave a mandate reads in its audit log what the client did."""
    for place in Environment.objects.filter(pk__in=[one for one in (move.giver_id, move.receiver_id) if one]):
        audit.record(None, action, {"move": str(move.uid), "party": str(Party.CLIENT), **facts}, environment=place)
