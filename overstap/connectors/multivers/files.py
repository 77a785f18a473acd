"""The way by files for Boekhoudgemak & Multivers: an audit file out, CSV in.

Multivers makes audit files (Visionplanner's manual on importing them names it) and imports journal entries from a CSV
with semicolons, of which the columns are chosen once (Extra, Importeren, Journaalposten; manual of Easyflex). Both are
manuals of third parties, not of the maker.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from overstap.books.ledger.values import Line
from overstap.connectors.by_file import journals, reading
from overstap.connectors.by_file.journals import Column, Layout
from overstap.connectors.by_file.values import FiledBooks
from overstap.connectors.values import Record
from overstap.lib.sentences import Sentence, sentence

_COLUMNS: Sequence[Column] = (
    ("Transactie", lambda entry, _line: entry.number),
    ("Boekjaar", lambda entry, _line: entry.year),
    ("Boekingsdatum", lambda entry, line: (line.effective_date or entry.date).strftime("%d-%m-%Y")),
    ("Dagboek code", lambda entry, _line: entry.journal),
    ("Grootboekrekening", lambda _entry, line: line.account),
    ("Kostenplaats", lambda _entry, line: line.cost_centre),
    ("Dossier", lambda _entry, line: line.project),
    ("Periode", lambda entry, _line: entry.period),
    ("Toelichting", lambda entry, line: line.description or entry.description),
    ("Debet bedrag", lambda _entry, line: _side(line, "D")),
    ("Credit bedrag", lambda _entry, line: _side(line, "C")),
    ("Aantal", lambda _entry, line: line.quantity or ""),
)
_LAYOUT = Layout(_COLUMNS, comma=True)


def export_steps() -> Sequence[Sentence]:
    """What somebody does in Multivers."""
    return (
        sentence("Open the administration in Multivers, and see that the book years are processed."),
        sentence("Choose to make an audit file (auditfile financieel, XAF) of each book year, the oldest first."),
        sentence("Upload the files here together."),
    )


def read_files(paths: Sequence[Path]) -> Iterator[Record]:
    """The books in audit files."""
    return reading.records_of(paths)


def write_files(records: Iterable[Record], folder: Path) -> FiledBooks:
    """CSV for journal entries, and lists of accounts and relations."""
    files, written = journals.write(records, folder, _LAYOUT)
    return FiledBooks(tuple(files), tuple(written), (), _IMPORT_STEPS)


_IMPORT_STEPS = (
    sentence("Make the administration in Multivers, with its book years, journals and VAT codes."),
    sentence("Enter or import the accounts of accounts.csv and the relations of relations.csv."),
    sentence(
        "Choose Extra, Import, Journal entries, and “own, separated by semicolons”; leave out the first row, and "
        "choose the columns in the order of the headings. Do so for each entries file, the oldest first."
    ),
    sentence("Look at the log of the import, and compare the trial balance of each year with the one here."),
)


def _side(line: Line, side: str) -> Decimal:
    if line.side != side:
        return Decimal("0.00")
    return line.amount if side == "D" else -line.amount
