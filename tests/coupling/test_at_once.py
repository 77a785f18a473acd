"""Two people at the same moment, on real connections: what the first decided stands, the second is told."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from django.db import connection
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from overstap.books.relations.values import Relation
from overstap.coupling import deciding
from overstap.coupling.cards import fields_of
from overstap.coupling.errors import DecidedMeanwhile
from overstap.coupling.models import Card, Contact, Coupling, Decision, Question
from overstap.coupling.values import Answer, Stage
from overstap.lib.errors import OverstapError
from overstap.tenancy import systems
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Person
from overstap.tenancy.values import PackageFamily
from tests.coupling.coupled import FIRST, SECOND, chosen, confirmed, party
from tests.moves.test_concurrent import at_once
from tests.moves.world import TwoOffices, act, two_offices


@pytest.fixture
def offices(django_db_setup: None, django_db_blocker: DjangoDbBlocker, settings: Settings) -> Iterator[TwoOffices]:
    """Two offices that are really there."""
    settings.ACCOUNTING_SYSTEMS = ("house", PackageFamily.EXACT_ONLINE)
    with django_db_blocker.unblock():
        yield two_offices()
        connection.close()


def asked(world: TwoOffices, *names: str) -> list[int]:
    """Contacts of one card each, and a question about every two that follow one another; numbers of the questions."""
    coupling = confirmed(world)
    with act(world.alice, world.giver.slug) as actor:
        system = systems.connect_system(actor=actor, package=PackageFamily.EXACT_ONLINE)
        there = [chosen(world, coupling, system, code, f"{at:03}") for at, code in enumerate((FIRST, SECOND), 1)]
        cards = [_card(actor, there[at % 2].pk, at, party(name)) for at, name in enumerate(names)]
        Coupling.objects.update(stage=Stage.MATCHING)
        pairs = pairwise(cards)
        return [
            Question.objects.create(environment=actor.environment, one=one, other=other, chance=0.5).pk
            for one, other in pairs
        ]


def _card(actor: Actor, coupled: int, at: int, relation: Relation) -> Card:
    fields = fields_of(relation)
    contact = Contact.objects.create(environment=actor.environment, number=at + 1, fields=fields)
    return Card.objects.create(
        environment=actor.environment,
        coupled_id=coupled,
        key=str(at),
        foreign=str(at),
        relation={},
        fields=fields,
        digest="",
        contact=contact,
        to_match=False,
    )


def outcomes_of(world: TwoOffices, verbs: list[tuple[Person, Callable[[Actor], int]]]) -> list[str]:
    """What became of each, when all decide at the same moment."""
    told: list[str] = []

    def decide(person: Person, verb: Callable[[Actor], int]) -> None:
        try:
            with act(person, world.giver.slug) as actor:
                verb(actor)
        except OverstapError as error:
            told.append(error.code)
        else:
            told.append("decided")

    at_once([lambda pair=pair: decide(*pair) for pair in verbs])  # type: ignore[misc]
    return sorted(told)


def test_of_two_people_on_the_same_pair_one_decides_and_the_other_is_told(offices: TwoOffices) -> None:
    (question,) = asked(offices, "Timmerbedrijf De Boer", "T. de Boer")
    verbs: list[tuple[Person, Callable[[Actor], int]]] = [
        (offices.alice, lambda actor: deciding.same(actor, question)),
        (offices.bob, lambda actor: deciding.different(actor, question)),
    ]
    assert outcomes_of(offices, verbs) == [DecidedMeanwhile.code, "decided"]
    with act(offices.alice, offices.giver.slug) as actor:
        assert Decision.objects.filter(environment=actor.environment).count() == 1
        together = Contact.objects.filter(environment=actor.environment, ended_at=None).count() == 1
        assert (Question.objects.get(pk=question).answer == Answer.SAME) is together


def test_decisions_about_the_same_contact_follow_one_another_and_all_hold(offices: TwoOffices) -> None:
    questions = asked(offices, *(f"De Boer {at}" for at in range(5)))
    verbs: list[tuple[Person, Callable[[Actor], int]]] = [
        (person, lambda actor, number=number: deciding.same(actor, number))  # type: ignore[misc]
        for person, number in zip((offices.alice, offices.bob) * 2, questions, strict=True)
    ]
    assert outcomes_of(offices, verbs) == ["decided"] * 4
    with act(offices.alice, offices.giver.slug) as actor:
        (left,) = Contact.objects.filter(environment=actor.environment, ended_at=None)
        assert (left.number, left.card_set.count()) == (1, 5)
