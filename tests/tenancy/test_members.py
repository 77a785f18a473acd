"""Inviting, accepting, changing and ending."""

from datetime import timedelta

import pytest

from overstap.lib import clock
from overstap.tenancy import audit, people, queries
from overstap.tenancy.access import NotAllowed, NotFound, enter
from overstap.tenancy.actions import Taken
from overstap.tenancy.checks import Malformed
from overstap.tenancy.models import AdministrationAccess, Invitation
from overstap.tenancy.people import InvitationRefused, LastSuperuser
from overstap.tenancy.roles import Role
from tests.tenancy.people import World, join, make_administration, make_person


def invited(world: World, email: str, role: str = Role.ACCOUNTANT) -> str:
    with audit.attempt(world.alice, world.slug, "invitation.send") as actor:
        return people.invite(actor=actor, email=email, role=role)


def test_an_invited_person_works_in_the_role_of_the_invitation(world: World) -> None:
    environment = people.accept_invitation(person=world.charlie, token=invited(world, world.charlie.email))
    assert environment == world.environment
    with enter(world.charlie, world.slug) as actor:
        assert actor.role == Role.ACCOUNTANT


def test_the_address_may_be_written_in_another_case(world: World) -> None:
    token = invited(world, world.charlie.email.upper())
    assert people.accept_invitation(person=world.charlie, token=token) == world.environment


def test_only_the_hash_of_a_token_of_256_bits_is_kept(world: World) -> None:
    token = invited(world, world.charlie.email)
    assert len(token) >= 43
    with enter(world.alice, world.slug):
        kept = Invitation.objects.get(email=world.charlie.email)
    assert token not in (kept.token_hash, kept.email)
    assert len(kept.token_hash) == 64


def refusal_code(world: World, token: str) -> str:
    with pytest.raises(InvitationRefused) as refused:
        people.accept_invitation(person=world.charlie, token=token)
    return refused.value.code


def test_it_refuses_a_wrong_token(world: World) -> None:
    invited(world, world.charlie.email)
    assert refusal_code(world, "wrong") == "INVITATION-UNKNOWN"
    assert refusal_code(world, "wrong\0token") == "INVITATION-UNKNOWN"
    assert refusal_code(world, "half\ud800") == "INVITATION-UNKNOWN"


def test_it_refuses_an_expired_invitation(world: World) -> None:
    token = invited(world, world.charlie.email)
    with clock.moved_by(timedelta(days=14)):
        assert refusal_code(world, token) == "INVITATION-EXPIRED"


def test_it_accepts_on_the_last_day(world: World) -> None:
    token = invited(world, world.charlie.email)
    with clock.moved_by(timedelta(days=13, hours=23)):
        assert people.accept_invitation(person=world.charlie, token=token) == world.environment


def test_it_refuses_a_used_invitation(world: World) -> None:
    token = invited(world, world.charlie.email)
    people.accept_invitation(person=world.charlie, token=token)
    assert refusal_code(world, token) == "INVITATION-USED"


def test_it_refuses_a_withdrawn_invitation(world: World) -> None:
    token = invited(world, world.charlie.email)
    with audit.attempt(world.alice, world.slug, "invitation.withdraw") as actor:
        people.withdraw_invitation(actor=actor, email=world.charlie.email)
    assert refusal_code(world, token) == "INVITATION-WITHDRAWN"


def test_a_new_invitation_withdraws_the_former(world: World) -> None:
    first, second = invited(world, world.charlie.email), invited(world, world.charlie.email)
    assert refusal_code(world, first) == "INVITATION-WITHDRAWN"
    assert people.accept_invitation(person=world.charlie, token=second) == world.environment


def test_somebody_elses_invitation_looks_like_none_at_all(world: World) -> None:
    token = invited(world, make_person("Daan").email)
    assert refusal_code(world, token) == "INVITATION-UNKNOWN"


def test_it_does_not_invite_who_works_here_already(world: World) -> None:
    with pytest.raises(Taken):
        invited(world, world.bob.email.upper())


def test_an_invitation_never_lowers_a_standing_member(world: World) -> None:
    token = invited(world, world.charlie.email, Role.CLIENT_USER)
    with audit.attempt(world.alice, world.slug, "invitation.withdraw") as actor:
        people.withdraw_invitation(actor=actor, email=world.charlie.email)
    join(world.alice, world.slug, world.charlie, Role.SUPERUSER)
    with enter(world.alice, world.slug):
        Invitation.objects.filter(email=world.charlie.email).update(withdrawn_at=None, accepted_at=None)
    assert refusal_code(world, token) == "INVITATION-MEMBER"
    with enter(world.charlie, world.slug) as actor:
        assert actor.role == Role.SUPERUSER


@pytest.mark.parametrize("email", ["nobody", "a@b\nBcc: c@d.nl", "system@overstap.invalid", "x@" + "y" * 260 + ".nl"])
def test_it_refuses_to_invite_what_is_no_address(world: World, email: str) -> None:
    with pytest.raises(Malformed):
        invited(world, email)


def test_it_refuses_a_role_that_does_not_exist(world: World) -> None:
    with pytest.raises(Malformed) as refused:
        invited(world, world.charlie.email, "emperor")
    assert refused.value.code == "ROLE-UNKNOWN"


def test_only_a_superuser_manages_people_and_others_are_told_whom_to_ask(world: World) -> None:
    """R048."""
    with pytest.raises(NotAllowed) as refused, enter(world.bob, world.slug) as actor:
        people.set_role(actor=actor, person=world.bob, role=Role.SUPERUSER)
    assert "Alice" in refused.value.remedy


def test_the_last_superuser_stays(world: World) -> None:
    with pytest.raises(LastSuperuser), enter(world.alice, world.slug) as actor:
        people.end_membership(actor=actor, person=world.alice)
    with pytest.raises(LastSuperuser), enter(world.alice, world.slug) as actor:
        people.set_role(actor=actor, person=world.alice, role=Role.ACCOUNTANT)
    with enter(world.alice, world.slug) as actor:
        assert actor.role == Role.SUPERUSER


def test_a_superuser_may_go_once_there_is_another(world: World) -> None:
    with audit.attempt(world.alice, world.slug, "member.role") as actor:
        people.set_role(actor=actor, person=world.bob, role=Role.SUPERUSER)
    with audit.attempt(world.alice, world.slug, "member.end") as actor:
        people.end_membership(actor=actor, person=world.alice)
    with pytest.raises(NotFound), enter(world.alice, world.slug):
        pass
    with enter(world.bob, world.slug) as actor:
        assert [row.email for row in queries.members(actor)] == [world.bob.email]


def test_ending_takes_access_away_and_a_return_does_not_give_it_back(world: World) -> None:
    one = make_administration(world.alice, world.slug)
    with audit.attempt(world.alice, world.slug, "access.give") as actor:
        AdministrationAccess.objects.create(administration=one, person=world.bob, granted_by=world.alice)
        people.end_membership(actor=actor, person=world.bob)
    join(world.alice, world.slug, world.bob, Role.ACCOUNTANT)
    with enter(world.bob, world.slug) as actor:
        assert queries.administrations(actor) == []


def test_a_stranger_cannot_be_given_a_role(world: World) -> None:
    with pytest.raises(NotFound) as refused, enter(world.alice, world.slug) as actor:
        people.set_role(actor=actor, person=world.charlie, role=Role.ACCOUNTANT)
    assert refused.value.code == "MEMBER-NOT-FOUND"
