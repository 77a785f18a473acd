"""What a table for a spreadsheet is made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

Cell = str | int | Decimal | date | None
Row = Sequence[Cell]


class Table(StrEnum):
    """What can be exported."""

    TRIAL_BALANCE = "trial-balance"
    LEDGER_CARD = "ledger-card"
    LINES = "lines"
    ENTRIES = "entries"
    OPEN_ITEMS = "open-items"
    RELATIONS = "relations"
    VAT = "vat"


OF_A_YEAR = frozenset(Table) - {Table.OPEN_ITEMS, Table.RELATIONS}


class Format(StrEnum):
    """The kind of file."""

    CSV = "csv"
    XLSX = "xlsx"


class Notation(StrEnum):
    """How a CSV file is written, which has no types of its own."""

    DUTCH = "dutch"  # semicolons between cells, decimal comma: what Excel opens with Dutch settings
    INTERNATIONAL = "international"  # commas between cells, decimal point


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    AMOUNT = "amount"
    WHOLE = "whole"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what it holds, how wide it is in characters."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 14


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its title, columns, and rows as a stream."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Row]


@dataclass(frozen=True, slots=True)
class TableOrder:
    """What somebody wants exported. ``year`` None: the newest; periods None: all; ``account`` for a ledger card."""

    table: Table
    format: Format
    year: int | None = None
    from_period: int | None = None
    to_period: int | None = None
    account: str = ""
    notation: Notation = Notation.DUTCH
