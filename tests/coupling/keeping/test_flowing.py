"""What flows, and what is left to a person: from what cards say now and said before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from overstap.coupling.alike import Rule, Said, combine
from overstap.coupling.keeping.flowing import agreed, flow

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
OLD = {"name": "Kuipers", "email": "a@x.nl", "street": "Weg 1", "city": "Ede", "phone": "030-1234567"}


def said(card: int, now: dict[str, str] | None = None, before: dict[str, str] | None = OLD) -> Said:
    return Said(card, card * 10, OLD | (now or {}), BEGIN + timedelta(hours=card), before)


def test_what_one_side_changed_flows() -> None:
    found = flow([said(1, {"email": "b@x.nl"}), said(2)], Rule(own=OLD))
    assert (found.leads, found.words, found.moved) == ({"email": 1}, {}, [1])


def test_another_way_of_writing_is_no_change() -> None:
    assert flow([said(1, {"phone": "+31 30 123 45 67", "city": "EDE"}), said(2)], Rule(own=OLD)).leads == {}


def test_what_one_side_emptied_is_emptied() -> None:
    found = flow([said(1, {"email": ""}), said(2)], Rule(own=OLD))
    assert (found.leads, found.words) == ({"email": 0}, {"email": ""})


def test_what_two_sides_changed_alike_needs_nobody_to_lead() -> None:
    assert flow([said(1, {"email": "b@x.nl"}), said(2, {"email": "B@x.nl"})], Rule(own=OLD)).leads == {}


def test_what_two_sides_changed_and_is_different_is_a_conflict() -> None:
    sides = [said(1, {"email": "b@x.nl"}), said(2, {"email": "c@x.nl"})]
    assert flow(sides, Rule(own=OLD)).leads == {}
    made = combine(sides, Rule(own=OLD))
    assert made.fields["email"] == "a@x.nl"
    assert made.open["email"].conflict


def test_of_three_two_that_changed_alike_outvote_nobody() -> None:
    """They flow to the third, which did not change."""
    sides = [said(1, {"email": "b@x.nl"}), said(2, {"email": "b@x.nl"}), said(3)]
    assert flow(sides, Rule(own=OLD)).leads == {"email": 2}


def test_an_address_of_which_two_sides_each_changed_a_part_does_not_flow() -> None:
    found = flow([said(1, {"street": "Kade 2"}), said(2, {"city": "Wageningen"})], Rule(own=OLD))
    assert found.leads == {}


def test_the_rule_of_an_administration_holds_without_anybody_leading() -> None:
    rule = Rule(administrations={"email": 20}, own=OLD)
    assert flow([said(1, {"email": "b@x.nl"}), said(2)], rule).leads == {}
    assert combine([said(1, {"email": "b@x.nl"}), said(2)], rule).fields["email"] == "a@x.nl"
    assert combine([said(1), said(2, {"email": "b@x.nl"})], rule).fields["email"] == "b@x.nl"


def test_where_what_is_said_here_leads_it_stays() -> None:
    found = flow([said(1, {"email": "b@x.nl"}), said(2)], Rule(own=OLD), {"email"})
    assert (found.leads, found.words) == ({"email": 0}, {"email": "a@x.nl"})


def test_what_a_person_decided_is_not_overturned_by_another_card() -> None:
    rule = Rule(cards={"email": 1}, own=OLD)
    sides = [said(1), said(2, {"email": "c@x.nl"})]
    assert flow(sides, rule).leads == {}
    assert combine(sides, rule).open["email"].conflict


def test_the_card_that_leads_may_empty_the_field() -> None:
    found = flow([said(1, {"email": ""}), said(2)], Rule(cards={"email": 1}, own=OLD))
    assert found.leads == {"email": 0}


def test_a_card_that_is_new_in_the_contact_changed_nothing() -> None:
    found = flow([said(1), said(2, {"email": "c@x.nl"}, before=None)], Rule(own=OLD))
    assert (found.leads, found.moved) == ({}, [])


def test_whether_it_is_a_customer_or_a_supplier_is_kept_in_step_with_nobody() -> None:
    assert flow([said(1, {"type": "C"}), said(2, {"type": "S"})], Rule(own=OLD)).leads == {}


def test_nobody_leads_any_more_where_all_say_the_same_again() -> None:
    leads = {"email": 1, "phone": 0, "city": 2}
    own = OLD | {"phone": "030-9"}
    assert agreed([said(1), said(2)], own, leads) == ["email", "city"]


def test_one_that_was_uncoupled_moves_nothing_and_keeps_nobody_leading() -> None:
    gone = replace(said(1, {"email": "b@x.nl"}), coupled=False)
    there = said(2, {"email": "c@x.nl"})
    assert flow([gone, said(2)], Rule(own=OLD)).leads == {}
    assert flow([gone, there], Rule(own=OLD)).leads == {"email": 2}
    assert agreed([gone, there], OLD | {"email": "c@x.nl"}, {"email": 2}) == ["email"]


def test_a_field_that_was_emptied_stays_empty_while_one_that_was_uncoupled_fills_it() -> None:
    gone = replace(said(1), coupled=False)
    assert agreed([gone, said(2, {"email": ""})], OLD | {"email": ""}, {"email": 0}) == []
