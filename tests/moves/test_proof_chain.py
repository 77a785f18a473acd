"""The hash chain of events: what an event's hash covers, and that the first broken event is named."""

import copy
import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from overstap.moves.proof.chain import GENESIS, check_chain, event_hash, link
from overstap.moves.proof.values import Event, EventBody
from tests.moves import proof_example as example


def event(seq: int, person: str = "Anneke") -> EventBody:
    return EventBody(seq, "2026-03-11T09:12:44.000+01:00", "offered", person, {"codes": ["100", "101"]})


def test_the_hash_of_an_event_is_as_described() -> None:
    text = (
        '{"at":"2026-03-11T09:12:44.000+01:00","data":{"codes":["100","101"]},"kind":"offered",'
        f'"person":"Anneke","previous":"{GENESIS}","seq":7}}'
    )
    assert event_hash(GENESIS, event(7)) == hashlib.sha256(text.encode()).hexdigest()


def test_a_good_chain_has_no_broken_place() -> None:
    assert check_chain([]) is None
    assert check_chain(example.chain(10)) is None


def test_numbers_may_skip_but_not_fall() -> None:
    first = link(GENESIS, event(3))
    assert check_chain([first, link(first.hash, event(9))]) is None
    assert check_chain([first, link(first.hash, event(2))]) == 2
    assert check_chain([first, link(first.hash, event(3))]) == 3


def _without(events: list[Event], at: int) -> list[Event]:
    return events[:at] + events[at + 1 :]


@pytest.mark.parametrize(
    ("break_it", "broken"),
    [
        (lambda e: [replace(e[0], kind="withdrawn"), *e[1:]], 1),
        (lambda e: [*e[:2], replace(e[2], data={"step": 4}), *e[3:]], 3),
        (lambda e: [*e[:2], replace(e[2], at="2026-03-11T09:12:43.000+01:00"), *e[3:]], 3),
        (lambda e: [*e[:2], link(GENESIS, e[2]), *e[3:]], 3),
        (lambda e: _without(e, 2), 4),
        (lambda e: e[1:], 2),
        (lambda e: [e[0], e[2], e[1], *e[3:]], 3),
        (lambda e: [*e[:2], e[1], *e[2:]], 2),
    ],
)
def test_it_names_the_first_broken_event(break_it: Callable[[list[Event]], list[Event]], broken: int) -> None:
    assert check_chain(break_it(list(copy.deepcopy(example.chain(6))))) == broken
