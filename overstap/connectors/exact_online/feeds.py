"""How far somebody has read the changes of a division, and reading on from there.

Exact numbers the changes of its larger entities (Timestamp), and tells of two months what was deleted (sync/Deleted).
A division that was moved to another licence gets new numbers: then everything has to be read again (DivisionMoveDate).
Lists without numbers are compared by a fingerprint.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from overstap.connectors.exact_online import divisions
from overstap.connectors.exact_online.client import Client, Row
from overstap.connectors.exact_online.division import Division, question
from overstap.connectors.exact_online.wording import number, text
from overstap.connectors.port import StaleCursor

DELETED = "Deleted"
_KEPT_FOR = timedelta(days=55)  # sync/Deleted reaches back about two months


@dataclass(slots=True)
class Cursor:
    """How far somebody has read. ``stamps``: the highest Timestamp by entity; ``prints``: of the small lists."""

    moved: str
    read_at: datetime
    stamps: dict[str, int] = field(default_factory=dict)
    prints: dict[str, str] = field(default_factory=dict)

    def written(self) -> str:
        """As it is kept."""
        plain = {
            "moved": self.moved,
            "read_at": self.read_at.isoformat(),
            "stamps": self.stamps,
            "prints": self.prints,
        }
        return json.dumps(plain, sort_keys=True)


def read_cursor(written: str) -> Cursor:
    """A cursor that was kept. Raises StaleCursor for what is none."""
    try:
        told = json.loads(written)
        return Cursor(
            str(told["moved"]),
            datetime.fromisoformat(told["read_at"]),
            {str(name): int(stamp) for name, stamp in told["stamps"].items()},
            {str(name): str(mark) for name, mark in told["prints"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _stale("The place from which changes were to be read is not known.") from None


class Feeds:
    """The feeds of one division from a cursor on; ``old`` None: from the beginning. ``new`` grows while reading."""

    def __init__(self, division: Division, old: Cursor | None, new: Cursor, card: Row) -> None:
        self.division = division
        self.old = old
        self.new = new
        self.card = card

    def rows(self, entity: str, fields: Iterable[str]) -> Iterator[Row]:
        """The rows that changed, noting how far it goes."""
        last = self.new.stamps[entity] = self.old.stamps.get(entity, 0) if self.old else 0
        chosen = f"Timestamp gt {last}L"
        for row in self.division.rows(f"sync/{entity}", (*fields, "Timestamp"), filter=chosen):
            self.new.stamps[entity] = max(self.new.stamps[entity], number(row["Timestamp"]))
            yield row

    def skip(self, entity: str) -> None:
        """Note the highest Timestamp there is: before everything is read, so that nothing falls in between."""
        asked = question(("Timestamp",), filter="Timestamp gt 0L", orderby="Timestamp desc", top="1")
        rows = self.division.client.get(self.division.path(f"sync/{entity}"), asked)
        self.new.stamps[entity] = max((number(row["Timestamp"]) for row in rows), default=0)

    def changed(self, name: str, records: list[Any]) -> bool:
        """Whether a small list differs from what it was, noting what it is."""
        return self.marked(name, hashlib.sha256(repr(records).encode()).hexdigest()[:16])

    def marked(self, name: str, mark: str) -> bool:
        """Whether ``mark`` differs from what was noted under ``name``, noting it."""
        self.new.prints[name] = mark
        return not self.old or self.old.prints.get(name) != mark


def opened(client: Client, code: str, cursor: str, now: datetime) -> Feeds:
    """The feeds of division ``code`` since ``cursor`` (empty: from the beginning). Raises StaleCursor."""
    card = divisions.card(client, code)
    moved = text(card.get("DivisionMoveDate"))
    before = read_cursor(cursor) if cursor else None
    if before and before.moved != moved:
        raise _stale("Exact Online moved this administration, and numbered all changes anew.")
    if before and now - before.read_at > _KEPT_FOR:
        raise _stale("It is too long ago: Exact Online tells of two months what was deleted.")
    return Feeds(Division(client, code), before, Cursor(moved, now), card)


def _stale(why: str) -> StaleCursor:
    return StaleCursor(why, remedy="Read everything again.")
