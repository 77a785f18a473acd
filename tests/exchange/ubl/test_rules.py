"""Each rule finds what breaks it, under its own number and at its own place."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from overstap.exchange import ubl
from overstap.exchange.ubl.values import (
    KVK,
    Address,
    Adjustment,
    Attachment,
    Identifier,
    Invoice,
    Line,
    Party,
    Payment,
    Period,
    Reference,
    Vat,
    VatTotal,
)
from overstap.lib.findings import Severity, blocking
from tests.exchange.ubl.examples import BUYER, HIGH, IBAN, LINE, SELLER, credit_note, invoice

ZERO_RATE = Vat("Z", Decimal(0))


def _seller(**changes: Any) -> Invoice:
    return invoice(seller=replace(SELLER, **changes))


def _buyer(**changes: Any) -> Invoice:
    return invoice(buyer=replace(BUYER, **changes))


def _line(**changes: Any) -> Invoice:
    return invoice(lines=(replace(LINE, **changes),))


def _totals(**changes: Any) -> Invoice:
    return replace(invoice(), totals=replace(invoice().totals, **changes))


def _vat(**changes: Any) -> Invoice:
    return replace(invoice(), vat=(replace(invoice().vat[0], **changes),))


def _adjusted(**changes: Any) -> Invoice:
    return invoice(adjustments=(replace(Adjustment(False, Decimal("10.00"), "Korting", vat=HIGH), **changes),))


def _of(category: str, rate: str | None = "0") -> Vat:
    return Vat(category, None if rate is None else Decimal(rate))


_NOWHERE = Address("Molenweg 12", city="Zutphen", postal_code="7201 AB")
_HALF = Address("", city="Zutphen", postal_code="7201 AB", country="NL")
_ABROAD = Party("Widgets Ltd", address=Address("High Street", city="London", postal_code="N1", country="GB"))
_REPRESENTATIVE = Party("Fiscaal B.V.", address=_HALF)

CASES = {
    # presence
    "BR-01": invoice(customization=""),
    "BR-02": invoice(number=""),
    "BR-03": invoice(issued=None),
    "BR-04": invoice(type_code=""),
    "BR-05": invoice(currency=""),
    "BR-06": _seller(name=""),
    "BR-07": _buyer(name=""),
    "BR-08": _seller(address=None),
    "BR-09": _seller(address=_NOWHERE),
    "BR-10": _buyer(address=None),
    "BR-11": _buyer(address=_NOWHERE),
    "BR-12": _totals(lines=None),
    "BR-13": _totals(exclusive=None),
    "BR-14": _totals(inclusive=None),
    "BR-15": _totals(payable=None),
    "BR-16": invoice(lines=()),
    "BR-18": invoice(tax_representative=replace(_REPRESENTATIVE, name="")),
    "BR-19": invoice(tax_representative=replace(_REPRESENTATIVE, address=None)),
    "BR-20": invoice(tax_representative=replace(_REPRESENTATIVE, address=_NOWHERE)),
    "BR-21": _line(number=""),
    "BR-22": _line(quantity=None),
    "BR-23": _line(unit=""),
    "BR-24": _line(amount=None),
    "BR-25": _line(name=""),
    "BR-26": _line(price=None),
    "BR-27": _line(price=Decimal(-1)),
    "BR-29": invoice(period=Period(date(2026, 2, 1), date(2026, 1, 1))),
    "BR-30": _line(period=Period(date(2026, 2, 1), date(2026, 1, 1))),
    "BR-31": _adjusted(amount=None),
    "BR-32": _adjusted(vat=None),
    "BR-33": _adjusted(reason=""),
    "BR-36": _adjusted(is_charge=True, amount=None),
    "BR-37": _adjusted(is_charge=True, vat=None),
    "BR-38": _adjusted(is_charge=True, reason=""),
    "BR-41": _line(adjustments=(Adjustment(False, None, "Korting"),)),
    "BR-42": _line(adjustments=(Adjustment(False, Decimal(1)),)),
    "BR-43": _line(adjustments=(Adjustment(True, None, "Toeslag"),)),
    "BR-44": _line(adjustments=(Adjustment(True, Decimal(1)),)),
    "BR-45": _vat(taxable=None),
    "BR-46": _vat(tax=None),
    "BR-47": _vat(vat=None),
    "BR-48": _vat(vat=Vat("S")),
    "BR-49": invoice(payments=(Payment("", IBAN),)),
    "BR-52": invoice(attachments=(Attachment("", content=b"x"),)),
    "BR-53": invoice(vat_currency="USD"),
    "BR-55": invoice(preceding=(Reference(""),)),
    "BR-56": invoice(tax_representative=_REPRESENTATIVE),
    "BR-61": invoice(payments=(Payment("30"),)),
    "BR-62": _seller(endpoint=Identifier("1")),
    "BR-63": _buyer(endpoint=Identifier("1")),
    "BR-64": _line(standard_item=Identifier("8712345678906")),
    # what hangs together
    "BR-CO-03": invoice(tax_point=date(2026, 3, 1), period=Period(tax_point_code="35")),
    "BR-CO-04": _line(vat=None),
    "BR-CO-09": _seller(vat_number="123456789B13"),
    "BR-CO-10": _totals(lines=Decimal("99.99")),
    "BR-CO-11": _totals(allowances=Decimal("0.01")),
    "BR-CO-12": _totals(charges=Decimal("0.01")),
    "BR-CO-13": _totals(exclusive=Decimal("99.99")),
    "BR-CO-14": _totals(vat=Decimal("20.99")),
    "BR-CO-15": _totals(inclusive=Decimal("120.99")),
    "BR-CO-16": _totals(payable=Decimal("120.99")),
    "BR-CO-17": _vat(tax=Decimal("22.00")),
    "BR-CO-18": replace(invoice(), vat=()),
    "BR-CO-19": invoice(period=Period()),
    "BR-CO-20": _line(period=Period()),
    "BR-CO-25": invoice(due=None),
    "BR-CO-26": _seller(vat_number="", legal_id=None),
    "BR-DEC-01": _adjusted(amount=Decimal("1.001")),
    "BR-DEC-06": _adjusted(is_charge=True, base=Decimal("1.001")),
    "BR-DEC-12": _totals(exclusive=Decimal("100.001")),
    "BR-DEC-19": _vat(taxable=Decimal("100.001")),
    "BR-DEC-23": _line(amount=Decimal("100.001")),
    "BR-DEC-25": _line(adjustments=(Adjustment(False, Decimal(1), "Korting", base=Decimal("1.001")),)),
    "UBL-NO-PLACE": credit_note(payments=()),
    # VAT
    "BR-CL-17": _adjusted(vat=_of("X")),
    "BR-CL-18": _line(vat=_of("X")),
    "BR-S-01": replace(invoice(), vat=(VatTotal(ZERO_RATE, Decimal(100), Decimal(0)),)),
    "BR-S-02": _seller(vat_number=""),
    "BR-S-05": _line(vat=_of("S")),
    "BR-S-06": _adjusted(vat=_of("S")),
    "BR-S-08": _vat(taxable=Decimal("98.00")),
    "BR-S-10": _vat(exemption="Zomaar"),
    "BR-Z-05": _line(vat=_of("Z", "21")),
    "BR-Z-10": replace(_line(vat=ZERO_RATE), vat=(VatTotal(ZERO_RATE, Decimal(100), Decimal(0), "Zomaar"),)),
    "BR-E-09": replace(_line(vat=_of("E")), vat=(VatTotal(_of("E"), Decimal(100), Decimal(1), "Vrij"),)),
    "BR-E-10": replace(_line(vat=_of("E")), vat=(VatTotal(_of("E"), Decimal(100), Decimal(0)),)),
    "BR-AE-02": invoice(lines=(replace(LINE, vat=_of("AE")),), buyer=replace(BUYER, legal_id=None)),
    "BR-IC-02": _line(vat=_of("K")),
    "BR-IC-11": _line(vat=_of("K")),
    "BR-G-02": invoice(lines=(replace(LINE, vat=_of("G")),), seller=replace(SELLER, vat_number="")),
    "BR-O-05": _line(vat=_of("O")),
    "BR-O-11": invoice(lines=(LINE, replace(LINE, vat=_of("O", None)))),
    # numbers
    "BR-CL-04": invoice(currency="euro"),
    "BR-CL-05": invoice(vat_currency="euro"),
    "BR-CL-14": _buyer(address=replace(_HALF, country="Nederland")),
    "UBL-VAT-NUMBER": _seller(vat_number="NL123456789B14"),
    "UBL-KVK-NUMBER": _seller(legal_id=Identifier("1234", KVK)),
    "UBL-OIN-NUMBER": _buyer(legal_id=Identifier("1234", "0190")),
    "UBL-IBAN": invoice(payments=(Payment("58", "NL91ABNA0417164301"),)),
    "UBL-VAT-ROUNDING": replace(_vat(tax=Decimal("21.05")), totals=replace(invoice().totals, vat=Decimal("21.05"))),
    "PEPPOL-EN16931-R120": _line(price=Decimal(3)),
    # NLCIUS
    "UBL-OTHER-SPECIFICATION": invoice(customization="urn:cen.eu:en16931:2017"),
    "BR-NL-1": _seller(legal_id=None),
    "BR-NL-2": invoice(buyer_reference=""),
    "BR-NL-3": _seller(address=_HALF),
    "BR-NL-4": _buyer(address=_HALF),
    "BR-NL-5": invoice(tax_representative=_REPRESENTATIVE),
    "BR-NL-7": invoice(type_code="386"),
    "BR-NL-8": invoice(type_code="381"),
    "BR-NL-9": invoice(type_code="384"),
    "BR-NL-10": _buyer(legal_id=Identifier("87654321")),
    "BR-NL-11": invoice(payments=()),
    "BR-NL-12": invoice(payments=(Payment("10"),)),
    "BR-NL-13": _line(order_line="3"),
    "BR-NL-19": invoice(vat_currency="USD"),
    "BR-NL-20": invoice(tax_point=date(2026, 3, 1)),
    "BR-NL-21": invoice(period=Period(date(2026, 1, 1), tax_point_code="35")),
    "BR-NL-24": invoice(preceding=(Reference("9", date(2026, 1, 1)),)),
    "BR-NL-25": _seller(tax_number="9"),
    "BR-NL-26": _seller(legal_form="B.V."),
    "BR-NL-27": _buyer(address=replace(_HALF, line="Achterom")),
    "BR-NL-28": _seller(address=replace(_HALF, region="Gelderland")),
    "BR-NL-29": invoice(payments=(Payment("58", IBAN, means="SEPA"),)),
    "BR-NL-30": invoice(payments=(Payment("58", IBAN, account_name="De Korenaar"),)),
    "BR-NL-31": invoice(payments=(Payment("58", IBAN, bank_code="ABNANL2A"),)),
    "BR-NL-32": _adjusted(reason_code="95"),
    "BR-NL-33": _totals(vat_in_own_currency=Decimal(1)),
    "BR-NL-34": _adjusted(is_charge=True, reason_code="FC"),
    "BR-NL-35": _vat(exemption_code="VATEX-EU-O"),
}
HARMLESS = ("UBL-VAT-", "UBL-KVK", "UBL-OIN", "UBL-IBAN", "UBL-OTHER", "PEPPOL")


@pytest.mark.parametrize("code", CASES)
def test_a_broken_rule_is_found(code: str) -> None:
    """R062: the rules of EN 16931 and NLCIUS are checked on what comes in, and on what we write."""
    found = [one for one in ubl.check(CASES[code]) if one.code == code]
    assert found
    assert all(one.place.startswith(("/Invoice/", "/CreditNote/")) and one.remedy for one in found)


@pytest.mark.parametrize("code", CASES)
def test_what_a_receiver_may_refuse_is_an_error_and_is_not_written(code: str) -> None:
    harmless = code.startswith(HARMLESS) or (code.startswith("BR-NL-") and int(code[6:]) >= 19)
    severities = {one.severity for one in ubl.check(CASES[code]) if one.code == code}
    assert (severities == {Severity.ERROR}) is not harmless
    if harmless:
        return
    with pytest.raises(ubl.InvoiceBreaksRules) as refused:
        ubl.write(CASES[code])
    assert code in {one.code for one in refused.value.findings}


def test_a_place_says_which_line_is_meant() -> None:
    made = invoice(lines=(LINE, replace(LINE, name="")))
    assert [one.place for one in ubl.check(made) if one.code == "BR-25"] == [
        "/Invoice/cac:InvoiceLine[2]/cac:Item/cbc:Name"
    ]
    made = credit_note(lines=(LINE, replace(LINE, name="")))
    assert [one.place for one in ubl.check(made)] == ["/CreditNote/cac:CreditNoteLine[2]/cac:Item/cbc:Name"]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    made = invoice(number="", buyer=replace(BUYER, name=""), buyer_reference="")
    assert {one.code for one in ubl.check(made)} == {"BR-02", "BR-07", "BR-NL-2"}


def test_the_rules_of_the_netherlands_are_not_for_sellers_from_elsewhere() -> None:
    seller = replace(_ABROAD, vat_number="GB123456789")
    assert [one.code for one in ubl.check(invoice(seller=seller, buyer_reference=""))] == []


def test_an_account_that_is_no_iban_and_does_not_look_like_one_is_left_alone() -> None:
    assert ubl.check(invoice(payments=(Payment("30", "12.34.56.789"),))) == ()


@pytest.mark.parametrize("category", ["Z", "E", "AE", "G", "O"])
def test_a_sale_without_vat_that_says_why_is_right(category: str) -> None:
    line = replace(LINE, vat=_of(category, None if category == "O" else "0"))
    made = invoice(lines=(line,), seller=replace(SELLER, vat_number="" if category == "O" else SELLER.vat_number))
    assert blocking(ubl.check(made)) == []


def test_two_rates_are_told_apart_and_rounded_each() -> None:
    low = Line("2", Decimal(1), "C62", Decimal("0.55"), "Krant", Decimal("0.55"), Vat("S", Decimal(9)))
    made = invoice(lines=(LINE, low))
    assert [one.tax for one in made.vat] == [Decimal("21.00"), Decimal("0.05")]
    assert made.totals.payable == Decimal("121.60")
    assert ubl.check(made) == ()
