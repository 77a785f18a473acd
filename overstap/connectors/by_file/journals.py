"""Entries as a CSV file for a package to import, one line for each line of an entry; and lists of master data.

The columns are those of the package's own import definition. Text that a spreadsheet takes for a formula gets an
apostrophe before it, because people look at such a file before they import it.
"""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from overstap.books.ledger.values import Account, Entry, Line
from overstap.books.relations.values import Relation
from overstap.connectors.values import Became, Kind, Record, Written, kind_of
from overstap.lib.csv_safe import safe_cell
from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import sentence

Cell = str | int | Decimal
Column = tuple[str, Callable[[Entry, Line], Cell]]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a package wants its CSV: columns of lines of entries, and whether amounts have a comma."""

    columns: Sequence[Column]
    comma: bool
    heading: bool = True
    delimiter: str = ";"
    encoding: str = "utf-8-sig"


def write(records: Iterable[Record], folder: Path, layout: Layout) -> tuple[list[Path], list[Written]]:
    """Entries by book year, accounts and relations; what goes in no file is refused with the reason."""
    with ExitStack() as ending:
        files = _Files(folder, layout, ending)
        written = [files.add(record) for record in records if kind_of(record) is not None]
        return files.paths, written


class _Files:
    def __init__(self, folder: Path, layout: Layout, ending: ExitStack) -> None:
        self._folder, self._layout, self._ending = folder, layout, ending
        self._writers: dict[str, Any] = {}
        self.paths: list[Path] = []

    def add(self, record: Record) -> Written:
        kind = kind_of(record)
        if isinstance(record, Entry):
            return self._entry(record)
        if isinstance(record, Account):
            cells = (record.code, record.name, record.type, record.reference)
            self._row("accounts", _ACCOUNT_HEADINGS, cells)
            return Written(Kind.ACCOUNTS, record.code, Became.FILED)
        if isinstance(record, Relation):
            self._row("relations", _RELATION_HEADINGS, _relation(record))
            return Written(Kind.RELATIONS, record.code, Became.FILED)
        return _refused(kind or Kind.COMPANY, str(getattr(record, "code", "") or getattr(record, "name", "")))

    def _entry(self, entry: Entry) -> Written:
        headings = [name for name, _cell in self._layout.columns]
        for line in entry.lines:
            cells = [cell(entry, line) for _name, cell in self._layout.columns]
            self._row(f"entries-{entry.year}", headings, cells)
        kind = kind_of(entry)
        key = f"{entry.year}/{entry.journal}/{entry.number}"
        return Written(kind or Kind.ENTRIES, key, Became.FILED, f"entries-{entry.year}.csv")

    def _row(self, name: str, headings: Sequence[str], cells: Iterable[Cell]) -> None:
        if name not in self._writers:
            self._writers[name] = self._begin(name, headings)
        self._writers[name].writerow([_text(one, comma=self._layout.comma) for one in cells])

    def _begin(self, name: str, headings: Sequence[str]) -> Any:
        path = self._folder / f"{name}.csv"
        stream = self._ending.enter_context(
            path.open("w", encoding=self._layout.encoding, newline="", errors="replace")
        )
        self.paths.append(path)
        writer = csv.writer(stream, delimiter=self._layout.delimiter, lineterminator="\r\n")
        if self._layout.heading:
            writer.writerow(headings)
        return writer


_ACCOUNT_HEADINGS = ("Rekening", "Omschrijving", "Soort", "RGS")
_RELATION_HEADINGS = (
    "Nummer", "Naam", "Soort", "Straat", "Huisnummer", "Postcode", "Plaats", "Land", "E-mail", "Telefoon",
    "KvK-nummer", "Btw-nummer", "IBAN",
)  # fmt: skip


def _relation(made: Relation) -> Sequence[Cell]:
    street = next((one for one in made.addresses if one.kind == "street"), None)
    place: Mapping[str, str] = (
        {"street": street.street, "number": f"{street.number}{street.addition}", "code": street.postal_code,
         "city": street.city, "country": street.country} if street else {}
    )  # fmt: skip
    address = [place.get(name, "") for name in ("street", "number", "code", "city", "country")]
    iban = made.bank_accounts[0].number if made.bank_accounts else ""
    return (made.code, made.name, made.type, *address, made.email, made.phone, made.commerce_number,
            made.tax_number, iban)  # fmt: skip


def _text(value: Cell, *, comma: bool) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",") if comma else f"{value:f}"
    return str(value) if isinstance(value, int) else safe_cell(" ".join(value.replace("\0", "").split()))


def _refused(kind: Kind, key: str) -> Written:
    message = sentence("The import files of the package have no place for it.")
    remedy = sentence("Enter it there by hand.")
    finding = Finding("FILE-NO-PLACE", Severity.WARNING, f"{kind.value} {key}", message, remedy)
    return Written(kind, key, Became.REFUSED, finding=finding)
