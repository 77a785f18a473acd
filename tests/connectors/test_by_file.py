"""The way by files: books as audit files and CSV, and audit files as books."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from overstap.books.ledger.values import (
    Account,
    Dimension,
    Entry,
    EntryKind,
    FiscalYear,
    Journal,
    Line,
    Period,
    VatCode,
)
from overstap.books.relations.values import Company, Relation
from overstap.connectors.by_file import audit_files, journals, reading
from overstap.connectors.by_file.journals import Layout
from overstap.connectors.values import Became, Kind, OpenItem, Record, kind_of
from overstap.exchange.xaf.errors import UnreadableAuditFile
from overstap.lib.findings import Finding
from tests.connectors.files import small

ON = date(2025, 3, 1)


def booked(text: str = "Verkoop", relation: str = "C1") -> list[Record]:
    lines = [
        Line("1", "1300", Decimal("121.00"), "D", relation=relation, invoice_ref="F1", description=text),
        Line("2", "8000", Decimal("-121.00"), "C", description=text),
    ]
    opening = [Line("1", "1100", Decimal(50), "D"), Line("2", "0500", Decimal(-50), "C")]
    return [
        Company("Bakkerij Jansen", tax_country="NL", ident="1"),
        FiscalYear(2025, "2025", date(2025, 1, 1), date(2025, 12, 31)),
        Period(2025, 3, "maart", date(2025, 3, 1), date(2025, 3, 31)),
        *(Account(code, name, kind) for code, name, kind in (
            ("0500", "Kapitaal", "B"), ("1100", "Bank", "B"), ("1300", "Debiteuren", "B"), ("8000", "Omzet", "P"))),
        VatCode("1", "Hoog"),
        Dimension("02", "WINKEL", "Winkel"),
        Journal("VRK", "Verkoop", "S"),
        Relation("C1", "Klant", "C"),
        Entry("", "", 2025, 0, date(2025, 1, 1), opening, kind=EntryKind.OPENING),
        Entry("1", "VRK", 2025, 3, ON, lines),
    ]  # fmt: skip


def test_books_written_as_audit_files_are_read_back_the_same(tmp_path: Path) -> None:
    [path], findings = audit_files.write(booked(), tmp_path)
    assert path.name == "books-2025.xaf"
    assert [one for one in findings if one.severity == "error"] == []
    records = [one for one in reading.records_of([path]) if not isinstance(one, Finding)]
    kinds = [kind_of(one) for one in records]
    assert kinds == sorted(kinds, key=lambda kind: list(Kind).index(kind or Kind.COMPANY))
    entries = [one for one in records if isinstance(one, Entry)]
    assert [(one.kind, [(line.account, line.amount) for line in one.lines]) for one in entries] == [
        ("opening", [("1100", Decimal("50.00")), ("0500", Decimal("-50.00"))]),
        ("transaction", [("1300", Decimal("121.00")), ("8000", Decimal("-121.00"))]),
    ]
    assert {one.code for one in records if isinstance(one, Account)} == {"0500", "1100", "1300", "8000"}


def test_an_audit_file_of_another_package_is_read_in_the_order_of_kinds(tmp_path: Path) -> None:
    kinds = [kind_of(one) for one in reading.records_of([small(tmp_path)])]
    told = [kind for kind in kinds if kind is not None]
    assert told == sorted(told, key=list(Kind).index)
    assert {Kind.OPENING, Kind.ENTRIES, Kind.RELATIONS, Kind.PERIODS} <= set(told)


def test_a_file_that_is_no_audit_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xaf"
    path.write_text("geen xml")
    with pytest.raises(UnreadableAuditFile):
        list(reading.records_of([path]))


@pytest.mark.parametrize("text", ["=1+1", "+31", "@a", '=HYPERLINK("x")'])
def test_text_in_the_books_never_becomes_a_formula(tmp_path: Path, text: str) -> None:
    layout = Layout([("Tekst", lambda _entry, line: line.description)], comma=True)
    journals.write(booked(text), tmp_path, layout)
    rows = (tmp_path / "entries-2025.csv").read_text(encoding="utf-8-sig").splitlines()
    assert all(row.startswith(("'", "\"'")) for row in rows[3:])


def test_what_has_no_place_in_the_files_is_refused_with_a_remedy(tmp_path: Path) -> None:
    item = OpenItem("C1", "CU", "1300", "F1", ON, None, Decimal(1), Decimal(1))
    layout = Layout([("Bedrag", lambda _entry, line: line.amount)], comma=True)
    _paths, written = journals.write([*booked(), item], tmp_path, layout)
    refused = [one for one in written if one.became is Became.REFUSED]
    assert {one.kind for one in refused} >= {Kind.OPEN_ITEMS, Kind.VAT_CODES, Kind.JOURNALS}
    assert all(one.finding and one.finding.remedy for one in refused)


def test_amounts_have_the_comma_or_the_dot_that_a_package_wants(tmp_path: Path) -> None:
    for comma, wanted in ((True, "121,00"), (False, "121.00")):
        layout = Layout([("Bedrag", lambda _entry, line: line.amount)], comma=comma)
        journals.write(booked(), tmp_path, layout)
        assert wanted in (tmp_path / "entries-2025.csv").read_text(encoding="utf-8-sig").splitlines()
