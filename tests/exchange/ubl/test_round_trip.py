"""What is written is read back as it was, and keeps to the rules that we ask of others."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from overstap.exchange import ubl
from overstap.exchange.ubl.values import Invoice
from overstap.lib.findings import Severity, blocking
from tests.exchange.ubl.examples import credit_note, invoice
from tests.exchange.ubl.strategies import invoices

OFFICIAL = (
    "SI-UBL-2.0_BR-NL-9_ok.xml",
    "SI-UBL-2.0_ok_additionaldocumentreference.xml",
    "SI-UBL-2.0_ok_allowance.xml",
    "SI-UBL-2.0_ok_base.xml",
    "SI-UBL-2.0_ok_charge.xml",
    "SI-UBL-2.0_ok_minimal.xml",
    "SI-UBL-2.0_ok_quantities.xml",
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(invoices())
def test_an_invoice_that_is_written_is_read_back_equal(made: Invoice) -> None:
    reading = ubl.read(ubl.write(made))
    assert reading.invoice == made
    assert blocking(reading.findings) == []


@pytest.mark.parametrize("made", [invoice(), credit_note()], ids=["invoice", "credit note"])
def test_a_right_document_gives_no_finding_at_all(made: Invoice) -> None:
    assert ubl.read(ubl.write(made)).findings == ()


def test_what_is_written_names_its_specification_and_its_amounts_exactly() -> None:
    text = ubl.write(invoice()).decode()
    assert "urn:fdc:nen.nl:nlcius:v1.0" in text
    assert '<cbc:PayableAmount currencyID="EUR">121.00</cbc:PayableAmount>' in text
    assert '<cbc:CompanyID schemeID="0106">12345678</cbc:CompanyID>' in text


@pytest.mark.parametrize("name", OFFICIAL)
def test_the_official_samples_are_right_and_survive_being_written(name: str, shared: Path) -> None:
    """R062: their numbers of parties and accounts are made up, which is told as a warning."""
    reading = ubl.read((shared / "data" / "ubl" / name).read_bytes())
    assert blocking(reading.findings) == []
    assert {one.code for one in reading.findings} == {"UBL-VAT-NUMBER", "UBL-KVK-NUMBER", "UBL-IBAN"}
    assert {one.severity for one in reading.findings} == {Severity.WARNING}
    assert ubl.read(ubl.write(reading.invoice)).invoice == reading.invoice
