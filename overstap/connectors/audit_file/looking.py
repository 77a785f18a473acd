"""A first look into an audit file: whose books, which year, which code would suit."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from overstap.books.relations.values import Company
from overstap.exchange.xaf.reader import AuditFile
from overstap.exchange.xaf.values import Record

LONGEST_NAME = 200
_LONGEST_CODE = 30  # of 35, so that a number still fits behind it
_NOT_IN_A_CODE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What the beginning of a file tells. ``code`` is a proposal, perhaps empty."""

    company: str
    code: str
    year: int


def glimpse(paths: Sequence[Path], encoding: str | None) -> Glimpse:
    """Read up to the company and no further. Raises UnreadableAuditFile, also for what is no audit file at all."""
    file = AuditFile(paths, encoding=encoding)
    records = head(file.records())
    idents = [record.ident for record in records if isinstance(record, Company)]
    company = company_name(records)
    return Glimpse(company, _code("".join(idents)) or _code(company), file.header.fiscal_year.year)


def head(records: Iterator[Record]) -> list[Record]:
    """The records up to the company, or up to the first entries where there is none."""
    found: list[Record] = []
    for record in records:
        found.append(record)
        if isinstance(record, Company | list):
            break
    return found


def company_name(records: Sequence[Record]) -> str:
    """The company's name on one line."""
    names = [record.name for record in records if isinstance(record, Company)]
    printable = "".join(letter if letter.isprintable() else " " for letter in "".join(names))
    return " ".join(printable.split())[:LONGEST_NAME]


def _code(text: str) -> str:
    """``text`` as the code of an administration (tenancy.checks)."""
    return _NOT_IN_A_CODE.sub("-", text).strip("._-")[:_LONGEST_CODE].rstrip("._-")
