"""The words of the environment ticket: the file that entitles its holder to take over a whole environment."""

import re
import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

PROFILE = "environment-ticket"
LARGEST = 4_096  # bytes of a ticket file; a real one has about 700
ENDING = "-overdracht-ticket.avr"
LONGEST_URL_PART = 63


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket says: where the environment comes from, and nothing of its books."""

    issuer: str  # the installation that made it
    slug: str  # URL part of the environment that is transferred
    environment: str
    move_uid: uuid.UUID
    administrations: int
    expires_at: datetime
    nonce: str  # whoever knows it may take the environment over; kept as a hash alone


@dataclass(frozen=True, slots=True)
class TicketShown:
    """What somebody who has a ticket that can be used may know before redeeming it."""

    move_uid: str
    profile: str
    environment: str
    slug: str
    office: str
    started_by: str
    administrations: int
    expires_at: str
    fee: str
    currency: str


@dataclass(frozen=True, slots=True)
class Consequence:
    """Something that the transfer brings about, told before it begins (R120); ``facts`` come from the environment."""

    code: str
    sort: str  # moves, changes, stays or task
    text: str
    facts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """The incident by which an entrepreneur asks for an environment of their own (R151 to R156)."""

    licence_number: str
    client_name: str
    url_part: str
    email: str
    ticket: bytes


class IncidentState(StrEnum):
    """Where an incident stands."""

    OPEN = "open"
    CARRIED_OUT = "carried_out"
    DECLINED = "declined"


def file_name(slug: str) -> str:
    """What the ticket of environment ``slug`` is called (R127)."""
    return f"{slug}{ENDING}"


def url_part(name: str) -> str:
    """The URL part that a name suggests (R134): in lower case, letters without accents, the rest as hyphens."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_URL_PART].strip("-")
