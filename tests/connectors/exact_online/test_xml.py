"""The XML interface of Exact Online: what we send keeps to its schema, and what it answers is taken with care."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from overstap.books.assets.values import AssetCard, Method
from overstap.books.ledger.values import Entry, Line
from overstap.connectors.exact_online import uploads
from overstap.connectors.exact_online.xml import assets, building, matching, messages, transactions
from overstap.connectors.exact_online.xml.matching import Matched
from overstap.connectors.exact_online.xml.messages import Message, Weight
from overstap.connectors.exact_online.xml.transactions import Setting, Shown
from overstap.connectors.port import OutcomeUnknown
from overstap.connectors.sandboxes.world import Fault
from tests.connectors.exact_online.written_books import (
    CUSTOMER,
    SUPPLIER,
    desk,
    memorial,
    purchase,
    sale,
    source,
    statement,
    write,
)
from tests.connectors.exact_online.xml_rules import problems

HOSTILE = "<b>&amp; ]]> \x00\x0b\ufffe 漢字 " + "x" * 300
CARD = AssetCard(
    "OVEN", "Steenoven", "MACH", date(2025, 1, 1), Decimal("24000.00"), Decimal("2400.00"), Method.LINEAR, 60,
    Decimal(0), date(2025, 1, 1), "0200", "0210", "4600", "Bij de winkel",
)  # fmt: skip


def document(*entries: Entry) -> bytes:
    """Entries as they are uploaded."""
    made = [transactions.transaction(entry, _setting(entry)) for entry in entries]
    return building.document("GLTransactions", made)


def _setting(entry: Entry) -> Setting:
    number = int(entry.number) if entry.number.isdigit() else None
    return Setting(
        20, number, "OV-1", lambda line: Shown(20, line.relation, "2" if line.vat else "", "V", "2026-04-05")
    )


def _hostile() -> Entry:
    line = sale().lines[0]
    lines = [line._replace(description=HOSTILE, doc_ref=HOSTILE[:100], relation='1"<'), *sale().lines[1:]]
    return sale()._replace(description=HOSTILE, lines=lines)


def _dollars() -> Entry:
    lines = [
        line._replace(currency="USD", currency_amount=abs(line.amount) * 3 / 2, quantity=Decimal("1.5"))
        for line in sale().lines
    ]
    return sale()._replace(lines=lines)


def _opening() -> Entry:
    lines = [Line("1", "1100", Decimal("500.00"), "D"), Line("2", "0500", Decimal("-500.00"), "C")]
    return Entry("", "90", 2026, 1, date(2026, 1, 1), lines, "Beginbalans", "opening")


DOCUMENTS = {
    "sale": document(sale()),
    "purchase": document(purchase()),
    "memorial": document(memorial()),
    "bank": document(statement()),
    "several": document(sale(), memorial(), statement()),
    "opening": document(_opening()),
    "currency": document(_dollars()),
    "hostile": document(_hostile()),
    "matches": building.document(
        "MatchSets",
        [matching.match_set("1300", "25", [Matched(2026, 3, "70", "26700900", Decimal("121.00"))])],
    ),
    "assets": building.document("Assets", [assets.asset(CARD, "LIN60")]),
    "asset groups": building.document("AssetGroups", [assets.group(CARD)]),
}


@cache
def schema(folder: Path) -> etree.XMLSchema:
    """Exact's own schema."""
    return etree.XMLSchema(etree.parse(folder / "data/exact/eExact-XML.xsd"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_uploaded_keeps_to_the_rules_of_its_elements(name: str) -> None:
    assert problems(DOCUMENTS[name]) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_uploaded_is_valid_by_exacts_own_schema(shared: Path, name: str) -> None:
    checked = schema(shared)
    checked.assertValid(etree.fromstring(DOCUMENTS[name]))


def test_a_rule_that_is_broken_is_found() -> None:
    swapped = DOCUMENTS["memorial"].replace(b"<FinYear", b"<FinPeriod", 1)
    assert problems(swapped)
    assert problems(DOCUMENTS["memorial"].replace(b"75.00", b"7,5"))
    assert problems(DOCUMENTS["memorial"].replace(b' code="4100"', b""))


def test_every_upload_of_the_bakerys_books_is_valid(shared: Path) -> None:
    """Every entry of the sandbox, as XML."""
    with desk() as at:
        made = [document(record) for record in source(at) if isinstance(record, Entry)]
    assert len(made) > 100
    for one in made:
        assert problems(one) == []
        schema(shared).assertValid(etree.fromstring(one))


def test_amounts_are_written_in_full_and_to_the_cent() -> None:
    lines = [Line("1", "1100", Decimal("1E+6"), "D"), Line("2", "1200", Decimal("-1000000.00"), "C")]
    content = document(memorial()._replace(lines=lines))
    assert b"E+" not in content
    assert content.count(b"<Value>1000000</Value>") == 2


def test_text_that_no_xml_may_hold_is_left_out_and_the_rest_stays_text() -> None:
    told = etree.fromstring(DOCUMENTS["hostile"]).findtext("GLTransactions/GLTransaction/Description") or ""
    assert told.startswith("<b>&amp; ]]>")
    assert "漢字" in told
    assert len(told) == 255


def test_the_opening_balance_has_type_10_and_the_type_of_each_account() -> None:
    [made] = etree.fromstring(DOCUMENTS["opening"]).findall("GLTransactions/GLTransaction")
    assert [found.get("number") for found in made.findall("TransactionType")] == ["10"]
    assert {line.get("linetype") for line in made.findall("GLTransactionLine")} == {"20"}


def _answer(*told: tuple[str, str, str]) -> bytes:
    parts = "".join(
        f'<Message type="{kind}"><Topic code="GLTransactions" node="GLTransaction"><Data keyAlt="{key}"/></Topic>'
        f"<Date>2026-03-05T12:00:00</Date><Description>{text}</Description></Message>"
        for kind, key, text in told
    )
    return f"<eExact><Messages>{parts}</Messages></eExact>".encode()


def test_messages_are_told_by_their_weight() -> None:
    said = messages.parsed(_answer(("2", "1", "Verwerkt"), ("1", "2", "Let op"), ("0", "3", "Fout"), ("3", "4", "Erg")))
    assert [one.refused for one in said] == [False, False, True, True]
    assert [one.weight for one in said] == [Weight.DONE, Weight.WARNING, Weight.ERROR, Weight.FATAL]


def test_a_weight_that_is_not_known_counts_as_an_error() -> None:
    assert messages.parsed(_answer(("9", "1", "?")))[0].refused


def test_words_of_exact_are_text_and_no_longer_than_somebody_reads() -> None:
    [said] = messages.parsed(_answer(("0", "1", "Fout&#10;\u202e" + "x" * 900)))
    assert said.text.startswith("Fout ")
    assert said.text.isprintable()
    assert len(said.text) == 500


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html><body>Onderhoud</body></html>",
        b"<eExact><Messages>",
        b"\x00\xff",
        b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><html>&d;</html>',
    ],
)
def test_an_answer_that_is_none_leaves_the_outcome_open(answer: bytes) -> None:
    with pytest.raises(OutcomeUnknown):
        messages.parsed(answer)


def test_entities_in_an_answer_are_not_followed() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><eExact><Messages><Message type="2">'
    [said] = messages.parsed(bomb + b"<Description>&b;</Description></Message></Messages></eExact>")
    assert "root" not in said.text


def _said(*told: tuple[Weight, str]) -> Sequence[Message]:
    return [Message(weight, f"{weight} {key}", alternative=key) for weight, key in told]


def test_messages_find_their_records_by_number_and_an_error_counts_most() -> None:
    said = _said((Weight.DONE, "2"), (Weight.ERROR, "1"), (Weight.DONE, "1"))
    found = uploads.by_record(["1", "2", "3"], said)
    assert [one.weight if one else None for one in found] == [Weight.ERROR, Weight.DONE, None]


def test_messages_without_numbers_find_their_records_by_place_where_there_are_as_many() -> None:
    said = [Message(Weight.DONE, "een"), Message(Weight.ERROR, "twee")]
    assert [one.text if one else "" for one in uploads.by_record(["1", ""], said)] == ["een", "twee"]
    assert uploads.by_record(["1", "", "3"], said) == [None, None, None]


def test_maintenance_in_the_middle_of_an_upload_leaves_no_double() -> None:
    with desk() as at:
        write(at, CUSTOMER, SUPPLIER)
        at.world.switch_on(Fault("drop-after", "XMLUpload"))
        assert [str(one.became) for one in write(at, statement())] == ["made"]
        assert [str(one.became) for one in write(at, statement())] == ["there"]
