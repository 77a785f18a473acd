"""A transaction as it is sent: its header understood, and complaints put on the very elements."""

from datetime import date
from decimal import Decimal

from overstap.connectors.twinfield.sandbox.elements import Element, accuse, amount, child, day, put, text, texts, whole
from overstap.connectors.twinfield.sandbox.session import Session
from overstap.connectors.twinfield.sandbox.state import NOTHING, Daybook, Office, Transaction
from overstap.connectors.twinfield.sandbox.texts import Said
from overstap.connectors.twinfield.sandbox.transaction_reading import CURRENCIES, STATEMENTS

RATES = {"EUR": Decimal(1), "USD": Decimal("0.92"), "GBP": Decimal("1.17")}
_LONGEST = {"invoicenumber": 40, "paymentreference": 16 + 19, "description": 40, "freetext1": 40, "freetext2": 40}
_PERIODS = (*range(14), 55)


class Received:
    """What was sent (``echo``), on which complaints are put; it goes back where there is one."""

    def __init__(self, echo: Element, session: Session) -> None:
        self.echo = echo
        self.session = session
        self.wrong = False

    def complain(self, element: Element | None, key: str, *values: object) -> None:
        """Something is the matter with an element (without one: with the whole)."""
        self.wrong = True
        accuse(self.echo if element is None else element, Said(key, *values).text(self.session.language))

    def refused(self) -> Element:
        """What goes back."""
        self.echo.set("result", "0")
        return self.echo

    def words(self, parent: Element, *tags: str) -> dict[str, str]:
        """Free texts, of which none is too long."""
        held = texts(parent)
        for tag in tags:
            longest = _LONGEST.get(tag, 40)
            if len(held.get(tag, "")) > longest:
                self.complain(child(parent, tag), "value-too-long", longest)
        return {tag: held.get(tag, "") for tag in tags}

    def day(self, parent: Element, tag: str) -> date | None:
        """A day; None where there is none, or none that can be read."""
        said = text(parent, tag)
        try:
            return day(said) if said else None
        except Said as wrong:
            self.complain(child(parent, tag), wrong.key, said)
            return None

    def amount(self, parent: Element, tag: str) -> Decimal | None:
        """An amount; None where there is none, or none that can be read."""
        element = child(parent, tag)
        if element is None or not text(element):
            return None
        try:
            return amount(element)
        except Said as wrong:
            self.complain(element, wrong.key, text(element))
            return None


def header_of(received: Received) -> tuple[Transaction, Office] | None:
    """The transaction without its lines, and its office; None where it goes no further."""
    head = child(received.echo, "header")
    if head is None:
        head = put(received.echo, "header")
    try:
        office = received.session.office(text(head, "office") or received.session.company)
    except Said as said:
        received.complain(child(head, "office"), said.key, *_tuple(said.values))
        return None
    daybook = _daybook(received, head, office)
    currency = text(head, "currency") or office.currency
    if currency not in CURRENCIES:
        received.complain(child(head, "currency"), "currency-unknown", currency)
    on = received.day(head, "date") or received.session.now.date()
    when = _period(received, head, office, on)
    number = _number(received, head, office, daybook)
    held = received.words(head, "invoicenumber", "paymentreference", "originreference", "statementnumber")
    free = {name: value for name, value in received.words(head, "freetext1", "freetext2", "freetext3").items() if value}
    due = received.day(head, "duedate")
    start, close = received.amount(head, "startvalue"), received.amount(head, "closevalue")
    if daybook is None or when is None or received.wrong:
        return None
    if daybook.base == "opening" and when[1] != 0:
        received.complain(child(head, "period"), "period-opening")
        return None
    transaction = Transaction(
        daybook.code,
        number,
        on,
        when[0],
        when[1],
        [],
        currency=currency,
        rate=RATES[currency],
        invoicenumber=held["invoicenumber"],
        duedate=due,
        paymentreference=held["paymentreference"],
        originreference=held["originreference"],
        user=received.session.user.code,
        statementnumber=held["statementnumber"],
        free=free,
    )
    if daybook.base in STATEMENTS:
        transaction.startvalue, transaction.closevalue = start or NOTHING, close or NOTHING
    return transaction, office


def _tuple(values: object) -> tuple[object, ...]:
    return values if isinstance(values, tuple) else ()


def _daybook(received: Received, head: Element, office: Office) -> Daybook | None:
    code = text(head, "code")
    found = office.daybooks.get(code)
    if found is None:
        key = "daybook-unknown" if code else "value-missing"
        received.complain(child(head, "code"), key, code or "code")
    return found


def _period(received: Received, head: Element, office: Office, on: date) -> tuple[int, int] | None:
    """Book year and period: those that are sent, else those of the date."""
    element = child(head, "period")
    said = text(head, "period") or f"{on.year}/{on.month:02d}"
    year, _slash, period = said.partition("/")
    if not (whole(year) and period.isdecimal()):
        received.complain(element, "value-invalid", said)
        return None
    found = (whole(year), whole(period))
    if found[0] not in office.years or found[1] not in _PERIODS:
        received.complain(element, "period-unknown", said)
        return None
    if found in office.closed:
        received.complain(element, "period-closed", said)
        return None
    return found


def _number(received: Received, head: Element, office: Office, daybook: Daybook | None) -> int:
    """The number that is sent; of what is final none may be sent again. 0: the next one."""
    said = text(head, "number")
    if not said:
        return 0
    number = whole(said)
    if not number:
        received.complain(child(head, "number"), "value-invalid", said)
        return 0
    there = office.transactions.get((daybook.code if daybook else "", number))
    if there is not None and there.location == "final":
        received.complain(child(head, "number"), "transaction-final")
    return number
