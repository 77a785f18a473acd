"""Files that are no invoice, or want to do harm: refused with a code, or read with findings; never obeyed."""

import base64
from dataclasses import replace
from decimal import Decimal

import pytest

from overstap.exchange import ubl
from overstap.exchange.ubl import nodes, parsing
from overstap.exchange.ubl.errors import UnreadableInvoice
from overstap.exchange.ubl.values import Attachment
from tests.exchange.ubl.examples import LINE, credit_note, invoice

RIGHT = ubl.write(invoice(attachments=(Attachment("1", "Werkbon", "bon.pdf", "application/pdf", b"%PDF-1.7"),)))
_BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
_OUTSIDE = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'
_FILE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def _with(before: str, after: str) -> bytes:
    text = RIGHT.decode()
    assert before in text
    return text.replace(before, after).encode()


def _typed(doctype: str) -> bytes:
    return _with("?>\n", f"?>{doctype}\n")


def _deep(levels: int) -> bytes:
    return _with("<cbc:ID>2026", "<cbc:x>" * levels + "</cbc:x>" * levels + "<cbc:ID>2026")


REFUSED = {
    "nothing": (b"", "UBL-NOT-UBL"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "UBL-NOT-UBL"),
    "a PDF": (b"%PDF-1.7\n", "UBL-NOT-UBL"),
    "a page": (b"<html><body>Factuur</body></html>", "UBL-NOT-UBL"),
    "an order": (RIGHT.replace(b"xsd:Invoice-2", b"xsd:Order-2"), "UBL-NOT-UBL"),
    "cut off": (RIGHT[: len(RIGHT) // 2], "UBL-BROKEN-XML"),
    "not closed": (_with("</cbc:ID>", "</cbc:Id>"), "UBL-BROKEN-XML"),
    "a control character": (_with("Volkorenbrood", "Volkoren\x01brood"), "UBL-BROKEN-XML"),
    "a byte that is no UTF-8": (RIGHT.replace(b"Volkorenbrood", b"Volkoren\xffbrood"), "UBL-BROKEN-XML"),
    "two roots": (RIGHT + RIGHT.partition(b"?>")[2], "UBL-BROKEN-XML"),
    "an entity bomb": (_typed(_BOMB), "UBL-DOCTYPE"),
    "a document type elsewhere": (_typed(_OUTSIDE), "UBL-DOCTYPE"),
    "a file of ours": (_typed(_FILE), "UBL-DOCTYPE"),
    "deep": (_deep(100), "UBL-LIMIT"),
    "deeper than the parser goes": (_deep(10_000), "UBL-LIMIT"),
    "too large": (RIGHT + b" " * parsing.MOST_BYTES, "UBL-LIMIT"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_refuses_what_is_no_invoice(what: str) -> None:
    content, code = REFUSED[what]
    with pytest.raises(UnreadableInvoice) as refused:
        ubl.read(content)
    assert refused.value.code == code
    assert refused.value.remedy
    assert ubl.is_invoice(content) is False


def test_it_refuses_more_elements_than_an_invoice_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "MOST_ELEMENTS", 50)
    with pytest.raises(UnreadableInvoice, match="larger or deeper"):
        ubl.read(RIGHT)


FOUND = {
    "UBL-BAD-NUMBER": _with(">121.00</cbc:PayableAmount>", ">121,00</cbc:PayableAmount>"),
    "UBL-BAD-DATE": _with(">2026-03-02<", ">02-03-2026<"),
    "UBL-DATE-ZONE": _with(">2026-03-02<", ">2026-03-02+01:00<"),
    "UBL-CURRENCY": _with('<cbc:PayableAmount currencyID="EUR">', '<cbc:PayableAmount currencyID="USD">'),
    "UBL-REPEATED": _with("<cbc:ID>2026-0117</cbc:ID>", "<cbc:ID>2026-0117</cbc:ID><cbc:ID>2</cbc:ID>"),
    "UBL-NOT-VAT": _with("<cbc:ID>VAT</cbc:ID>", "<cbc:ID>GST</cbc:ID>"),
    "UBL-NOT-TAKEN": _with("<cbc:ID>2026-0117", "<cbc:UUID>9</cbc:UUID><cbc:ID>2026-0117"),
    "UBL-ATTACHMENT-BROKEN": _with(base64.b64encode(b"%PDF-1.7").decode(), "geen base64!"),
    "SI-UBL-2": _with("<cbc:CityName>Zutphen</cbc:CityName>", "<cbc:CityName> </cbc:CityName>"),
}


@pytest.mark.parametrize("code", FOUND)
def test_what_is_odd_becomes_a_finding_and_the_rest_is_read(code: str) -> None:
    reading = ubl.read(FOUND[code])
    assert next(one.place for one in reading.findings if one.code == code).startswith("/Invoice/")
    assert reading.invoice.number == "2026-0117"


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e9", "1_000", "١٢", "0x10", "9" * 16, "--1", "1.2.3"])
def test_no_odd_number_becomes_an_amount(text: str) -> None:
    reading = ubl.read(_with(">121.00</cbc:PayableAmount>", f">{text}</cbc:PayableAmount>"))
    assert reading.invoice.totals.payable is None
    assert {"UBL-BAD-NUMBER", "BR-15"} <= {one.code for one in reading.findings}


def test_an_indicator_that_says_nothing_is_told() -> None:
    line = b"<cac:AllowanceCharge><cbc:ChargeIndicator>misschien</cbc:ChargeIndicator></cac:AllowanceCharge><cac:Item>"
    assert "UBL-BAD-INDICATOR" in {one.code for one in ubl.read(RIGHT.replace(b"<cac:Item>", line)).findings}


def test_attachments_are_read_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ubl.read(RIGHT).invoice.attachments[0].content == b"%PDF-1.7"
    monkeypatch.setattr(nodes, "MOST_ATTACHED", 7)
    reading = ubl.read(RIGHT)
    assert reading.invoice.attachments[0].content is None
    assert "UBL-ATTACHMENT-SIZE" in {one.code for one in reading.findings}


def test_comments_and_instructions_are_no_part_of_a_value() -> None:
    text = "Volkoren<!-- x --><?php y?>brood"
    assert ubl.read(_with("Volkorenbrood", text)).invoice.lines[0].name == "Volkorenbrood"


def test_other_encodings_are_read() -> None:
    text = ubl.write(invoice(notes=("Café",))).decode().replace("UTF-8", "UTF-16")
    assert ubl.read(text.encode("utf-16")).invoice.notes == ("Café",)


def test_of_one_kind_a_hundred_findings_are_enough() -> None:
    made = ubl.read(_with("<cbc:ID>2026-0117", "<cbc:UUID>9</cbc:UUID>" * 500 + "<cbc:ID>2026-0117"))
    assert len([one for one in made.findings if one.code == "UBL-NOT-TAKEN"]) <= 100


def test_a_character_that_xml_cannot_hold_is_not_written() -> None:
    with pytest.raises(ubl.InvoiceBreaksRules) as refused:
        ubl.write(credit_note(notes=("bel\x07",)))
    assert refused.value.findings[0].code == "UBL-CHARACTER"


def test_sums_of_the_longest_numbers_are_exact() -> None:
    longest = b"9" * 15 + b"." + b"9" * 10
    content = RIGHT.replace(b">2.50<", b">" + longest + b"<").replace(b">40<", b">" + longest + b"<")
    told = next(one for one in ubl.read(content).findings if one.code == "PEPPOL-EN16931-R120")
    assert "999999999999999999999999800000.00" in told.message


@pytest.mark.parametrize("amount", [Decimal("NaN"), Decimal("Infinity")])
def test_what_is_no_number_is_not_written(amount: Decimal) -> None:
    with pytest.raises(ubl.InvoiceBreaksRules) as refused:
        ubl.write(replace(invoice(), lines=(replace(LINE, price=amount),)))
    assert "UBL-BAD-NUMBER" in {one.code for one in refused.value.findings}


def test_the_card_takes_over_plain_and_short_fields() -> None:
    fields = ubl.taken_over(invoice(number="9" * 1000, order="een\x00\u202e twee\n drie"))
    assert fields["number"] == "9" * 200
    assert fields["order"] == "een twee drie"
    assert (fields["payable"], fields["issued"], fields["accounts"]) == ("121.00", "2026-03-02", ["NL91ABNA0417164300"])
