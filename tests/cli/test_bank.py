"""Bank and cash at the command line, and what the demonstration shows of it."""

from pathlib import Path

from overstap.cli.demo.holdings import bank as demo
from overstap.cli.errors import Exit
from tests.books.bank.conftest import OURS, books
from tests.cli.test_moves import Office, giver, receiver
from tests.exchange.bank.files import camt_file, made, mt940_file
from tests.moves.conftest import world
from tests.moves.world import CODE, TwoOffices, act, administration_of

__all__ = ["books", "giver", "receiver", "world"]


def test_from_a_file_to_a_booking_and_back(books: TwoOffices, giver: Office, tmp_path: Path) -> None:
    done = giver("bank", "import", CODE, camt_file(tmp_path, made(2, 2, OURS)))
    assert (done.code, done.data["statements"], done.data["lines"]) == (0, 2, 4)
    assert giver("bank", "import", CODE, mt940_file(tmp_path, made(2, 2, OURS))).data["known"] == 2
    assert any(one["number"] == OURS and one["statements"] == 2 for one in giver("bank", "accounts", CODE).data)
    assert len(giver("bank", "statements", CODE, OURS).data) == 2
    assert len(giver("bank", "waiting", CODE).data) == 4
    refused = giver("bank", "confirm", CODE, OURS, "1/1", "2025-0001")
    assert (refused.code, refused.data["error"]) == (Exit.REFUSED, "BANK-MATCH-DOES-NOT-FIT")
    assert giver("bank", "confirm", CODE, OURS, "x").code == Exit.USAGE
    assert giver("bank", "aside", CODE, OURS, "1/1", "booked by hand").code == 0
    assert len(giver("bank", "waiting", CODE).data) == 3
    assert giver("bank", "undo", CODE, OURS, "1/1").data == {"entry": ""}


def test_accounts_and_links_are_kept_and_asked_about(books: TwoOffices, giver: Office, receiver: Office) -> None:
    assert giver("bank", "account", CODE, "NL44 RABO 0123 4567 80", "--name", "x").data["error"] == "BANK-ACCOUNT-WRONG"
    assert giver("bank", "account", CODE, "KAS1", "--name", "Kas", "--cash").code == 0
    assert giver("bank", "link", CODE, OURS, "--holder", "Karin", "--email", "k@x.example", "--paid").code == 0
    assert any(one["number"] == OURS and one["paid"] for one in giver("bank", "links", CODE).data)
    assert giver("bank", "ask-consent", CODE, OURS).code == 0
    assert giver("bank", "switch-off", CODE, OURS).code == 0
    assert receiver("bank", "links", CODE).data["error"] == "ADMINISTRATION-NOT-FOUND"
    assert giver("bank", "import", CODE, "/nowhere/x").data["error"] == "FILE-NOT-FOUND"


def test_the_demonstration_has_payments_that_wait_and_payments_that_are_booked(books: TwoOffices) -> None:
    from overstap.books.ledger.models import Journal

    one = administration_of(books.alice, books.giver.slug, CODE)
    with act(books.alice, books.giver.slug) as actor:
        Journal.objects.filter(administration=one, code="BK").update(bank_account=OURS)
        assert demo.furnish(actor, CODE) > 5
        from overstap.books.bank import queries

        states = [row.state for row in queries.lines(one, OURS, 1)]
        assert states
        assert queries.waiting(one)
        assert any(row.number == OURS for row in queries.links(one))
