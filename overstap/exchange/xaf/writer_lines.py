"""Writes entries, their lines, and lines of sub-ledgers: the part of which there are millions."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from overstap.books.ledger.values import Entry, Line, LineVat, SubledgerLine
from overstap.exchange.xaf.output import Output, side_amount
from overstap.exchange.xaf.values import OPENING
from overstap.exchange.xaf.vocabulary import Element, Kind, Table
from overstap.lib.sentences import sentence

_AMOUNT = Line._fields.index("amount")
_EFFECTIVE = Line._fields.index("effective_date")
_DATE_OF_ENTRY = sentence("The date of the entry stands there.")
# Fields that are written as groups, or with one.
_GROUPED = frozenset({"extra", "vat", "currency", "currency_amount"})
# Fields of a sub-ledger line that say in which sub-ledger it stands, and nothing of the line itself.
_PLACE = frozenset({"year", "kind", "kind_of_entry", "ledger_name"})


class EntryWriter:
    """Writes transactions, and the lines of the opening balance."""

    def __init__(self, out: Output, tables: Mapping[str, Table]) -> None:
        self._out, self._tables = out, tables
        self._groups = _Groups(out, tables)
        fields = Line._fields
        self._plan: list[tuple[Element, int]] = [
            (element, fields.index(element.field) if element.field in fields else -1) for element in tables["line"]
        ]
        has = {element.field for element in tables["line"]} | _GROUPED
        self._lost = [(index, name) for index, name in enumerate(fields) if name not in has]
        self._extra_names = {element.name for element in tables["line"] if not element.field}

    def write(self, entry: Entry) -> None:
        """One transaction with its lines."""
        out = self._out
        out.raw("<transaction>\n")
        fields = {
            "number": entry.number,
            "description": entry.description,
            "period": entry.period,
            "date": entry.date,
            "source": entry.source,
            "user": entry.user,
        }
        out.record(self._tables["entry"], "entry", fields, entry.extra, {})
        for line in entry.lines:
            self._line(line, entry)
        out.raw("</transaction>\n")

    def _line(self, line: Line, entry: Entry) -> None:
        out = self._out
        extra = line.extra or {}
        out.raw("<trLine>\n")
        for element, index in self._plan:
            if element.kind is Kind.GROUP:
                self._groups.write(element.name, line)
            elif index == _AMOUNT:
                out.element(element, side_amount(line.amount, line.side), "line")
            elif index == _EFFECTIVE and line.effective_date is None:
                out.report.odd("XAF-FILLED", "line: effDate", _DATE_OF_ENTRY)
                out.element(element, entry.date, "line")
            elif index >= 0:
                if line[index] != "" or element.required:
                    out.element(element, line[index], "line")
            elif element.name in extra:
                out.plain(element.name, extra[element.name], element, "line")
        out.raw("</trLine>\n")
        self._report_lost(line, extra)

    def _report_lost(self, line: Line, extra: Mapping[str, object]) -> None:
        for index, name in self._lost:
            if line[index] not in ("", None):
                self._out.report.lost(f"line: {name}")
        for name in extra:
            if name not in self._extra_names:
                self._out.report.lost(f"line: {name}")

    def opening_lines(self, entry: Entry) -> None:
        """The lines of the opening balance."""
        for line in entry.lines:
            fields = {name: line[index] for index, name in enumerate(Line._fields) if name not in ("extra", "amount")}
            fields["amount"] = side_amount(line.amount, line.side)
            self._out.start("obLine")
            self._out.record(self._tables["opening_line"], "opening line", fields, line.extra, {})
            self._out.end("obLine")


class SubledgerWriter:
    """Writes lines of sub-ledgers of one kind of entry."""

    def __init__(self, out: Output, tables: Mapping[str, Table], kind_of_entry: str) -> None:
        self._out = out
        self._groups = _Groups(out, tables)
        opening = kind_of_entry == OPENING
        self._tag = "obSbLine" if opening else "sbLine"
        self._table = tables.get("opening_subledger_line" if opening else "subledger_line", ())
        self._fields = [name for name in SubledgerLine._fields if name not in _PLACE | {"extra", "amount"}]

    def write(self, line: SubledgerLine) -> None:
        """One line."""
        fields: dict[str, object] = {name: getattr(line, name) for name in self._fields}
        fields["amount"] = side_amount(line.amount, line.side)
        groups = {
            element.name: lambda name=element.name: self._groups.write(name, line)
            for element in self._table
            if element.kind is Kind.GROUP
        }
        if groups:  # the amount goes with the currency
            del fields["currency_amount"]
        self._out.start(self._tag)
        self._out.record(self._table, "sub-ledger line", fields, line.extra, groups)
        self._out.end(self._tag)


class _Groups:
    """Writes VAT and currency of a line."""

    def __init__(self, out: Output, tables: Mapping[str, Table]) -> None:
        self._out, self._tables = out, tables

    def write(self, name: str, line: Line | SubledgerLine) -> None:
        """The group of this name: vat or currency."""
        if name == "vat":
            self._vat(line.vat)
        else:
            self._currency(line.currency, line.currency_amount)

    def _vat(self, lines: Sequence[LineVat]) -> None:
        for vat in lines:
            fields = {
                "code": vat.code,
                "percentage": vat.percentage,
                "amount": side_amount(vat.amount, vat.side),
                "side": vat.side,
            }
            self._out.raw("<vat>\n")
            self._out.record(self._tables["line_vat"], "VAT", fields, None, {})
            self._out.raw("</vat>\n")

    def _currency(self, currency: str, amount: Decimal | None) -> None:
        """Both or none: the format has no place for a currency without an amount."""
        if amount is None:
            if currency:
                self._out.report.lost("line: currency without an amount")
            return
        self._out.raw("<currency>\n")
        fields = {"currency": currency, "currency_amount": amount}
        self._out.record(self._tables["line_currency"], "currency", fields, None, {})
        self._out.raw("</currency>\n")
