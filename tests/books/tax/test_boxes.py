"""From VAT codes to boxes: proposals, exact figures, whole euros. Plain; no database."""

from decimal import Decimal

import pytest

from overstap.books.tax import boxes, checks, periods
from overstap.books.tax.reckoning import as_json, from_json
from overstap.books.tax.values import Amounts, Box, CodeSums, Contact, Rule, Span


def sums(name: str, base: str, vat: str, claims: bool | None = None) -> CodeSums:
    return CodeSums("X", name, Decimal(base), Decimal(vat), claims)


@pytest.mark.parametrize(
    ("name", "base", "vat", "claims", "box"),
    [
        ("Btw hoog tarief 21%", "-100.00", "-21.00", False, Box.HIGH),
        ("Btw hoog 19%", "-100.00", "-19.00", None, Box.HIGH),
        ("Btw laag 9%", "-100.00", "-9.00", None, Box.LOW),
        ("Verkoop", "-100.00", "-21.00", None, Box.HIGH),
        ("Kantine 12%", "-100.00", "-12.00", None, Box.OTHER_RATES),
        ("Omzet 0%", "-100.00", "0.00", None, Box.ZERO),
        ("Btw verlegd naar afnemer", "-100.00", "0.00", False, Box.ZERO),
        ("Naar ons verlegd, af te dragen", "100.00", "-21.00", False, Box.REVERSED),
        ("Naar ons verlegd, te vorderen", "100.00", "21.00", True, Box.INPUT),
        ("Verwerving EU, af te dragen", "100.00", "-21.00", False, Box.FROM_EU),
        ("Levering binnen EU (ICP)", "-100.00", "0.00", None, Box.TO_EU),
        ("Uitvoer buiten de EU", "-100.00", "0.00", None, Box.EXPORT),
        ("Invoer buiten EU verlegd", "100.00", "0.00", None, Box.IMPORT),
        ("Voorbelasting hoog 21%", "100.00", "21.00", True, Box.INPUT),
        ("Inkoop hoog", "100.00", "21.00", None, Box.INPUT),
        ("Privégebruik auto", "-100.00", "-2.70", None, Box.PRIVATE),
        ("Installatie EU", "-100.00", "0.00", None, Box.INSTALLED),
        ("Btw 0% of vrijgesteld", "-100.00", "0.00", None, Box.ZERO),
        ("Levering buiten de EU", "-100.00", "0.00", None, Box.EXPORT),
        ("Inkoop zonder btw", "100.00", "0.00", None, Box.INPUT),
        ("Geen btw", "-100.00", "0.00", None, None),
        ("", "0.00", "0.00", None, None),
    ],
)
def test_a_code_leads_to_the_box_that_its_name_rate_and_side_tell(
    name: str, base: str, vat: str, claims: bool | None, box: Box | None
) -> None:
    assert boxes.proposed(sums(name, base, vat, claims)).box is box


def test_the_boxes_add_up_to_the_cent() -> None:
    found = [
        (sums("hoog", "-1000.00", "-210.00"), Rule("VH", Box.HIGH, Decimal(21))),
        (sums("laag", "-50.55", "-4.55"), Rule("VL", Box.LOW, Decimal(9))),
        (sums("0", "-10.01", "0.00"), Rule("V0", Box.ZERO, Decimal(0))),
        (sums("eu", "200.10", "0.00"), Rule("EU", Box.FROM_EU, Decimal(21))),  # nothing booked: due and deductible
        (sums("verlegd", "100.00", "-21.00"), Rule("RV", Box.REVERSED, Decimal(21))),
        (sums("in", "300.00", "63.33"), Rule("IH", Box.INPUT, Decimal(21))),
        (sums("niets", "-5.00", "-9.99"), Rule("XX", None, Decimal(0))),
    ]
    typed = {Box.PRIVATE: Amounts(Decimal("10.00"), Decimal("2.10")), Box.ESTIMATED_NOW: Amounts(None, Decimal("1.00"))}
    made = boxes.figures(found, typed)
    assert made[Box.HIGH] == Amounts(Decimal("1000.00"), Decimal("210.00"))
    assert made[Box.FROM_EU] == Amounts(Decimal("200.10"), Decimal("42.02"))
    assert made[Box.INPUT] == Amounts(None, Decimal("105.35"))  # 63.33 + 42.02
    assert made[Box.DUE].vat == Decimal("279.67")  # 210.00 + 4.55 + 2.10 + 21.00 + 42.02
    assert made[Box.BALANCE].vat == Decimal("174.32")
    assert made[Box.TOTAL].vat == Decimal("175.32")
    assert made[Box.ZERO] == Amounts(Decimal("10.01"), None)
    assert boxes.same(from_json(as_json(made)), made)


def test_whole_euros_are_rounded_in_favour_of_who_files_and_totals_are_added_anew() -> None:
    exact = boxes.figures(
        [
            (sums("hoog", "-100.99", "-21.99"), Rule("VH", Box.HIGH, Decimal(21))),
            (sums("laag", "-10.99", "-0.99"), Rule("VL", Box.LOW, Decimal(9))),
            (sums("in", "0.01", "5.01"), Rule("IH", Box.INPUT, Decimal(21))),
        ],
        {},
    )
    euros = boxes.in_euros(exact)
    assert euros[Box.HIGH] == Amounts(Decimal(100), Decimal(21))
    assert euros[Box.LOW] == Amounts(Decimal(10), Decimal(0))
    assert euros[Box.INPUT].vat == Decimal(6)
    assert (euros[Box.DUE].vat, euros[Box.TOTAL].vat) == (Decimal(21), Decimal(15))
    assert boxes.in_euros({})[Box.TOTAL].vat == 0


def test_a_credit_note_makes_a_box_negative_and_is_rounded_down_too() -> None:
    exact = boxes.figures([(sums("hoog", "10.10", "2.12"), Rule("VH", Box.HIGH, Decimal(21)))], {})
    assert exact[Box.HIGH] == Amounts(Decimal("-10.10"), Decimal("-2.12"))
    assert boxes.in_euros(exact)[Box.HIGH] == Amounts(Decimal(-11), Decimal(-3))


def test_spans_have_names_days_and_an_order() -> None:
    quarter = periods.stretch("2025-Q1")
    assert quarter is not None
    assert (quarter.start.isoformat(), quarter.end.isoformat()) == ("2025-01-01", "2025-03-31")
    assert [one.key for one in periods.stretches(2024, Span.QUARTER)] == ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"]
    assert periods.stretches(2024, Span.MONTH)[1].end.isoformat() == "2024-02-29"
    assert periods.stretches(2024, Span.YEAR)[0].key == "2024"
    assert [periods.span_of(one.key) for one in (quarter, *periods.stretches(2024, Span.MONTH)[:1])] == [
        Span.QUARTER, Span.MONTH,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["", "2025-Q5", "2025-13", "2025-00", "1900", "20255", "2025-Q1 ", "٢٠٢٥", "2025-Q1\0"]
)
def test_what_is_no_span_is_none(name: str) -> None:
    assert periods.stretch(name) is None


@pytest.mark.parametrize(
    ("contact_type", "becon", "codes"),
    [
        ("INT", "478921", []),
        ("INT", "00478921", []),
        ("INT", "", ["BECON-MISSING"]),
        ("INT", "12345", ["BECON-NUMBER"]),
        ("INT", "000000", ["BECON-NUMBER"]),
        ("INT", "12 34 56", ["BECON-NUMBER"]),
        ("INT", "١٢٣٤٥٦", ["BECON-NUMBER"]),
        ("BPL", "", []),
        ("BPL", "478921", ["BECON-WITH-BPL"]),
        ("", "", []),
        ("", "478921", ["TAX-CONTACT-TYPE"]),
        ("XXX", "", ["TAX-CONTACT-TYPE"]),
    ],
)
def test_r186_r187_r188_becon_number_and_contact_type_go_in_pairs(
    contact_type: str, becon: str, codes: list[str]
) -> None:
    assert [one.code for one in checks.pair(contact_type, becon)] == codes


def test_what_every_return_needs_is_named_by_its_field() -> None:
    missing = {one.place for one in checks.to_file(Contact())}
    assert missing == {"contact_type", "initials", "surname", "phone", "vat_number"}
    whole = Contact("BPL", "", "A.", "de", "Wit", "070-1234567", "NL123456782B90")
    assert {one.code for one in checks.to_file(whole)} <= {"TAX-VAT-NUMBER"}
    good = Contact("BPL", "", "A.", "de", "Wit", "+31 70 123 45 67", "NL813086188B01")
    assert list(checks.to_file(good)) == []
    bad = Contact("BPL", "", "A\n", "", "x" * 300, "geen", "NL1")
    assert {one.place for one in checks.contact(bad)} == {"initials", "surname", "phone", "vat_number"}
