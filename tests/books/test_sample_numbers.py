"""The numbers in the sample books: right by their own rules, and nobody's in reality."""

import json
import re
from pathlib import Path

import pytest

from overstap.books.sample import SampleBooks, chart, numbers


def test_relations_have_numbers_that_pass_their_checks(books: SampleBooks) -> None:
    dutch = [relation for relation in books.relations() if relation.tax_country == "NL"]
    for relation in dutch:
        assert re.fullmatch(r"99\d{6}", relation.commerce_number)
        assert _dutch_vat_is_right(relation.tax_number), relation.tax_number
        for account in relation.bank_accounts:
            assert _iban_remainder(account.number) == 1
            assert account.bank_code.startswith(account.number[4:8])
        for address in relation.addresses:
            assert re.fullmatch(r"[1-9]\d{3} (?!SA|SD|SS)[A-Z]{2}", address.postal_code)
    assert any(_eleven(relation.tax_number[2:11]) for relation in dutch)
    assert any(not _eleven(relation.tax_number[2:11]) for relation in dutch)
    for relation in books.relations():
        assert 1 <= len(relation.name) <= 50
        assert not relation.email or relation.email.endswith(("@example.nl", "@example.com"))
        assert not relation.phone or "555 01" in relation.phone
    assert all(_iban_remainder(journal.bank_account) == 1 for journal in books.journals() if journal.type == "B")
    assert _dutch_vat_is_right(books.company.tax_number)


def _iban_remainder(iban: str) -> int:
    """ISO 13616, written out apart from the generator's own."""
    remainder = 0
    for sign in iban[4:] + iban[:4]:
        value = ord(sign) - 55 if sign.isalpha() else int(sign)
        remainder = (remainder * (100 if value > 9 else 10) + value) % 97
    return remainder


def _eleven(nine: str) -> bool:
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(weight * int(digit) for weight, digit in zip(weights, nine, strict=True)) % 11 == 0


def _dutch_vat_is_right(number: str) -> bool:
    if not re.fullmatch(r"NL\d{9}B\d\d", number):
        return False
    whole = int("2321" + number[2:11] + "11" + number[12:])
    return _eleven(number[2:11]) or whole % 97 == 1


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("NL000099998B57", True),  # the example the tax authority prints for sole traders
        ("NL000099998B58", False),
        ("NL123456782B90", True),
        ("NL123456789B90", False),
        ("NL12345678B090", False),
        ("", False),
    ],
)
def test_dutch_vat_numbers_are_told_right_from_wrong(number: str, right: bool) -> None:
    assert numbers.valid_dutch_vat(number) is right


@pytest.mark.parametrize(("iban", "right"), [("NL91ABNA0417164300", True), ("NL92ABNA0417164300", False)])
def test_ibans_are_told_right_from_wrong(iban: str, right: bool) -> None:
    assert numbers.valid_iban(iban) is right


def test_no_bank_account_can_be_a_real_one(books: SampleBooks) -> None:
    for relation in books.relations():
        assert not any(numbers.passes_eleven(account.number[8:]) for account in relation.bank_accounts)


def test_accounts_carry_rgs_codes(books: SampleBooks) -> None:
    assert all(re.fullmatch(r"[BW]([A-Z][a-z0-9]{2}){2,3}", account.reference) for account in books.accounts())


def test_the_rgs_codes_are_in_the_published_list(shared: Path) -> None:
    known = json.loads((shared / "data" / "rgs" / "rgs_definitions.json").read_text(encoding="utf-8"))
    assert [account.code for account in chart.accounts() if account.reference not in known] == []
