"""The words of tokens."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

PREFIX = "ovs_"  # so that a token that was left lying about can be found by whoever searches for one


class Scope(StrEnum):
    """What a token may be used for, never more than the role of its person allows."""

    ADMINISTRATIONS_READ = "administrations:read"
    DOCUMENTS_READ = "documents:read"
    DOCUMENTS_WRITE = "documents:write"


class State(StrEnum):
    """Whether a token works."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Made:
    """A token that was just made; ``secret`` is shown now and never again."""

    uid: UUID
    secret: str


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token in a list. ``hint``: how its secret begins, so that one can tell which it is."""

    uid: UUID
    name: str
    hint: str
    scopes: tuple[Scope, ...]
    state: State
    person: str
    is_mine: bool
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
