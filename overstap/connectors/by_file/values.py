"""What the way by files gives: files, what became of each record, and the steps that somebody has to do."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from overstap.connectors.values import Record, Written
from overstap.lib.findings import Finding
from overstap.lib.sentences import Sentence


@dataclass(frozen=True, slots=True)
class FiledBooks:
    """Files for a package to import. ``steps`` are sentences in the order in which they are to be done."""

    files: tuple[Path, ...]
    written: tuple[Written, ...]
    findings: tuple[Finding, ...]
    steps: tuple[Sentence, ...]


@runtime_checkable
class FileRoute(Protocol):
    """A connector whose package imports and exports books as files."""

    def export_steps(self) -> Sequence[Sentence]:
        """What somebody does at the package to get the file that ``read_files`` reads."""

    def read_files(self, paths: Sequence[Path]) -> Iterator[Record]:
        """The books in what was exported, in the order of kinds. Raises UnreadableAuditFile."""

    def write_files(self, records: Iterable[Record], folder: Path) -> FiledBooks:
        """Files in ``folder`` that the package imports; every record is Became.FILED, or refused with the reason."""
