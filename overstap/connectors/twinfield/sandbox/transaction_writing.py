"""Transactions: keeping, changing and deleting them.

Of a batch each is judged by itself: what is good is kept, whatever is the matter with the others. A warning stops a
transaction unless it says raisewarning="false". VAT lines are reckoned where they are not sent. More than 1000 lines:
HTTP 400. Sources: developers.twinfield.com (transaction data); recorded answers of php-twinfield.
"""

from copy import deepcopy
from dataclasses import dataclass

from overstap.connectors.twinfield.sandbox import booking
from overstap.connectors.twinfield.sandbox.elements import (
    Element,
    accuse,
    child,
    children,
    money,
    plain,
    put,
    root,
    text,
    whole,
)
from overstap.connectors.twinfield.sandbox.session import Session
from overstap.connectors.twinfield.sandbox.soap import BadRequest
from overstap.connectors.twinfield.sandbox.state import Deleted, Office, Transaction
from overstap.connectors.twinfield.sandbox.texts import Said
from overstap.connectors.twinfield.sandbox.transaction_lines import lines_of
from overstap.connectors.twinfield.sandbox.transaction_reading import accuse_in, made_of
from overstap.connectors.twinfield.sandbox.transaction_reception import Received, header_of

_MOST = 1000
_ROUNDING = booking.CENT * 2
_ATTRIBUTES = ("destiny", "autobalancevat", "raisewarning")


@dataclass(frozen=True, slots=True)
class _Wrong:
    """What is the matter with a transaction that could be understood."""

    path: str
    said: Said
    grade: str = "error"


def write(request: Element, session: Session) -> Element:
    """``<transactions>`` with several, or one ``<transaction>``."""
    if plain(request.tag) == "transaction":
        return _one(request, session)
    made = root("transactions", {"result": "1"})
    for given in children(request, "transaction"):
        answered = _one(given, session)
        made.append(answered)
        if answered.get("result") == "0":
            made.set("result", "0")
    return made


def _one(given: Element, session: Session) -> Element:
    if len(children(child(given, "lines"), "line")) > _MOST:
        raise BadRequest(f"A transaction has at most {_MOST} lines.")
    if given.get("action") == "delete":
        return _delete(given, session)
    echo = deepcopy(given)
    received = Received(echo, session)
    head = header_of(received)
    if head is None:
        return received.refused()
    transaction, office = head
    transaction.lines = lines_of(received, transaction, office)
    if received.wrong:
        return received.refused()
    return _judged(given, transaction, office, session)


def _judged(given: Element, transaction: Transaction, office: Office, session: Session) -> Element:
    """Keep it, or say what is the matter with the whole of it."""
    sent_vat = any(line.kind == "vat" for line in transaction.lines)
    if not sent_vat:
        _reckon_vat(transaction, office)
    if given.get("autobalancevat") == "true":
        _balance_vat(transaction)
    booking.finished(transaction, office)
    wrong = _balance(transaction) + _warnings(given, transaction)
    if wrong:
        return _told(given, transaction, office, session, wrong)
    if not transaction.number:
        transaction.number = office.next_number(transaction.code, transaction.year)
    there = office.transactions.get((transaction.code, transaction.number))
    if there is not None:
        booking.unsettle_all(office, there)
    transaction.modified = session.now
    transaction.location = "final" if given.get("destiny") == "final" else "temporary"
    office.book(transaction)
    made = made_of(transaction, office, session)
    _copy(given, made, ("autobalancevat", "raisewarning"))
    return made


def _told(given: Element, transaction: Transaction, office: Office, session: Session, wrong: list[_Wrong]) -> Element:
    transaction.number = 0
    made = made_of(transaction, office, session)
    _copy(given, made, _ATTRIBUTES)
    for one in wrong:
        accuse_in(made, one.path, one.said.text(session.language), one.grade)
    made.set("result", "0")
    return made


def _copy(given: Element, made: Element, names: tuple[str, ...]) -> None:
    for name in names:
        if name in given.attrib:
            made.set(name, str(given.get(name)))


def _reckon_vat(transaction: Transaction, office: Office) -> None:
    for detail in [line for line in transaction.lines if line.kind == "detail" and line.vatcode]:
        code = office.vat[detail.vatcode]
        if detail.vatvalue is None:
            detail.vatvalue = booking.vat_of(detail.amount, code, transaction.on)
        number = max(line.number for line in transaction.lines) + 1
        transaction.lines.append(booking.vat_line(number, detail, code))


def _balance_vat(transaction: Transaction) -> None:
    """Take a rounding difference of at most two cents into the VAT."""
    off = booking.total(transaction.lines)
    vat = next((line for line in transaction.lines if line.kind == "vat"), None)
    if vat is not None and off != 0 and abs(off) <= _ROUNDING:
        vat.amount -= off
        detail = next((line for line in transaction.lines if line.vatcode == vat.vatcode and line is not vat), None)
        if detail is not None and detail.vatvalue is not None:
            detail.vatvalue -= off


def _balance(transaction: Transaction) -> list[_Wrong]:
    off = booking.total(transaction.lines)
    if off == 0:
        return []
    side = "debet" if off < 0 else "credit"
    return [_Wrong("", Said("unbalanced", amount=money(abs(off)), side=side))]


def _warnings(given: Element, transaction: Transaction) -> list[_Wrong]:
    ordinary = 1 <= transaction.period <= 12
    inside = (transaction.on.year, transaction.on.month) == (transaction.year, transaction.period)
    if given.get("raisewarning") == "false" or not ordinary or inside:
        return []
    period = f"{transaction.year}/{transaction.period:02d}"
    return [_Wrong("header/date", Said("date-outside-period", f"{transaction.on:%d-%m-%Y}", period), "warning")]


def _delete(given: Element, session: Session) -> Element:
    """``<transaction action="delete" reasonfordeletion="…"><office/><code/><number/></transaction>``.

    Only what is temporary can be deleted; its matches are undone.
    """
    echo = deepcopy(given)
    try:
        office = session.office_in(given)
        found = _to_delete(given, office)
    except Said as said:
        accuse(echo, said.text(session.language))
        return echo
    reason = str(given.get("reasonfordeletion"))
    booking.unsettle_all(office, found)
    office.unbook((found.code, found.number))
    office.deleted.append(Deleted(found.code, found.number, found.on, session.now, session.user.code, reason))
    made = root("transaction", {"result": "1", "action": "delete", "reasonfordeletion": reason})
    put(made, "office", office.code)
    put(made, "code", found.code)
    put(made, "number", found.number)
    return made


def _to_delete(given: Element, office: Office) -> Transaction:
    found = office.transactions.get((text(given, "code"), whole(text(given, "number"))))
    if found is None:
        raise Said("transaction-unknown")
    if found.location == "final":
        raise Said("transaction-final")
    if not given.get("reasonfordeletion"):
        raise Said("reason-missing")
    return found
