"""What the tests of settings and audit log share."""

from collections.abc import Callable

from django.test import Client

from overstap.tenancy import access, audit, people, queries
from overstap.tenancy.models import Person
from overstap.tenancy.queries import AuditRow
from overstap.tenancy.roles import Role
from tests.moves.world import CODE, TwoOffices

SignedIn = Callable[[Person], Client]


def address(world: TwoOffices, page: str) -> str:
    return f"/e/{world.giver.slug}/{page.format(bob=world.bob.uid)}"


def newest(world: TwoOffices) -> AuditRow:
    with access.enter(world.alice, world.giver.slug) as actor:
        return queries.audit_events(actor)[0]


def may_open(world: TwoOffices) -> set[str]:
    with access.enter(world.alice, world.giver.slug) as actor:
        return {row.email for row in queries.access_list(actor, CODE) if row.access}


def invite(world: TwoOffices, email: str) -> str:
    with audit.attempt(world.alice, world.giver.slug, "invitation.send") as actor:
        return people.invite(actor=actor, email=email, role=Role.ACCOUNTANT)


def standing(world: TwoOffices) -> list[str]:
    with access.enter(world.alice, world.giver.slug) as actor:
        return [row.email for row in queries.invitations(actor)]
