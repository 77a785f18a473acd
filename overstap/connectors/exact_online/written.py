"""What every writer here does alike: make one thing once, change what differs, and tell what became of it."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from overstap.connectors.exact_online import wording
from overstap.connectors.exact_online.client import Client
from overstap.connectors.exact_online.directory import Directory, Row, text
from overstap.connectors.port import OutcomeUnknown, PackageRefused
from overstap.connectors.values import Became, Kind, Written
from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import sentence

_TRIES = 3
Body = Mapping[str, Any]


class Making:
    """Makes and changes things in one division; what got no answer is looked up before it is sent again."""

    def __init__(self, client: Client, directory: Directory) -> None:
        self._client = client
        self._directory = directory

    def once(self, path: str, body: Body, look: Callable[[], Row | None], tries: int = _TRIES) -> Row:
        """POST ``body``; gives what is there afterwards. Raises OutcomeUnknown where that stays unclear."""
        try:
            return self._client.make(self._directory.address(path), body)
        except OutcomeUnknown:
            found = look()
            if found is not None:
                return found
            if tries <= 1:
                raise
        return self.once(path, body, look, tries - 1)

    def listed(self, listing: str, path: str, body: Body, find: Callable[[], Row | None]) -> Row:
        """As ``once``, for what ``find`` finds in a listing of the directory, which then knows it too."""

        def look() -> Row | None:
            self._directory.again(listing)
            return find()

        answered = self.once(path, body, look)
        made = {**body, **{field: value for field, value in answered.items() if value is not None}}
        if find() is None:
            self._directory.add(listing, made)
        return made

    def change(self, listing: str, path: str, row: Row, changes: Body) -> None:
        """PUT what differs; never a code, which Exact takes for a double ("Gegeven bestaat reeds.")."""
        key = wording.guid(text(row, "ID"))
        address = f"{self._directory.address(path)}({key})"
        try:
            self._client.change(address, changes)
        except OutcomeUnknown:
            self._client.change(address, changes)  # the same change twice is one change
        self._directory.change(listing, row, changes)


def differences(row: Row, wanted: Body) -> dict[str, Any]:
    """The fields of ``wanted`` that say something else than ``row``; what is empty in ``wanted`` is left as it is."""
    return {
        field: value for field, value in wanted.items() if value not in (None, "") and not _same(row.get(field), value)
    }


def _same(there: object, value: object) -> bool:
    if isinstance(value, bool):
        return bool(there) == value
    if isinstance(value, int | Decimal):
        return wording.amount(there) == wording.amount(value)
    return wording.text(there) == wording.text(value)


def told(kind: Kind, key: str, became: Became, foreign: str = "", finding: Finding | None = None) -> Written:
    """What became of a record."""
    return Written(kind, key, became, foreign, finding)


def refused(kind: Kind, key: str, code: str, message: str, remedy: str = "") -> Written:
    """A record that was not written, and why."""
    finding = Finding(f"EXACT-{code}", Severity.ERROR, f"{kind} {key}", message, remedy)
    return Written(kind, key, Became.REFUSED, "", finding)


def refused_there(kind: Kind, key: str, error: PackageRefused) -> Written:
    """A record that Exact Online refused, in its own words."""
    remedy = error.remedy or sentence("Correct this in the source or in Exact Online, and write again.")
    return refused(kind, key, "REFUSED", error.message, remedy)


def noted(kind: Kind, key: str, code: str, message: str, remedy: str = "") -> Finding:
    """Something worth knowing about a record that was written."""
    return Finding(f"EXACT-{code}", Severity.WARNING, f"{kind} {key}", message, remedy)
