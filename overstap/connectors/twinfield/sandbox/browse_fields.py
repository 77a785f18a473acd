"""The fields that can be browsed: what they are called, of which type they are, and where they come from.

Names and types: developers.twinfield.com, browse-data; recorded answers of php-twinfield; the definition of
030_3 in Yoast/singer-tap-twinfield.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from overstap.connectors.twinfield.sandbox.elements import money, written_day, written_moment
from overstap.connectors.twinfield.sandbox.state import Line, Office, Transaction

_Given = Callable[[Office, Transaction, Line], str]


@dataclass(frozen=True, slots=True)
class Field:
    """A field; its type is "String", "Decimal", "Value", "Date" or "DateTime"."""

    name: str
    dutch: str
    english: str
    type: str
    given: _Given


def _open(transaction: Transaction, line: Line) -> str:
    return money((line.base - line.matched * transaction.rate) if line.matchable else line.base * 0)


def _status(line: Line) -> str:
    if not line.matchable:
        return "notmatchable"
    return "matched" if line.amount == line.matched else "available"


def _vat_base(transaction: Transaction, line: Line) -> str:
    if line.kind == "vat":
        return money(line.base)
    return "" if line.vatvalue is None else money(line.vatvalue * transaction.rate)


def _head() -> list[Field]:
    return [
        Field("fin.trs.head.office", "Administratie", "Company", "String", lambda o, _t, _l: o.code),
        Field("fin.trs.head.officename", "Administratienaam", "Company name", "String", lambda o, _t, _l: o.name),
        Field("fin.trs.head.year", "Jaar", "Year", "Decimal", lambda _o, t, _l: str(t.year)),
        Field("fin.trs.head.period", "Periode", "Period", "Decimal", lambda _o, t, _l: str(t.period)),
        Field("fin.trs.head.yearperiod", "Periode", "Period", "String", lambda _o, t, _l: f"{t.year}/{t.period:02d}"),
        Field("fin.trs.head.code", "Dagboek", "Transaction type", "String", lambda _o, t, _l: t.code),
        Field("fin.trs.head.shortname", "Naam", "Name", "String", lambda o, t, _l: o.daybooks[t.code].shortname),
        Field("fin.trs.head.number", "Boekingsnummer", "Trans. no.", "Decimal", lambda _o, t, _l: str(t.number)),
        Field("fin.trs.head.status", "Status", "Status", "String", lambda _o, t, _l: t.location),
        Field("fin.trs.head.date", "Boekdatum", "Trans. date", "Date", lambda _o, t, _l: written_day(t.on)),
        Field("fin.trs.head.curcode", "Valuta", "Currency", "String", lambda _o, t, _l: t.currency),
        Field("fin.trs.head.origin", "Herkomst", "Origin", "String", lambda _o, t, _l: t.origin),
        Field(
            "fin.trs.head.inpdate",
            "Invoerdatum",
            "Input date",
            "DateTime",
            lambda _o, t, _l: written_moment(t.modified),
        ),
        Field(
            "fin.trs.head.modified", "Gewijzigd", "Modified", "DateTime", lambda _o, t, _l: written_moment(t.modified)
        ),
        Field("fin.trs.head.username", "Gebruiker", "User", "String", lambda _o, t, _l: t.user),
        Field("fin.trs.head.relation", "Relatie", "Relation", "String", lambda _o, _t, line: line.dim2),
    ]


def _line() -> list[Field]:
    return [
        Field(
            "fin.trs.line.debitcredit", "D/C", "D/C", "String", lambda _o, _t, x: "debit" if x.amount >= 0 else "credit"
        ),
        Field("fin.trs.line.description", "Omschrijving", "Description", "String", lambda _o, _t, x: x.description),
        Field(
            "fin.trs.line.invnumber",
            "Factuurnummer",
            "Invoice no.",
            "String",
            lambda _o, t, x: x.invoicenumber or t.invoicenumber,
        ),
        Field(
            "fin.trs.line.datedue", "Vervaldatum", "Due date", "Date", lambda _o, t, x: written_day(x.due or t.duedate)
        ),
        Field("fin.trs.line.vatcode", "Btw-code", "VAT", "String", lambda _o, _t, x: x.vatcode),
        Field("fin.trs.line.vatbasevaluesigned", "Btw-bedrag", "VAT amount", "Value", lambda _o, t, x: _vat_base(t, x)),
        Field(
            "fin.trs.line.vatturnover",
            "Btw-omzet",
            "VAT turnover",
            "Value",
            lambda _o, _t, x: "" if x.turnover is None else money(x.turnover),
        ),
        Field("fin.trs.line.type", "Regeltype", "Line type", "String", lambda _o, _t, x: x.kind),
        Field("fin.trs.line.valuesigned", "Bedrag", "Value", "Value", lambda _o, _t, x: money(x.amount)),
        Field("fin.trs.line.basevaluesigned", "Euro", "Euro", "Value", lambda _o, _t, x: money(x.base)),
        Field("fin.trs.line.repvaluesigned", "Euro", "Euro", "Value", lambda _o, _t, x: money(x.base)),
        Field(
            "fin.trs.line.openvaluesigned",
            "Openstaand",
            "Open",
            "Value",
            lambda _o, _t, x: money(x.amount - x.matched) if x.matchable else "0.00",
        ),
        Field(
            "fin.trs.line.openbasevaluesigned", "Openstaand euro", "Open euro", "Value", lambda _o, t, x: _open(t, x)
        ),
        Field("fin.trs.line.openrepvaluesigned", "Openstaand euro", "Open euro", "Value", lambda _o, t, x: _open(t, x)),
        *_matching(),
        *(_free_text(number) for number in (1, 2, 3)),
    ]


def _matching() -> list[Field]:
    return [
        Field("fin.trs.line.matchstatus", "Betaalstatus", "Payment status", "String", lambda _o, _t, x: _status(x)),
        Field(
            "fin.trs.line.matchnumber",
            "Betaalnummer",
            "Match no.",
            "Decimal",
            lambda _o, _t, x: str(x.matchnumber or ""),
        ),
        Field(
            "fin.trs.line.matchdate", "Betaaldatum", "Match date", "Date", lambda _o, _t, x: written_day(x.matchdate)
        ),
        Field("fin.trs.line.quantity", "Aantal", "Quantity", "Decimal", lambda _o, _t, _l: "0"),
    ]


def _free_text(number: int) -> Field:
    name = f"freetext{number}"
    return Field(
        f"fin.trs.line.{name}",
        f"Vrij veld {number}",
        f"Free text {number}",
        "String",
        lambda _o, _t, x: x.free.get(name, ""),
    )


def _code_of(line: Line, level: int) -> str:
    return (line.dim1, line.dim2, line.dim3)[level - 1]


def _empty() -> list[Field]:
    """Fields of browse 030_3 of which nothing is kept here: groups of accounts, cheques and the like."""
    names = {
        "fin.trs.head.reportingstructure": ("Rapportagestructuur", "Reporting structure"),
        "fin.trs.mng.type": ("Transactietypegroep", "Transaction type group"),
        "fin.trs.line.chequenumber": ("Cheque", "Cheque"),
    }
    for number in range(1, 6):
        names[f"fin.trs.line.dim1group{number}"] = (f"Groep {number}", f"Group {number}")
        names[f"fin.trs.line.dim1group{number}name"] = (f"Groepnaam {number}", f"Group name {number}")
    return [Field(name, *labels, "String", lambda _o, _t, _l: "") for name, labels in names.items()]


def _relation_name(office: Office, _transaction: Transaction, line: Line) -> str:
    found = office.dimensions.get(line.kinds[1], {}).get(line.dim2)
    return found.name if found else ""


def _level(level: int, dutch: str, english: str) -> list[Field]:
    def code(_office: Office, _transaction: Transaction, line: Line) -> str:
        return _code_of(line, level)

    def name(office: Office, _transaction: Transaction, line: Line) -> str:
        found = office.dimensions.get(line.kinds[level - 1], {}).get(_code_of(line, level))
        return found.name if found else ""

    def kind(_office: Office, _transaction: Transaction, line: Line) -> str:
        return line.kinds[level - 1]

    field = f"fin.trs.line.dim{level}"
    return [
        Field(field, dutch, english, "String", code),
        Field(f"{field}name", "Naam", "Name", "String", name),
        Field(f"{field}type", "Dimensietype", "Dimension type", "String", kind),
    ]


FIELDS: Mapping[str, Field] = {
    one.name: one
    for part in (
        _head(),
        _line(),
        _level(1, "Grootboekrek.", "General ledger"),
        _level(2, "Kpl./rel.", "Cost centre/relation"),
        _level(3, "Act./proj.", "Asset/project"),
        _empty(),
        [Field("fin.trs.head.relationname", "Relatienaam", "Relation name", "String", _relation_name)],
    )
    for one in part
}
