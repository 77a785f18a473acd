"""How cards look in the one way of writing that matching compares (row R201 of the requirements)."""

import pyarrow as pa
import pytest

from tests.coupling.matching.standards import standard

NOTHING = dict.fromkeys(("name", "vat", "kvk", "email", "phone", "address", "postcode", "city", "iban"), "")


def written(field: str, **typed: str) -> str | None:
    """What one card with these texts has in a field; None where nothing counts."""
    found = standard(pa.table({name: [text] for name, text in {**NOTHING, **typed}.items()}))[field]
    return found.values[found.codes[0]] if found.codes[0] >= 0 else None


@pytest.mark.parametrize(
    ("typed", "name", "form"),
    [
        ("Bakkerij Hazelhoff B.V.", "bakkerij hazelhoff", "bv"),
        ("HAZELHOFF  bakkerij b v", "hazelhoff bakkerij", "bv"),
        ("Gebr. De Vries V.O.F.", "gebroeders de vries", "vof"),
        ("gebr de Vries", "gebroeders de vries", None),
        ("Fa. Jansen & Zn.", "firma jansen zn", None),
        ("J.P. van 't Hoff", "jp van t hoff", None),
        ("Aann.bedr. Smit en Zonen", "aann.bedr smit zonen", None),
        ("Café Brüning", "cafe bruning", None),
        ("Dhr. E.N. Visser", "en visser", "mister"),
        ("** NIET GEBRUIKEN ** Smit (oud)", "smit", None),
        ("The Bike and Co", "bike co", None),
        ("Diverse debiteuren", None, None),
        ("...", None, None),
    ],
)
def test_names_are_words_without_the_legal_form(typed: str, name: str | None, form: str | None) -> None:
    assert (written("name", name=typed), written("form", name=typed)) == (name, form)


@pytest.mark.parametrize(
    ("typed", "street", "number"),
    [
        ("Gasthuisstraat 12", "gasthuisstraat", "12"),
        ("Gasthuisstr. 12-A", "gasthuisstraat", "12"),
        ("Burg. Smitsln. 3 hs", "burgemeester smitslaan", "3"),
        ("Plein 1944", "plein", "1944"),
        ("Postbus", "postbus", None),
        ("12 Main street", "main", "12"),
    ],
)
def test_addresses_are_street_and_number(typed: str, street: str, number: str | None) -> None:
    assert (written("street", address=typed), written("number", address=typed)) == (street, number)


@pytest.mark.parametrize("between", [", ", "\n", "\r\n", " \n "])
def test_postcode_and_town_may_stand_in_the_address(between: str) -> None:
    card = {"name": "Smit", "address": f"Gasthuisstr. 12{between}7201 ab Zutphen"}
    fields = ("street", "number", "postcode", "city")
    assert [written(field, **card) for field in fields] == ["gasthuisstraat", "12", "7201AB", "zutphen"]


def test_postcode_and_town_in_the_address_as_well_make_no_difference() -> None:
    card = {"name": "Smit", "address": "Gasthuisstr. 12, 7201 ab Zutphen", "postcode": "7202 AB", "city": "Warnsveld"}
    fields = ("street", "number", "postcode", "city")
    assert [written(field, **card) for field in fields] == ["gasthuisstraat", "12", "7202AB", "warnsveld"]


@pytest.mark.parametrize(
    ("typed", "mail"),
    [
        ("Info@Hazelhoff.example", "info@hazelhoff.example"),
        ("Hazelhoff <info@hazelhoff.example>; piet@x.example", "info@hazelhoff.example"),
        ("info@hazelhoff", None),
        ("info@@hazelhoff.example", None),
        ("geen@onbekend.nl", None),
        ("onbekend", None),
    ],
)
def test_of_an_e_mail_address_counts_what_can_be_one(typed: str, mail: str | None) -> None:
    assert written("mail", email=typed) == mail


@pytest.mark.parametrize(
    ("typed", "iban"),
    [
        ("NL91 ABNA 0417 1643 00", "NL91ABNA0417164300"),
        ("nl91abna0417164300", "NL91ABNA0417164300"),
        ("NL92 ABNA 0417 1643 00", None),
        ("BE68 5390 0754 7034", "BE68539007547034"),
        ("MT84 MALT 0110 0001 2345 MTLC AST0 01S", "MT84MALT011000012345MTLCAST001S"),
        ("0417164300", None),
    ],
)
def test_of_an_account_counts_what_passes_its_check(typed: str, iban: str | None) -> None:
    assert written("iban", iban=typed) == iban
