"""What is wrong with a card, as far as one can tell from the card alone."""

import pytest

from overstap.coupling.checks import names_a_test, names_anybody, problems, valid_commerce_number


def codes(**fields: str) -> list[str]:
    told = {"name": "Bouwbedrijf Jansen B.V.", **fields}
    return [one.code.removeprefix("CONTACT-") for one in problems(told, "relation 1")]


@pytest.mark.parametrize(
    ("field", "right", "wrong", "code"),
    [
        ("name", "Jansen", " -- ", "NAMELESS"),
        ("commerce_number", "27.31.23.45", "1234", "KVK-INVALID"),
        ("commerce_number", "KvK 27312345", "12345678", "KVK-INVALID"),
        ("tax_number", "NL004495445B01", "NL004495446B01", "VAT-INVALID"),
        ("tax_number", "0044.95.445.B.01", "gevraagd", "VAT-INVALID"),
        ("tax_number", "BE0403170701", "BE0403170702", "VAT-INVALID"),
        ("iban", "NL91 ABNA 0417 1643 00", "NL92 ABNA 0417 1643 00", "IBAN-INVALID"),
        ("phone", "030 - 234 56 78", "n.v.t.", "PHONE-INVALID"),
        ("email", "info@jansen.example", "geen", "EMAIL-INVALID"),
    ],
)
def test_numbers_and_names_that_cannot_be_right_are_told(field: str, right: str, wrong: str, code: str) -> None:
    assert codes(**{field: right}) == []
    assert codes(**{field: wrong}) == [code]


def test_numbers_of_other_countries_are_left_alone() -> None:
    """Nothing is known of them, and so nothing is wrong."""
    assert codes(country="CH", tax_number="CHE-123.456.788 MWST", commerce_number="CH-020") == []
    assert codes(iban="1234.56.789") == []


def test_the_place_says_which_relation_and_the_remedy_what_to_do() -> None:
    (found,) = problems({"name": ""}, "relation 4711")
    assert (found.place, found.severity) == ("relation 4711", "error")
    assert found.remedy


@pytest.mark.parametrize("name", ["Particulier", "diverse debiteuren", "Debiteuren, divers", "CONTANTE VERKOOP"])
def test_names_that_stand_for_nobody_are_known(name: str) -> None:
    assert names_anybody(name)


@pytest.mark.parametrize("name", ["Bouwbedrijf Jansen", "Klant & Co", "", "Kas Timmerwerken"])
def test_names_of_somebody_are_not_taken_for_nobody(name: str) -> None:
    assert not names_anybody(name)


def test_somebodys_trial_is_known_and_a_company_for_tests_is_not_one() -> None:
    assert names_a_test("TEST klant")
    assert not names_a_test("Test & Meet B.V. Laboratorium")


def test_a_commerce_number_that_counts_or_repeats_is_none() -> None:
    assert valid_commerce_number({"commerce_number": "11111111"}) == ""
    assert valid_commerce_number({"commerce_number": "273123450000"}) == "27312345"
