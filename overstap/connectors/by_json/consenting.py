"""What connectors have in common that get in by consent, and whose package tells no changes."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import ClassVar

from overstap.books.ledger.values import Entry, Period
from overstap.connectors.by_json.oauth import Endpoints, Tokens
from overstap.connectors.port import Connection, Outside, health_of
from overstap.connectors.values import Change, Health, Record, Who, kind_of


class ByConsent(ABC):
    """Implements Consenting of overstap.connectors.port, and health; ``who`` and ``endpoints`` are each package's."""

    endpoints: ClassVar[Endpoints]

    def __init__(self, outside: Outside) -> None:
        self._outside = outside

    @abstractmethod
    def who(self, connection: Connection) -> Who:
        """As whom we are known there."""

    def consent_address(self, connection: Connection, state: str, redirect: str) -> str:
        """The page of the package that asks for consent."""
        return self._tokens(connection).consent_address(state, redirect)

    def redeem(self, connection: Connection, answer: Mapping[str, str], state: str, redirect: str) -> Who:
        """Exchange the code for tokens, and keep them."""
        self._tokens(connection).redeem(answer, state, redirect)
        return self.who(connection)

    def health(self, connection: Connection) -> Health:
        """Whether the package lets us in."""
        return health_of(lambda: self.who(connection))

    def _tokens(self, connection: Connection) -> Tokens:
        return Tokens(self._outside, connection, self.endpoints)


def everything(records: Iterable[Record], began: datetime) -> Iterator[Change]:
    """All records as changes, for a package that tells none; ``began`` is when reading them did."""
    for record in records:
        kind = kind_of(record)
        if kind is not None:
            yield Change(kind, key_of(record), record)
    yield Change(None, "", cursor=began.isoformat())


def key_of(record: Record) -> str:
    """What tells a record from others of its kind."""
    if isinstance(record, Entry):
        return f"{record.year}/{record.journal}/{record.number}"
    if isinstance(record, Period):
        return f"{record.year}/{record.number}"
    named = (getattr(record, name, "") for name in ("code", "invoice", "name", "year"))
    return next((str(one) for one in named if one), "")
