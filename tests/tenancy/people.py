"""Alice owns, Bob helps, Charlie is a stranger: small worlds for tests, made through the real actions."""

import uuid
from dataclasses import dataclass
from itertools import count

from overstap.tenancy import actions, audit, people
from overstap.tenancy.access import operator_person
from overstap.tenancy.actions import AdministrationDetails, LicenceDetails
from overstap.tenancy.models import Administration, Environment, Person
from overstap.tenancy.roles import Role
from overstap.tenancy.values import Tier

_ledgers = count(9_000_000_001)


@dataclass(frozen=True)
class World:
    """An environment of which Alice is superuser and Bob a bookkeeper; Charlie works elsewhere."""

    environment: Environment
    alice: Person
    bob: Person
    elsewhere: Environment
    charlie: Person

    @property
    def slug(self) -> str:
        return self.environment.slug


def unique(word: str) -> str:
    """A name that no other test has."""
    return f"{word}-{uuid.uuid4().hex[:10]}"


def make_person(name: str) -> Person:
    """An account."""
    return actions.create_person(email=f"{unique(name.lower())}@example.test", name=name)


def make_environment(superuser: Person, tier: Tier = Tier.PREMIUM) -> Environment:
    """An environment with its first superuser."""
    return actions.open_environment(
        by=operator_person(),
        slug=unique("kantoor"),
        name="Kantoor De Vries",
        superuser=superuser,
        licence=LicenceDetails(tier, "NL-1"),
    )


def join(owner: Person, slug: str, newcomer: Person, role: str) -> None:
    """Invite and accept."""
    with audit.attempt(owner, slug, "invitation.send") as actor:
        token = people.invite(actor=actor, email=newcomer.email, role=role)
    people.accept_invitation(person=newcomer, token=token)


def make_administration(owner: Person, slug: str, code: str = "1001") -> Administration:
    """An administration without books, to which its maker has access."""
    with audit.attempt(owner, slug, "administration.create") as actor:
        details = AdministrationDetails(ledger_id=next(_ledgers))
        return actions.create_administration(actor=actor, code=code, name="Bakkerij Jansen", details=details)


def make_world() -> World:
    """Alice owns, Bob helps, Charlie is a stranger."""
    alice, bob, charlie = make_person("Alice"), make_person("Bob"), make_person("Charlie")
    environment, elsewhere = make_environment(alice), make_environment(charlie)
    join(alice, environment.slug, bob, Role.SME_BOOKKEEPER)
    return World(environment, alice, bob, elsewhere, charlie)
