"""Documents of a test, made through the real actions."""

from uuid import UUID

from overstap.books.documents import actions
from overstap.books.documents.models import Document
from overstap.books.documents.values import Arrival, Source, Tag
from overstap.tenancy import access, audit
from overstap.tenancy.models import Person
from tests.moves.world import CODE, TwoOffices


def keep(
    world: TwoOffices,
    content: bytes,
    name: str = "invoice.pdf",
    *,
    media_type: str = "application/pdf",
    tag: Tag = Tag.PURCHASE,
    person: Person | None = None,
    code: str = CODE,
) -> UUID:
    """A document of the giver."""
    arrival = Arrival(name=name, media_type=media_type, source=Source.UPLOAD, tag=tag)
    with audit.attempt(person or world.alice, world.giver.slug, "document.add") as actor:
        return actions.add(actor, code, content, arrival).uid


def card(world: TwoOffices, uid: UUID) -> Document:
    """The row of a document."""
    with access.enter(world.alice, world.giver.slug):
        return Document.objects.get(uid=uid, administration__environment=world.giver)
