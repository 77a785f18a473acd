"""Payments to open items: proposed with reasons, confirmed by a person, booked at once, undone by a turned entry."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from overstap.books.bank import matching
from overstap.books.bank.booking import NotBookable
from overstap.books.bank.matching import DoesNotFit, LineNotFound, NotWaiting, Part, Place
from overstap.books.bank.models import BankAccount, BankMatch, StatementLine
from overstap.books.bank.scoring import Candidates
from overstap.books.bank.values import BankLine, BankStatement, Reason, Target
from overstap.books.ledger import queries
from overstap.books.ledger.models import Entry, Line
from overstap.lib.money import ZERO
from overstap.tenancy.access import NotAllowed
from tests.books.bank.conftest import OURS, Import
from tests.moves.world import CODE, TwoOffices, act, administration_of
from tests.tenancy.people import join, make_person

DAY = date(2025, 3, 30)
C1 = "NL02ABNA0123456789"  # of the relation C1 of the test world, Café ’t Hoekje
PLACE = Place(OURS, 1, 1)


def line(amount: str, text: str = "", name: str = "", account: str = "") -> BankLine:
    """A line of a statement."""
    return BankLine(DAY, DAY, Decimal(amount), name, account, description=text)


def item(invoice: str, amount: str, relation: str = "C1", name: str = "Café ’t Hoekje", kind: str = "CU") -> Target:
    """An open item."""
    return Target(kind, relation, name, invoice, Decimal(amount))


def received(bring: Import, *lines: BankLine) -> None:
    """Import a statement with these lines."""
    total = sum((one.amount for one in lines), ZERO)
    bring([BankStatement(OURS, "EUR", "1", DAY, ZERO, DAY, total, list(lines), "statement 1")])


def open_now(world: TwoOffices) -> dict[str, Decimal]:
    """What is open, by invoice."""
    one = administration_of(world.alice, world.giver.slug, CODE)
    with act(world.alice, world.giver.slug):
        return {found.invoice_ref: found.open for found in queries.open_items(one)}


def confirm(world: TwoOffices, parts: list[Part], place: Place = PLACE) -> str:
    """Bob confirms."""
    with act(world.bob, world.giver.slug) as actor:
        return matching.confirm(actor, CODE, place, parts)


def part(invoice: str, amount: str) -> Part:
    """A part of a line for an invoice of C1."""
    return Part("CU", "C1", invoice, Decimal(amount))


def test_a_proposal_says_why() -> None:
    asked = Candidates([item("2025-0001", "121.00"), item("2025-0002", "99.00")], {C1: ["C1"]})
    first, *_others = asked.proposals(line("121.00", "Factuur 2025 0001 dank", "Cafe t Hoekje", C1))
    assert first.targets[0].invoice_ref == "2025-0001"
    assert dict(first.reasons) == {Reason.INVOICE: 50, Reason.AMOUNT: 25, Reason.ACCOUNT: 15, Reason.NAME: 10}
    assert first.score == 100


@pytest.mark.parametrize(
    ("text", "score"),
    [("2025-0001", 75), ("fac 20250001", 75), ("2025.0001/x", 75), ("order 2025", 25), ("120250001", 25)],
)
def test_the_number_of_an_invoice_is_found_however_it_is_cut(text: str, score: int) -> None:
    (found,) = Candidates([item("2025-0001", "121.00")], {}).proposals(line("121.00", text))
    assert found.score == score


def test_what_has_another_sign_or_is_less_than_was_paid_is_not_proposed() -> None:
    asked = Candidates([item("2025-0001", "121.00")], {C1: ["C1"]})
    assert asked.proposals(line("-121.00", "2025-0001", account=C1)) == []
    assert asked.proposals(line("121.01", "2025-0001", account=C1)) == []
    creditor = Candidates([item("I-77123", "-50.00", kind="SU")], {})
    assert creditor.proposals(line("-50.00", "I 77123"))[0].score == 75


def test_a_part_of_an_invoice_and_several_invoices_at_once_are_proposed() -> None:
    asked = Candidates([item("2025-0001", "121.00"), item("2025-0002", "79.00")], {C1: ["C1"]})
    (part_of_it,) = asked.proposals(line("21.00", "deel 2025-0001"))
    assert (part_of_it.amounts, dict(part_of_it.reasons)) == ((Decimal("21.00"),), {Reason.INVOICE: 50})
    both = asked.proposals(line("200.00", "2025-0001 en 2025-0002", account=C1))[0]
    assert [one.invoice_ref for one in both.targets] == ["2025-0001", "2025-0002"]
    assert both.score == 90
    whole = asked.proposals(line("200.00", account=C1))[0]
    assert (len(whole.targets), whole.score) == (2, 40)


def test_an_amount_alone_is_shown_far_below_and_never_more_than_three() -> None:
    asked = Candidates([item(f"2025-{number:04d}", "121.00") for number in range(50)], {})
    found = asked.proposals(line("121.00"))
    assert [one.score for one in found] == [25, 25, 25]


def test_a_confirmed_payment_is_booked_and_the_item_is_paid(books: TwoOffices, bring: Import) -> None:
    received(bring, line("121.00", "2025-0001", "Café ’t Hoekje", C1))
    number = confirm(books, [part("2025-0001", "121.00")])
    assert "2025-0001" not in open_now(books)
    one = administration_of(books.alice, books.giver.slug, CODE)
    with act(books.alice, books.giver.slug):
        entry = Entry.objects.get(ledger_id=one.ledger_id, number=number)
        assert (entry.journal_code, entry.date, entry.year, entry.period) == ("BK", DAY, 2025, 3)
        lines = Line.objects.filter(ledger_id=one.ledger_id, entry_seq=entry.seq).order_by("position")
        assert [(row.account_code, row.amount, row.relation_code, row.invoice_ref) for row in lines] == [
            ("1100", Decimal("121.00"), "", ""),
            ("1300", Decimal("-121.00"), "C1", "2025-0001"),
        ]
        kept = BankMatch.objects.get(account_number=OURS)
        assert (kept.score, kept.confirmed_by, kept.entry_number) == (100, books.bob.name, number)
        assert StatementLine.objects.get(account_number=OURS).state == "booked"


def test_a_part_leaves_the_rest_open_and_one_payment_pays_several(books: TwoOffices, bring: Import) -> None:
    received(bring, line("150.00"))
    confirm(books, [part("2025-0001", "121.00"), part("2025-0002", "29.00")])
    left = open_now(books)
    assert "2025-0001" not in left
    assert left["2025-0002"] == Decimal("92.00")


def test_undone_the_item_is_open_again_and_the_line_waits(books: TwoOffices, bring: Import) -> None:
    before = open_now(books)
    received(bring, line("150.00"))
    number = confirm(books, [part("2025-0001", "121.00"), part("2025-0002", "29.00")])
    with act(books.alice, books.giver.slug) as actor:
        assert matching.undo(actor, CODE, PLACE) == f"{number}-U"
    assert open_now(books) == before
    one = administration_of(books.alice, books.giver.slug, CODE)
    with act(books.alice, books.giver.slug) as actor:
        balance = {row.account: row.closing for row in queries.trial_balance(one)}
        assert balance["1100"] == Decimal("500.00")
        with pytest.raises(NotWaiting):
            matching.undo(actor, CODE, PLACE)
        again = matching.confirm(actor, CODE, PLACE, [part("2025-0001", "121.00"), part("2025-0003", "29.00")])
    assert again == f"{number}-3"
    with act(books.alice, books.giver.slug):
        states = BankMatch.objects.filter(account_number=OURS).order_by("nr").values_list("nr", "state", "undone_by")
        assert list(states) == [
            (1, "undone", "Alice"),
            (2, "undone", "Alice"),
            (3, "confirmed", ""),
            (4, "confirmed", ""),
        ]


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [part("2025-0001", "120.99")],
        [part("2025-0001", "121.00"), part("2025-0001", "0.00")],
        [part("2025-0001", "242.00"), part("2025-0002", "-121.00")],
        [part("2025-0009", "121.00")],
        [Part("SU", "C1", "2025-0001", Decimal("121.00"))],
        [part("2025-0001", "60.50"), part("2025-0001", "60.50")],
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_booked(
    books: TwoOffices, bring: Import, parts: list[Part]
) -> None:
    received(bring, line("121.00"))
    with pytest.raises(DoesNotFit):
        confirm(books, parts)
    with act(books.alice, books.giver.slug):
        assert StatementLine.objects.get(account_number=OURS).state == "waiting"
        assert not Entry.objects.filter(journal_code="BK").exists()


def test_a_line_is_booked_once(books: TwoOffices, bring: Import) -> None:
    received(bring, line("121.00"))
    confirm(books, [part("2025-0001", "121.00")])
    with pytest.raises(NotWaiting):
        confirm(books, [part("2025-0002", "121.00")])
    with pytest.raises(LineNotFound):
        confirm(books, [part("2025-0002", "121.00")], replace(PLACE, position=2))


def test_without_ledger_account_journal_or_book_year_nothing_is_booked(books: TwoOffices, bring: Import) -> None:
    received(bring, line("121.00"))
    with act(books.alice, books.giver.slug):
        BankAccount.objects.filter(number=OURS).update(journal_code="")
    with pytest.raises(NotBookable):
        confirm(books, [part("2025-0001", "121.00")])
    with act(books.alice, books.giver.slug):
        BankAccount.objects.filter(number=OURS).update(journal_code="BK")
        StatementLine.objects.filter(account_number=OURS).update(booked_on=date(2031, 1, 1))
    with pytest.raises(NotBookable) as caught:
        confirm(books, [part("2025-0001", "121.00")])
    assert caught.value.code == "BANK-NO-BOOK-YEAR"


def test_a_line_is_set_aside_with_a_reason_and_comes_back(books: TwoOffices, bring: Import) -> None:
    received(bring, line("-9.50", "kosten"))
    with act(books.bob, books.giver.slug) as actor:
        with pytest.raises(DoesNotFit):
            matching.set_aside(actor, CODE, PLACE, "  ")
        matching.set_aside(actor, CODE, PLACE, "booked with the bank's invoice")
        assert StatementLine.objects.get(account_number=OURS).state == "aside"
        assert matching.undo(actor, CODE, PLACE) == ""
        assert StatementLine.objects.get(account_number=OURS).state == "waiting"


def test_who_may_only_read_confirms_nothing(books: TwoOffices, bring: Import) -> None:
    from overstap.tenancy import actions as tenancy

    received(bring, line("121.00"))
    client = make_person("Client")
    join(books.alice, books.giver.slug, client, "client_user")
    with act(books.alice, books.giver.slug) as actor:
        tenancy.give_access(actor=actor, code=CODE, person=client)
    with act(client, books.giver.slug) as actor:
        for deed in (
            lambda: matching.confirm(actor, CODE, PLACE, [part("2025-0001", "121.00")]),
            lambda: matching.set_aside(actor, CODE, PLACE, "x"),
            lambda: matching.undo(actor, CODE, PLACE),
        ):
            with pytest.raises(NotAllowed):
                deed()
