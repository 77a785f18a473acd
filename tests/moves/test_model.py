"""A model of a move in plain Python, walked in every order; and the real thing, walked the same ways.

The model knows what decides who may write: the state of the move, the rows of the administration at the giver and at
the receiver, which of them holds the ledger, and the writers who passed the gate and have not committed. Its steps are
those of people and of the worker: a writer enters and commits at either place; the worker prepares, freezes, carries,
verifies, delivers, brings back and closes; it crashes in the middle of a stage (which is then rolled back: nothing
changed) or meets an error that nobody foresaw (everything is put back); the giver withdraws, the receiver releases,
takes back and refuses, either resumes. A freeze waits for the writers inside; it is the only step that looks at them.

From any state any step may be next. All states that can be reached with a few writes are visited, and in each of them:

- at most one place lets anybody write, and exactly one once the move has been released or has ended;
- whoever is inside writes to the place that holds the ledger, so that what is accepted is not lost;
- what was sealed for the giver is all that was accepted until then.

A model that could not fail would show nothing, so three mistakes are put into it on purpose, and each is found.

The real thing is driven through the model's traces (all up to four steps from the moment that everybody agreed, and two
hundred longer ones): after every step it has accepted and refused what the model does, both rows stand as the model
says, every accepted entry is in the ledger of whoever holds it, and the invariants hold in the database.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from overstap.books.ledger.models import Entry
from overstap.durable import points
from overstap.lib import clock
from overstap.lib.errors import OverstapError
from overstap.moves import flow
from overstap.moves.transitions import AT_WORK, LEGAL
from overstap.moves.values import MoveState as S
from overstap.tenancy import access
from overstap.tenancy import actions as tenancy
from overstap.tenancy.models import Administration, Person
from tests.moves.doors import UNDO_PASSED, Door, by_code
from tests.moves.world import act

MOST_WRITES = 3
REACHED = 24  # steps; after seventeen nothing new turns up with so many writes
WALKED = 4
TRACES = 200
LENGTH = 7
SEED = 4
ACTIVE, FROZEN, INCOMING, LEFT, NONE = "active", "frozen", "incoming", "moved", ""


@dataclass(frozen=True)
class Model:
    """Where a move stands, as far as it decides who may write."""

    move: S = S.AGREED
    giver: str = ACTIVE
    receiver: str = NONE
    holder: str = "giver"
    accepted: int = 0  # entries that somebody was told are booked
    inside: frozenset[str] = frozenset()  # writers past the gate: at the giver, at the receiver
    sealed: int | None = None  # how many of them the giver's view shows once it is sealed

    def writable(self) -> list[str]:
        """Where a writer may enter."""
        rows = {"giver": self.giver, "receiver": self.receiver}
        return [place for place, row in rows.items() if row == ACTIVE and self.holder == place]


Step = Callable[[Model], Model | None]  # None: refused, or has to wait


def enter(place: str) -> Step:
    return lambda one: (
        replace(one, inside=one.inside | {place}) if place in one.writable() and place not in one.inside else None
    )


def commit(place: str) -> Step:
    return lambda one: (
        replace(one, inside=one.inside - {place}, accepted=one.accepted + 1) if place in one.inside else None
    )


def write(place: str) -> Step:
    """Enter and commit with nothing between."""
    return lambda one: replace(one, accepted=one.accepted + 1) if place in one.writable() else None


def prepare(one: Model) -> Model | None:
    return replace(one, move=S.SCHEDULED) if one.move is S.AGREED else None


def freeze(one: Model) -> Model | None:
    if one.move is not S.SCHEDULED or "giver" in one.inside:
        return None
    return replace(one, move=S.FROZEN, giver=FROZEN)


def carry(one: Model) -> Model | None:
    if one.move is not S.FROZEN:
        return None
    return replace(one, move=S.CARRIED, receiver=INCOMING, holder="receiver", sealed=one.accepted)


def verify(one: Model) -> Model | None:
    return replace(one, move=S.VERIFIED) if one.move is S.CARRIED else None


def deliver(one: Model) -> Model | None:
    return replace(one, move=S.DELIVERED) if one.move is S.VERIFIED else None


def bring_back(one: Model) -> Model | None:
    if one.move is not S.TAKING_BACK or "receiver" in one.inside:
        return None
    return replace(one, move=S.TAKEN_BACK, giver=ACTIVE, receiver=LEFT, holder="giver", sealed=None)


def advance(one: Model) -> Model | None:
    """The worker's next stage, whichever that is."""
    return next((after for stage in STAGES if (after := stage(one)) is not None), None)


def crash(one: Model) -> Model | None:
    """In the middle of a stage: it is rolled back."""
    return one if advance(one) is not None else None


def put_back(one: Model, after: S) -> Model:
    receiver = NONE if one.receiver == NONE else LEFT
    return replace(one, move=after, giver=ACTIVE, receiver=receiver, holder="giver", sealed=None)


def fail(one: Model) -> Model | None:
    """An error that nobody foresaw."""
    if one.move not in AT_WORK:
        return None
    return replace(one, move=S.RELEASED) if one.move is S.TAKING_BACK else put_back(one, S.FAILED)


def withdraw(one: Model) -> Model | None:
    return put_back(one, S.WITHDRAWN) if S.WITHDRAWN in LEGAL[one.move] else None


def refuse(one: Model) -> Model | None:
    return put_back(one, S.REJECTED) if S.REJECTED in LEGAL[one.move] else None


def resume(one: Model) -> Model | None:
    return replace(one, move=S.AGREED) if one.move is S.FAILED else None


def release(one: Model) -> Model | None:
    return replace(one, move=S.RELEASED, giver=LEFT, receiver=ACTIVE) if one.move is S.DELIVERED else None


def take_back(one: Model) -> Model | None:
    """Before the release, to give back is to refuse."""
    return replace(one, move=S.TAKING_BACK) if one.move is S.RELEASED else refuse(one)


def close(one: Model) -> Model | None:
    return replace(one, move=S.CLOSED) if one.move is S.RELEASED else None


STAGES = (prepare, freeze, carry, verify, deliver, bring_back)
BY_PEOPLE: Mapping[str, Step] = {
    "withdraw": withdraw,
    "refuse": refuse,
    "resume": resume,
    "release": release,
    "take back": take_back,
    "close": close,
}
ALL: Mapping[str, Step] = {
    "giver enters": enter("giver"),
    "giver commits": commit("giver"),
    "receiver enters": enter("receiver"),
    "receiver commits": commit("receiver"),
    **{stage.__name__: stage for stage in STAGES},
    "crash": crash,
    "fail": fail,
    **BY_PEOPLE,
}
WHOLE: Mapping[str, Step] = {  # steps that the real thing takes one after the other
    "giver writes": write("giver"),
    "receiver writes": write("receiver"),
    "advance": advance,
    "crash": crash,
    "fail": fail,
    **BY_PEOPLE,
}
AFTER = {S.RELEASED, S.TAKING_BACK, S.TAKEN_BACK, S.CLOSED, S.WITHDRAWN, S.REJECTED}


def wrong(one: Model) -> str:
    """Which promise is broken here; nothing when none is."""
    if len(one.writable()) > 1:
        return "two places to write"
    if one.move in AFTER and not one.writable():
        return "no place to write"
    if one.inside - {one.holder}:
        return "a writer whose entry will be lost"
    if one.sealed is not None and one.sealed != one.accepted and one.move in {S.CARRIED, S.VERIFIED, S.DELIVERED}:
        return "an entry that the seal does not show"
    return ""


def reachable(steps: Mapping[str, Step], depth: int) -> Iterator[Model]:
    """Every state that can be reached in so many steps, each once."""
    edge, seen = {Model()}, {Model()}
    yield from edge
    for _step in range(depth):
        found = {after for one in edge for step in steps.values() if (after := step(one)) is not None}
        edge = {one for one in found - seen if one.accepted <= MOST_WRITES}
        seen |= edge
        yield from edge


def test_in_every_order_there_is_one_place_to_write_and_nothing_accepted_is_lost() -> None:
    states = list(reachable(ALL, REACHED))
    assert [one for one in states if wrong(one)] == []
    assert {one.move for one in states} == set(S) - {S.DRAFT, S.OFFERED, S.EXPIRED}
    assert len(states) > 150
    assert any(one.move is S.SCHEDULED and "giver" in one.inside for one in states)


def without_waiting(one: Model) -> Model | None:
    return replace(one, move=S.FROZEN, giver=FROZEN) if one.move is S.SCHEDULED else None


def without_closing(one: Model) -> Model | None:
    after = release(one)
    return replace(after, receiver=INCOMING) if after else None


def without_thawing(one: Model) -> Model | None:
    after = withdraw(one)
    return replace(after, giver=one.giver) if after else None


@pytest.mark.parametrize(
    ("name", "mistake", "told"),
    [
        ("freeze", without_waiting, "a writer whose entry will be lost"),
        ("release", without_closing, "no place to write"),
        ("withdraw", without_thawing, "no place to write"),
    ],
)
def test_the_model_notices_a_mistake(name: str, mistake: Step, told: str) -> None:
    assert told in {wrong(one) for one in reachable({**ALL, name: mistake}, REACHED)}


class Crash(BaseException):
    """The worker is gone: whatever it did in this stage is rolled back."""


class Real:
    """A real move; each step gives whether it was accepted."""

    def __init__(self) -> None:
        self.door: Door = by_code()
        self.door.agree()
        self.number = 2_000

    def take(self, name: str) -> bool:
        try:
            with transaction.atomic():
                return self._do(name) is not False
        except OverstapError:
            return False

    def _do(self, name: str) -> object:
        door = self.door
        verbs: dict[str, Callable[[], object]] = {
            "giver writes": lambda: self._write(at_receiver=False),
            "receiver writes": lambda: self._write(at_receiver=True),
            "advance": self._advance,
            "crash": self._crash,
            "fail": self._fail,
            "withdraw": lambda: door.give("withdraw"),
            "refuse": door.reject_delivered,
            "resume": lambda: door.give("resume"),
            "release": lambda: door.receive("release"),
            "take back": lambda: door.receive("take_back"),
            "close": self._close,
        }
        return verbs[name]()

    def _write(self, *, at_receiver: bool) -> None:
        self.number += 1
        if at_receiver:
            self._see()
        self.door.write(at_receiver=at_receiver, number=self.number)

    def _see(self) -> None:
        """R083: the receiver's superuser sees what was released once he gives himself access."""
        with act(*self.door.receiver) as actor:
            tenancy.give_access(actor=actor, code=self.door.new_code, person=actor.person)

    def _advance(self) -> bool:
        before = self.door.state()
        flow.advance(str(self.door.uid))
        return self.door.state() != before

    def _crash(self) -> bool:
        if S(self.door.state()) not in AT_WORK:
            return False

        def die(point: str) -> None:
            if point.endswith(":inside"):
                raise Crash

        try:
            with transaction.atomic(), points.listen(die):
                flow.advance(str(self.door.uid))
        except Crash:
            return True
        return False

    def _fail(self) -> bool:
        before = self.door.state()
        flow.give_up(RuntimeError("a fault"), str(self.door.uid))
        return self.door.state() != before

    def _close(self) -> bool:
        before = self.door.state()
        with clock.moved_by(UNDO_PASSED):
            flow.end_what_is_due()
        return self.door.state() != before

    def rows(self) -> tuple[str, str, int]:
        """State of the two rows, and the number of entries that the one place to write (or read) holds."""
        giver = self._row(*self.door.giver, self.door.old_code)
        receiver = self._row(*self.door.receiver, self.door.new_code)
        held = next((row for row in (receiver, giver) if row is not None and row.sealed_at is None), None)
        assert held is not None
        assert [row for row in (giver, receiver) if row and row.sealed_at is None] == [held]
        return str(giver.state if giver else NONE), str(receiver.state if receiver else NONE), self._entries(held)

    def _row(self, person: Person, slug: str, code: str) -> Administration | None:
        with access.enter(person, slug):
            return Administration.objects.filter(environment__slug=slug, code=code).order_by("-pk").first()

    def _entries(self, row: Administration) -> int:
        with access.acting(self.door.giver[0].pk, [row.environment_id]):
            at_giver = Entry.objects.filter(ledger_id=row.ledger_id).count()
        with access.acting(self.door.receiver[0].pk, [row.environment_id]):
            return at_giver or Entry.objects.filter(ledger_id=row.ledger_id).count()


@pytest.fixture
def real(db: None, settings: Settings, tmp_path: Path) -> Real:
    """A move that everybody agreed to."""
    settings.PROOF_DIR = tmp_path / "proofs"
    settings.SIGNING_KEY_FILE = tmp_path / "key.pem"
    return Real()


Tree = dict[str, "Tree"]


def all_short() -> Tree:
    """Every step after every sequence of accepted ones, as deep as WALKED; what is refused changes nothing."""

    def below(one: Model, depth: int) -> Tree:
        tree: Tree = {}
        for name, step in WHOLE.items():
            after = step(one)
            tree[name] = below(after, depth - 1) if after is not None and after != one and depth > 1 else {}
        return tree

    return below(Model(), WALKED)


def sampled() -> Tree:
    """Longer ones, drawn so that most of their steps are accepted; those that begin alike share their beginning."""
    chance, tree = random.Random(SEED), Tree()
    for _trace in range(TRACES):
        one, place = Model(), tree
        for _step in range(LENGTH):
            open_now = [name for name, step in WHOLE.items() if step(one) is not None]
            name = chance.choice(["advance"] * 3 + open_now) if chance.random() < 0.9 else chance.choice(list(WHOLE))
            one = WHOLE[name](one) or one
            place = place.setdefault(name, {})
    return tree


def walk(real: Real, one: Model, tree: Tree, before: int, path: tuple[str, ...] = ()) -> int:
    """Take every branch from here, and come back here after each; gives the number of steps taken."""
    taken = 0
    for name, further in tree.items():
        after = WHOLE[name](one)
        with transaction.atomic():
            accepted = real.take(name)
            assert accepted == (after is not None), (*path, name)
            now = after or one
            giver, receiver, entries = real.rows()
            assert (giver, receiver, entries - before) == (now.giver, now.receiver, now.accepted), (*path, name)
            assert wrong(now) == ""
            taken += 1 + walk(real, now, further, before, (*path, name))
            transaction.set_rollback(True)
    return taken


@pytest.mark.slow
@pytest.mark.parametrize("traces", [all_short, sampled])
def test_the_real_thing_does_what_the_model_does(real: Real, traces: Callable[[], Tree]) -> None:
    before = real.rows()[2]
    assert walk(real, Model(), traces(), before) > 100
