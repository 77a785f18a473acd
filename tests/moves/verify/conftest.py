"""One carried administration for all tests of the verification: committed, because they meddle from outside."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests.moves.verify.books import Carried, carried_move


@pytest.fixture(scope="session")
def committed_move(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Carried]:
    """Carried once; every test leaves it as it found it."""
    with django_db_blocker.unblock():
        yield carried_move()


@pytest.fixture
def move(committed_move: Carried, db: None, tmp_path: Path) -> Carried:
    """The carried administration, and a transaction of the test's own."""
    return committed_move
