"""The way by files for AccountView: an audit file out, CSV in by an import definition.

Mutatie-import and Stamgegevens-import with definitions that one makes oneself: the maker's support note "Gegevens
importeren in AccountView" (official). The columns, their widths and the notation of days and amounts: Easyflex's
manual (a third party's).
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from overstap.connectors.by_file import journals, reading
from overstap.connectors.by_file.journals import Column, Layout
from overstap.connectors.by_file.values import FiledBooks
from overstap.connectors.values import Record
from overstap.lib.sentences import Sentence, sentence

_COLUMNS: Sequence[Column] = (
    ("Regelnummer", lambda _entry, line: line.nr),
    ("Dagboekcode", lambda entry, _line: entry.journal),
    ("Boekingsstuknummer", lambda entry, _line: entry.number),
    ("Boekingsdatum", lambda entry, line: (line.effective_date or entry.date).strftime("%d-%m-%y")),
    ("Periodenummer", lambda entry, _line: entry.period),
    ("Grootboekrekening", lambda _entry, line: line.account),
    ("Debiteur/crediteur", lambda _entry, line: line.relation),
    ("Factuurnummer", lambda _entry, line: line.invoice_ref),
    ("Kostenplaats", lambda _entry, line: line.cost_centre),
    ("Project", lambda _entry, line: line.project),
    ("Omschrijving", lambda entry, line: (line.description or entry.description)[:40]),
    ("Bedrag", lambda _entry, line: line.amount),
    ("BTW-code", lambda _entry, line: line.vat[0].code if line.vat else ""),
    ("BTW-bedrag", lambda _entry, line: line.vat[0].amount if line.vat else ""),
)
_LAYOUT = Layout(_COLUMNS, comma=False)

EXPORT_STEPS = (
    sentence("Open the administration in AccountView, and see that all pages of the journals are posted."),
    sentence("Make an audit file (XML Auditfile Financieel) of each book year, the oldest first."),
    sentence("Upload the files here together."),
)
_IMPORT_STEPS = (
    sentence("Make the administration in AccountView, with its book years, journals and VAT codes."),
    sentence(
        "In the window Administrations, choose Document, Import, Make import definition, for accounts.csv and "
        "relations.csv; you need the module Stamgegevens-import for it."
    ),
    sentence(
        "Make a definition for the entries files in the same way, with the columns in the order of the headings; you "
        "need the module Mutatie-import for it. Import the oldest year first."
    ),
    sentence("Post the imported pages, and compare the trial balance of each year with the one here."),
)


def read_files(paths: Sequence[Path]) -> Iterator[Record]:
    """The books in audit files."""
    return reading.records_of(paths)


def write_files(records: Iterable[Record], folder: Path) -> FiledBooks:
    """CSV for entries, accounts and relations."""
    made, written = journals.write(records, folder, _LAYOUT)
    return FiledBooks(tuple(made), tuple(written), (), _IMPORT_STEPS)


def export_steps() -> Sequence[Sentence]:
    """What somebody does in AccountView."""
    return EXPORT_STEPS
