"""What came of trying out a connection. Plain data."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What came of something that was tried."""

    UNTRIED = "untried"
    PROVEN = "proven"
    STANDS = "stands"  # booked and read back, and could not be taken back; it changes no balance
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Tried:
    """An outcome with a sentence about it for people."""

    outcome: Outcome = Outcome.UNTRIED
    told: str = ""
