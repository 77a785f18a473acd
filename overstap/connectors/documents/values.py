"""What came of a file that arrived."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from overstap.lib.findings import Finding


@dataclass(frozen=True, slots=True)
class Received:
    """A file that was kept as a document; ``findings`` are odd but no reason to refuse it."""

    uid: UUID
    sha256: str
    media_type: str  # by its content
    findings: Sequence[Finding] = ()
    same_as: Sequence[UUID] = ()  # documents of the administration with exactly this content
