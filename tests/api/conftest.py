"""An archive, and programs that come with the tokens of its people."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from overstap.tenancy import audit
from overstap.tenancy.models import Person
from overstap.tenancy.roles import Role
from overstap.tenancy.tokens import actions
from overstap.tenancy.tokens.values import Scope
from tests.books.documents.archives import Archive, member
from tests.books.ledgers import open_books
from tests.tenancy.people import World, make_world
from tests.web.conftest import assets

__all__ = ["assets"]

ALL = tuple(str(scope) for scope in Scope)


@pytest.fixture(autouse=True)
def served(assets: None) -> None:
    """What the web server finds when it starts."""


@dataclass(frozen=True)
class Program:
    """A program with a token."""

    secret: str

    def __call__(self, method: str, path: str, body: Any = b"", kind: str = "application/pdf", **headers: str) -> Any:
        """Send a request to ``path`` of the API; header names with low lines."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        authorization = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        ask = getattr(Client(raise_request_exception=False), method)
        return ask(f"/api/v1/{path}", body, content_type=kind, headers={**authorization, **sent})

    def get(self, path: str, **query: Any) -> Any:
        """Ask for something."""
        authorization = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        return Client(raise_request_exception=False).get(f"/api/v1/{path}", query, headers=authorization)


Programs = Callable[..., Program]


@pytest.fixture
def world(db: None) -> World:
    """Alice owns, Bob helps, Charlie is a stranger."""
    return make_world()


@pytest.fixture
def archive(world: World, tmp_path: Path, settings: Any) -> Archive:
    """An empty archive with an object store of its own."""
    settings.OBJECT_DIR = tmp_path / "objects"
    return Archive(
        world,
        open_books(world),
        authoriser=member(world, "Anton", Role.AUTHORISER),
        restricted=member(world, "Rita", Role.RESTRICTED_CLIENT_USER),
        reader=member(world, "Klaas", Role.CLIENT_USER),
    )


@pytest.fixture
def program(archive: Archive) -> Programs:
    """A program of somebody (Alice, unless said otherwise), with all scopes or some."""

    def make(person: Person | None = None, *scopes: str, slug: str = "") -> Program:
        whose = person or archive.world.alice
        with audit.attempt(whose, slug or archive.world.slug, "test") as actor:
            return Program(actions.make(actor, name="Scanner", scopes=scopes or ALL).secret)

    return make
