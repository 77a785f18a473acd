"""What pages and the command line read of a coupling: it pages well at any length, in a fixed number of statements."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from overstap.coupling import deciding, queries
from overstap.coupling.errors import CouplingOff
from overstap.coupling.models import Card, Coupling, Question
from overstap.coupling.shown import Choice
from overstap.tenancy.access import NotAllowed, NotFound
from overstap.tenancy.roles import Role
from tests.coupling.coupled import FIRST, SECOND, Couple, party
from tests.moves.world import act
from tests.tenancy.people import join, make_person

pytestmark = pytest.mark.django_db
MANY = 24


@pytest.fixture
def many(couple: Couple) -> Couple:
    """Two dozen contacts in each administration that are nobody else, with a question about every pair."""
    words = ("Slager", "Bakker", "Smid", "Kapper", "Visser", "Molenaar")
    for code, ending in ((FIRST, "en Zonen"), (SECOND, "Advies")):
        told = [party(f"{words[at % 6]} {chr(65 + at)}{chr(75 + at)} {ending}", city="Assen") for at in range(MANY)]
        couple.tell(code, *told)
    couple.compare()
    with act(couple.world.alice, couple.slug) as actor:
        Question.objects.all().delete()
        ours, theirs = (
            list(Card.objects.filter(coupled=couple.there[code]).order_by("pk")) for code in (FIRST, SECOND)
        )
        for at, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            chance = 0.9 - at // 2 / 100  # two of each chance
            Question.objects.create(environment=actor.environment, one=one, other=other, chance=chance)
    return couple


def test_questions_come_best_first_page_after_page_each_once(many: Couple) -> None:
    with act(many.world.alice, many.slug) as actor:
        whole = queries.questions(actor, limit=100)
        assert [one.chance for one in whole] == sorted((one.chance for one in whole), reverse=True)
        paged, after = [], 0
        while rows := queries.questions(actor, after=after, limit=5):
            paged += rows
            after = rows[-1].number
        assert [one.number for one in paged] == [one.number for one in whole]
        assert len(set(paged_numbers := [one.number for one in paged])) == MANY == len(paged_numbers)


def test_the_place_in_the_queue_and_what_came_before_are_known(many: Couple) -> None:
    with act(many.world.alice, many.slug) as actor:
        whole = queries.questions(actor, limit=100)
        assert queries.place_of(actor, whole[11].number) == (12, MANY)
        earlier = queries.before(actor, whole[11].number)
        assert earlier is not None
        assert earlier.number == whole[10].number
        assert queries.before(actor, whole[0].number) is None


def test_the_questions_of_one_contact_can_be_asked_alone(many: Couple) -> None:
    with act(many.world.alice, many.slug) as actor:
        first = queries.questions(actor)[0]
        assert [one.number for one in queries.questions(actor, contact=first.other.number)] == [first.number]


@pytest.mark.parametrize("limit", [2, 20])
def test_lists_take_as_many_statements_however_long_they_are(many: Couple, limit: int) -> None:
    with act(many.world.alice, many.slug) as actor:
        for read, most in (
            (lambda: queries.questions(actor, limit=limit), 6),
            (lambda: queries.contacts(actor, limit=limit), 3),
            (lambda: queries.differences(actor, limit=limit), 4),
            (lambda: queries.decisions(actor, limit=limit), 3),
            (lambda: queries.findings(actor, limit=limit), 2),
            (lambda: queries.coupling(actor), 10),
        ):
            with CaptureQueriesContext(connection) as taken:
                read()
            assert len(taken) <= most, [one["sql"][:120] for one in taken]


def test_the_version_changes_with_every_decision(many: Couple) -> None:
    before = many.shown().version
    with act(many.world.alice, many.slug) as actor:
        deciding.different(actor, queries.questions(actor)[0].number)
    assert many.shown().version != before


def test_who_may_not_read_books_sees_nothing_and_a_stranger_finds_nothing(many: Couple) -> None:
    erik = make_person("Erik")
    join(many.world.alice, many.slug, erik, Role.AUTHORISER)
    with act(erik, many.slug) as actor, pytest.raises(NotAllowed):
        queries.questions(actor)
    number = many.questions()[0].number
    with act(many.world.dora, many.world.receiver.slug) as actor:
        with pytest.raises(CouplingOff):
            queries.coupling(actor)
        Coupling.objects.create(environment=actor.environment, switched_on_by=actor.person)
        with pytest.raises(NotFound):
            queries.question(actor, number)
        with pytest.raises(NotFound):
            deciding.same(actor, number)
        assert queries.contacts(actor) == []
        assert queries.count_differences(actor, Choice(contacts=[1, 2**70])) == 0
