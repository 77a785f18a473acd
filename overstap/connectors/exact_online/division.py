"""One administration ("division") at Exact Online, as the readers see it: its rows, and what was wrong in them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from overstap.connectors.exact_online.client import Client, Row
from overstap.connectors.values import Record
from overstap.lib.findings import Finding, Severity

Make = Callable[[Row], Record]


class Division:
    """The resources of one division, below ``/api/v1/{code}/``."""

    def __init__(self, client: Client, code: str) -> None:
        self.client = client
        self.code = code

    def path(self, entity: str) -> str:
        """The address of an entity, such as ``crm/Accounts``."""
        return f"/api/v1/{self.code}/{entity}"

    def rows(self, entity: str, select: Iterable[str], **options: str) -> Iterator[Row]:
        """All rows of an entity; ``options`` are $filter and $orderby, without the dollar."""
        return self.client.rows(self.path(entity), question(select, **options))

    def count(self, entity: str, **options: str) -> int:
        """How many rows there are."""
        return self.client.count(self.path(entity), question((), **options))


def question(select: Iterable[str], **options: str) -> Mapping[str, str]:
    """The query options of OData; those that are empty are left out."""
    asked = {"select": ",".join(select), **options}
    return {f"${name}": value for name, value in asked.items() if value}


def converted(rows: Iterable[Row], make: Make, place: str, key: str = "Code") -> Iterator[Record]:
    """The rows as our values; one that cannot be, as a Finding with its place."""
    for row in rows:
        try:
            yield make(row)
        except (ValueError, KeyError, TypeError) as error:
            yield unreadable(f"{place} {str(row.get(key, '')).strip()}"[:200], error)


def unreadable(place: str, error: Exception) -> Finding:
    """What Exact gave at ``place`` is not what its documentation says."""
    return Finding(
        "EXACT-UNREADABLE",
        Severity.ERROR,
        place,
        f"This could not be read: {str(error)[:200]}",
        "Look it up in Exact Online and correct it there; then read again.",
    )


def some(**fields: Any) -> dict[str, object]:
    """Fields for ``extra``: those that have something in them, texts without padding, all plain JSON."""
    kept: dict[str, object] = {}
    for name, value in fields.items():
        plain = value if isinstance(value, bool) else str(value).strip() if value is not None else ""
        if plain not in ("", False):
            kept[name] = plain
    return kept
