"""Writing to AFAS: relations, entries, documents; nothing twice, and what is refused is told."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import cast

import pytest

from overstap.books.ledger.values import Account, Entry, EntryKind, Line, LineVat
from overstap.books.relations.values import Address, Relation
from overstap.connectors.afas_sb.booking import voucher_of
from overstap.connectors.port import Books, CannotDo, OutcomeUnknown, PackageRefused
from overstap.connectors.sandboxes.world import Fault
from overstap.connectors.values import Became, DocumentFile, Kind, OpenItem, Posting, Record, Wanted, Written
from tests.connectors.afas_sb.driven import PLAYED
from tests.connectors.driven import IN_PROCESS, Driven, driven

FIENTRIES = "POST /profitrestservices/connectors/FiEntries"
ON = date(2026, 6, 1)


@pytest.fixture
def at() -> Iterator[Driven]:
    with driven(PLAYED, IN_PROCESS) as made:
        made.world.calls.clear()
        yield made


def books(at: Driven) -> Books:
    return cast("Books", at.connector)


def write(at: Driven, *records: Record) -> list[Written]:
    return list(books(at).write(at.connection, "2", records))


def became(at: Driven, *records: Record) -> list[Became]:
    return [one.became for one in write(at, *records)]


def sale(number: str = "1", invoice: str = "X1", relation: str = "10001") -> Entry:
    lines = [
        Line("1", "1300", Decimal("121.00"), "D", relation=relation, invoice_ref=invoice, effective_date=ON),
        Line("2", "8000", Decimal("-100.00"), "C", vat=[LineVat("1", Decimal(21), Decimal("-21.00"), "C")],
             cost_centre="WINKEL"),
        Line("3", "1510", Decimal("-21.00"), "C"),
    ]  # fmt: skip
    return Entry(number, "VRK", 2026, 6, ON, lines, "Verkoop")


def document(name: str = "bon.pdf") -> DocumentFile:
    return DocumentFile("d1", name, "Bon", ON, "sales", lambda: iter([b"%PDF", b"-1.4"]))


def posting(entry: Entry | None = None, reference: str = "OV-1", documents: tuple[DocumentFile, ...] = ()) -> Posting:
    return Posting(entry or sale(), reference, documents)


def post(at: Driven, one: Posting) -> str:
    return books(at).post(at.connection, "2", one).foreign


def test_an_entry_is_posted_and_read_back_the_same(at: Driven) -> None:
    """R020, R026: a connection is proven by an entry that is posted and read back."""
    posted = books(at).post(at.connection, "2", posting())
    found = books(at).read_back(at.connection, "2", posted)
    assert found is not None
    assert [(line.account, line.amount, line.relation, line.invoice_ref) for line in found.lines] == [
        (line.account, line.amount, line.relation, line.invoice_ref) for line in sale().lines
    ]
    assert (found.journal, found.year, found.period, found.lines[0].doc_ref) == ("VRK", 2026, 6, "OV-1")
    assert (found.lines[1].cost_centre, found.lines[1].vat[0].code) == ("WINKEL", "1")


def test_the_same_reference_is_booked_once(at: Driven) -> None:
    assert post(at, posting()) == post(at, posting())
    assert at.world.calls[FIENTRIES] == 1


def test_an_answer_that_got_lost_is_looked_up_before_it_is_sent_again(at: Driven) -> None:
    at.world.switch_on(Fault("drop-after", "FiEntries"))
    number = post(at, posting())
    assert at.world.calls[FIENTRIES] == 1
    assert number == post(at, posting())


def test_what_never_arrived_is_sent_again(at: Driven) -> None:
    at.world.switch_on(Fault("drop-before", "FiEntries"))
    assert post(at, posting())
    assert at.world.calls[FIENTRIES] == 2


def test_a_failure_without_words_is_an_unknown_outcome(at: Driven) -> None:
    at.world.switch_on(Fault("500", "FiEntries", times=2))
    with pytest.raises(OutcomeUnknown):
        post(at, posting())


def test_a_document_goes_with_its_invoice_once(at: Driven) -> None:
    for _turn in range(2):
        post(at, posting(documents=(document(),)))
    wanted = Wanted(frozenset([Kind.DOCUMENTS]))
    found = [one for one in books(at).read(at.connection, "2", wanted) if isinstance(one, DocumentFile)]
    [mine] = [one for one in found if one.name == "bon.pdf"]
    assert b"".join(mine.content()) == b"%PDF-1.4"
    assert (mine.extra["InvoiceId"], mine.relation) == ("X1", "10001")


def test_a_document_without_invoice_is_refused_before_anything_is_booked(at: Driven) -> None:
    memo = Entry("1", "MEM", 2026, 6, ON, [Line("1", "1000", Decimal(5), "D"), Line("2", "2000", Decimal(-5), "C")])
    with pytest.raises(CannotDo):
        post(at, posting(memo, documents=(document(),)))
    assert at.world.calls[FIENTRIES] == 0


def test_a_relation_that_afas_does_not_know_is_named(at: Driven) -> None:
    with pytest.raises(PackageRefused, match="77777"):
        post(at, posting(sale(relation="77777")))


def test_what_is_withdrawn_is_balanced_to_zero_once(at: Driven) -> None:
    posted = books(at).post(at.connection, "2", posting())
    assert books(at).withdraw(at.connection, "2", posted) is False
    assert books(at).withdraw(at.connection, "2", posted) is False
    assert at.world.calls[FIENTRIES] == 2
    entries = [one for one in books(at).read(at.connection, "2", Wanted()) if isinstance(one, Entry)]
    mine = [line for one in entries for line in one.lines if line.doc_ref in ("OV-1", "T-OV-1")]
    assert len(mine) == 6
    assert {line.account: sum(one.amount for one in mine if one.account == line.account) for line in mine} == {
        "1300": 0, "8000": 0, "1510": 0,
    }  # fmt: skip


def test_records_are_written_or_said_to_be_there(at: Driven) -> None:
    street = Address(street="Laan", number="1", city="Ede", postal_code="6711 AA", country="NL")
    new = Relation("10099", "Nieuwe Klant", "C", group="1300", addresses=[street])
    records: list[Record] = [
        Account("8000", "Omzet hoog tarief", "P"),
        Account("9999", "Bestaat niet", "P"),
        new,
        Relation("10001", "Café De Sluis", "C"),
        sale("7", "F7", "10099"),
        OpenItem("10099", "CU", "1300", "F7", ON, None, Decimal(1), Decimal(1)),
    ]
    assert became(at, *records) == [
        Became.THERE, Became.REFUSED, Became.MADE, Became.THERE, Became.MADE, Became.REFUSED,
    ]  # fmt: skip
    assert became(at, new, sale("7", "F7", "10099")) == [Became.THERE, Became.THERE]


def test_many_entries_cost_one_call_each_after_the_look_at_what_is_there(at: Driven) -> None:
    entries = [sale(str(nr), f"N{nr}") for nr in range(20)]
    assert became(at, *entries) == [Became.MADE] * 20
    assert at.world.calls[FIENTRIES] == 20
    assert sum(at.world.calls.values()) == 23  # the vouchers of the year, debtors and creditors


def test_a_refusal_is_told_and_does_not_end_the_writing(at: Driven) -> None:
    closed = sale("1")._replace(year=2025, period=3)
    made = write(at, closed, sale("2", "N2"))
    assert [one.became for one in made] == [Became.REFUSED, Became.MADE]
    assert made[0].finding is not None
    assert "geblokkeerd" in made[0].finding.message


def test_an_opening_balance_is_booked_in_period_zero(at: Driven) -> None:
    lines = [Line("1", "1100", Decimal(10), "D"), Line("2", "0500", Decimal(-10), "C")]
    opening = Entry("", "", 2026, 0, date(2026, 1, 1), lines, kind=EntryKind.OPENING)
    assert became(at, opening, opening) == [Became.MADE, Became.THERE]
    wanted = Wanted(frozenset([Kind.OPENING]), (2026,))
    [read] = [one for one in books(at).read(at.connection, "2", wanted) if isinstance(one, Entry)]
    assert sum(line.amount for line in read.lines) == 0


def test_a_lost_answer_of_a_relation_makes_no_second_one(at: Driven) -> None:
    at.world.switch_on(Fault("drop-after", "KnSalesRelationOrg"))
    assert became(at, Relation("10098", "Klant", "C")) == [Became.MADE]
    assert at.world.calls["POST /profitrestservices/connectors/KnSalesRelationOrg"] == 1


def test_voucher_numbers_are_short_and_differ() -> None:
    long = [voucher_of("2026", "VERKOOP", "A" * 40), voucher_of("2026", "VERKOOP", "A" * 39 + "B")]
    assert len({*long}) == 2
    assert max(map(len, long)) <= 32
