"""Entries and sub-ledger lines gathered into batches, so that whoever takes them over works in bulk."""

from overstap.books.ledger.values import Entry, SubledgerLine

MOST_ENTRIES, MOST_LINES = 1_000, 8_000


class EntryBatch:
    """Entries until there are enough of them."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._lines = 0

    def add(self, entry: Entry) -> None:
        """One more."""
        self._entries.append(entry)
        self._lines += len(entry.lines)

    def extend(self, entries: list[Entry]) -> None:
        """Some more."""
        self._entries += entries
        self._lines += sum(len(entry.lines) for entry in entries)

    @property
    def full(self) -> bool:
        """Whether it is time to take them."""
        return self._lines >= MOST_LINES or len(self._entries) >= MOST_ENTRIES

    def take(self) -> list[list[Entry]]:
        """The batch in a list, or an empty list when there is none."""
        batch, self._entries, self._lines = self._entries, [], 0
        return [batch] if batch else []


class SubledgerBatch:
    """Lines of sub-ledgers until there are enough of them."""

    def __init__(self) -> None:
        self._lines: list[SubledgerLine] = []

    def add(self, line: SubledgerLine) -> None:
        """One more."""
        self._lines.append(line)

    def extend(self, lines: list[SubledgerLine]) -> None:
        """Some more."""
        self._lines += lines

    @property
    def full(self) -> bool:
        """Whether it is time to take them."""
        return len(self._lines) >= MOST_ENTRIES

    def take(self) -> list[list[SubledgerLine]]:
        """The batch in a list, or an empty list when there is none."""
        batch, self._lines = self._lines, []
        return [batch] if batch else []
