"""Small reads beside the big ones: names of accounts, imported files, what sub-ledgers say about one entry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from overstap.books.ledger import models as tables
from overstap.books.ledger.reading import until
from overstap.tenancy.models import Administration

MOST_FILES = 50


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A ledger account; ``type`` is B, P, M or as the source wrote it, ``reference`` its RGS code."""

    code: str
    name: str
    type: str
    reference: str


@dataclass(frozen=True, slots=True)
class ImportedFileRow:
    """A file that was imported into an administration."""

    name: str
    year: int
    version: str
    sha256: str
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class SubledgerRow:
    """What a sub-ledger says about one line of an entry; ``line`` is its position there, ``amount`` debit positive."""

    line: int | None
    ledger_name: str
    kind: str
    relation: str
    invoice_ref: str
    invoice_date: date | None
    due_date: date | None
    mutation: str
    amount: Decimal


def account(administration: Administration, code: str) -> AccountRow | None:
    """The account with this code; None when the chart has none."""
    found = tables.Account.objects.filter(administration=administration, code=code)
    row = found.values_list("code", "name", "type", "reference").first()
    return AccountRow(*row) if row else None


def account_names(administration: Administration, codes: Iterable[str]) -> dict[str, str]:
    """The names of these accounts, by code."""
    found = tables.Account.objects.filter(administration=administration, code__in=set(codes))
    return dict(found.values_list("code", "name"))


def imported_files(administration: Administration) -> list[ImportedFileRow]:
    """The newest imported files, the newest first."""
    found = tables.ImportedFile.objects.filter(administration=administration).order_by("-imported_at", "-pk")
    columns = ("name", "year", "version", "sha256", "imported_at")
    return [ImportedFileRow(*row) for row in found.values_list(*columns)[:MOST_FILES]]


def subledger_of_entry(administration: Administration, seq: int) -> Sequence[SubledgerRow]:
    """The lines of sub-ledgers that were booked together with an entry and point to it, in their order."""
    if not 0 < seq <= until(administration, None):
        return []
    found = tables.SubledgerLine.objects.filter(
        ledger_id=administration.ledger_id, booked_seq=seq, entry_seq=seq
    ).order_by("position")
    columns = (
        "line_position", "ledger_name", "kind", "relation_code", "invoice_ref", "invoice_date", "due_date", "mutation",
        "amount",
    )  # fmt: skip
    return [SubledgerRow(*row) for row in found.values_list(*columns)]
