"""What can be browsed: the definitions by code, and the fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from overstap.connectors.twinfield.sandbox.browse_fields import FIELDS
from overstap.connectors.twinfield.sandbox.elements import Element, child, named, put, put_all, root, text
from overstap.connectors.twinfield.sandbox.session import About, Session
from overstap.connectors.twinfield.sandbox.state import Line, Office, Transaction
from overstap.connectors.twinfield.sandbox.texts import ENGLISH, Said


@dataclass(frozen=True, slots=True)
class Definition:
    """A browse: its names, the lines that it shows, and its columns."""

    dutch: str
    english: str
    takes: Callable[[Office, Transaction, Line], bool]
    fields: tuple[str, ...]


def _all(_office: Office, _transaction: Transaction, _line: Line) -> bool:
    return True


def _customers(_office: Office, _transaction: Transaction, line: Line) -> bool:
    return line.kinds[1] == "DEB"


def _suppliers(_office: Office, _transaction: Transaction, line: Line) -> bool:
    return line.kinds[1] == "CRD"


_HEAD = tuple(f"fin.trs.head.{name}" for name in ("yearperiod", "code", "shortname", "number", "status", "date"))
_GENERAL = (
    *_HEAD,
    *(f"fin.trs.line.{name}" for name in ("dim1", "dim1name")),
    "fin.trs.head.curcode",
    *(f"fin.trs.line.{name}" for name in ("valuesigned", "basevaluesigned", "repvaluesigned", "description")),
)
_LEVELS = tuple(f"fin.trs.line.dim{level}{end}" for level in (1, 2, 3) for end in ("", "name", "type"))
_GROUPS = tuple(f"fin.trs.line.dim1group{number}{end}" for number in range(1, 6) for end in ("", "name"))
_FREE = tuple(f"fin.trs.line.freetext{number}" for number in (1, 2, 3))
_DETAILS = (
    *(f"fin.trs.head.{name}" for name in ("office", "officename", "year", "period", "yearperiod", "code", "number")),
    *(f"fin.trs.head.{name}" for name in ("status", "date", "curcode", "relation", "relationname", "inpdate")),
    *(f"fin.trs.head.{name}" for name in ("modified", "username")),
    *_LEVELS,
    *(f"fin.trs.line.{name}" for name in ("valuesigned", "basevaluesigned", "repvaluesigned", "debitcredit")),
    *(f"fin.trs.line.{name}" for name in ("vatcode", "vatbasevaluesigned", "quantity", "chequenumber")),
    *(f"fin.trs.line.{name}" for name in ("description", "invnumber")),
    *_GROUPS,
    *_FREE,
    *("fin.trs.head.origin", "fin.trs.mng.type", "fin.trs.head.reportingstructure"),
)
_RELATION = (
    *_HEAD,
    "fin.trs.head.curcode",
    "fin.trs.head.modified",
    *(
        f"fin.trs.line.{name}"
        for name in [
            "dim1",
            "dim1name",
            "dim2",
            "dim2name",
            "dim2type",
            "valuesigned",
            "basevaluesigned",
            "repvaluesigned",
            "openvaluesigned",
            "openbasevaluesigned",
            "openrepvaluesigned",
            "invnumber",
            "datedue",
            "matchstatus",
            "matchnumber",
            "matchdate",
            "description",
        ]
    ),
)
DEFINITIONS: Mapping[str, Definition] = {
    "000": Definition("Grootboektransacties", "General ledger transactions", _all, _GENERAL),
    "020": Definition("Boekingenlijst", "Transaction list", _all, _GENERAL),
    "030_3": Definition("Grootboekdetails (v3)", "General ledger details (v3)", _all, _DETAILS),
    "100": Definition("Debiteurentransacties", "Customer transactions", _customers, _RELATION),
    "130_3": Definition("Ontvangen betalingen en facturen", "Customer payments and invoices", _customers, _RELATION),
    "200": Definition("Crediteurentransacties", "Supplier transactions", _suppliers, _RELATION),
    "230_2": Definition("Betalingen en inkoopfacturen", "Supplier payments and invoices", _suppliers, _RELATION),
}
_BETWEEN = ("yearperiod", "number", "date", "dim1", "dim2", "dim3", "modified", "basevaluesigned", "matchdate")
_EQUAL = ("code", "status", "curcode", "matchstatus", "invnumber", "office", "year", "period")
_DROPDOWNS = {
    "fin.trs.head.status": (
        ("draft", "Concept", "Draft"),
        ("temporary", "Voorlopig", "Provisional"),
        ("final", "Definitief", "Final"),
        ("inuse", "In gebruik", "In use"),
        ("normal", "Voorlopig & definitief", "Provisional & Final"),
    ),
    "fin.trs.line.debitcredit": (("credit", "Credit", "Credit"), ("debit", "Debet", "Debit")),
}


def definition(request: Element, session: Session) -> Element:
    """``<read><type>browse</type><office/><code>030_3</code></read>``."""
    office = session.office_in(request)
    code = text(request, "code")
    found = DEFINITIONS.get(code)
    if found is None:
        raise About(Said("browse-unknown", code), child(request, "code"))
    english = session.language == ENGLISH
    name = found.english if english else found.dutch
    made = root("browse", {"result": "1"})
    named(made, "office", office.code, office.name, office.shortname)
    put_all(made, {"code": code, "name": name, "shortname": name, "visible": "true"})
    columns = put(made, "columns", attributes={"code": code})
    for number, field in enumerate(found.fields, 1):
        _column(columns, number, field, english=english)
    return made


def _column(columns: Element, number: int, field: str, *, english: bool) -> None:
    held = FIELDS[field]
    last = field.rpartition(".")[2]
    operator = "between" if last in _BETWEEN else "equal" if last in _EQUAL else "none"
    told = {
        "field": field,
        "label": held.english if english else held.dutch,
        "visible": "true",
        "ask": str(operator != "none").lower(),
        "operator": operator,
        "from": "normal" if last == "status" else "",
        "to": "",
        "finderparam": "hidden=1" if last == "code" else "",
    }
    put_all(put(columns, "column", attributes={"id": str(number)}), told)


def fields(_request: Element, session: Session) -> Element:
    """``<list><type>browsefields</type></list>``."""
    english = session.language == ENGLISH
    made = root("browsefields")
    for name, held in FIELDS.items():
        options = _DROPDOWNS.get(name, ())
        part = put(made, "browsefield")
        put_all(part, {"code": name, "datatype": "special" if options else held.type.lower(), "finder": ""})
        dropdown = put(part, "dropdown")
        for value, dutch, in_english in options:
            put(dropdown, "option", value, {"name": in_english if english else dutch})
        put(part, "canorder")
    return made
