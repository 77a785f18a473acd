"""Two at the same moment: really committed, in processes of their own as far as PostgreSQL is concerned."""

from collections.abc import Callable, Iterator
from threading import Barrier, Thread

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from overstap.books.authorisation import deciding, own, workflows
from overstap.books.authorisation.values import Moment, State, WorkflowDraft
from overstap.lib.errors import OverstapError
from overstap.tenancy.models import Person
from tests.books.authorisation.world import Office, demand, office, send
from tests.moves.world import CODE, act


@pytest.fixture
def real(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Office]:
    """An office that is really there, under names that no other test has."""
    with django_db_blocker.unblock():
        made = office()
        demand(made)
        yield made


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Do all of these at the same moment; what came of each: its answer or the code of its refusal."""
    barrier, told = Barrier(len(deeds)), [""] * len(deeds)

    def run(place: int, deed: Callable[[], object]) -> None:
        try:
            barrier.wait(10)
            told[place] = str(deed())
        except OverstapError as error:
            told[place] = error.code
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(place, deed)) for place, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(told)


def as_person(of: Office, person: Person, verb: Callable[..., object]) -> Callable[[], object]:
    def deed() -> object:
        with act(person, of.slug) as actor:
            return verb(actor)

    return deed


def test_of_two_who_decide_at_once_one_does(real: Office) -> None:
    turn = send(real, real.anna, real.bert)
    approve = as_person(real, real.anna, lambda actor: deciding.approve(actor, CODE, turn))
    reject = as_person(real, real.anna, lambda actor: deciding.reject(actor, CODE, turn, "nee"))
    told = at_once(approve, reject, approve)
    assert told.count("TURN-PASSED") == 2
    with act(real.mona, real.slug) as actor:
        assert len(own.authorised(actor, CODE, turn.document, 1).history) == 2


def test_who_decides_while_the_turn_goes_elsewhere_is_told_so_or_was_first(real: Office) -> None:
    turn = send(real, real.anna)
    told = at_once(
        as_person(real, real.anna, lambda actor: deciding.approve(actor, CODE, turn)),
        as_person(real, real.mona, lambda actor: deciding.reassign(actor, CODE, turn, real.carla.uid)),
    )
    with act(real.mona, real.slug) as actor:
        found = own.authorised(actor, CODE, turn.document, 1)
    approved = [State.APPROVED.value, "TURN-PASSED"]
    # who looks once the turn is gone finds nothing: it is no longer theirs to see
    reassigned = [sorted([code, "None"]) for code in ("NOT-YOUR-TURN", "AUTHORISATION-NOT-FOUND")]
    assert told in (sorted(approved), *reassigned)
    assert (found.state is State.APPROVED) == (told == sorted(approved))


def test_a_document_is_sent_once_by_two_at_the_same_moment(real: Office) -> None:
    turn = send(real, real.anna)
    with act(real.mona, real.slug) as actor:
        deciding.withdraw(actor, CODE, turn)
    sent = as_person(
        real,
        real.mona,
        lambda actor: deciding.start(actor, CODE, turn.document, "w factuur.pdf", Moment.BEFORE).round,
    )
    assert at_once(sent, sent) == ["2", "WAITS-ALREADY"]


def test_a_name_goes_to_one_of_two_workflows_made_at_once(real: Office) -> None:
    made = [
        as_person(real, real.mona, lambda actor, name=name: workflows.add_workflow(actor, CODE, _draft(real, name)))
        for name in ("Inkoop", "INKOOP")
    ]
    assert at_once(*made) == ["WORKFLOW-EXISTS", "inkoop"]


def _draft(of: Office, name: str) -> WorkflowDraft:
    return WorkflowDraft(name, [of.anna.uid])
