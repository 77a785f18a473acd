"""Names and addresses are for superusers of the receiver: told to PostgreSQL itself, with plain SQL."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from overstap.lib.errors import OverstapError
from overstap.moves.people import actions, opening, queries
from overstap.tenancy import access
from overstap.tenancy.models import Person
from overstap.tenancy.roles import Role
from tests.moves.people.helpers import colleague, former, member_here, released
from tests.moves.world import TwoOffices, act

TABLES = ("placeholder", "rolebefore", "restored", "placeholderevent", "invitationdeclined")


def counts(person: Person, slug: str) -> dict[str, int]:
    """How many rows of each table somebody sees."""
    with access.enter(person, slug), connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM people_{table}")
            found[table] = cursor.fetchone()[0]
        return found


def test_only_superusers_of_the_receiver_see_people(world: TwoOffices) -> None:
    """R067, G7: not the giver, not another office, and not an accountant of the receiver either."""
    colleague(world, "Anna", Role.AUTHORISER)
    released(world)
    accountant = member_here(world, "Erik")
    with act(world.dora, world.receiver.slug) as actor:
        actions.link(actor, former(world, "Anna").uid, accountant.uid, "Has her work")
    assert counts(world.dora, world.receiver.slug)["placeholder"] == 3
    nothing = dict.fromkeys(TABLES, 0)
    assert counts(world.alice, world.giver.slug) == nothing
    assert counts(world.charlie, world.elsewhere.slug) == nothing
    assert counts(accountant, world.receiver.slug) == {**nothing, "restored": 1}  # the archive that is theirs


@pytest.mark.parametrize("statement", [
    "UPDATE people_placeholder SET name = 'x'", "UPDATE people_rolebefore SET role = 'superuser'",
    "UPDATE people_restored SET taken_at = now()",
])  # fmt: skip
def test_nobody_else_changes_a_row(world: TwoOffices, statement: str) -> None:
    released(world)
    erik = member_here(world, "Erik")
    for person, slug in ((world.alice, world.giver.slug), (erik, world.receiver.slug)):
        with access.enter(person, slug), connection.cursor() as cursor:
            cursor.execute(statement)
            assert cursor.rowcount == 0


def _attempt(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", [
    "DELETE FROM people_placeholder", "DELETE FROM people_rolebefore", "DELETE FROM people_restored",
    "DELETE FROM people_placeholderevent", "UPDATE people_placeholderevent SET by = 'x'",
    "DELETE FROM people_invitationdeclined", "UPDATE people_invitationdeclined SET reason = 'x'",
])  # fmt: skip
def test_history_cannot_be_taken_out(world: TwoOffices, statement: str) -> None:
    """G9: a superuser neither."""
    released(world)
    with access.enter(world.dora, world.receiver.slug), pytest.raises(DatabaseError) as refused:
        _attempt(statement)
    assert "permission denied" in str(refused.value) or "append-only" in str(refused.value)


def test_an_invitation_of_others_gives_nothing(world: TwoOffices) -> None:
    """Whoever calls the function of accepting with a hash that is not of their own accepted invitation."""
    released(world)
    with act(world.dora, world.receiver.slug) as actor:
        actions.invite(actor, [former(world, "Bob").uid])
    with access.enter(world.dora, world.receiver.slug), connection.cursor() as cursor:
        cursor.execute("SELECT token_hash FROM tenancy_invitation WHERE email = %s", [world.bob.email])
        hashed = cursor.fetchone()[0]
    for person, slug in ((world.charlie, world.elsewhere.slug), (world.bob, world.giver.slug)):
        with access.enter(person, slug), connection.cursor() as cursor:
            cursor.execute("SELECT people_accept(%s, now())", [hashed])
            assert cursor.fetchone()[0] == []
    assert former(world, "Bob").state == "invited"


DEEDS: dict[str, Callable[[access.Actor, TwoOffices], object]] = {
    "list": lambda actor, _world: queries.listing(actor),
    "former": lambda actor, world: queries.former(actor, former(world, "Bob").uid),
    "invite": lambda actor, world: actions.invite(actor, [former(world, "Bob").uid]),
    "link": lambda actor, world: actions.link(actor, former(world, "Bob").uid, actor.person.uid, "Mine"),
    "put_aside": lambda actor, world: actions.put_aside(actor, former(world, "Bob").uid, "Mine"),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("role", [role for role in Role if role != Role.SUPERUSER])
def test_every_other_role_is_refused(world: TwoOffices, deed: str, role: Role) -> None:
    released(world)
    erik = member_here(world, "Erik", role)
    with access.enter(erik, world.receiver.slug) as actor, pytest.raises(access.NotAllowed):
        DEEDS[deed](actor, world)


@pytest.mark.parametrize("deed", [one for one in DEEDS if one != "list"])
def test_the_giver_and_another_office_find_nobody(world: TwoOffices, deed: str) -> None:
    released(world)
    for person, slug in ((world.alice, world.giver.slug), (world.charlie, world.elsewhere.slug)):
        with access.enter(person, slug) as actor, pytest.raises(OverstapError) as refused:
            DEEDS[deed](actor, world)
        assert refused.value.code == "FORMER-NOT-FOUND"


def test_another_office_opens_nothing_by_the_number_of_a_move(world: TwoOffices) -> None:
    """R082: neither does the giver, who is a party to it."""
    uid = released(world)
    with access.enter(world.charlie, world.elsewhere.slug) as actor, pytest.raises(access.NotFound):
        opening.give(actor, uid, [world.charlie.uid])
    with access.enter(world.alice, world.giver.slug) as actor, pytest.raises(opening.NothingToOpen):
        opening.give(actor, uid, [world.alice.uid])
