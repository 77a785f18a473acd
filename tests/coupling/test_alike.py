"""Whether administrations say the same of a contact, and what a contact says where they do not."""

from datetime import UTC, datetime

import pytest

from overstap.coupling.alike import Open, Rule, Said, combine, compared, written

DAY = datetime(2026, 1, 1, tzinfo=UTC)


def said(card: int, *, day: int = 1, before: dict[str, str] | None = None, **fields: str) -> Said:
    return Said(card, card * 10, fields, DAY.replace(day=day), before)


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("name", "Bouwbedrijf Jansen B.V.", "bouwbedrijf jansen BV"),
        ("name", "Café ’t Hoekje", "Cafe 't Hoekje"),
        ("phone", "030-2345678", "+31 30 234 5678"),
        ("tax_number", "NL004495445B01", "0044.95.445.B.01"),
        ("iban", "NL91 ABNA 0417 1643 00", "nl91abna0417164300"),
        ("postal_code", "3511 ab", "3511AB"),
        ("website", "https://www.jansen.example/", "jansen.example"),
        ("email", "Info@Jansen.example", "info@jansen.example"),
    ],
)
def test_the_way_of_writing_makes_no_difference(field: str, one: str, other: str) -> None:
    assert written(field, one) == written(field, other)


def test_what_differs_and_what_agrees_is_told_of_fields_that_both_have() -> None:
    one = {"name": "Jansen B.V.", "city": "Utrecht", "phone": "030-2345678"}
    other = {"name": "Jansen BV", "city": "Zeist", "email": "a@b.example"}
    assert compared(one, other) == (["city"], ["name"])


def test_who_is_silent_takes_what_the_other_says() -> None:
    made = combine([said(1, name="Jansen", city="Utrecht"), said(2, name="Jansen", phone="030-2345678")], Rule())
    assert made.fields == {"name": "Jansen", "city": "Utrecht", "phone": "030-2345678"}
    assert made.open == {}


def test_what_most_say_is_proposed_and_of_as_many_the_newest() -> None:
    three = [said(1, city="Utrecht"), said(2, city="Zeist", day=3), said(3, city="UTRECHT")]
    assert combine(three, Rule()).open == {"city": Open(3)}
    assert combine(three[:2], Rule()).open == {"city": Open(2)}


def test_what_changed_since_all_was_settled_is_proposed_against_the_most() -> None:
    """R220: an address change done in one administration but not in all."""
    moved = said(1, city="Zeist", before={"city": "Utrecht"})
    made = combine([moved, *(said(at, city="Utrecht", before={"city": "Utrecht"}) for at in (2, 3))], Rule())
    assert made.open == {"city": Open(1)}


def test_the_administration_that_leads_by_rule_is_followed() -> None:
    both = [said(1, city="Utrecht", name="A"), said(2, city="Zeist", name="B", day=5)]
    made = combine(both, Rule(administrations={"city": 10, "*": 20}))
    assert (made.fields, made.open) == ({"name": "B", "city": "Utrecht"}, {})


def test_a_rule_about_an_administration_that_says_nothing_decides_nothing() -> None:
    both = [said(1, city="Utrecht"), said(2, city="Zeist")]
    assert set(combine(both, Rule(administrations={"*": 30})).open) == {"city"}


def test_the_card_that_a_person_chose_leads_and_its_changes_follow() -> None:
    both = [said(1, city="Bilthoven", before={"city": "Utrecht"}), said(2, city="Zeist", before={"city": "Zeist"})]
    made = combine(both, Rule(cards={"city": 1}, administrations={"*": 20}))
    assert (made.fields, made.open) == ({"city": "Bilthoven"}, {})


def test_a_change_against_what_a_person_chose_is_a_conflict_and_writes_over_nothing() -> None:
    """R211: never lost; and what was decided stays until it is decided again."""
    both = [said(1, city="Utrecht", before={"city": "Utrecht"}), said(2, city="Assen", before={"city": "Zeist"})]
    made = combine(both, Rule(cards={"city": 1}))
    assert (made.fields, made.open) == ({"city": "Utrecht"}, {"city": Open(2, conflict=True)})
    own = combine(both, Rule(cards={"city": 0}, own={"city": "Nieuwegein"}))
    assert (own.fields, own.open) == ({"city": "Nieuwegein"}, {"city": Open(2, conflict=True)})


def test_a_customer_here_and_a_supplier_there_is_both_and_no_difference() -> None:
    made = combine([said(1, type="C"), said(2, type="S")], Rule())
    assert (made.fields, made.open) == ({"type": "B"}, {})


def uncoupled(card: int, *, before: dict[str, str] | None = None, **fields: str) -> Said:
    return Said(card, card * 10, fields, DAY, before, coupled=False)


def test_one_that_was_uncoupled_asks_nobody_and_still_tells_what_others_do_not() -> None:
    gone = uncoupled(1, city="Utrecht", phone="030-2345678")
    there = said(2, city="Zeist", before={"city": "Zeist"})
    made = combine([gone, there], Rule(own={"city": "Utrecht"}))
    assert made.fields == {"city": "Utrecht", "phone": "030-2345678"}
    assert made.open == {}


def test_a_change_of_one_that_is_coupled_is_followed_against_one_that_is_not() -> None:
    gone = uncoupled(1, city="Utrecht")
    for before in ({"city": "Utrecht"}, None):
        made = combine([gone, said(2, city="Zeist", before=before)], Rule(own={"city": "Utrecht"}))
        assert (made.fields["city"], made.open) == ("Zeist", {})


def test_two_that_are_coupled_still_differ_and_one_of_them_is_proposed() -> None:
    three = [uncoupled(1, city="Ede"), uncoupled(4, city="Ede"), said(2, city="Utrecht"), said(3, city="Zeist", day=2)]
    assert combine(three, Rule()).open == {"city": Open(3)}


def test_who_leads_is_not_overtaken_by_one_that_was_uncoupled() -> None:
    gone = uncoupled(1, city="Ede", before={"city": "Utrecht"})
    made = combine([gone, said(2, city="Zeist", before={"city": "Zeist"})], Rule(cards={"city": 2}))
    assert (made.fields["city"], made.open) == ("Zeist", {})
