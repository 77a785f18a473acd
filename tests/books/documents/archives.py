"""Small archives for tests, made through the real actions."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from uuid import UUID

from overstap.books.documents import actions
from overstap.books.documents.values import Arrival, Source, Tag
from overstap.tenancy import actions as tenancy
from overstap.tenancy import audit
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration, Person
from tests.books.ledgers import CODE
from tests.tenancy.people import World, join, make_person


@dataclass(frozen=True)
class Archive:
    """The administration, and who works in it."""

    world: World
    administration: Administration
    authoriser: Person
    restricted: Person
    reader: Person  # a client user: reads the books, writes nothing
    code: str = CODE

    def at_work(self, person: Person | None = None) -> AbstractContextManager[Actor]:
        """Somebody at work there; Alice unless said otherwise."""
        return audit.attempt(person or self.world.alice, self.world.slug, "test")


def member(world: World, name: str, role: str, code: str = CODE) -> Person:
    """Somebody with this role and access to the administration."""
    person = make_person(name)
    join(world.alice, world.slug, person, role)
    with audit.attempt(world.alice, world.slug, "test") as actor:
        tenancy.give_access(actor=actor, code=code, person=person)
    return person


def add(actor: Actor, name: str = "factuur.pdf", content: bytes = b"%PDF-1.7 x", tag: Tag = Tag.NONE) -> UUID:
    """A document of the actor's."""
    return actions.add(actor, CODE, content, Arrival(name, "application/pdf", Source.UPLOAD, tag)).uid
