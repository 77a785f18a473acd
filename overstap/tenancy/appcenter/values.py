"""The words of the App Center."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

MOST_APPS = 100  # connected with one environment at a time
LONGEST_NAME = 80
LONGEST_TEXT = 200


class AppState(StrEnum):
    """Where a connection with an app stands."""

    ACTIVE = "active"
    PAUSED = "paused"  # known, and nothing goes through it
    ENDED = "ended"  # kept for what it was


@dataclass(frozen=True, slots=True)
class AppDraft:
    """An app as somebody tells of it. ``pairs``: each person pairs it with a device of their own, as AFAS Link."""

    name: str
    does: str
    pairs: bool = False


@dataclass(frozen=True, slots=True)
class Pairing:
    """A person who paired a mobile app. ``here``: they work here still."""

    person: UUID
    name: str
    device: str
    since: datetime
    here: bool


@dataclass(frozen=True, slots=True)
class App:
    """A connected app."""

    uid: UUID
    name: str
    does: str
    pairs: bool
    state: AppState
    activated_by: str
    since: datetime
    changed_at: datetime
    pairings: Sequence[Pairing]
    mine: bool  # the reader paired it
