"""The books of one division written into another come back the same, field by field; what differs is named here."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from overstap.books.ledger.values import Entry, Line
from overstap.books.relations.values import Company
from overstap.connectors.sandboxes.world import Fault
from overstap.connectors.values import Became, DocumentFile, Kind, OpenItem, Record, Written
from overstap.lib.findings import Finding
from tests.connectors.driven import Driven
from tests.connectors.exact_online.driven import BOOKS
from tests.connectors.exact_online.written_books import calls, desk, of_kind, posts, read, source, write

# Field of a record -> why it may differ.
LAWFUL: Mapping[tuple[str, str], str] = {
    ("Journal", "bank_account"): "the journal was there with a bank account of its own, and a finding tells so",
    ("Entry", "extra"): "the identity is Exact's own, and an entry that was written is open, not processed",
    ("DocumentFile", "key"): "the identity is Exact's own",
    ("DocumentFile", "extra"): "the identity of the document is Exact's own",
    ("DocumentFile", "content"): "a way to the bytes; those are compared below",
}


@pytest.fixture(scope="module")
def carried() -> Iterator[tuple[Driven, list[Record], list[Written]]]:
    """A world in which the books of 100001 were written into 100002."""
    with desk() as at:
        books = source(at)
        at.world.calls.clear()
        yield at, books, write(at, *books)


def identity(record: Record) -> tuple[object, ...]:
    """By what a record is the same one in both divisions."""
    if isinstance(record, Entry):
        return "Entry", record.kind, record.year, record.journal, record.number
    if isinstance(record, OpenItem):
        return "OpenItem", record.side, record.relation, record.invoice, record.journal, record.entry
    if isinstance(record, DocumentFile):
        return "DocumentFile", record.name, record.subject, record.journal, record.entry
    names = (
        ("type", "year", "number", "code", "name")
        if type(record).__name__ == "Dimension"
        else ("year", "number", "code")
    )
    return type(record).__name__, *(getattr(record, name, None) for name in names)


def plain(record: Record) -> dict[str, Any]:
    """The fields of a record."""
    if isinstance(record, Entry):
        return record._asdict() | {"lines": [_line(line) for line in record.lines]}
    assert is_dataclass(record)
    told = {one.name: getattr(record, one.name) for one in fields(record)}
    if type(record).__name__ == "Relation":
        # No status is "not a customer"; what is written says so in a word: A.
        told["extra"] = {"status": "A"} | told["extra"]
    return told


def _line(line: Line) -> dict[str, Any]:
    """A document hangs below its entry afterwards, instead of on each line."""
    extra = {name: value for name, value in (line.extra or {}).items() if name != "document"}
    return line._asdict() | {"extra": extra}


def differences(one: Record, other: Record) -> list[tuple[str, Any, Any]]:
    """The fields in which two records differ, those apart in which they may."""
    told, there = plain(one), plain(other)
    name = type(one).__name__
    return [
        (f"{identity(one)} {field}", value, there[field])
        for field, value in told.items()
        if value != there[field] and (name, field) not in LAWFUL
    ]


def test_all_that_was_written_comes_back_the_same(carried: tuple[Driven, list[Record], list[Written]]) -> None:
    at, books, _written = carried
    there = {identity(record): record for record in read(at) if not isinstance(record, Company)}
    sent = {identity(record): record for record in books if not isinstance(record, Company)}
    assert [one for one in there.values() if isinstance(one, Finding)] == []
    assert there.keys() == sent.keys()
    assert [found for key, record in sent.items() for found in differences(record, there[key])] == []


def test_the_bytes_of_every_document_are_the_same(carried: tuple[Driven, list[Record], list[Written]]) -> None:
    at, books, _written = carried
    there = {
        identity(one): b"".join(one.content()) for one in read(at, Kind.DOCUMENTS) if isinstance(one, DocumentFile)
    }
    sent = {
        identity(one): b"".join(one.content()) for one in source(at, Kind.DOCUMENTS) if isinstance(one, DocumentFile)
    }
    assert there == sent
    assert len(there) == len(of_kind(books, Kind.DOCUMENTS))


def test_each_record_is_told_of_once_and_nothing_is_left_out_in_silence(
    carried: tuple[Driven, list[Record], list[Written]],
) -> None:
    _at, books, written = carried
    for kind in Kind:
        assert len([one for one in written if one.kind is kind]) == len(of_kind(books, kind)), kind
    refused = [one for one in written if one.became is Became.REFUSED]
    assert [one.kind for one in refused] == [Kind.COMPANY]
    assert all(one.finding and one.finding.remedy for one in refused)


def test_no_call_is_made_more_than_is_needed(carried: tuple[Driven, list[Record], list[Written]]) -> None:
    """One for each thing that is made, one for each listing of what is there, and one upload for all bank entries."""
    _at, books, _written = carried
    with desk() as at:
        first = source(at)
        at.world.calls.clear()
        write(at, *first)
        by_rest = [one for one in of_kind(first, Kind.ENTRIES) if isinstance(one, Entry) and one.journal != "20"]
        here = "POST /api/v1/100002"
        assert calls(at, f"{here}/salesentry") + calls(at, f"{here}/purchaseentry") + calls(
            at, f"{here}/generaljournalentry"
        ) == len(by_rest)
        assert calls(at, f"{here}/crm/Accounts") == len(of_kind(books, Kind.RELATIONS))
        assert at.world.calls["POST /docs/XMLUpload.aspx"] == 5  # opening, bank, matches, asset groups, assets
        listings = {call: times for call, times in at.world.calls.items() if call.startswith("GET /api/v1/100002")}
        # The opening balance and the year before it, two years, two accounts of which open items were matched.
        assert listings.pop("GET /api/v1/100002/bulk/Financial/TransactionLines") == 6
        assert listings.pop("GET /api/v1/100002/assets/AssetGroups") == 2  # before, and after groups were made
        assert set(listings.values()) == {1}


def test_a_second_time_nothing_is_made(carried: tuple[Driven, list[Record], list[Written]]) -> None:
    at, books, _written = carried
    at.world.calls.clear()
    again = write(at, *books)
    assert {one.became for one in again if one.kind is not Kind.COMPANY} == {Became.THERE}
    assert posts(at) == 0


def test_a_writing_that_breaks_off_anywhere_is_finished_by_the_next_one() -> None:
    """Answers get lost again and again; nothing is doubled."""
    with desk() as at:
        books = source(at)
        for place in ("crm/Accounts", "SalesEntries", "GeneralJournalEntries", "XMLUpload", "DocumentAttachments"):
            at.world.switch_on(Fault("drop-after", f"POST .*{place}", times=1))
            at.world.switch_on(Fault("500-silent", f"POST .*{place}", times=1))
        write(at, *books)
        at.world.switch_off()
        write(at, *books)
        kinds = (Kind.RELATIONS, Kind.ENTRIES, Kind.OPEN_ITEMS, Kind.DOCUMENTS)
        assert [len(of_kind(read(at, kind), kind)) for kind in kinds] == [len(of_kind(books, kind)) for kind in kinds]
        assert read(at, Kind.ENTRIES, code=BOOKS)
