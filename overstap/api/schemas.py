"""What programs send and get, as the OpenAPI document describes it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

TagName = Literal["purchase", "sales", "cash", "bank", "journal", "own"]


class Problem(Schema):
    """An error (RFC 9457). Rely on ``status`` and ``code``; the texts are for people and may change."""

    type: str
    title: str
    status: int
    code: str = Field(description="Stable, in capitals, as ADMINISTRATION-FROZEN.")
    detail: str
    remedy: str = Field(description="What to do next.")
    instance: str


class Token(Schema):
    """The token that the request came with."""

    name: str
    person: str
    environment: str = Field(description="The URL part of the environment in which it works.")
    scopes: list[str]
    expires_at: datetime


class Administration(Schema):
    """An administration whose books the person of the token may open."""

    code: str
    name: str
    state: str = Field(
        description="active, frozen, incoming, read_only: only in an active one can anything be changed."
    )
    frozen_until: datetime | None


class Administrations(Schema):
    """All administrations, by code."""

    items: list[Administration]


class Entry(Schema):
    """An entry in the books."""

    journal: str
    number: str


class Document(Schema):
    """A document as it stands in a list."""

    uid: UUID
    name: str
    media_type: str
    size: int = Field(description="In bytes.")
    tag: TagName | None = Field(description="What it is about; null: it waits to be sorted.")
    source: str = Field(description="upload, mail, scan, api or made.")
    sender: str
    arrived_at: datetime
    deleted_at: datetime | None
    entry: Entry | None = Field(description="The entry that it belongs to.")
    relation: str | None = Field(description="The code of its relation.")


class Documents(Schema):
    """A page of documents, newest first."""

    items: list[Document]
    next: str | None = Field(description="Give it as ``after`` to get the next page; null: this is the last.")


class Proposal(Schema):
    """What an invoice seems to be; nothing is decided by it."""

    tag: TagName | None
    relation: str | None
    by: str | None = Field(description="By what the relation was recognised: vat_number, kvk, account or name.")


class WholeDocument(Document):
    """A document in full, without its content."""

    sha256: str
    note: str
    same_as: Sequence[UUID] = Field(description="Others here with exactly the same content.")
    invoice: dict[str, Any] | None = Field(description="What was taken over from an invoice in UBL.")
    proposal: Proposal | None


class Finding(Schema):
    """Something odd about a file that was kept all the same."""

    code: str
    severity: str
    place: str
    message: str
    remedy: str


class Kept(Schema):
    """A file that was kept as a document."""

    uid: UUID
    sha256: str
    media_type: str = Field(description="By its content, whatever was said of it.")
    same_as: Sequence[UUID]
    findings: list[Finding]


class Change(Schema):
    """What changes of a document."""

    model_config = ConfigDict(extra="forbid")

    tag: TagName | None = Field(description="null: none, so that it waits to be sorted.")
