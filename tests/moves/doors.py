"""Every door by which an administration moves to somebody else, through the real actions of its parties."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from overstap.lib import clock
from overstap.moves import actions, flow
from overstap.moves.models import Move
from overstap.moves.state import for_system
from overstap.moves.takeovers import actions as takeovers
from overstap.moves.tickets import actions as tickets
from overstap.moves.values import MoveState
from overstap.tenancy.models import Person
from tests.moves import running
from tests.moves.takeovers import asking
from tests.moves.tickets import world as transfer
from tests.moves.world import CODE, NEW_CODE, TwoOffices, act, book, code_in_mail, offer, sale, two_offices

UNDO_PASSED = timedelta(days=40)
EXPIRED = timedelta(days=61)  # the longest time that a credential is valid, and a day


@dataclass
class Door:
    """A move on its way through one door. ``agree`` is what the last party does; its own refusals come from it."""

    uid: UUID
    giver: tuple[Person, str]
    receiver: tuple[Person, str]
    old_code: str
    new_code: str
    agree: Callable[[], object]

    def state(self) -> str:
        """Where the move stands, as the giver sees it."""
        with act(*self.giver):
            return Move.objects.get(uid=self.uid).state

    def give(self, verb: str, *arguments: object) -> object:
        """The giver does something."""
        with act(*self.giver) as actor:
            return getattr(actions, verb)(actor, self.uid, *arguments)

    def receive(self, verb: str, *arguments: object) -> object:
        """The receiver does something."""
        with act(*self.receiver) as actor:
            return getattr(actions, verb)(actor, self.uid, *arguments)

    def reject_delivered(self) -> None:
        """The receiver does not want what was delivered."""
        from overstap.moves.actions.receive import reject_delivered

        with act(*self.receiver) as actor:
            reject_delivered(actor, self.uid)

    def write(self, *, at_receiver: bool = False, number: int = 900) -> int:
        """Book an entry at one of the two places."""
        person, slug = self.receiver if at_receiver else self.giver
        return book(person, slug, self.new_code if at_receiver else self.old_code, sale(number))

    def run(self, until: MoveState | None = None) -> str:
        """The worker, at a moment when the move may run."""
        with clock.moved_by(self.wait()):
            return running.run(self.uid, until)

    def wait(self) -> timedelta:
        """How far away the moment is at which the move may run."""
        with for_system(self.uid):
            move = Move.objects.filter(uid=self.uid).first()
        if move is None or move.run_at is None or move.run_at <= clock.now():
            return timedelta()
        return move.run_at - clock.now() + timedelta(seconds=1)


def by_code() -> Door:
    """Offered by transfer code."""
    world = two_offices()
    uid = offer(world)
    typed = code_in_mail(uid)

    def agree() -> None:
        with act(world.dora, world.receiver.slug) as actor:
            actions.accept(actor, typed, {CODE: NEW_CODE}, agreed=True)

    return Door(uid, *_parties(world), CODE, NEW_CODE, agree)


def by_ticket() -> Door:
    """An environment of which the ticket was made."""
    world = transfer.transfer_world(administrations=1)
    ticket = transfer.make(world)
    order = transfer.order(ticket.content)

    def agree() -> None:
        with act(world.dora, world.office.slug) as actor:
            tickets.redeem(actor, order)

    giver, receiver = (world.eva, world.environment.slug), (world.dora, order.url_part)
    return Door(ticket.uid, giver, receiver, CODE, CODE, agree)


def by_takeover() -> Door:
    """Asked for by the receiver, chosen by the giver, approved by the client and the giver; the receiver is last."""
    world = two_offices()
    uid = asking.requested_and_chosen(world)
    shown = asking.seen_by(world.alice, world.giver.slug, uid).scope_hash
    asking.approve(world.alice, world.giver.slug, uid)
    asking.approve_as_client(uid)

    def agree() -> None:
        with act(world.dora, world.receiver.slug) as actor:
            takeovers.approve(actor, uid, shown, agreed=True)

    return Door(uid, *_parties(world), CODE, CODE, agree)


DOORS: dict[str, Callable[[], Door]] = {
    "transfer-code": by_code,
    "environment-ticket": by_ticket,
    "takeover": by_takeover,
}


def _parties(world: TwoOffices) -> tuple[tuple[Person, str], tuple[Person, str]]:
    return (world.alice, world.giver.slug), (world.dora, world.receiver.slug)


def at(name: str, state: MoveState) -> Door:
    """A move by this door in this state, brought there by what people and the worker do."""
    door = DOORS[name]()
    if state in WAYS:
        WAYS[state](door)
    else:
        door.agree()
        door.run(state)
    assert door.state() == state
    return door


def _delivered(door: Door) -> None:
    door.agree()
    assert door.run() == MoveState.DELIVERED


def _released(door: Door) -> None:
    _delivered(door)
    door.receive("release")


def _taking_back(door: Door) -> None:
    _released(door)
    door.receive("take_back")


def _taken_back(door: Door) -> None:
    _taking_back(door)
    door.run()


def _closed(door: Door) -> None:
    _released(door)
    with clock.moved_by(UNDO_PASSED):
        flow.end_what_is_due()


def _withdrawn(door: Door) -> None:
    door.give("withdraw")


def _rejected(door: Door) -> None:
    _delivered(door)
    door.reject_delivered()


def _expired(door: Door) -> None:
    with clock.moved_by(EXPIRED):
        flow.end_what_is_due()


def _failed(door: Door) -> None:
    door.agree()
    door.run(MoveState.CARRIED)
    flow.give_up(RuntimeError("a fault"), str(door.uid))


WAYS: dict[MoveState, Callable[[Door], None]] = {
    MoveState.OFFERED: lambda _door: None,
    MoveState.AGREED: lambda door: (door.agree(), None)[1],
    MoveState.DELIVERED: _delivered,
    MoveState.RELEASED: _released,
    MoveState.TAKING_BACK: _taking_back,
    MoveState.TAKEN_BACK: _taken_back,
    MoveState.CLOSED: _closed,
    MoveState.WITHDRAWN: _withdrawn,
    MoveState.REJECTED: _rejected,
    MoveState.EXPIRED: _expired,
    MoveState.FAILED: _failed,
}
