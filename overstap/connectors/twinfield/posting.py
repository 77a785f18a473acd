"""Booking one entry with its documents, reading it back, and taking it back.

A posting is booked as "temporary" (Twinfield's word for provisional), as what comes from scanning is as a rule: whoever
keeps the books makes it final, and until then it can be taken back. What is final Twinfield deletes for nobody.
"""

from overstap.books.ledger.values import Entry
from overstap.connectors.port import PackageRefused
from overstap.connectors.twinfield import booking, references, sending, transactions, xml
from overstap.connectors.twinfield.booking import Booking
from overstap.connectors.twinfield.desk import Desk
from overstap.connectors.twinfield.naming import Naming
from overstap.connectors.twinfield.writer_documents import attached
from overstap.connectors.twinfield.writer_entries import place_of
from overstap.connectors.values import Became, Posted, Posting

_REASON = "Withdrawn by Overstap"


def post(desk: Desk, posting: Posting) -> Posted:
    """Book an entry unless its reference is there already. Raises PackageRefused, OutcomeUnknown."""
    made = booking.booking(desk, posting.entry, references.mark(posting.reference), destiny="temporary")
    place = _there(desk, made) or _booked(desk, made)
    for document in posting.documents:
        written = attached(desk, document, place)
        if written.became is Became.REFUSED and written.finding is not None:
            raise PackageRefused(written.finding.message, facts={"document": document.name})
    journal, _slash, number = place.partition("/")
    return Posted(journal, number, place, posting.reference)


def read_back(desk: Desk, posted: Posted) -> Entry | None:
    """The entry as Twinfield has it now."""
    told = _transaction(desk, posted)
    return None if told is None else transactions.entry(desk, Naming(desk), told)


def withdraw(desk: Desk, posted: Posted) -> bool:
    """Delete it, which Twinfield allows while it is provisional. True also where it is gone already."""
    told = _transaction(desk, posted)
    if told is None:
        return True
    if told.get("location") == "final":
        return False
    element = xml.make(
        "transaction",
        *xml.leaves({"office": desk.code, "code": posted.journal, "number": posted.number}),
        action="delete",
        reasonfordeletion=_REASON,
    )
    gone = False

    def look() -> None:
        nonlocal gone
        gone = _transaction(desk, posted) is None

    def delete() -> bool:
        return gone or sending.sent(desk, "transactions", [element])[0].accepted

    return sending.surely(delete, look)


def _there(desk: Desk, made: Booking) -> str:
    """Where it stands, if it was booked before; it is looked for in its own period."""
    entry = made.entry
    if entry.year not in desk.years:
        return ""
    return references.found(desk, entry.year, entry.period, entry.period).get(made.reference, "")


def _booked(desk: Desk, made: Booking) -> str:
    place = ""

    def look() -> None:
        nonlocal place
        place = _there(desk, made)

    def book() -> str:
        if place:
            return place
        outcome = sending.sent(desk, "transactions", [made.element])[0]
        if not outcome.accepted:
            raise PackageRefused(" ".join(outcome.said), facts={"reference": made.reference})
        return place_of(outcome.element)

    return sending.surely(book, look)


def _transaction(desk: Desk, posted: Posted) -> xml.Element | None:
    """The transaction; None where there is none. An office that cannot be read is told as such, not as an absence."""
    try:
        return desk.transaction(posted.journal, posted.number)
    except PackageRefused:
        xml.text(desk.office, "code")
        return None
