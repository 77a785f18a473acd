"""Worlds of transfers for the tests of pages: an entrepreneur, an office, and a ticket on its way."""

from dataclasses import dataclass
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from overstap.lib import clock
from overstap.moves import actions as move_actions
from overstap.moves.tickets.actions import Redeemed
from tests.moves.running import run
from tests.moves.tickets.world import Transfer, act, make, redeem, until


@dataclass(frozen=True)
class Arrived:
    """A transfer that waits for its release."""

    uid: UUID
    found: Redeemed


def arrived(world: Transfer) -> Arrived:
    """Eva's environment stands at Dora's office, compared, not released."""
    made = make(world)
    found = redeem(world, made.content)
    with clock.moved_by(until(found.run_at)):
        assert run(made.uid) == "delivered"
    return Arrived(made.uid, found)


def released(world: Transfer) -> Arrived:
    """The same, and Dora released it."""
    one = arrived(world)
    with act(world.dora, one.found.slug) as dora:
        move_actions.release(dora, one.uid)
    return one


def ticket_file(content: bytes, name: str = "enyoi-overdracht-ticket.avr") -> SimpleUploadedFile:
    """A ticket as a browser sends it."""
    return SimpleUploadedFile(name, content, "application/octet-stream")
