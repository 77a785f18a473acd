"""What an audit file holds, as values: the ledger's own words plus the header of the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from overstap.books.ledger.values import (
    Account,
    Dimension,
    Entry,
    Extra,
    FiscalYear,
    Journal,
    Period,
    SubledgerLine,
    Totals,
    VatCode,
)
from overstap.books.relations.values import Company, Relation


class Version(StrEnum):
    """The iterations of the Dutch audit file for financial data."""

    ADF = "ADF"  # CLAIR1.00.00, fixed width, 1999
    CLAIR2 = "CLAIR2"  # CLAIR2.00.00, 2003
    V3_0 = "3.0"
    V3_1 = "3.1"
    V3_2 = "3.2"
    V3_2_1 = "3.2.1"
    V4_0 = "4.0"


@dataclass(frozen=True, slots=True)
class Header:
    """The header of an audit file. ``created`` is the date as the file writes it."""

    version: Version
    fiscal_year: FiscalYear
    currency: str = ""
    created: str = ""
    software: str = ""
    software_version: str = ""
    rgs_version: str = ""
    extra: Extra = field(default_factory=dict)


Record = (
    Header | Company | Account | Relation | VatCode | Period | Dimension | Journal | list[Entry] | list[SubledgerLine]
)

TotalsPerSection = Mapping[str, Totals]

TRANSACTIONS = "transactions"
OPENING = "opening"


def subledger_section(kind_of_entry: str, kind: str, name: str) -> str:
    """The name under which the totals of one sub-ledger are kept, such as ``subledger CU Debtors``."""
    prefix = "opening subledger" if kind_of_entry == OPENING else "subledger"
    return f"{prefix} {kind} {name}".rstrip()
