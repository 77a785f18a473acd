"""People decide about contacts; whatever they decide is in the log, with what was before, and can be undone."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from overstap.coupling import deciding, queries
from overstap.coupling.errors import ContactRefused, CouplingStage, DecidedMeanwhile
from overstap.coupling.models import Contact, Coupling, Decision, Difference, Question
from overstap.coupling.shown import By, Choice, Which
from overstap.coupling.undoing import undo
from overstap.coupling.values import Answer, Deed, Stage
from overstap.tenancy.access import Actor, NotAllowed, NotFound
from overstap.tenancy.roles import Role
from tests.coupling.coupled import FIRST, JANSEN, SECOND, Couple, party
from tests.moves.world import act
from tests.tenancy.people import join as join_environment
from tests.tenancy.people import make_person

pytestmark = pytest.mark.django_db
MOVED = replace(JANSEN, addresses=(replace(JANSEN.addresses[0], street="Nieuweweg 4", postal_code="3512CD"),))


def asked(couple: Couple, one: int, other: int) -> int:
    """A question about two cards, as comparing asks it; its number."""
    low, high = sorted((one, other))
    with act(couple.world.alice, couple.slug) as actor:
        return Question.objects.create(environment=actor.environment, one_id=low, other_id=high, chance=0.6).pk


def two(couple: Couple) -> tuple[int, int, int]:
    """Two cards that stand apart, and the question whether they are one."""
    (one,) = couple.tell(FIRST, party("Timmerbedrijf De Boer", city="Assen", email="boer@timmer.example"))
    (other,) = couple.tell(SECOND, party("T. de Boer", city="Assen", email="info@boer.example"))
    couple.compare()
    with act(couple.world.alice, couple.slug):
        Question.objects.all().delete()
    return one, other, asked(couple, one, other)


def differing(couple: Couple) -> tuple[int, int, int]:
    """Two cards of one contact that tell different addresses; cards and the contact's number."""
    (one,) = couple.tell(FIRST, JANSEN)
    (other,) = couple.tell(SECOND, MOVED)
    couple.compare()
    return one, other, couple.contact_with(one).number


def state(couple: Couple) -> list[object]:
    """All that decisions change, but for their log."""
    with act(couple.world.alice, couple.slug):
        contacts = Contact.objects.filter(ended_at=None).order_by("number").values_list("number", "fields", "leads")
        links = [(card.pk, card.contact_id) for card in couple.cards()]
        still = Question.objects.filter(answer=Answer.OPEN).values_list("pk", flat=True)
        open_fields = Difference.objects.filter(is_open=True).order_by("field").values_list("contact", "field")
        return [list(contacts), links, list(still), list(open_fields)]


def decide(couple: Couple, verb: Callable[[Actor], int]) -> int:
    with act(couple.world.bob, couple.slug) as actor:
        return verb(actor)


def test_same_makes_one_contact_of_two_and_undo_makes_it_two_again(couple: Couple) -> None:
    one, other, question = two(couple)
    before = state(couple)
    decision = decide(couple, lambda actor: deciding.same(actor, question))
    together = couple.contact_with(one)
    assert together.number == couple.contact_with(other).number
    assert len(together.cards) == 2
    assert couple.questions() == []
    decide(couple, lambda actor: undo(actor, decision))
    assert state(couple) == before


def test_an_undoing_can_be_undone(couple: Couple) -> None:
    _one, _other, question = two(couple)
    decision = decide(couple, lambda actor: deciding.same(actor, question))
    after = state(couple)
    undoing = decide(couple, lambda actor: undo(actor, decision))
    decide(couple, lambda actor: undo(actor, undoing))
    assert state(couple) == after


def test_different_keeps_them_apart_and_can_be_undone(couple: Couple) -> None:
    one, other, question = two(couple)
    before = state(couple)
    decision = decide(couple, lambda actor: deciding.different(actor, question))
    assert couple.questions() == []
    assert couple.contact_with(one).number != couple.contact_with(other).number
    with act(couple.world.alice, couple.slug) as actor:
        shown = queries.question(actor, question)
        assert (shown.answer, shown.decided_by, shown.decision) == (Answer.DIFFERENT, "Bob", decision)
    decide(couple, lambda actor: undo(actor, decision))
    assert state(couple) == before


def test_who_comes_second_on_a_question_is_told_who_decided_what(couple: Couple) -> None:
    _one, _other, question = two(couple)
    decide(couple, lambda actor: deciding.same(actor, question))
    with act(couple.world.alice, couple.slug) as actor, pytest.raises(DecidedMeanwhile) as told:
        deciding.different(actor, question)
    assert "Bob" in told.value.message
    assert told.value.facts["answer"] == Answer.SAME


def test_different_valid_commerce_numbers_have_to_be_confirmed(couple: Couple) -> None:
    """A rule's veto does not hold for a person, who is told and says so twice."""
    (one,) = couple.tell(FIRST, JANSEN)
    (other,) = couple.tell(SECOND, replace(JANSEN, commerce_number="61234567"))
    couple.compare()
    numbers = [couple.contact_with(card).number for card in (one, other)]
    with act(couple.world.bob, couple.slug) as actor, pytest.raises(ContactRefused) as told:
        deciding.join(actor, numbers)
    assert (told.value.code, told.value.facts) == ("COUPLING-KVK-DIFFERS", {"numbers": ["27312345", "61234567"]})
    decide(couple, lambda actor: deciding.join(actor, numbers, despite=True))
    assert couple.contact_with(one).number == couple.contact_with(other).number == min(numbers)


def test_of_two_questions_about_the_same_two_contacts_one_is_left(couple: Couple) -> None:
    one, other, question = two(couple)
    (third,) = couple.tell(FIRST, party("Boer Onderhoud", city="Meppel"))
    couple.compare()
    better, worse = asked(couple, one, third), asked(couple, other, third)
    with act(couple.world.alice, couple.slug):
        Question.objects.filter(pk=better).update(chance=0.9)
    decision = decide(couple, lambda actor: deciding.same(actor, question))
    assert [each.number for each in couple.questions()] == [better]
    decide(couple, lambda actor: undo(actor, decision))
    assert {each.number for each in couple.questions()} == {question, better, worse}


def test_a_split_makes_a_contact_of_its_own_that_the_rules_do_not_join_again(couple: Couple) -> None:
    one, other, number = differing(couple)
    before = state(couple)
    decision = decide(couple, lambda actor: deciding.split(actor, number, [other]))
    assert couple.contact_with(one).number == number
    assert couple.contact_with(other).number != number
    with act(couple.world.alice, couple.slug):
        assert not Difference.objects.filter(is_open=True).exists()
    key = couple.cards(pk=other)[0].key
    couple.tell(SECOND, JANSEN, keys=[key])  # changed at the package: equal to the other one now
    couple.compare()
    assert couple.contact_with(other).number != number
    couple.tell(SECOND, MOVED, keys=[key])
    couple.compare()
    decide(couple, lambda actor: undo(actor, decision))
    assert state(couple)[1:] == before[1:]


@pytest.mark.parametrize("cards", [[], [0], "all"])
def test_a_split_takes_some_of_the_cards_and_not_all(couple: Couple, cards: object) -> None:
    one, other, number = differing(couple)
    chosen = [one, other] if cards == "all" else [0 for _each in cards]  # type: ignore[attr-defined]
    with act(couple.world.bob, couple.slug) as actor, pytest.raises(ContactRefused):
        deciding.split(actor, number, chosen)


def test_what_the_rules_joined_can_be_taken_back_and_stays_apart(couple: Couple) -> None:
    one, other, number = differing(couple)
    with act(couple.world.alice, couple.slug) as actor:
        (line,) = queries.decisions(actor, contact=number)
    decide(couple, lambda actor: undo(actor, line.number))
    assert couple.contact_with(one).number != couple.contact_with(other).number
    couple.tell(SECOND, replace(MOVED, email=""), keys=[couple.cards(pk=other)[0].key])
    couple.compare()
    assert couple.contact_with(one).number != couple.contact_with(other).number
    assert couple.questions() == []


def test_who_leads_gives_its_words_and_nothing_is_open_any_more(couple: Couple) -> None:
    """R220, R221: an address changed in one administration but not in all; somebody says which leads."""
    _one, other, number = differing(couple)
    before = state(couple)
    with act(couple.world.bob, couple.slug) as actor:
        (row,) = queries.differences(actor)
        assert {each.field for each in row.fields} == {"street", "postal_code"}
        decision = deciding.lead(actor, number, other)
        shown = queries.contact(actor, number)
        assert (shown.fields["street"], shown.fields["postal_code"]) == ("Nieuweweg 4", "3512CD")
        assert queries.differences(actor) == []
    decide(couple, lambda actor: undo(actor, decision))
    assert state(couple) == before


def test_one_field_may_follow_one_administration_and_another_the_other(couple: Couple) -> None:
    one, other, number = differing(couple)
    with act(couple.world.bob, couple.slug) as actor:
        deciding.lead(actor, number, other, ["street"])
        (row,) = queries.differences(actor)
        assert [each.field for each in row.fields] == ["postal_code"]
        deciding.lead(actor, number, one, ["postal_code"])
        assert queries.contact(actor, number).leads == {"street": other, "postal_code": one}


def test_one_administration_leads_for_all_of_these_at_once(couple: Couple) -> None:
    _one, _other, _number = differing(couple)
    numbers = []
    for at in range(3):
        told = party(f"Schilder {at} B.V.", commerce_number=f"6123450{at}", phone=f"030-234000{at}", city="Assen")
        couple.tell(FIRST, told)
        (card,) = couple.tell(SECOND, replace(told, phone=f"030-234111{at}"))
        couple.compare()
        numbers.append(couple.contact_with(card).number)
    before = state(couple)
    choice, second = Choice(contacts=numbers), couple.there[SECOND].pk
    with act(couple.world.bob, couple.slug) as actor:
        assert queries.count_differences(actor, Choice()) == 4
        assert deciding.would_lead(actor, choice, second) == 3
        led = deciding.lead_for_all(actor, choice, second)
        assert led.contacts == 3
        assert [queries.contact(actor, number).fields["phone"] for number in numbers] == [
            "030-2341110",
            "030-2341111",
            "030-2341112",
        ]
        assert [row.contact.number for row in queries.differences(actor)] == [_number]
        assert led.decision in [line.number for line in deciding.history(actor, numbers[0])]
        with pytest.raises(ContactRefused):
            deciding.lead_for_all(actor, choice, second)
    decide(couple, lambda actor: undo(actor, led.decision))
    assert state(couple) == before


def test_a_persons_own_words_stand_whatever_administrations_say(couple: Couple) -> None:
    _one, _other, number = differing(couple)
    before = state(couple)
    first = decide(couple, lambda actor: deciding.own_words(actor, number, "street", " Kade 1 "))
    second = decide(couple, lambda actor: deciding.own_words(actor, number, "street", "Kade 2"))
    with act(couple.world.bob, couple.slug) as actor:
        shown = queries.contact(actor, number)
        assert (shown.fields["street"], shown.leads) == ("Kade 2", {"street": 0})
        with pytest.raises(DecidedMeanwhile):
            undo(actor, first)
    decide(couple, lambda actor: undo(actor, second))
    decide(couple, lambda actor: undo(actor, first))
    assert state(couple) == before


@pytest.mark.parametrize("text", ["x" * 301, "twee\nregels", "nul\0"])
def test_words_that_cannot_be_kept_are_refused(couple: Couple, text: str) -> None:
    _one, _other, number = differing(couple)
    with act(couple.world.bob, couple.slug) as actor, pytest.raises(ContactRefused):
        deciding.own_words(actor, number, "street", text)


def test_fields_that_contacts_do_not_have_are_refused(couple: Couple) -> None:
    one, _other, number = differing(couple)
    with act(couple.world.bob, couple.slug) as actor, pytest.raises(ContactRefused):
        deciding.lead(actor, number, one, ["schoenmaat"])


def test_what_was_decided_on_top_is_undone_first(couple: Couple) -> None:
    one, other, question = two(couple)
    (third,) = couple.tell(FIRST, party("Boer Onderhoud", city="Meppel"))
    couple.compare()
    first = decide(couple, lambda actor: deciding.same(actor, question))
    numbers = [couple.contact_with(card).number for card in (one, third)]
    second = decide(couple, lambda actor: deciding.join(actor, list(reversed(numbers))))
    decide(couple, lambda actor: deciding.split(actor, min(numbers), [other]))
    with act(couple.world.bob, couple.slug) as actor:
        with pytest.raises(DecidedMeanwhile):
            undo(actor, first)
        undo(actor, second)
        with pytest.raises(DecidedMeanwhile) as told:
            undo(actor, second)
        assert "Bob" in told.value.message


def test_every_decision_is_a_line_of_the_log_that_says_who_and_what(couple: Couple) -> None:
    _one, other, number = differing(couple)
    decide(couple, lambda actor: deciding.lead(actor, number, other, ["street"]))
    with act(couple.world.alice, couple.slug) as actor:
        newest, oldest = deciding.history(actor, number)
        assert (newest.person, newest.deed, newest.cards) == ("Bob", Deed.LEAD, [other])
        assert newest.contacts == [number]
        assert (oldest.person, oldest.deed) == ("", Deed.JOIN)
        assert [line.number for line in queries.decisions(actor, by=By.PEOPLE)] == [newest.number]
        by_rules = queries.decisions(actor, by=By.RULES)
        assert oldest.number in [line.number for line in by_rules]
        assert {line.person for line in by_rules} == {""}
        assert len(by_rules) + 1 == len(queries.decisions(actor))
        assert queries.decision(actor, newest.number) == newest
    with act(couple.world.alice, couple.slug), pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=newest.number).update(deed=Deed.SPLIT)


def test_only_who_writes_books_decides(couple: Couple) -> None:
    """Looking is for who reads them."""
    _one, _other, question = two(couple)
    erik = make_person("Erik")
    join_environment(couple.world.alice, couple.slug, erik, Role.CLIENT_USER)
    with act(erik, couple.slug) as actor:
        assert queries.question(actor, question).answer == Answer.OPEN
        with pytest.raises(NotAllowed):
            deciding.same(actor, question)


def test_what_is_not_here_is_not_found(couple: Couple) -> None:
    _one, _other, question = two(couple)
    with act(couple.world.alice, couple.slug) as actor:
        for number in (-1, 0, 2**70):
            with pytest.raises(NotFound):
                deciding.same(actor, number)
            with pytest.raises(NotFound):
                undo(actor, number)
            with pytest.raises(NotFound):
                queries.contact(actor, number)
        assert queries.place_of(actor, question) == (1, 1)


def test_while_the_worker_compares_nothing_is_decided(couple: Couple) -> None:
    """R209, R211: told to wait, and nothing is lost."""
    _one, _other, question = two(couple)
    with act(couple.world.alice, couple.slug) as actor:
        Coupling.objects.update(stage=Stage.COMPARING)
        with pytest.raises(CouplingStage):
            deciding.same(actor, question)


def test_contacts_can_be_looked_for_and_listed_by_what_is_open(couple: Couple) -> None:
    _one, _other, number = differing(couple)
    (single,) = couple.tell(FIRST, party("Slagerij De Wit", city="Assen"))
    couple.compare()
    alone = couple.contact_with(single).number
    with act(couple.world.alice, couple.slug) as actor:

        def numbers(**asked: object) -> list[int]:
            return [row.number for row in queries.contacts(actor, **asked)]  # type: ignore[arg-type]

        assert numbers(search="slagerij") == [alone]
        assert alone in numbers(search=str(alone))
        assert numbers(search="\0") == []
        assert numbers(which=Which.SHARED) == numbers(which=Which.DIFFERING) == [number]
        assert numbers(which=Which.HERE_ONLY) == numbers(which=Which.ASKED) == numbers(which=Which.CHANGED) == []
        assert alone in numbers()
        assert numbers(after=alone) == [each for each in numbers() if each > alone]
        assert numbers(administration=couple.there[SECOND].pk) == [number]
