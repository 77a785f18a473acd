"""The vault of the database: one row per connection, locked while a token is renewed.

It works on a connection to PostgreSQL of its own, whose transaction ends with the ``with``: a token that the package
gave is safe on disk before it is used, also where the caller's own transaction is rolled back afterwards.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from overstap.connectors.credentials import box
from overstap.connectors.credentials.box import SecretUnreadable
from overstap.connectors.port import Connection
from overstap.connectors.values import Who
from overstap.durable.apart import apart
from overstap.lib import clock

_READ = "SELECT sealed FROM credentials_credential WHERE system_id = %s"
_MAKE = """
INSERT INTO credentials_credential (system_id, environment_id, sealed) VALUES (%s, %s, '')
ON CONFLICT (system_id) DO NOTHING
"""
_KEEP = "UPDATE credentials_credential SET sealed = %s, saved_at = %s WHERE system_id = %s"
_INTRODUCE = """
UPDATE credentials_credential SET user_name = %s, place = %s, connected_by = %s, connected_at = %s WHERE system_id = %s
"""
_FORGET = """
UPDATE credentials_credential
SET sealed = '', saved_at = %s, user_name = '', place = '', connected_by = '', connected_at = NULL
WHERE system_id = %s
"""
_LONGEST = 200


class DatabaseSlot:
    """Implements overstap.connectors.port.Slot."""

    def __init__(self, cursor: Any, number: int, held: Mapping[str, str]) -> None:
        self.held = held
        self._cursor = cursor
        self._number = number

    def keep(self, secrets: Mapping[str, str]) -> None:
        """Replace all secrets of the connection."""
        self._cursor.execute(_KEEP, [box.seal(secrets), clock.now(), self._number])
        self.held = dict(secrets)


class DatabaseVault:
    """Implements overstap.connectors.port.Vault."""

    def read(self, connection: Connection) -> Mapping[str, str]:
        """What is kept. Raises SecretUnreadable."""
        with apart() as cursor:
            cursor.execute(_READ, [connection.number])
            found = cursor.fetchone()
        return box.unseal(bytes(found[0])) if found else {}

    @contextmanager
    def locked(self, connection: Connection) -> Iterator[DatabaseSlot]:
        """Hold the row of ``connection``; what was kept is committed at the end, also after an error."""
        with apart() as cursor:
            cursor.execute(_MAKE, [connection.number, connection.environment])
            cursor.execute(_READ + " FOR UPDATE", [connection.number])
            yield DatabaseSlot(cursor, connection.number, box.unseal(bytes(cursor.fetchone()[0])))

    def introduce(self, connection: Connection, who: Who, by: str) -> None:
        """Write down as whom the package knows us, and the name of who connected just now."""
        told = [_printable(who.name or who.user), _printable(who.environment), _printable(by)]
        with apart() as cursor:
            cursor.execute(_INTRODUCE, [*told, clock.now(), connection.number])

    def forget(self, connection: Connection) -> None:
        """Nothing is kept any longer."""
        with apart() as cursor:
            cursor.execute(_FORGET, [clock.now(), connection.number])


def _printable(text: str) -> str:
    return "".join(filter(str.isprintable, text))[:_LONGEST]


@dataclass(frozen=True, slots=True)
class Renewal:
    """How many connections are under the newest key now, and the numbers of those of which the key is gone."""

    renewed: int
    unreadable: tuple[int, ...]


def renew_all() -> Renewal:
    """Encrypt everything that is kept and can be read under the newest key; the rest stays as it is."""
    rows, unreadable = [], []
    with apart() as cursor:
        cursor.execute(
            "SELECT system_id, sealed FROM credentials_credential WHERE sealed <> '' ORDER BY system_id FOR UPDATE"
        )
        for number, sealed in cursor.fetchall():
            try:
                rows.append((box.renewed(bytes(sealed)), number))
            except SecretUnreadable:
                unreadable.append(number)
        cursor.executemany("UPDATE credentials_credential SET sealed = %s WHERE system_id = %s", rows)
    return Renewal(len(rows), tuple(unreadable))
