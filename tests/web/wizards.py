"""Going through the wizards with Django's client, as a browser would: each form with what its page says."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.test import Client

from overstap.moves.models import Move
from overstap.tenancy import access
from overstap.tenancy.models import Person
from overstap.tenancy.roles import Role
from tests.moves.world import (
    CODE,
    TwoOffices,
)
from tests.tenancy.people import join, make_person

SignIn = Callable[[Person], Client]
Answer = Any  # what Django's client gives: a response with more than its own type says
STEPS = ("kind", "administrations", "receiver", "agree")


class Wizard:
    """Somebody's browser, on one draft."""

    def __init__(self, client: Client, slug: str, verb: str) -> None:
        self.client, self.slug, self.verb = client, slug, verb
        self.address = ""

    def begin(self, **data: str) -> Answer:
        """The first step; remembers the draft that comes of it."""
        answer = self.client.post(f"/e/{self.slug}/migrations/{self.verb}/", data)
        if answer.status_code == 302:
            self.address = answer.headers["Location"].rsplit("/", 2)[0] + "/"
        return answer

    def go_on(self, step: str, **data: object) -> Answer:
        """Send the form of a step as it stands on its page, with ``data`` filled in."""
        page = self.client.get(self.address + step + "/")
        return self.client.post(self.address + step + "/", {"version": version_in(page), **data})

    @property
    def uid(self) -> UUID:
        """Of the draft."""
        return UUID(self.address.rstrip("/").rpartition("/")[2])


def version_in(page: Answer) -> str:
    """The version that a form sends back."""
    found = re.search(r'name="version" value="(\d+)"', page.text)
    assert found, page.text
    return str(found.group(1))


def started(client: Client, world: TwoOffices) -> Wizard:
    """As far as agreeing."""
    wizard = Wizard(client, world.giver.slug, "start")
    wizard.begin(profile="transfer-code")
    wizard.go_on("administrations", code=CODE, shown=CODE)
    wizard.go_on("receiver", receiver_email=world.dora.email, giver_email="copies@example.test")
    return wizard


def entered(client: Client, world: TwoOffices, code: str) -> Wizard:
    """As far as the offer."""
    wizard = Wizard(client, world.receiver.slug, "receive")
    wizard.begin(code=code)
    return wizard


def newest_move(world: TwoOffices) -> Move:
    """As the giver sees it."""
    with access.enter(world.alice, world.giver.slug):
        return Move.objects.order_by("-id")[0]


def eva_of(world: TwoOffices) -> Person:
    """A second superuser at the giver."""
    person = make_person("Eva")
    join(world.alice, world.giver.slug, person, Role.SUPERUSER)
    return person
