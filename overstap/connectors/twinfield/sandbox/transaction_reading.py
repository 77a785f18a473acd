"""Transactions: reading one, and showing one as Twinfield does."""

from decimal import Decimal

from overstap.connectors.twinfield.sandbox.booking import RELATIONS
from overstap.connectors.twinfield.sandbox.elements import (
    Element,
    accuse,
    child,
    money,
    named,
    put,
    put_all,
    root,
    text,
    whole,
    written_day,
    written_moment,
)
from overstap.connectors.twinfield.sandbox.session import Session
from overstap.connectors.twinfield.sandbox.state import Dimension, Line, Match, Office, Transaction
from overstap.connectors.twinfield.sandbox.texts import Said

CURRENCIES = {"EUR": "Euro", "USD": "US Dollar", "GBP": "Brits pond"}
INVOICING, STATEMENTS = ("sales", "purchase"), ("bank", "cash")


def read(request: Element, session: Session) -> Element:
    """``<read><type>transaction</type><office/><code>INK</code><number/></read>``.

    One that is not there is an empty transaction that says so (developers.twinfield.com, journal-transactions).
    """
    office = session.office_in(request)
    code, number = text(request, "code"), whole(text(request, "number"))
    found = office.transactions.get((code, number))
    if found is None:
        made = root("transaction")
        key = "transaction-unknown" if code in office.daybooks else "daybook-unknown"
        said = Said(key, code) if key == "daybook-unknown" else Said(key)
        accuse(made, said.text(session.language))
        return made
    return made_of(found, office, session)


def made_of(one: Transaction, office: Office, session: Session) -> Element:
    """A transaction, whole; one without a number was not kept, and has no location."""
    made = root("transaction", {"result": "1"})
    if one.number:
        made.set("location", one.location)
    _header(put(made, "header"), one, office, session)
    lines = put(made, "lines")
    for line in one.lines:
        _line(lines, line, one, office)
    return made


def _header(made: Element, one: Transaction, office: Office, session: Session) -> None:
    daybook = office.daybooks[one.code]
    named(made, "code", daybook.code, daybook.name, daybook.shortname)
    named(made, "office", office.code, office.name, office.shortname)
    put(made, "period", f"{one.year}/{one.period:02d}")
    put(made, "date", written_day(one.on))
    named(made, "currency", one.currency, CURRENCIES[one.currency], CURRENCIES[one.currency])
    if daybook.base in INVOICING:
        put_all(made, {"invoicenumber": one.invoicenumber, "paymentreference": one.paymentreference})
        put(made, "duedate", written_day(one.duedate))
    if daybook.base in STATEMENTS:
        put_all(made, {"statementnumber": one.statementnumber or "0"})
        put_all(made, {"startvalue": money(one.startvalue), "closevalue": money(one.closevalue)})
    put_all(made, {"origin": one.origin, "originreference": one.originreference})
    user = session.organisation.users.get(one.user)
    named(made, "user", one.user, user.name if user else "", user.name if user else "")
    put(made, "regime", "generic")
    if one.number:
        put(made, "number", one.number)
        put_all(made, {"modificationdate": written_moment(one.modified), "inputdate": written_moment(one.modified)})
    put_all(made, one.free)


def _line(parent: Element, line: Line, one: Transaction, office: Office) -> None:
    made = put(parent, "line", attributes={"type": line.kind, "id": str(line.number)})
    _dimensions(made, line, office)
    put(made, "debitcredit", "debit" if line.amount >= 0 else "credit")
    put(made, "value", money(abs(line.amount)))
    put(made, "description", line.description)
    if line.comment:
        put(made, "comment", line.comment)
    if line.vatcode:
        vat = office.vat[line.vatcode]
        named(made, "vatcode", vat.code, vat.name, vat.shortname)
    put_all(made, {"rate": _rate(one.rate), "basevalue": money(abs(line.base))})
    put_all(made, {"reprate": "1", "repvalue": money(abs(line.base))})
    if line.kind == "vat":
        turnover = abs(line.turnover or Decimal(0))
        put_all(made, {"vatturnover": money(turnover), "vatbaseturnover": money(abs(turnover * one.rate))})
        put(made, "baseline", line.baseline)
    if line.kind == "detail":
        _detail(made, line, one)
    if line.due is not None:
        put(made, "duedate", written_day(line.due))
    if line.kind == "total" and any(other.kind == "vat" for other in one.lines):
        vat_total = abs(sum((other.amount for other in one.lines if other.kind == "vat"), Decimal(0)))
        put_all(made, {"vattotal": money(vat_total), "vatbasetotal": money(abs(vat_total * one.rate))})
    if line.invoicenumber or line.kind == "detail":
        put(made, "invoicenumber", line.invoicenumber)
    put_all(made, line.free)
    _matching(made, line, one, office)


def _detail(made: Element, line: Line, one: Transaction) -> None:
    put(made, "currencydate", written_day(line.currencydate))
    if line.vatvalue is not None:
        base = abs(line.vatvalue * one.rate)
        put_all(made, {"vatvalue": money(abs(line.vatvalue)), "vatbasevalue": money(base)})


def _rate(rate: Decimal) -> str:
    return "1" if rate == 1 else f"{rate:.9f}"


def _dimensions(made: Element, line: Line, office: Office) -> None:
    for level, (kind, code) in enumerate(zip(line.kinds, (line.dim1, line.dim2, line.dim3), strict=True), 1):
        if code:
            put(made, f"dim{level}", code, _told(office.dimensions[kind].get(code), office))


def _told(one: Dimension | None, office: Office) -> dict[str, str]:
    if one is None:
        return {}
    used = office.uses[one.kind, one.code] > 0
    return {
        "name": one.name,
        "shortname": one.shortname,
        "type": one.kind,
        "inuse": str(used).lower(),
        "vatcode": one.financials.get("vatcode", ""),
        "vatobligatory": one.financials.get("vatobligatory", "false"),
    }


def _matching(made: Element, line: Line, one: Transaction, office: Office) -> None:
    if not line.matchable:
        put(made, "matchstatus", "notmatchable")
        return
    level = "2" if line.kinds[1] in RELATIONS else "1"
    put(made, "matchlevel", level)
    if level == "2":
        put(made, "customersupplier", level)
    left = line.amount - line.matched
    base = (left * one.rate).quantize(Decimal("0.01"))
    for tag, value in (("openvalue", left), ("openbasevalue", base), ("openrepvalue", base)):
        put(made, tag, money(abs(value)))
    put(made, "matchstatus", "matched" if left == 0 else "available")
    key = (one.code, one.number, line.number)
    if line.matchnumber:
        put(made, "matchdate", written_day(line.matchdate))
        parent = put(made, "matches")
        for match in office.matches_of(key):
            _set(parent, match, key)


def _set(parent: Element, match: Match, own: tuple[str, int, int]) -> None:
    """A match, as seen from one of its lines: the others, and what they settled of it."""
    made = put(parent, "set", attributes={"status": "final"})
    put(made, "matchdate", written_day(match.on))
    lines = put(made, "lines")
    settled = Decimal(0)
    for code, number, line, value in match.lines:
        if (code, number, line) == own:
            settled = value
            continue
        told = {"code": code, "number": number, "line": line, "method": "payment", "matchvalue": money(value)}
        put_all(put(lines, "line"), told)
    put(made, "matchvalue", money(settled))


def accuse_in(made: Element, path: str, message: str, grade: str) -> None:
    """Say on an element of a transaction, by its path ("header/date"; empty: the whole), what is the matter."""
    element: Element | None = made
    for tag in filter(None, path.split("/")):
        element = child(element, tag) if element is not None else None
    if path.startswith("header/"):
        head = child(made, "header")
        if head is not None:
            head.set("result", "0")
    accuse(made if element is None else element, message, grade)
