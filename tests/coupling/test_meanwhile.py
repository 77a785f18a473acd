"""Contacts that somebody changed at the package while they were compared and decided about (R211): noticed, compared
anew, never lost and never an error; what people decided stays."""

from dataclasses import replace

import pytest

from overstap.connectors.sandboxes.world import Fault
from overstap.coupling import deciding, queries, running
from overstap.coupling.errors import StillOpen
from overstap.coupling.models import Coupling
from overstap.coupling.shown import Choice
from overstap.coupling.values import Stage
from tests.coupling.coupled import FIRST, JANSEN, SECOND, Couple, party
from tests.moves.world import act

pytestmark = pytest.mark.django_db
MOVED = replace(JANSEN, addresses=(replace(JANSEN.addresses[0], street="Nieuweweg 4", postal_code="3512CD"),))
CONFLICTS = Choice(conflicts=True)


def at_matching(couple: Couple) -> None:
    couple.work()
    with act(couple.world.alice, couple.slug):
        Coupling.objects.update(stage=Stage.MATCHING)


def finished(couple: Couple) -> Stage:
    """Everything is decided, says Alice; where that comes to."""
    with act(couple.world.alice, couple.slug) as actor:
        running.finish_matching(actor)
    return couple.work().stage


def test_with_nothing_open_and_nothing_changed_the_settings_follow(couple: Couple) -> None:
    """R222."""
    couple.make(FIRST, JANSEN)
    at_matching(couple)
    assert finished(couple) == Stage.SETTINGS


def test_with_something_open_matching_is_not_done(couple: Couple) -> None:
    """R222: only after all data is processed."""
    couple.make(FIRST, JANSEN)
    couple.make(SECOND, MOVED)
    at_matching(couple)
    with act(couple.world.alice, couple.slug) as actor, pytest.raises(StillOpen) as told:
        running.finish_matching(actor)
    assert told.value.facts == {"open": 2}


def test_a_change_made_meanwhile_is_noticed_before_matching_is_done(couple: Couple) -> None:
    """R211, R220: the address changed in one administration but not in the other."""
    (one,) = couple.make(FIRST, JANSEN)
    couple.make(SECOND, JANSEN)
    at_matching(couple)
    couple.change(FIRST, one, MOVED)
    assert finished(couple) == Stage.MATCHING
    with act(couple.world.alice, couple.slug) as actor:
        (row,) = queries.differences(actor)
        card = couple.card_of(one).pk
        assert {(each.field, each.proposed) for each in row.fields} == {("street", card), ("postal_code", card)}
        deciding.lead(actor, row.contact.number, card)
    assert finished(couple) == Stage.SETTINGS
    assert couple.contact_of(one).fields["street"] == "Nieuweweg 4"


def test_a_change_against_a_decision_is_asked_and_the_decision_stands(couple: Couple) -> None:
    (one,) = couple.make(FIRST, JANSEN)
    (other,) = couple.make(SECOND, MOVED)
    at_matching(couple)
    number = couple.contact_of(one).number
    with act(couple.world.alice, couple.slug) as actor:
        deciding.lead(actor, number, couple.card_of(one).pk)
    third = replace(MOVED, addresses=(replace(MOVED.addresses[0], street="Kade 9"),))
    couple.change(SECOND, other, third)
    assert couple.again().stage == Stage.MATCHING
    with act(couple.world.alice, couple.slug) as actor:
        (row,) = queries.differences(actor)
        assert [(each.field, each.conflict) for each in row.fields] == [("street", True)]
        assert row.contact.fields["street"] == "Dorpsstraat 12"
        deciding.lead(actor, number, couple.card_of(one).pk, ["street"])
        assert queries.differences(actor) == []


def test_conflicts_are_found_and_decided_apart_from_other_differences(couple: Couple) -> None:
    """R220, R221: what changed on two sides, without all that was different from the beginning."""
    (one,) = couple.make(FIRST, JANSEN, party("Bakkerij Smit B.V.", commerce_number="61239876", street="Brink 1"))[:1]
    (other,) = couple.make(SECOND, MOVED, party("Bakkerij Smit B.V.", commerce_number="61239876", street="Brink 9"))[:1]
    at_matching(couple)
    number, first = couple.contact_of(one).number, couple.there[FIRST].pk
    with act(couple.world.alice, couple.slug) as actor:
        deciding.lead(actor, number, couple.card_of(one).pk)
    couple.change(SECOND, other, replace(MOVED, addresses=(replace(MOVED.addresses[0], street="Kade 9"),)))
    couple.again()
    with act(couple.world.alice, couple.slug) as actor:
        assert len(queries.differences(actor)) == 2
        (row,) = queries.differences(actor, choice=CONFLICTS)
        assert row.contact.number == number
        assert deciding.would_lead(actor, CONFLICTS, first) == 1
        assert deciding.lead_for_all(actor, CONFLICTS, first).contacts == 1
        (left,) = queries.differences(actor)
        assert left.contact.fields["name"] == "Bakkerij Smit B.V."


def test_a_new_contact_finds_its_place_beside_those_that_stand(couple: Couple) -> None:
    (one,) = couple.make(FIRST, JANSEN)
    at_matching(couple)
    number = couple.contact_of(one).number
    (new,) = couple.make(SECOND, JANSEN)
    assert finished(couple) == Stage.SETTINGS
    assert couple.contact_of(new).number == number


def test_a_card_that_moved_house_stays_in_its_contact_while_that_may_be(couple: Couple) -> None:
    """R220: the address is asked about, and not whether it is still the same party."""
    boer = party("Timmerbedrijf De Boer", phone="0592-345678", street="Brink 12", postal_code="9401HS", city="Assen")
    moved = party(
        "Timmerbedrijf De Boer", phone="0592-345678", street="Kerkstraat 3", postal_code="9711AA", city="Groningen"
    )
    (one,) = couple.make(FIRST, boer)
    (other,) = couple.make(SECOND, boer)
    at_matching(couple)
    number = couple.contact_of(one).number
    assert couple.contact_of(other).number == number
    couple.change(SECOND, other, moved)
    assert couple.again().open_questions == 0
    assert couple.contact_of(other).number == number
    with act(couple.world.alice, couple.slug) as actor:
        (row,) = queries.differences(actor)
        assert {each.field for each in row.fields} == {"street", "postal_code", "city"}


def test_a_card_that_became_somebody_else_leaves_the_contact(couple: Couple) -> None:
    (one,) = couple.make(FIRST, JANSEN)
    (other,) = couple.make(SECOND, JANSEN)
    at_matching(couple)
    number = couple.contact_of(one).number
    couple.change(SECOND, other, party("Slagerij De Wit", commerce_number="61234567", city="Assen", street="Brink 1"))
    couple.again()
    assert couple.contact_of(other).number != number
    assert couple.contact_of(one).number == number
    with act(couple.world.alice, couple.slug) as actor:
        assert [line.deed for line in queries.decisions(actor, contact=couple.contact_of(other).number)] == ["split"]


def test_what_a_person_joined_stays_joined_whatever_changes(couple: Couple) -> None:
    (one,) = couple.make(FIRST, party("Timmerbedrijf De Boer", city="Assen"))
    (other,) = couple.make(SECOND, party("Schilder Post", city="Meppel"))
    at_matching(couple)
    numbers = [couple.contact_of(each).number for each in (one, other)]
    with act(couple.world.bob, couple.slug) as actor:
        deciding.join(actor, numbers)
    couple.change(SECOND, other, party("Schilder Post en Zonen", city="Meppel"))
    couple.again()
    assert couple.contact_of(one).number == couple.contact_of(other).number == min(numbers)


def test_reading_again_takes_few_calls(couple: Couple) -> None:
    couple.make(FIRST, JANSEN)
    at_matching(couple)
    before = sum(couple.exact.world.calls.values())
    couple.again()
    assert sum(couple.exact.world.calls.values()) - before <= 24


def test_a_package_that_is_away_then_does_not_lose_the_place(couple: Couple) -> None:
    couple.make(FIRST, JANSEN)
    at_matching(couple)
    couple.exact.world.switch_on(Fault("drop-before", times=50))
    assert finished(couple) == Stage.FETCHING
    couple.exact.world.switch_off()
    assert couple.work().stage == Stage.SETTINGS
