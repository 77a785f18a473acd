"""Accounts: who may sign in, and the way in by invitation, beneath the pages."""

import pytest
from django.db import connection

from overstap.lib.secrets import token_hash
from overstap.tenancy import accounts, audit, people, queries
from overstap.tenancy.access import OPERATOR_EMAIL, operator_person
from overstap.tenancy.accounts import Newcomer
from overstap.tenancy.actions import Taken
from overstap.tenancy.models import Person
from overstap.tenancy.people import InvitationRefused
from tests.tenancy.people import World, unique

NINA = Newcomer("Nina", "een-lang-wachtwoord", "nl")


def invited(world: World, email: str) -> str:
    with audit.attempt(world.alice, world.slug, "invitation.send") as actor:
        return people.invite(actor=actor, email=email, role="accountant")


def test_the_operator_is_nobody_who_signs_in(world: World) -> None:
    operator_person()
    assert accounts.who_may_sign_in(OPERATOR_EMAIL) is None


@pytest.mark.parametrize("typed", ["", "nobody@example.test", "a\0b@example.test", "\ud800@example.test"])
def test_what_is_no_address_of_anybody_is_nobody(world: World, typed: str) -> None:
    assert accounts.who_may_sign_in(typed) is None


def test_an_invitation_is_read_by_its_token_alone(world: World) -> None:
    email = f"{unique('nina')}@example.test"
    token = invited(world, email)
    welcome = accounts.look_at_invitation(token)
    assert (welcome.outcome, welcome.email, welcome.inviter, welcome.has_account) == ("open", email, "Alice", False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tenancy_invitation WHERE token_hash = %s", [token_hash(token)])
        assert cursor.fetchone() == (0,)


def test_whoever_joins_is_a_member_with_the_role_of_the_invitation(world: World) -> None:
    email = f"{unique('nina')}@example.test"
    person, environment = accounts.join(token=invited(world, email), newcomer=NINA)
    assert (person.email, environment.slug) == (email, world.slug)
    assert [one.role for one in queries.environments_of(person)] == ["accountant"]


def test_nobody_joins_with_an_address_that_has_an_account(world: World) -> None:
    token = invited(world, world.charlie.email)
    with pytest.raises(Taken):
        accounts.join(token=token, newcomer=NINA)
    assert accounts.look_at_invitation(token).outcome == "open"


def test_a_refused_newcomer_leaves_no_account_and_one_line_in_the_log(world: World) -> None:
    email = f"{unique('nina')}@example.test"
    token = invited(world, email)
    with audit.attempt(world.alice, world.slug, "invitation.withdraw") as actor:
        people.withdraw_invitation(actor=actor, email=email)
    with pytest.raises(InvitationRefused):
        accounts.join(token=token, newcomer=NINA)
    assert not Person.objects.filter(email=email).exists()
    lines = [one for one in queries.operator_audit_events(operator_person()) if one.action == "invitation.join"]
    assert [(one.outcome, one.facts["outcome"]) for one in lines] == [("refused", "withdrawn")]


def test_a_name_of_ones_own_is_changed_and_written_down(world: World) -> None:
    accounts.rename(person=world.bob, name="Bob de Bouwer")
    world.bob.refresh_from_db()
    assert world.bob.name == "Bob de Bouwer"
    line = queries.operator_audit_events(operator_person())[0]
    assert (line.action, line.person, line.facts["to"]) == ("account.rename", world.bob.email, "Bob de Bouwer")
