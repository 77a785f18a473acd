"""An administration with a bank account, in a transaction that is rolled back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from overstap.books.bank import accounts
from overstap.books.bank.accounts import AccountDetails
from overstap.books.bank.importing import Imported
from overstap.books.bank.values import BankStatement
from overstap.books.ledger.models import Journal
from overstap.connectors.bank_file.actions import import_bank_file
from tests.exchange.bank.files import camt_file
from tests.moves.conftest import world
from tests.moves.world import CODE, TwoOffices, act, administration_of

__all__ = ["world"]
OURS = "NL20INGB0001234567"  # the account that these tests import into; those of ``filled`` have contents already

Import = Callable[..., Imported]


@pytest.fixture
def books(world: TwoOffices) -> TwoOffices:
    """The giver's administration has an account of ours, with ledger account and journal."""
    one = administration_of(world.alice, world.giver.slug, CODE)
    with act(world.alice, world.giver.slug) as actor:
        Journal.objects.create(administration=one, code="BK", name="Bank", type="B", offset_account="1100")
        details = AccountDetails(OURS, "Zakelijke rekening", account_code="1100", journal_code="BK")
        accounts.save(actor, CODE, details)
    return world


@pytest.fixture
def bring(books: TwoOffices, tmp_path: Path) -> Import:
    """Bob imports statements, as CAMT.053 unless another writer is given."""

    def take(found: list[BankStatement], write: Callable[[Path, list[BankStatement]], Path] = camt_file) -> Imported:
        with act(books.bob, books.giver.slug) as actor:
            path = write(tmp_path, found)
            return import_bank_file(actor, CODE, path, path.name)

    return take
