"""One of our entries as a transaction of Twinfield.

Sources: php-twinfield's recorded requests (sales, purchase, cash, journal), and Twinfield's description of
transactions: one of sales, purchase, bank or cash has exactly one line of type "total"; VAT stands on lines of type
"vat". Our reference stands in the first free text of the first line.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from overstap.books.ledger.values import Entry, EntryKind, Line
from overstap.connectors.twinfield import naming, xml
from overstap.connectors.twinfield.desk import OPENING, THIRD, Desk
from overstap.connectors.twinfield.references import key_of
from overstap.lib.findings import Finding, Severity
from overstap.lib.money import ZERO
from overstap.lib.sentences import sentence

MOST_LINES = 1000
MEMO = "MEMO"
_DESCRIPTION = 40  # characters
_RATE = Decimal("0.000000001")


@dataclass
class Booking:
    """A transaction that is ready to be sent. ``places``: at which line of it each line of the entry stands."""

    entry: Entry
    reference: str
    daybook: str
    element: xml.Element
    places: tuple[int, ...]
    findings: list[Finding] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The entry, as the findings and answers name it."""
        return key_of(self.entry)


def booking(desk: Desk, entry: Entry, reference: str, destiny: str = "") -> Booking:
    """The transaction for an entry, "final" or "temporary": as it was, if not said. Raises what the desk raises."""
    maker = _Maker(desk, entry)
    daybook = maker.daybook()
    ordered = maker.ordered()
    lines = [maker.line(number, index) for number, index in enumerate(ordered, 1)]
    places = tuple(ordered.index(index) + 1 for index in range(len(entry.lines)))
    header = xml.make("header", *xml.leaves(maker.header(daybook)))
    lines[0].append(xml.make("freetext1", text=reference))
    element = xml.make(
        "transaction",
        header,
        xml.make("lines", *lines),
        destiny=destiny or _destiny(entry),
        raisewarning="false",
        autobalancevat="false",
    )
    return Booking(entry, reference, daybook, element, places, maker.findings)


def _destiny(entry: Entry) -> str:
    """What was provisional stays so."""
    return "temporary" if (entry.extra or {}).get("status") == "temporary" else "final"


class _Maker:
    """The making of one transaction."""

    def __init__(self, desk: Desk, entry: Entry) -> None:
        self._desk = desk
        self._entry = entry
        self._total: int | None = None
        self._coded, self._vat_lines = _vat_shape(desk, entry)
        self._foreign = _foreign(entry)
        self.findings: list[Finding] = []

    def daybook(self) -> str:
        """Its own daybook where that is there and can hold it; else the general journal."""
        codes = {one.code for one in self._desk.daybooks}
        if self._entry.kind == EntryKind.OPENING:
            return OPENING if OPENING in codes else MEMO
        kind = self._desk.kind(self._entry.journal) if self._entry.journal in codes else ""
        totals = self._totals(kind)
        if kind and totals is None:
            return self._entry.journal
        if totals is not None and len(totals) == 1:
            self._total = totals[0]
            return self._entry.journal
        self._say(
            "MEMO", sentence("Booked in the general journal: daybook %(code)s cannot hold it.", code=self._journal)
        )
        return MEMO

    @property
    def _journal(self) -> str:
        return self._entry.journal

    def _totals(self, kind: str) -> list[int] | None:
        """Which lines could be the total; None for a daybook that has none."""
        if kind in ("S", "P"):
            return [at for at, line in enumerate(self._entry.lines) if self._related(line)]
        if kind in ("B", "C"):
            # Of a cash book the account may be unknown; those who write one put its line first.
            account = self._desk.account_of(self._journal) or self._entry.lines[0].account
            return [at for at, line in enumerate(self._entry.lines) if line.account == account]
        return None

    def ordered(self) -> list[int]:
        """The lines as Twinfield wants them: the total first, VAT last."""
        places = range(len(self._entry.lines))
        first = [self._total] if self._total is not None else []
        plain = [at for at in places if at != self._total and at not in self._vat_lines]
        return [*first, *plain, *(at for at in places if at in self._vat_lines and at != self._total)]

    def header(self, daybook: str) -> dict[str, object]:
        """The header's words."""
        entry = self._entry
        invoice = self._total is not None and self._desk.kind(daybook) in ("S", "P")
        statement = self._total is not None and not invoice
        total = entry.lines[self._total] if self._total is not None else None
        told: dict[str, object] = {
            "office": self._desk.code,
            "code": daybook,
            "currency": self._foreign or self._desk.currency,
            "date": f"{entry.date:%Y%m%d}",
            "period": f"{entry.year:04}/{0 if daybook == OPENING else entry.period:02}",
        }
        if invoice and total is not None:
            told |= {"invoicenumber": total.invoice_ref or _any_invoice(entry), "duedate": _due(total)}
        if statement and total is not None:
            moved = self._value(total)
            told |= {"statementnumber": "0", "startvalue": ZERO, "closevalue": moved if total.side == "D" else -moved}
        return told

    def line(self, number: int, index: int) -> xml.Element:
        """Line ``number`` of the transaction, out of line ``index`` of the entry."""
        line = self._entry.lines[index]
        kind = "total" if index == self._total else "vat" if index in self._vat_lines else "detail"
        told: dict[str, object] = {
            "dim1": line.account,
            "dim2": self._second(line) or None,
            "dim3": self._third(line) or None,
            "debitcredit": "debit" if line.side == "D" else "credit",
            "value": self._value(line),
        }
        if self._foreign:
            told |= {"basevalue": _directed(line.amount, line), "rate": self._rate(line)}
        told |= self._text(line)
        if self._total is None or self._desk.kind(self._journal) in ("B", "C"):
            told |= {"invoicenumber": line.invoice_ref or None, "duedate": _due(line) if self._related(line) else None}
        told |= self._vat_words(index, line)
        return xml.make("line", *xml.leaves(told), type=kind, id=str(number))

    def _text(self, line: Line) -> dict[str, object]:
        """The description; what is too long for it goes on in the comment, which Twinfield shows beside it."""
        text = line.description
        if len(text) > _DESCRIPTION:
            self._say(
                "TEXT", sentence("The description of line %(nr)s is longer than Twinfield's, and is cut.", nr=line.nr)
            )
        return {"description": text[:_DESCRIPTION] or None, "comment": text[_DESCRIPTION : 2 * _DESCRIPTION] or None}

    def _related(self, line: Line) -> bool:
        return bool(line.relation) and self._desk.takes_relations(line.account)

    def _second(self, line: Line) -> str:
        """Relation or cost centre: there is one place for both, and relations go on their own accounts only."""
        if self._related(line):
            lost = line.cost_centre
        else:
            lost = "" if not line.relation or self._named(line.relation) else line.relation
        if lost:
            self._say(
                "DIMENSION", sentence("%(code)s of line %(nr)s is left out: it has no place.", code=lost, nr=line.nr)
            )
        return naming.theirs(line.relation) if self._related(line) else line.cost_centre

    def _named(self, relation: str) -> bool:
        """Whether a relation stands on another line of the entry, where Twinfield takes it."""
        return any(one.relation == relation and self._related(one) for one in self._entry.lines)

    def _third(self, line: Line) -> str:
        """Project, asset or activity; one that Twinfield does not have is left out, and told."""
        code = line.project or _extra(line, "asset") or _extra(line, "dimension_3")
        if code and not any(self._desk.there(kind, code) for kind in THIRD):
            self._say(
                "DIMENSION", sentence("%(code)s of line %(nr)s is left out: it is not there.", code=code, nr=line.nr)
            )
            return ""
        return code

    def _vat_words(self, index: int, line: Line) -> dict[str, object]:
        if index in self._vat_lines:
            code, base = self._vat_lines[index]
            return {"vatcode": code, "vatturnover": _directed(base, line), "vatbaseturnover": _directed(base, line)}
        if index in self._coded:
            vat = line.vat[0]
            return {"vatcode": vat.code, "vatvalue": _directed(vat.amount, line)}
        if line.vat:
            self._say(
                "VAT",
                sentence("The VAT code of line %(nr)s is left out: Twinfield cannot tell its VAT apart.", nr=line.nr),
            )
        return {}

    def _value(self, line: Line) -> Decimal:
        if self._foreign and line.currency_amount is not None:
            return line.currency_amount
        return _directed(line.amount, line)

    def _rate(self, line: Line) -> Decimal | None:
        value = self._value(line)
        return (_directed(line.amount, line) / value).quantize(_RATE) if value else None

    def _say(self, code: str, message: str) -> None:
        self.findings.append(Finding(f"TWINFIELD-{code}", Severity.INFO, key_of(self._entry), message))


def _directed(amount: Decimal, line: Line) -> Decimal:
    """As written on the side of the line: 10.00 on the credit side is ours as -10.00."""
    return amount if line.side == "D" else -amount


def _foreign(entry: Entry) -> str:
    """The currency of an entry whose lines are all in one that is not that of the books; empty for another."""
    codes = {line.currency for line in entry.lines if line.currency_amount is not None}
    whole = all(line.currency_amount is not None for line in entry.lines)
    return codes.pop() if whole and len(codes) == 1 else ""


def _due(line: Line) -> str | None:
    due = _extra(line, "due")
    return due.replace("-", "")[:8] if due else None


def _extra(line: Line, name: str) -> str:
    return str((line.extra or {}).get(name) or "")


def _any_invoice(entry: Entry) -> str | None:
    return next((line.invoice_ref for line in entry.lines if line.invoice_ref), None)


def _vat_shape(desk: Desk, entry: Entry) -> tuple[set[int], dict[int, tuple[str, Decimal]]]:
    """Which lines carry a VAT code, and which are VAT: with their code and what it was reckoned on.

    A code is used only where its lines of VAT add up to what the lines say that carry it; else Twinfield would reckon
    another amount than what was booked.
    """
    coded: set[int] = set()
    vat_lines: dict[int, tuple[str, Decimal]] = {}
    based: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(entry.lines):
        if len(line.vat) == 1:
            based[line.vat[0].code].append(index)
    for code, indexes in based.items():
        known = desk.vat(code)
        rate = known.rate(entry.date) if known else None
        if rate is None:
            continue
        free = [at for at in range(len(entry.lines)) if at not in vat_lines and not entry.lines[at].vat]
        booked = [at for at in free if entry.lines[at].account in rate.accounts]
        if _sum(entry, booked) == sum((entry.lines[at].vat[0].amount for at in indexes), ZERO):
            coded.update(indexes)
            vat_lines |= _bases(entry, code, indexes, booked)
    return coded, vat_lines


def _bases(entry: Entry, code: str, indexes: Sequence[int], booked: Sequence[int]) -> dict[int, tuple[str, Decimal]]:
    """For each line of VAT what it was reckoned on: its own line where amounts tell, else all of them together."""
    left = list(indexes)
    made = {}
    for at in booked:
        own = next((one for one in left if entry.lines[one].vat[0].amount == entry.lines[at].amount), None)
        if own is None:
            made[at] = (code, _sum(entry, left))
            left = []
        else:
            left.remove(own)
            made[at] = (code, entry.lines[own].amount)
    return made


def _sum(entry: Entry, indexes: Sequence[int]) -> Decimal:
    return sum((entry.lines[at].amount for at in indexes), ZERO)
