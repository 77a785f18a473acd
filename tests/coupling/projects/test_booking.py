"""Invoices of projects in the books of the right administration: booked once, with the PDF, read back and compared."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import cast
from uuid import UUID

import pytest
from django.utils import translation

from overstap.books.ledger.values import Entry
from overstap.books.relations.values import Relation
from overstap.books.sales.values import SalesLine, Vat
from overstap.connectors import registry
from overstap.connectors.port import Connector
from overstap.connectors.sandboxes.world import Fault
from overstap.connectors.values import DocumentFile, Kind
from overstap.coupling.models import Card, Contact
from overstap.coupling.projects import booking, invoices, managing, paying, queries
from overstap.coupling.projects.models import ProjectInvoice
from overstap.coupling.projects.values import Draft, InvoiceFile, InvoiceState
from overstap.coupling.values import Standing
from overstap.tenancy.values import PackageFamily
from tests.connectors.driven import IN_PROCESS, SOCKET
from tests.coupling.projects.conftest import Played
from tests.coupling.projects.world import act, line

POSTS = "POST .*(SalesEntries|XMLUpload.aspx)$"


def made(exact: Played, *lines: SalesLine) -> UUID:
    """A definitive invoice of a new project."""
    world = exact.world
    with act(world.bob, world.slug) as actor:
        number = managing.make(actor=actor, name="Kade 12", administration=world.bouw.pk, contact=world.contact.number)
        uid = invoices.save(actor=actor, project=number, draft=Draft(lines or (line(),)))
        invoices.make_definitive(actor=actor, uid=uid)
    return uid


def work(exact: Played, uid: UUID) -> InvoiceFile:
    """What the worker does until there is nothing more to do at once; gives the invoice."""
    while booking.book(str(uid), exact.world.slug):
        pass
    return shown(exact, uid)


def shown(exact: Played, uid: UUID) -> InvoiceFile:
    """The invoice as Karin sees it."""
    with act(exact.world.karin, exact.world.slug) as actor:
        return queries.invoice(actor, uid)


def entries(exact: Played) -> list[Entry]:
    """What is booked in the administration."""
    return [one for one in exact.read(Kind.ENTRIES) if isinstance(one, Entry)]


@pytest.mark.parametrize("how", [IN_PROCESS, SOCKET])
def test_an_invoice_is_booked_in_its_administration_and_read_back(
    play: Callable[[str], AbstractContextManager[Played]], how: str
) -> None:
    """R193, R206: one line of debtors, one of turnover, one of VAT, with the number of the invoice."""
    with play(how) as exact:
        found = work(exact, made(exact, line("1000.00"), line("50.00", "2", Vat.LOW, "10")))
        assert (found.state, found.differences, found.problem) == (InvoiceState.POSTED, [], None)
        assert found.booked is not None
        [entry] = entries(exact)
        assert (entry.journal, entry.number) == (found.booked.journal, found.booked.number)
        sums = {one.account: one.amount for one in entry.lines if one.account in ("1300", "1500", "1510")}
        assert sums == {"1300": Decimal("1308.10"), "1500": Decimal("-210.00"), "1510": Decimal("-8.10")}
        assert sum(one.amount for one in entry.lines if one.account == "8100") == Decimal("-1090.00")
        assert {one.doc_ref for one in entry.lines} == {found.paper.number}
        assert entry.lines[0].relation == "1001"


def test_the_pdf_hangs_on_the_entry(exact: Played) -> None:
    found = work(exact, made(exact))
    [file] = [one for one in exact.read(Kind.DOCUMENTS) if isinstance(one, DocumentFile)]
    assert found.booked is not None
    assert (file.name, file.entry) == (f"Factuur {found.paper.number}.pdf", found.booked.number)
    assert b"".join(file.content()).startswith(b"%PDF-")


@pytest.mark.parametrize("fault", ["drop-after", "drop-before", "500-silent"])
def test_a_lost_answer_never_books_twice(exact: Played, fault: str) -> None:
    exact.at.world.switch_on(Fault(fault, POSTS))
    found = work(exact, made(exact))
    assert found.state is InvoiceState.POSTED
    assert len(entries(exact)) == 1


def test_a_package_that_stays_away_is_waited_for(exact: Played) -> None:
    uid = made(exact)
    exact.at.world.switch_on(Fault("drop-after", POSTS, 5))
    exact.at.world.switch_on(Fault("drop-before", "GET .*TransactionLines$", 20))
    found = work(exact, uid)
    assert found.state is InvoiceState.POSTING
    assert found.waits_until is not None
    assert found.waits_for
    exact.at.world.switch_off()
    assert work(exact, uid).state is InvoiceState.POSTED
    assert len(entries(exact)) == 1


def test_a_worker_that_was_killed_after_booking_does_not_book_again(exact: Played) -> None:
    uid = made(exact)
    work(exact, uid)
    with act(exact.world.bob, exact.world.slug):
        ProjectInvoice.objects.filter(uid=uid).update(state=InvoiceState.POSTING, journal="", entry="", posted_at=None)
    assert work(exact, uid).state is InvoiceState.POSTED
    assert len(entries(exact)) == 1


def test_what_exact_refuses_is_told_in_its_own_words_and_can_be_tried_again(exact: Played) -> None:
    """A period that is closed there."""
    exact.at.world.switch_on(Fault("500", POSTS, facts={"message": "Periode is afgesloten: 2026-11"}))
    uid = made(exact)
    found = work(exact, uid)
    assert found.state is InvoiceState.REFUSED
    assert found.problem is not None
    assert "Periode is afgesloten" in found.problem["message"]
    assert found.problem["remedy"]
    number = found.paper.number
    with act(exact.world.sanne, exact.world.slug) as actor:
        invoices.try_again(actor=actor, uid=uid)
    again = work(exact, uid)
    assert (again.state, again.paper.number) == (InvoiceState.POSTED, number)


@pytest.mark.parametrize(
    ("chosen", "vat", "told"),
    [
        ({}, Vat.HIGH, "PROJECT-SETTING"),
        ({"vat_high": "1"}, Vat.HIGH, "PROJECT-VAT-CODE"),
        ({"vat_high": "99"}, Vat.HIGH, "PROJECT-VAT-CODE"),
        ({"vat_reversed": ""}, Vat.REVERSED, "PROJECT-SETTING"),
        ({"journal": "77"}, Vat.HIGH, "EXACT-JOURNAL-MISSING"),
        ({"revenue_account": "8199"}, Vat.HIGH, "EXACT-ACCOUNT-MISSING"),
    ],
)
def test_settings_that_are_missing_or_wrong_are_named(
    exact: Played, chosen: dict[str, str], vat: Vat, told: str
) -> None:
    """Nothing is booked, and the invoice keeps its number."""
    uid = made(exact, line(vat=vat))
    with act(exact.world.sanne, exact.world.slug):
        one = exact.world.bouw
        one.settings = {**one.settings, **chosen} if chosen else {}
        one.save()
    found = work(exact, uid)
    assert found.state is InvoiceState.REFUSED
    assert found.problem is not None
    assert found.problem["code"] == told
    assert entries(exact) == []


def test_reversed_and_exempt_go_with_their_codes(exact: Played) -> None:
    with act(exact.world.sanne, exact.world.slug):
        one = exact.world.bouw
        one.settings = {**one.settings, "vat_reversed": "6", "vat_zero": "0"}
        one.save()
    lines = [line("100.00", vat=Vat.REVERSED), line("10.00", vat=Vat.ZERO), line("1.00", vat=Vat.EXEMPT)]
    found = work(exact, made(exact, *lines))
    assert (found.problem, found.state) == (None, InvoiceState.POSTED)
    [entry] = entries(exact)
    assert entry.lines[0].amount == Decimal("111.00")
    assert {vat.code for one in entry.lines for vat in one.vat} == {"6", "0"}


def test_a_blocked_customer_is_told(exact: Played) -> None:
    with act(exact.world.bob, exact.world.slug):
        Card.objects.filter(coupled=exact.world.bouw).update(blocked=True)
    found = work(exact, made(exact))
    assert found.problem is not None
    assert found.problem["code"] == "PROJECT-CUSTOMER-BLOCKED"


def test_an_administration_that_lost_access_is_told(exact: Played) -> None:
    uid = made(exact)
    with act(exact.world.sanne, exact.world.slug):
        exact.world.bouw.standing = Standing.LOST
        exact.world.bouw.save()
    found = work(exact, uid)
    assert found.problem is not None
    assert found.problem["code"] == "PROJECT-NOT-COUPLED"


def test_what_was_booked_otherwise_is_shown_beside_what_was_sent(exact: Played) -> None:
    """Exact has the customer under another number than the card says."""
    uid = made(exact)
    work(exact, uid)
    with act(exact.world.bob, exact.world.slug):
        Card.objects.filter(coupled=exact.world.bouw).update(foreign="999")
        ProjectInvoice.objects.filter(uid=uid).update(state=InvoiceState.POSTING)
    found = work(exact, uid)
    assert found.state is InvoiceState.DIFFERENT
    assert [(one.code, one.sent, one.there) for one in found.differences] == [("customer", "999", "1001")]
    with act(exact.world.bob, exact.world.slug) as actor:
        Card.objects.filter(coupled=exact.world.bouw).update(foreign="1001")
        invoices.try_again(actor=actor, uid=uid)
    assert work(exact, uid).state is InvoiceState.POSTED


def test_a_credit_invoice_takes_back_all_of_it(exact: Played) -> None:
    uid = made(exact)
    first = work(exact, uid)
    with act(exact.world.bob, exact.world.slug) as actor:
        credit = invoices.credit(actor=actor, uid=uid)
        number = invoices.make_definitive(actor=actor, uid=credit)
    found = work(exact, credit)
    assert (found.state, found.differences) == (InvoiceState.POSTED, [])
    assert (found.paper.credits, found.paper.totals.gross) == (first.paper.number, Decimal("-121.00"))
    assert shown(exact, uid).credited_by == [(credit, number)]
    assert sum(one.amount for entry in entries(exact) for one in entry.lines if one.account == "1300") == 0


def test_a_job_that_runs_twice_does_nothing_the_second_time(exact: Played) -> None:
    uid = made(exact)
    work(exact, uid)
    exact.at.world.calls.clear()
    assert booking.book(str(uid), exact.world.slug) is False
    assert not cast("dict[str, int]", exact.at.world.calls)


def test_what_is_open_is_told_for_all_invoices_of_the_administration_at_once(exact: Played) -> None:
    """One reading; what is not among the open items is paid."""
    first, second = made(exact), made(exact, line("200.00"))
    for uid in (first, second):
        work(exact, uid)
    with act(exact.world.bob, exact.world.slug) as actor:
        paying.look(actor=actor, uid=first)
    opened = [found.booked.open for uid in (first, second) if (found := shown(exact, uid)).booked]
    assert opened == [Decimal("121.00"), Decimal("242.00")]
    with act(exact.world.bob, exact.world.slug) as actor:
        ProjectInvoice.objects.filter(uid=second).update(entry="1")
        paying.look(actor=actor, uid=first)
    again = shown(exact, second).booked
    assert again is not None
    assert again.open == 0


@pytest.mark.parametrize("fault", ["", "drop-after"])
def test_a_customer_who_is_new_in_the_administration_is_made_there_once(exact: Played, fault: str) -> None:
    """R193: with the address of the contact; a lost answer makes no second one."""
    with act(exact.world.bob, exact.world.slug):
        fields = {**exact.world.contact.fields, "name": "Woningstichting Rijnmond", "email": "info@rijnmond.example"}
        Contact.objects.filter(pk=exact.world.contact.pk).update(fields=fields)
        Card.objects.filter(coupled=exact.world.bouw).update(contact=None)
    if fault:
        exact.at.world.switch_on(Fault(fault, "POST .*crm/Accounts$"))
    found = work(exact, made(exact))
    second = work(exact, made(exact))
    assert (found.problem, found.state, second.state) == (None, InvoiceState.POSTED, InvoiceState.POSTED)
    named = [one for one in exact.read(Kind.RELATIONS) if isinstance(one, Relation) and "Rijnmond" in one.name]
    [relation] = named
    assert relation.addresses[0].city == "Rotterdam"
    assert {entry.lines[0].relation for entry in entries(exact)} == {relation.code}
    with act(exact.world.bob, exact.world.slug):
        [card] = Card.objects.filter(coupled=exact.world.bouw, contact=exact.world.contact)
        assert (card.foreign, card.to_match) == (relation.code, False)


class BooksAlone:
    """A package that keeps no relations in step: what its connector says of books, and no more."""

    def __init__(self, inner: Connector) -> None:
        for name in ("who", "read", "changes", "write", "post", "read_back", "withdraw"):
            setattr(self, name, getattr(inner, name))
        for name in ("administrations", "health", "capabilities"):
            setattr(self, name, getattr(inner, name))


def test_where_customers_cannot_be_made_the_page_says_where_to_add_one(
    exact: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package whose customers are not kept in step from here."""
    with act(exact.world.bob, exact.world.slug):
        Card.objects.filter(coupled=exact.world.bouw).update(contact=None)
    family = PackageFamily.EXACT_ONLINE
    monkeypatch.setitem(registry._MAKERS, family, lambda _outside: BooksAlone(exact.at.connector))
    found = work(exact, made(exact))
    assert found.problem is not None
    assert found.problem["code"] == "PROJECT-CUSTOMER"
    assert entries(exact) == []


def test_what_keeps_it_from_being_booked_is_told_in_the_language_of_the_reader(exact: Played) -> None:
    with act(exact.world.bob, exact.world.slug):
        Card.objects.filter(coupled=exact.world.bouw).update(blocked=True)
    uid = made(exact)
    work(exact, uid)
    told = []
    for language in ("nl", "en"):
        with translation.override(language):
            problem = shown(exact, uid).problem
            assert problem is not None
            told.append(problem["message"])
    assert "geblokkeerd" in told[0]
    assert "blocked" in told[1]
