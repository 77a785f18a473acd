"""What contact matching brings together, keeps apart and asks about (rows R201 and R202 of the requirements)."""

import random
from dataclasses import replace
from typing import Any

import pytest

from bench.contacts import World, iban, vat
from overstap.coupling.matching import Card, Kind, Matched, match

BAKER = Card(
    "north", "Bakkerij Hazelhoff B.V.", "NL820646660B01", "27316648", "info@hazelhoff.example", "070-3459912",
    "Gasthuisstraat 12", "7201 AB", "Zutphen", iban("123456789"),
)  # fmt: skip


def among_others(*cards: Card) -> Matched:
    """The cards, followed by a few hundred that have nothing to do with them."""
    others = World(7).cards(400).to_pylist()
    fields = Card.__dataclass_fields__
    return match([*cards, *(Card(**{key: text for key, text in row.items() if key in fields}) for row in others)])


def together(found: Matched, one: int = 0, other: int = 1) -> bool:
    return bool(found.labels[one] == found.labels[other])


def asked(found: Matched, one: int = 0, other: int = 1) -> bool:
    return [one, other] in found.asked.tolist()


def test_it_brings_the_same_card_of_two_administrations_together() -> None:
    assert together(among_others(BAKER, replace(BAKER, administration="south")))


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "BAKKERIJ HAZELHOFF BV"},
        {"name": "Bakkerij Hazelhof b.v."},
        {"name": "Hazelhoff Bakkerij"},
        {"name": "** NIET GEBRUIKEN ** Bakkerij Hazelhoff"},
        {"phone": "+31 (0)70-3459912", "postcode": "7201ab"},
        {"vat": "8206.46.660.B01"},
        {"kvk": "27316648 000012345678"},
        {"kvk": "NL820646660B01", "vat": ""},
        {"kvk": "", "vat": "27316648"},
        {"address": "Gasthuisstr. 12, 7201 AB Zutphen", "postcode": "", "city": ""},
        {"email": "onbekend@onbekend.nl", "phone": "0000000000", "kvk": "00000000"},
    ],
)
def test_it_sees_through_ways_of_writing(changed: dict[str, Any]) -> None:
    assert together(among_others(BAKER, replace(BAKER, administration="south", **changed)))


def test_a_supplier_of_hundreds_of_administrations_is_one_party() -> None:
    ways: list[dict[str, Any]] = [
        {},
        {"name": "Hazelhoff Bakkerij"},
        {"kvk": ""},
        {"vat": "", "email": ""},
        {"phone": "", "address": ""},
    ]
    cards = [replace(BAKER, administration=f"a{number}", **ways[number % len(ways)]) for number in range(600)]
    assert len(set(among_others(*cards).labels[:600].tolist())) == 1


def test_it_never_merges_different_kvk_numbers_by_itself() -> None:
    """R202: a different valid KvK number is a veto, whatever else agrees."""
    found = among_others(BAKER, replace(BAKER, administration="south", kvk="68123457"))
    assert not together(found)
    assert not together(
        among_others(BAKER, replace(BAKER, kvk="", administration="east"), replace(BAKER, kvk="68123457")), 0, 2
    )


def test_it_asks_about_kvk_numbers_one_digit_apart() -> None:
    found = among_others(BAKER, replace(BAKER, administration="south", kvk="27316649"))
    assert not together(found)
    assert asked(found)
    assert "KVK-ONE-DIGIT" in {reason.code for reason in found.why(0, 1)}


def test_it_does_not_merge_different_vat_numbers_of_one_type() -> None:
    """R202: sole proprietors got new numbers in 2020, so a person looks."""
    other = vat(random.Random(1), sole=False)
    assert not together(among_others(replace(BAKER, kvk=""), replace(BAKER, kvk="", administration="south", vat=other)))


def test_a_sole_proprietor_and_its_company_stay_apart() -> None:
    sole = replace(BAKER, name="Bakkerij Hazelhoff", vat=vat(random.Random(2), sole=True), kvk="")
    assert not together(among_others(sole, replace(BAKER, administration="south", vat="", kvk="")))


def test_group_companies_at_one_address_stay_apart() -> None:
    """R202: one address, telephone, e-mail and VAT number of a tax group do not make one company."""
    holding = replace(BAKER, administration="south", name="Hazelhoff Holding B.V.", kvk="", iban="")
    assert not together(among_others(BAKER, holding))


def test_branches_of_one_company_stay_apart() -> None:
    branch = replace(
        BAKER, administration="south", name="Bakkerij Hazelhoff Kampen B.V.", address="Vlierlaan 3", postcode="8261 XZ",
        city="Kampen", phone="038-3312345", email="kampen@hazelhoff.example",
    )  # fmt: skip
    assert not together(among_others(replace(BAKER, name="Bakkerij Hazelhoff Zutphen B.V."), branch))


def test_an_accountants_mailbox_does_not_make_clients_one() -> None:
    clients = [
        Card(
            "north",
            f"{name} Advies",
            email="administratie@kantoor.example",
            phone="0570-612345",
            iban=iban("555555555"),
        )
        for name in ("Abbing", "Boerma", "Cremers", "Duits", "Eijkman", "Feenstra")
    ]
    found = among_others(*clients)
    assert len(set(found.labels[: len(clients)].tolist())) == len(clients)


def test_cards_that_name_nobody_are_not_merged() -> None:
    """Ten thousand cards "Particulier" stay ten thousand cards, and nobody is asked about them."""
    nobody = [Card(str(at % 3), name) for at in range(5000) for name in ("Particulier", "Diverse debiteuren")]
    found = match(nobody)
    assert not found.clusters
    assert not len(found.asked)


def test_cards_without_names_are_asked_about_where_a_registered_number_agrees() -> None:
    found = among_others(replace(BAKER, name=""), BAKER)
    assert not together(found)


def test_a_division_is_never_matched() -> None:
    found = among_others(BAKER, replace(BAKER, administration="south", kind=Kind.DIVISION))
    assert not together(found)
    assert found.left_out.tolist() == [1]


@pytest.mark.parametrize("iban_or_kvk", [{"iban": "NL00RABO0000000000"}, {"kvk": "12345678"}, {"vat": "NL000"}])
def test_invalid_numbers_count_for_nothing(iban_or_kvk: dict[str, Any]) -> None:
    one = Card("north", "Quist Optiek", city="Borne", **iban_or_kvk)
    assert not together(among_others(one, Card("south", "Tolsma Stomerij", city="Hulst", **iban_or_kvk)))


@pytest.mark.parametrize("text", ["'; DROP TABLE card; --", "\x00", "é" * 3000, "%_\\", "9" * 400, "a." * 500, "@;,@"])
def test_hostile_texts_are_just_texts(text: str) -> None:
    card = Card("north", text, text, text, text, text, text, text, text, text)
    assert len(among_others(card, replace(card, administration="south")).labels) == 402


@pytest.mark.parametrize("cards", [[], [BAKER]])
def test_none_and_one_card_are_fine(cards: list[Card]) -> None:
    found = match(cards)
    assert len(found.labels) == len(cards)
    assert not found.clusters
    assert not found.questions


def test_every_question_has_reasons_and_the_best_come_first() -> None:
    """Each decision is explained, with weights."""
    found = match(World(3).cards(2000))
    chances = [question.chance for question in found.questions]
    assert chances == sorted(chances, reverse=True)
    assert chances
    assert all(question.reasons for question in found.questions)
    assert all(found.labels[question.one] != found.labels[question.other] for question in found.questions)


def test_no_cluster_ever_holds_two_kvk_numbers() -> None:
    cards = World(5, hardness=2.0).cards(3000)
    found = match(cards)
    numbers = [text if len(text) == 8 and text.isdigit() else "" for text in cards["kvk"].to_pylist()]
    assert found.clusters
    for rows in found.clusters:
        assert len({numbers[row] for row in rows} - {""}) <= 1


def test_the_same_cards_give_the_same_answer() -> None:
    cards = World(6).cards(1000)
    one, other = match(cards), match(cards)
    assert one.labels.tolist() == other.labels.tolist()
    assert one.asked.tolist() == other.asked.tolist()


def test_it_finds_most_of_a_second_world_and_little_else() -> None:
    """Cards built differently from those the weights were learned from."""
    cards = World(11).cards(3000)
    found = match(cards)
    truth = cards["truth"].to_pylist()
    pairs = [(one, other) for rows in found.clusters for at, one in enumerate(rows) for other in rows[:at]]
    right = sum(truth[one] == truth[other] for one, other in pairs)
    parties: dict[object, int] = {}
    for party in truth:
        parties[party] = parties.get(party, 0) + 1
    assert right / len(pairs) > 0.96
    assert right / sum(count * (count - 1) // 2 for count in parties.values()) > 0.92
