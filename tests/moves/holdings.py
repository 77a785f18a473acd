"""What administrations of tests hold besides their ledger: of every table a row, and where asked another."""

from overstap.tenancy.models import Administration
from tests.books.assets import filled as assets
from tests.books.authorisation import filled as authorisation
from tests.books.bank import filled as bank
from tests.books.documents import filled as documents
from tests.books.inbox import filled as inbox
from tests.books.sales import filled as sales
from tests.books.tax import filled as tax

PARTS = (documents, sales, inbox, authorisation, bank, tax, assets)


def first_of_each(one: Administration) -> None:
    """One of everything."""
    for part in PARTS:
        part.first(one)


def second_of_each(one: Administration) -> None:
    """Another of everything, with contents that are easily damaged on the way."""
    for part in PARTS:
        part.second(one)


def behind_the_gates(one: Administration) -> None:
    """What a gate of transfer-code stops: for who comes in by the back door, once the checks are done."""
    authorisation.behind_the_gates(one)
