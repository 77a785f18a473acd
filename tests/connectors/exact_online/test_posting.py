"""Posting one entry: booked once, with its document, found again by our reference, read back and taken back."""

from collections.abc import Iterator
from decimal import Decimal
from typing import cast

import pytest

from overstap.books.ledger.values import Entry, Line, LineVat
from overstap.connectors.port import Books, NoAccess, PackageRefused
from overstap.connectors.sandboxes.world import Fault
from overstap.connectors.values import DocumentFile, Kind, Posted, Posting
from tests.connectors.driven import Driven
from tests.connectors.exact_online.driven import BLOCKED, EMPTY
from tests.connectors.exact_online.written_books import (
    CUSTOMER,
    DAY,
    SUPPLIER,
    calls,
    desk,
    memorial,
    purchase,
    read,
    sale,
    statement,
    write,
)

POSTS = "POST .*(Entries|XMLUpload.aspx)$"


@pytest.fixture
def at() -> Iterator[Driven]:
    """A connector whose division 100002 has a chart, a customer and a supplier."""
    with desk() as made:
        write(made, CUSTOMER, SUPPLIER)
        made.world.calls.clear()
        yield made


def books(at: Driven) -> Books:
    """The connector as one that posts."""
    return cast("Books", at.connector)


def unnumbered(entry: Entry) -> Entry:
    """An entry whose number the package gives."""
    return entry._replace(number="")


def posted(at: Driven, entry: Entry, reference: str = "OV-1", *files: DocumentFile) -> Posted:
    """Post into the empty division."""
    return books(at).post(at.connection, EMPTY, Posting(unnumbered(entry), reference, files))


def entries(at: Driven) -> list[Entry]:
    """What is booked there."""
    return [one for one in read(at, Kind.ENTRIES) if isinstance(one, Entry)]


EVERY_WAY = pytest.mark.parametrize(
    "entry", [sale(), purchase(), memorial(), statement()], ids=["sale", "purchase", "memorial", "bank"]
)


@EVERY_WAY
def test_what_is_posted_is_read_back_as_it_was(at: Driven, entry: Entry) -> None:
    """R026: a posted and read-back entry shows that posting works."""
    made = posted(at, entry)
    assert (made.journal, made.reference) == (entry.journal, "OV-1")
    assert made.number.isdigit()
    back = books(at).read_back(at.connection, EMPTY, made)
    assert back is not None
    assert (back.number, back.journal, back.date, back.period) == (made.number, entry.journal, DAY, 3)
    assert [(line.account, line.amount) for line in back.lines] == [(line.account, line.amount) for line in entry.lines]


@EVERY_WAY
def test_the_same_reference_twice_is_booked_once(at: Driven, entry: Entry) -> None:
    assert posted(at, entry) == posted(at, entry)
    assert len(entries(at)) == 1


@EVERY_WAY
@pytest.mark.parametrize("fault", ["drop-after", "drop-before", "500-silent"])
def test_a_posting_without_an_answer_is_looked_up_before_it_is_repeated(at: Driven, entry: Entry, fault: str) -> None:
    at.world.switch_on(Fault(fault, POSTS))
    made = posted(at, entry)
    assert [one.number for one in entries(at)] == [made.number]


def test_a_reference_is_not_taken_for_one_that_ends_alike(at: Driven) -> None:
    assert posted(at, memorial(), "OV-11") != posted(at, memorial(), "1")
    assert posted(at, memorial(), "OV-1").number != posted(at, memorial(), "OV-11").number
    assert len(entries(at)) == 3


def test_a_description_that_is_too_long_leaves_the_reference_whole(at: Driven) -> None:
    long = memorial()._replace(lines=[line._replace(description="x" * 80) for line in memorial().lines])
    assert posted(at, long, "OV-2026-000000000000000000001") == posted(at, long, "OV-2026-000000000000000000001")
    assert all(len(line.description) <= 60 for line in entries(at)[0].lines)


def test_the_number_of_the_suppliers_invoice_stays_in_your_ref(at: Driven) -> None:
    posted(at, purchase())
    [made] = entries(at)
    assert {line.doc_ref for line in made.lines} == {"F-77"}
    assert all(line.description.endswith(" OV-1") for line in made.lines)


def test_a_posting_costs_one_look_and_one_call_beside_the_listings(at: Driven) -> None:
    posted(at, memorial())
    assert calls(at, "POST") == 1
    assert at.world.calls["GET /api/v1/100002/financialtransaction/TransactionLines"] == 1
    assert calls(at, "GET") == 3  # that look, journals, accounts


def _paper() -> DocumentFile:
    return DocumentFile("k", "bon.pdf", "Bon", DAY, "purchase", lambda: iter((b"%PDF-", b"bon")), relation="1002")


def test_the_document_comes_with_it_and_once(at: Driven) -> None:
    made = posted(at, purchase(), "OV-1", _paper())
    posted(at, purchase(), "OV-1", _paper())
    [file] = [one for one in read(at, Kind.DOCUMENTS) if isinstance(one, DocumentFile)]
    assert (file.name, file.relation, file.journal, file.entry) == ("bon.pdf", "1002", "50", made.number)
    assert b"".join(file.content()) == b"%PDF-bon"


def test_a_document_that_got_lost_on_the_way_is_brought_by_the_next_try(at: Driven) -> None:
    at.world.switch_on(Fault("500", "POST .*DocumentAttachments", facts={"message": "Ongeldig: Bestand"}))
    with pytest.raises(PackageRefused, match="Ongeldig: Bestand"):
        posted(at, purchase(), "OV-1", _paper())
    posted(at, purchase(), "OV-1", _paper())
    assert len(entries(at)) == 1
    assert len([one for one in read(at, Kind.DOCUMENTS) if isinstance(one, DocumentFile)]) == 1


def test_what_exact_refuses_is_raised_in_its_own_words(at: Driven) -> None:
    at.world.switch_on(Fault("500", POSTS, facts={"message": "Ongeldig: Dagboek"}))
    with pytest.raises(PackageRefused, match="Ongeldig: Dagboek"):
        posted(at, sale())


def test_what_the_xml_interface_refuses_is_raised_in_its_own_words(at: Driven) -> None:
    with pytest.raises(PackageRefused, match="Ongeldig: Boekjaar"):
        posted(at, statement()._replace(year=2050))


def test_an_account_that_is_not_there_is_told_before_anything_is_sent(at: Driven) -> None:
    lines = [memorial().lines[0]._replace(account="4999"), memorial().lines[1]]
    with pytest.raises(PackageRefused) as caught:
        posted(at, memorial()._replace(lines=lines))
    assert caught.value.code == "EXACT-ACCOUNT-MISSING"
    assert calls(at, "POST") == 0


def test_a_posting_on_debtors_needs_a_relation(at: Driven) -> None:
    lines = [memorial().lines[0]._replace(account="1300"), memorial().lines[1]]
    with pytest.raises(PackageRefused) as caught:
        posted(at, memorial()._replace(lines=lines))
    assert caught.value.code == "EXACT-RELATION-NEEDED"


def test_a_blocked_administration_takes_nothing(at: Driven) -> None:
    with pytest.raises(NoAccess):
        books(at).post(at.connection, BLOCKED, Posting(memorial(), "OV-1"))


@pytest.mark.parametrize("entry", [sale(), purchase(), memorial()], ids=["sale", "purchase", "memorial"])
@pytest.mark.parametrize("fault", ["", "drop-after", "drop-before"])
def test_what_was_posted_is_taken_back_with_its_document(at: Driven, entry: Entry, fault: str) -> None:
    made = posted(at, entry, "OV-1", _paper())
    if fault:
        at.world.switch_on(Fault(fault, "DELETE "))
    assert books(at).withdraw(at.connection, EMPTY, made)
    assert books(at).read_back(at.connection, EMPTY, made) is None
    assert read(at, Kind.ENTRIES, Kind.DOCUMENTS) == []
    assert books(at).withdraw(at.connection, EMPTY, made)  # a second time changes nothing


def test_a_bank_entry_cannot_be_taken_back(at: Driven) -> None:
    made = posted(at, statement())
    assert not books(at).withdraw(at.connection, EMPTY, made)
    assert books(at).read_back(at.connection, EMPTY, made) is not None


def test_what_stands_after_all_is_not_called_taken_back(at: Driven) -> None:
    """The sandbox shows no entry that came by XML among the general journal entries, so that DELETE finds none."""
    lines = [
        Line("1", "4300", Decimal("100.00"), "D", vat=[LineVat("4", Decimal(21), Decimal("21.00"), "D")]),
        Line("2", "1520", Decimal("21.00"), "D"),
        Line("3", "1200", Decimal("-121.00"), "C"),
    ]
    made = posted(at, memorial()._replace(lines=lines))
    gone = books(at).withdraw(at.connection, EMPTY, made)
    assert gone is (books(at).read_back(at.connection, EMPTY, made) is None)


def test_what_exact_does_not_let_go_stands(at: Driven) -> None:
    made = posted(at, memorial())
    at.world.switch_on(Fault("500", "DELETE ", facts={"message": "Can't delete: Entry - Status: Verwerkt"}))
    assert not books(at).withdraw(at.connection, EMPTY, made)


def test_an_entry_is_read_back_by_journal_and_number_where_nothing_else_is_known(at: Driven) -> None:
    made = posted(at, memorial())
    back = books(at).read_back(at.connection, EMPTY, Posted(made.journal, made.number))
    assert back is not None
    assert back.lines[0].amount == Decimal("75.00")
    assert books(at).read_back(at.connection, EMPTY, Posted("90", "1")) is None
