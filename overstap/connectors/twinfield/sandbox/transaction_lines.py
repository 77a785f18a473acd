"""The lines of a transaction as they are sent."""

from decimal import Decimal

from overstap.connectors.twinfield.sandbox.elements import Element, child, children, text, whole
from overstap.connectors.twinfield.sandbox.state import Daybook, Dimension, Line, Office, Transaction, VatCode
from overstap.connectors.twinfield.sandbox.transaction_reception import Received

_CONTROL = {"sales": "DEB", "purchase": "CRD"}
_LEAST = 2


def lines_of(received: Received, transaction: Transaction, office: Office) -> list[Line]:
    """Its lines; what is the matter with one is put on its elements."""
    given = children(child(received.echo, "lines"), "line")
    daybook = office.daybooks[transaction.code]
    lines = [_line(received, element, at, office, daybook) for at, element in enumerate(given, 1)]
    made = [line for line in lines if line is not None]
    if received.wrong:
        return made
    if len(made) < _LEAST:
        received.complain(None, "too-few-lines")
    totals = sum(line.kind == "total" for line in made)
    if totals != (0 if daybook.base in ("journal", "opening") else 1):
        received.complain(None, "one-total")
    return made


def _line(received: Received, given: Element, at: int, office: Office, daybook: Daybook) -> Line | None:
    kind = given.get("type", "")
    number = given.get("id", "")
    if kind not in ("total", "detail", "vat"):
        received.complain(given, "value-invalid", kind)
        return None
    vat = _vat(received, given, office, daybook)
    account = _account(received, given, office, vat if kind == "vat" else None)
    second, third = _second(received, given, office, account), _third(received, given, office)
    value = _amount(received, given)
    vat_value = received.amount(given, "vatvalue")
    turnover = received.amount(given, "vatturnover")
    words = received.words(given, "description", "comment", "invoicenumber")
    free = received.words(given, "freetext1", "freetext2", "freetext3")
    paid, due = received.day(given, "currencydate"), received.day(given, "duedate")
    if received.wrong or account is None or value is None:
        return None
    sign = 1 if value >= 0 else -1
    return Line(
        whole(number) or at,
        kind,
        account.code,
        value,
        dim2=second.code if second else "",
        dim3=third.code if third else "",
        vatcode=vat.code if vat else "",
        vatvalue=None if vat_value is None else vat_value * sign,
        turnover=None if turnover is None else turnover * sign,
        baseline=whole(text(given, "baseline")),
        due=due,
        currencydate=paid,
        free={name: one for name, one in free.items() if one},
        description=words["description"],
        comment=words["comment"],
        invoicenumber=words["invoicenumber"],
    )


def _vat(received: Received, given: Element, office: Office, daybook: Daybook) -> VatCode | None:
    code = text(given, "vatcode")
    if not code:
        return None
    found = office.vat.get(code)
    if found is None:
        received.complain(child(given, "vatcode"), "vat-unknown", code)
    elif daybook.base in _CONTROL and found.kind != daybook.base:
        received.complain(child(given, "vatcode"), "vat-wrong-type", code)
    return found


def _account(received: Received, given: Element, office: Office, vat: VatCode | None) -> Dimension | None:
    """The ledger account; a VAT line may leave it to its code."""
    code = text(given, "dim1")
    if not code and vat is not None:
        return office.account(vat.account)
    if not code:
        received.complain(given, "value-missing", "dim1")
        return None
    found = office.account(code)
    return _usable(received, child(given, "dim1"), code, found)


def _second(received: Received, given: Element, office: Office, account: Dimension | None) -> Dimension | None:
    """The customer, supplier or cost centre; a control account has one of its own relations."""
    code = text(given, "dim2")
    needed = account is not None and account.financials.get("matchtype") == "customersupplier"
    if not code:
        if needed and account is not None:
            received.complain(child(given, "dim1"), "relation-missing", account.code)
        return None
    found = _usable(received, child(given, "dim2"), code, office.second(code, account.code if account else ""))
    if found is None or account is None:
        return found
    relation = found.kind in ("DEB", "CRD")
    if relation != needed or (relation and found.financials.get("substitutewith") not in ("", None, account.code)):
        received.complain(child(given, "dim2"), "relation-wrong", code, account.code)
    return found


def _third(received: Received, given: Element, office: Office) -> Dimension | None:
    code = text(given, "dim3")
    return _usable(received, child(given, "dim3"), code, office.third(code)) if code else None


def _usable(received: Received, element: Element | None, code: str, found: Dimension | None) -> Dimension | None:
    if found is None or found.status == "deleted":
        received.complain(element, "dimension-unknown", code)
        return None
    if found.status != "active":
        received.complain(element, "dimension-inactive", code)
        return None
    return found


def _amount(received: Received, given: Element) -> Decimal | None:
    """Debit positive."""
    value = received.amount(given, "value")
    side = text(given, "debitcredit")
    if side not in ("debit", "credit"):
        received.complain(
            child(given, "debitcredit"), "value-invalid" if side else "value-missing", side or "debitcredit"
        )
        return None
    if value is None:
        if not received.wrong:
            received.complain(child(given, "value"), "value-missing", "value")
        return None
    return value if side == "debit" else -value
