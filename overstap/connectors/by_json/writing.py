"""Writing to a package that takes relations and entries by its interface, and the rest by file only."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import ClassVar

from overstap.books.ledger.values import Entry, EntryKind
from overstap.books.relations.values import Relation
from overstap.connectors.by_json.consenting import key_of
from overstap.connectors.values import Became, Kind, Record, Written, kind_of
from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import Sentence, sentence

_SIDES = {"C": "C", "S": "S", "B": "CS"}


class RelationsAndEntries(ABC):
    """One writing into one administration; ``by_file`` says that the package takes it by file only, and the remedy."""

    by_file: ClassVar[tuple[Sentence, Sentence]]

    def written(self, records: Iterable[Record]) -> Iterator[Written]:
        """What became of each. Findings among them were told already, and are passed over."""
        for record in records:
            kind = kind_of(record)
            if isinstance(record, Relation):
                yield from self._relation(record)
            elif isinstance(record, Entry) and record.kind != EntryKind.OPENING:
                yield self.entry(record)
            elif kind is not None:
                yield refused(kind, key_of(record), *self.by_file)

    @abstractmethod
    def party(self, relation: Relation, side: str) -> Written:
        """Write ``relation`` as a customer ("C") or a supplier ("S")."""

    @abstractmethod
    def entry(self, entry: Entry) -> Written:
        """Book an entry, unless it is there."""

    def _relation(self, relation: Relation) -> Iterator[Written]:
        sides = _SIDES.get(relation.type, "")
        if not sides:
            message = sentence("It is neither a customer nor a supplier.")
            yield refused(Kind.RELATIONS, relation.code, message, sentence("Say which of the two it is."))
        for side in sides:
            yield self.party(relation, side)


def refused(kind: Kind, key: str, message: str, remedy: str) -> Written:
    """That a record was not written, with the reason."""
    finding = Finding("PACKAGE-NOT-WRITTEN", Severity.WARNING, f"{kind.value} {key}", message, remedy)
    return Written(kind, key, Became.REFUSED, finding=finding)
