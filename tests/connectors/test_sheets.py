"""Books as CSV and XLSX: what a spreadsheet shows is what the queries say."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import openpyxl.utils.escape
import pytest

from overstap.books.ledger import queries
from overstap.books.ledger.values import Entry, Line
from overstap.books.relations import queries as relation_queries
from overstap.connectors.sheets import csv_file, xlsx_file
from overstap.connectors.sheets.actions import export_table, years_to_export
from overstap.connectors.sheets.values import Column, Format, Kind, Notation, Sheet, Table, TableOrder
from overstap.lib.errors import Refused
from overstap.tenancy import access, audit
from overstap.tenancy import queries as tenancy
from overstap.tenancy.models import Person
from overstap.tenancy.roles import Right
from tests.moves.world import CODE, TwoOffices, book, two_offices


@pytest.fixture
def offices(db: None) -> TwoOffices:
    """Alice's office, with a year of sales."""
    return two_offices()


def export(world: TwoOffices, table: Table, person: Person | None = None, **wanted: Any) -> bytes:
    """What Alice (or ``person``) downloads."""
    stream = io.BytesIO()
    order = TableOrder(table, wanted.pop("format", Format.XLSX), **wanted)
    with audit.attempt(person or world.alice, world.giver.slug, "books.export") as actor:
        export_table(actor, CODE, order, stream)
    return stream.getvalue()


def cells(content: bytes) -> list[tuple[Any, ...]]:
    """The rows of all worksheets below their headings, empty text as None."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [row for sheet in book for row in sheet.iter_rows(min_row=2, values_only=True)]


def asked(world: TwoOffices, question: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """The answer of a query about the administration."""
    with access.enter(world.alice, world.giver.slug) as actor:
        one = access.administration(actor, CODE, Right.READ_BOOKS)
        return question(one, *arguments, **named)


def plain(row: tuple[Any, ...]) -> list[Any]:
    """A row of a query as openpyxl gives it."""
    return [float(one) if isinstance(one, Decimal) else (one or None) if isinstance(one, str) else one for one in row]


def read(row: tuple[Any, ...]) -> list[Any]:
    """A row of openpyxl, with days as dates and amounts as floats."""
    return [one.date() if isinstance(one, datetime) else one for one in row]


def test_the_trial_balance_in_excel_is_that_of_the_query(offices: TwoOffices) -> None:
    rows = asked(offices, queries.trial_balance, year=2025)
    expected = [
        plain((one.account, one.name, one.type, one.opening, one.debit, one.credit, one.closing)) for one in rows
    ]
    assert [read(row) for row in cells(export(offices, Table.TRIAL_BALANCE, year=2025))] == expected
    assert len(expected) > 2


def test_periods_narrow_the_trial_balance(offices: TwoOffices) -> None:
    before = cells(export(offices, Table.TRIAL_BALANCE, year=2025, to_period=2))
    rows = asked(offices, queries.trial_balance, year=2025, to_period=2)
    assert [row[6] for row in before] == [float(one.closing) for one in rows]


def test_a_ledger_card_ends_with_the_balance_of_the_account(offices: TwoOffices) -> None:
    rows = cells(export(offices, Table.LEDGER_CARD, year=2025, account="1300"))
    card = asked(offices, queries.ledger_card, "1300", year=2025)
    assert [Decimal(str(row[-1])).quantize(Decimal("0.01")) for row in rows[1:]] == [one.balance for one in card.rows]
    assert [read(row)[0] for row in rows[1:]] == [one.date for one in card.rows]
    assert rows[0][-1] == float(card.before)


def test_an_account_that_is_not_there_is_refused(offices: TwoOffices) -> None:
    with pytest.raises(Refused, match="no ledger account"):
        export(offices, Table.LEDGER_CARD, year=2025, account="=1+1")


def test_all_lines_balance_and_are_all_there(offices: TwoOffices) -> None:
    rows = cells(export(offices, Table.LINES, year=2025))
    debit = sum(Decimal(str(row[12])) for row in rows if row[12] is not None)
    credit = sum(Decimal(str(row[13])) for row in rows if row[13] is not None)
    assert debit == credit > 0
    entries = cells(export(offices, Table.ENTRIES, year=2025))
    assert sum(row[6] for row in entries) == len(rows)
    assert sum(Decimal(str(row[7])) for row in entries) == debit


def test_open_items_relations_and_vat_are_those_of_the_queries(offices: TwoOffices) -> None:
    items = asked(offices, queries.open_items)
    found = cells(export(offices, Table.OPEN_ITEMS))
    assert [(row[1], row[3], row[7]) for row in found] == [
        (one.relation, one.invoice_ref, float(one.open)) for one in items
    ]
    assert found
    listed = asked(offices, relation_queries.search)
    assert {row[0] for row in cells(export(offices, Table.RELATIONS))} == {one.code for one in listed.rows}
    vat = asked(offices, queries.vat_per_code, 2025)
    assert [row[3] for row in cells(export(offices, Table.VAT, year=2025))] == [float(one.base) for one in vat]
    assert vat


def test_a_year_that_is_not_there_is_refused(offices: TwoOffices) -> None:
    with pytest.raises(Refused, match="book year"):
        export(offices, Table.LINES, year=1999)


def test_csv_is_dutch_or_international(offices: TwoOffices) -> None:
    dutch = export(offices, Table.TRIAL_BALANCE, format=Format.CSV, notation=Notation.DUTCH)
    other = export(offices, Table.TRIAL_BALANCE, format=Format.CSV, notation=Notation.INTERNATIONAL)
    assert dutch.startswith(b"\xef\xbb\xbf")
    left = list(csv.reader(io.StringIO(dutch.decode("utf-8-sig")), delimiter=";"))
    right = list(csv.reader(io.StringIO(other.decode("utf-8-sig"))))
    rows = asked(offices, queries.trial_balance, year=2025)
    assert [row[6].replace(",", ".") for row in left[1:]] == [row[6] for row in right[1:]]
    assert [Decimal(row[6]) for row in right[1:]] == [one.closing for one in rows]
    assert any("," in row[6] for row in left[1:])


EVIL = ["=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)", "\t=1", " =1", '=HYPERLINK("http://x")', "\r=1"]


@pytest.mark.parametrize("text", EVIL)
def test_text_in_the_books_never_becomes_a_formula(offices: TwoOffices, text: str) -> None:
    lines = [
        Line("1", "1300", Decimal("1.00"), "D", "F", date(2025, 5, 1), description=text),
        Line("2", "8000", Decimal("-1.00"), "C", "F", date(2025, 5, 1)),
    ]
    book(offices.alice, offices.giver.slug, CODE, Entry("X1", "VK", 2025, 5, date(2025, 5, 1), lines))
    content = export(offices, Table.LINES, format=Format.CSV, year=2025, notation=Notation.INTERNATIONAL)
    found = [row[8] for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) if row[5] == "X1"]
    assert found == [f"'{text}", ""]
    sheet = openpyxl.load_workbook(io.BytesIO(export(offices, Table.LINES, year=2025))).active
    assert sheet is not None
    [cell, _empty] = [row[8] for row in sheet.iter_rows(min_row=2) if row[5].value == "X1"]
    assert cell.data_type == "s"  # text, and no formula ("f")
    assert openpyxl.utils.escape.unescape(str(cell.value)).strip() == text.strip()


def test_what_one_worksheet_cannot_hold_goes_on_in_the_next() -> None:
    stream = io.BytesIO()
    columns = [Column("Nr", Kind.WHOLE), Column("Amount", Kind.AMOUNT), Column("Day", Kind.DAY)]
    rows = [(nr, Decimal("-0.10"), date(1899, 1, 1) if nr == 3 else date(2025, 1, 1)) for nr in range(1, 8)]
    xlsx_file.write(stream, Sheet("A/B: [test]", columns, rows), most_rows=4)
    book = openpyxl.load_workbook(io.BytesIO(stream.getvalue()))
    assert [sheet.max_row for sheet in book] == [4, 4, 2]
    assert [row[0] for row in cells(stream.getvalue())] == list(range(1, 8))
    assert book.worksheets[0]["B2"].value == -0.1
    assert book.worksheets[0]["C4"].value == "1899-01-01"
    assert book.worksheets[1].freeze_panes == "A2"
    assert book.worksheets[2]["A1"].value == "Nr"


def test_an_empty_table_has_its_headings() -> None:
    empty = Sheet("Empty", [Column("Name"), Column("Amount", Kind.AMOUNT)], [])
    stream = io.BytesIO()
    csv_file.write(stream, empty, Notation.DUTCH)
    assert stream.getvalue().decode("utf-8-sig") == "Name;Amount\r\n"
    stream = io.BytesIO()
    xlsx_file.write(stream, empty)
    [sheet] = openpyxl.load_workbook(io.BytesIO(stream.getvalue())).worksheets
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [["Name", "Amount"]]


def test_only_those_with_the_right_export_and_it_is_in_the_audit_log(offices: TwoOffices) -> None:
    with pytest.raises(access.NotAllowed):
        export(offices, Table.RELATIONS, offices.bob)
    with (
        pytest.raises(access.NotFound),
        audit.attempt(offices.charlie, offices.elsewhere.slug, "books.export") as actor,
    ):
        years_to_export(actor, CODE)
    export(offices, Table.RELATIONS)
    with access.enter(offices.alice, offices.giver.slug) as actor:
        events = tenancy.audit_events(actor)
    assert [(one.action, one.outcome, one.person) for one in events[:2]] == [
        ("books.export", "done", offices.alice.email),
        ("books.export", "refused", offices.bob.email),
    ]
