"""The audit file of 1999 (ADF, CLAIR1.00.00): lines of fixed width, no XML, no list of accounts.

Layout: Belastingdienst, Handleiding Auditfile (December 2001, erratum February 2003). Accounts, relations and journals
are gathered from the lines, each given when it is first met. Consecutive lines with the same journal, period and
numbers are one entry.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby

from overstap.books.ledger.values import Account, Entry, FiscalYear, Journal, Line, LineVat, Totals
from overstap.books.relations.values import Address, Company, Relation
from overstap.exchange.xaf.batches import EntryBatch
from overstap.exchange.xaf.checks import Checks
from overstap.exchange.xaf.errors import NOT_LIKE_THIS, NotAnAuditFile, TooMuch
from overstap.exchange.xaf.master import account_type
from overstap.exchange.xaf.reading import Reading
from overstap.exchange.xaf.text import TextFile
from overstap.exchange.xaf.texts import Texts, to_count
from overstap.exchange.xaf.values import TRANSACTIONS, Header, Record, Version
from overstap.lib.money import ZERO
from overstap.lib.sentences import sentence

Fields = dict[str, str]

# name, first column (from 1), width
_HEADER = (
    ("version", 1, 12), ("software", 13, 50), ("ident", 63, 20), ("label", 83, 15), ("tax_number", 98, 15),
    ("name", 113, 50), ("street", 163, 30), ("city", 193, 30), ("lines", 223, 10), ("created", 233, 10),
    ("debit", 243, 16), ("credit", 259, 16),
)  # fmt: skip
_LINE = (
    ("journal", 1, 20), ("journal_name", 21, 30), ("period", 51, 5), ("number", 56, 10), ("nr", 66, 5),
    ("identification", 71, 20), ("processed", 91, 10), ("account", 101, 15), ("account_type", 116, 5),
    ("cluster", 121, 15), ("account_name", 136, 30), ("date", 166, 10), ("doc_ref", 176, 15), ("mutation", 191, 5),
    ("other_relation", 196, 15), ("cost_centre", 211, 15), ("cost_kind", 226, 15), ("project", 241, 15),
    ("description", 256, 30), ("debit", 286, 16), ("credit", 302, 16), ("vat", 318, 5), ("currency", 323, 10),
    ("rate", 333, 13), ("relation", 346, 15), ("relation_type", 361, 5), ("relation_tax", 366, 16),
    ("relation_name", 382, 30), ("relation_street", 412, 30), ("relation_postal_code", 442, 10),
    ("relation_city", 452, 30), ("relation_country", 482, 15),
)  # fmt: skip
_KEPT = ("mutation", "other_relation", "cost_kind", "rate", "processed", "cluster")
_WIDEST = 20_000
_DIGITS = re.compile(r"([+-]?)([0-9.,]{1,20})([+-]?)")
_DATE = re.compile(r"([0-9]{2})-?([0-9]{2})-?([0-9]{4})")


def to_adf_amount(text: str) -> Decimal:
    """The amount: the last two figures are cents whether or not a comma or point stands before them.

    Raises ValueError.
    """
    found = _DIGITS.fullmatch(text.strip().replace(" ", ""))
    if not found:
        raise ValueError(f"not an amount: {text!r}")
    minus, figures, trailing = found.groups()
    separator = max(figures.rfind("."), figures.rfind(","))
    digits = figures.replace(".", "").replace(",", "")
    if not digits or (separator >= 0 and len(figures) - separator != 3):
        raise ValueError(f"not an amount: {text!r}")
    amount = Decimal(digits).scaleb(-2) + ZERO
    return ZERO - amount if "-" in (minus, trailing) else amount


def to_adf_date(text: str) -> date:
    """The date in dd-mm-yyyy or ddmmyyyy. Raises ValueError."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        raise ValueError(f"not a date: {text!r}")
    day, month, year = (int(part) for part in found.groups())
    return date(year, month, day)


def _fields(text: str, layout: tuple[tuple[str, int, int], ...]) -> Fields:
    return {name: text[start - 1 : start - 1 + width].strip() for name, start, width in layout}


class AdfFile:
    """Reads one file of 1999."""

    def __init__(self, file: TextFile, reading: Reading, checks: Checks, batch: EntryBatch) -> None:
        self._file, self._reading, self._checks, self._batch = file, reading, checks, batch
        reading.version = Version.ADF

    def records(self) -> Iterator[Record]:
        """Header and company, then accounts, relations and journals as they are met, and entries."""
        lines = self._lines()
        header = _fields(next(lines, ""), _HEADER)
        yield from self._header(header)
        for _, group in groupby((_fields(text, _LINE) for text in lines if text.strip()), _entry_key):
            raw = list(group)
            for line in raw:
                yield from self._master(line)
            entry = self._entry(raw)
            self._checks.entry(entry)
            self._batch.add(entry)
            if self._batch.full:
                yield from self._batch.take()
        yield from self._batch.take()

    def _lines(self) -> Iterator[str]:
        held = ""
        for chunk in self._file.chunks():
            *whole, held = (held + chunk).split("\n")
            yield from whole
            if len(held) > _WIDEST:
                raise TooMuch(
                    sentence(
                        "%(file)s: a line is longer than %(most)d characters.", file=self._file.name, most=_WIDEST
                    ),
                    remedy=NOT_LIKE_THIS,
                )
        yield held.rstrip("\x1a")

    def _header(self, fields: Fields) -> Iterator[Record]:
        found = re.search("[0-9]{4}", fields["label"])
        if not found or not int(found.group()):
            raise NotAnAuditFile(
                sentence("The header names no book year."), remedy=sentence("Export the file again for one book year.")
            )
        year = int(found.group())
        header = Header(
            version=Version.ADF,
            fiscal_year=FiscalYear(year, fields["label"], date(year, 1, 1), date(year, 12, 31)),
            created=fields["created"],
            software=fields["software"],
        )
        self._reading.is_new(header)
        yield header
        address = Address(street=fields["street"], city=fields["city"])
        addresses = () if address == Address() else (address,)
        yield Company(fields["name"], fields["ident"], tax_number=fields["tax_number"], addresses=addresses)
        texts = Texts("header", self._reading.findings)
        if fields["lines"] or fields["debit"] or fields["credit"]:
            debit, credit = (
                self._amount(fields["debit"], "debit", texts),
                self._amount(fields["credit"], "credit", texts),
            )
            self._reading.declare(TRANSACTIONS, Totals(_count(fields["lines"], texts), debit, credit))

    def _master(self, line: Fields) -> Iterator[Record]:
        account = Account(line["account"], line["account_name"], account_type(line["account_type"]))
        journal = Journal(line["journal"], line["journal_name"])
        address = Address(
            street=line["relation_street"],
            postal_code=line["relation_postal_code"],
            city=line["relation_city"],
            country=line["relation_country"],
        )
        relation = Relation(
            line["relation"],
            line["relation_name"],
            line["relation_type"],
            tax_number=line["relation_tax"],
            addresses=() if address == Address() else (address,),
        )
        for record in (account, journal, relation):
            if record.code and not self._checks.knows(record):
                yield record

    def _entry(self, raw: list[Fields]) -> Entry:
        first = raw[0]
        number = first["number"] or first["identification"]
        place = f"journal {first['journal']}, entry {number}"
        texts = Texts(place, self._reading.findings)
        try:
            period = to_count(first["period"])
        except ValueError:
            texts.note("XAF-BAD-PERIOD", "period", sentence("%(text)r is not a period number.", text=first["period"]))
            period = 0
        day = self._date(first["date"], texts)
        identification = first["identification"] if first["number"] else ""
        return Entry(
            number=number,
            journal=first["journal"],
            year=self._reading.year.year,
            period=period,
            date=day or self._reading.year.start,
            lines=tuple(line for fields in raw for line in self._lines_of(fields, place)),
            extra={"identification": identification} if identification else None,
        )

    def _lines_of(self, fields: Fields, place: str) -> list[Line]:
        texts = Texts(f"{place}, line {fields['nr']}", self._reading.findings)
        debit = self._amount(fields["debit"], "debit", texts)
        credit = self._amount(fields["credit"], "credit", texts)
        self._reading.negatives += (debit < ZERO) + (credit < ZERO)
        extra = {name: fields[name] for name in _KEPT if fields[name]}
        vat = (LineVat(fields["vat"], ZERO, ZERO, "C" if credit else "D"),) if fields["vat"] else ()
        line = Line(
            nr=fields["nr"],
            account=fields["account"],
            amount=debit,
            side="D",
            doc_ref=fields["doc_ref"],
            effective_date=self._date(fields["date"], texts),
            description=fields["description"],
            relation=fields["relation"],
            cost_centre=fields["cost_centre"],
            project=fields["project"],
            currency=fields["currency"],
            vat=vat,
            extra=extra or None,
        )
        if not debit and not credit and not fields["debit"] and not fields["credit"]:
            texts.note("XAF-BAD-AMOUNT", "debit, credit", sentence("The line has no amount."))
        if debit and credit:
            texts.note(
                "XAF-BOTH-SIDES",
                "",
                sentence("The line has a debit of %(debit)s and a credit of %(credit)s.", debit=debit, credit=credit),
            )
            self._reading.doubled += 1
            second = line._replace(nr=f"{line.nr}-C", amount=ZERO - credit, side="C", vat=(), extra=None)
            return [line, second]
        return [line._replace(amount=ZERO - credit, side="C")] if credit else [line]

    def _amount(self, text: str, name: str, texts: Texts) -> Decimal:
        if not text:
            return ZERO
        try:
            return to_adf_amount(text)
        except ValueError:
            texts.note("XAF-BAD-AMOUNT", name, sentence("%(text)r is not an amount.", text=text))
            return ZERO

    def _date(self, text: str, texts: Texts) -> date | None:
        if not text:
            return None
        try:
            return to_adf_date(text)
        except ValueError:
            texts.note("XAF-BAD-DATE", "date", sentence("%(text)r is not a date.", text=text))
            return None


def _entry_key(fields: Fields) -> tuple[str, str, str, str]:
    return fields["journal"], fields["period"], fields["number"], fields["identification"]


def _count(text: str, texts: Texts) -> int:
    try:
        return to_count(text)
    except ValueError:
        texts.note("XAF-BAD-NUMBER", "lines", sentence("%(text)r is not a number of lines.", text=text))
        return 0
