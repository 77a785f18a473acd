"""What the rules join, what they ask, and what they leave alone."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_django.fixtures import Settings

from overstap.connectors.values import Change, Kind
from overstap.coupling import deciding, fetching, findings, queries
from overstap.coupling.models import Card, Coupling, Question
from overstap.coupling.shown import By
from overstap.coupling.undoing import undo
from overstap.coupling.values import Answer, Treatment
from overstap.lib.errors import NeedsSetting
from tests.coupling.coupled import FIRST, JANSEN, SECOND, THIRD, Couple, coupled, party
from tests.moves.world import TwoOffices, act

pytestmark = pytest.mark.django_db
ALSO_JANSEN = party("Jansen Bouwbedrijf BV", commerce_number="27312345", city="Utrecht", postal_code="3511 AB")


@pytest.fixture
def by_hand(world: TwoOffices, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Couple]:
    """As ``couple``, with contacts treated by hand."""
    with coupled(world, settings, monkeypatch, treatment=Treatment.BY_HAND) as made:
        yield made


@pytest.fixture
def three(world: TwoOffices, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Couple]:
    """As ``couple``, with three administrations."""
    with coupled(world, settings, monkeypatch, (FIRST, SECOND, THIRD)) as made:
        yield made


def test_by_hand_nothing_is_joined_and_all_that_would_be_is_asked(by_hand: Couple) -> None:
    """R203: a person decides about every pair."""
    (one,) = by_hand.tell(FIRST, JANSEN)
    (other,) = by_hand.tell(SECOND, ALSO_JANSEN)
    by_hand.compare()
    assert by_hand.contact_with(one).number != by_hand.contact_with(other).number
    (question,) = by_hand.questions()
    assert {question.card_one, question.card_other} == {one, other}
    assert question.reasons
    with act(by_hand.world.alice, by_hand.slug) as actor:
        assert queries.decisions(actor) == []


def test_two_cards_of_one_administration_that_are_one_party_are_told_and_asked(couple: Couple) -> None:
    """R215, R216: de-duplicate in Exact Online, or keep both; they are never joined in silence."""
    first, double = couple.tell(FIRST, JANSEN, replace(JANSEN, name="Bouwbedrijf Jansen BV"))
    (other,) = couple.tell(SECOND, ALSO_JANSEN)
    couple.compare()
    joined = [card for card in (first, double) if couple.contact_with(card).number == couple.contact_with(other).number]
    assert len(joined) == 1
    with act(couple.world.alice, couple.slug) as actor:
        (told,) = queries.findings(actor, code="CONTACT-DOUBLE")
        (question,) = queries.questions(actor)
        assert told.severity == "error"
        assert {question.card_one, question.card_other} == {first, double}
        deciding.same(actor, question.number)
        assert queries.findings(actor, code="CONTACT-DOUBLE") == []
    assert len(couple.contact_with(first).cards) == 3


def test_keeping_both_is_an_answer_too(couple: Couple) -> None:
    couple.tell(FIRST, JANSEN, replace(JANSEN, name="Bouwbedrijf Jansen BV"))
    couple.compare()
    with act(couple.world.alice, couple.slug) as actor:
        assert findings.accept_all(actor, "CONTACT-DOUBLE") == 1
        findings.require_none_grave(couple.coupling)
        assert queries.questions(actor) == []  # nobody is asked twice
        (decision,) = queries.decisions(actor, by=By.PEOPLE)
        undo(actor, decision.number)
        assert len(queries.questions(actor)) == 1


@pytest.mark.parametrize("gone", [0, 1])
def test_a_double_that_somebody_removed_in_the_package_is_solved(couple: Couple, gone: int) -> None:
    """R216, R218: whichever of the two went; and what changed so that it is a double no more."""
    doubles = couple.tell(FIRST, JANSEN, replace(JANSEN, name="Bouwbedrijf Jansen BV"))
    couple.compare()
    key = couple.cards(pk=doubles[gone])[0].key
    with act(couple.world.alice, couple.slug) as actor:
        assert len(queries.findings(actor, code="CONTACT-DOUBLE")) == 1
        fetching.take_in(couple.there[FIRST], [Change(Kind.RELATIONS, key)])
    assert couple.compare().open_questions == 0
    with act(couple.world.alice, couple.slug) as actor:
        assert queries.findings(actor, code="CONTACT-DOUBLE") == []
    couple.tell(FIRST, JANSEN, keys=[key])
    couple.compare()
    with act(couple.world.alice, couple.slug) as actor:
        assert len(queries.findings(actor, code="CONTACT-DOUBLE")) == 1


def test_different_valid_commerce_numbers_are_never_joined_by_the_rules(couple: Couple) -> None:
    (one,) = couple.tell(FIRST, JANSEN)
    (other,) = couple.tell(SECOND, replace(JANSEN, commerce_number="61234567"))
    couple.compare()
    assert couple.contact_with(one).number != couple.contact_with(other).number


def test_what_a_person_said_to_be_different_never_comes_together_by_the_rules(three: Couple) -> None:
    """Not when a card changes so that they are equal, and not by way of a third one."""
    (one,) = three.tell(FIRST, JANSEN)
    (other,) = three.tell(SECOND, party("Bouwbedrijf Janssen", city="Utrecht"))
    three.compare()
    with act(three.world.alice, three.slug) as actor:
        low, high = sorted((one, other))
        asked = Question.objects.create(environment=actor.environment, one_id=low, other_id=high, chance=0.5)
        deciding.different(actor, asked.pk)
    key = three.cards(pk=other)[0].key
    three.tell(SECOND, JANSEN, keys=[key])
    (third,) = three.tell(THIRD, ALSO_JANSEN)
    three.compare()
    assert three.contact_with(one).number != three.contact_with(other).number
    assert three.contact_with(third).number in {three.contact_with(card).number for card in (one, other)}
    assert {one, other} not in [{each.card_one, each.card_other} for each in three.questions()]


def test_the_same_cards_compared_again_ask_nothing_twice(by_hand: Couple) -> None:
    by_hand.tell(FIRST, JANSEN)
    by_hand.tell(SECOND, ALSO_JANSEN)
    by_hand.compare()
    before = by_hand.questions()
    with act(by_hand.world.alice, by_hand.slug):
        Card.objects.update(to_match=True)
    by_hand.compare()
    assert [(one.number, one.answer) for one in by_hand.questions()] == [(one.number, one.answer) for one in before]


def test_thousands_of_contacts_named_particulier_are_told_once_and_joined_never(couple: Couple) -> None:
    """Bad input: they name nobody; told once for each administration, and not asked one by one."""
    anybody = [party("Particulier" if at % 2 else "Diverse debiteuren", code=str(at)) for at in range(1, 2_001)]
    for code in (FIRST, SECOND):
        couple.tell(code, *anybody)
        with act(couple.world.alice, couple.slug):
            findings.count_groups(couple.there[code])
    shown = couple.compare()
    assert (shown.contacts, shown.open_questions) == (4_000, 0)
    with act(couple.world.alice, couple.slug) as actor:
        told = queries.findings(actor, code="CONTACT-ANYBODY")
        assert [one.severity for one in told] == ["info", "info"]
        assert "2000" in told[0].message


def test_a_contact_without_a_name_is_told_and_stands_by_itself(couple: Couple) -> None:
    (nameless,) = couple.tell(FIRST, party("  ", email="iemand@bouw.example", city="Utrecht"))
    (other,) = couple.tell(SECOND, party(" ", email="iemand@bouw.example", city="Utrecht"))
    couple.compare()
    assert couple.contact_with(nameless).number != couple.contact_with(other).number
    with act(couple.world.alice, couple.slug) as actor:
        told = queries.findings(actor, code="CONTACT-NAMELESS")
        assert {one.severity for one in told} == {"error"}
        assert findings.accept(actor, [one.number for one in told]) == 2
        assert [one.accepted_by for one in queries.findings(actor, only_open=False, code="CONTACT-NAMELESS")] == [
            "Alice",
            "Alice",
        ]


def test_what_was_accepted_stays_accepted_when_something_else_of_the_card_changes(couple: Couple) -> None:
    (card,) = couple.tell(FIRST, party("", city="Utrecht"))
    couple.compare()
    with act(couple.world.alice, couple.slug) as actor:
        findings.accept_all(actor, "CONTACT-NAMELESS")
    key = couple.cards(pk=card)[0].key
    couple.tell(FIRST, party("", city="Zeist"), keys=[key])
    with act(couple.world.alice, couple.slug) as actor:
        assert queries.findings(actor, code="CONTACT-NAMELESS") == []


def test_where_contacts_are_compared_is_a_setting_that_is_checked(couple: Couple, settings: Settings) -> None:
    """It stops before anything is changed, and says what to correct."""
    (card,) = couple.tell(FIRST, JANSEN)
    settings.MATCHING = "elders"
    with pytest.raises(NeedsSetting, match="OVERSTAP_MATCHING"):
        couple.compare()
    assert couple.cards(pk=card)[0].contact_id is None


def test_environments_do_not_see_each_others_contacts(couple: Couple) -> None:
    couple.tell(FIRST, JANSEN)
    couple.compare()
    with act(couple.world.dora, couple.world.receiver.slug):
        assert not Card.objects.exists()
        assert not Coupling.objects.exists()


def test_a_question_about_a_card_that_changed_is_asked_anew_or_not_at_all(by_hand: Couple) -> None:
    """R211: only what was about it; the answer of a person stays."""
    (one,) = by_hand.tell(FIRST, JANSEN)
    (other,) = by_hand.tell(SECOND, ALSO_JANSEN)
    by_hand.compare()
    key = by_hand.cards(pk=other)[0].key
    by_hand.tell(SECOND, party("Slagerij De Wit", commerce_number="61234567", city="Assen"), keys=[key])
    by_hand.compare()
    assert by_hand.questions() == []
    with act(by_hand.world.alice, by_hand.slug):
        assert [each.answer for each in Question.objects.all()] == [Answer.MOOT]
    assert by_hand.contact_with(one).number != by_hand.contact_with(other).number
