"""Who may do what: the one table, and that the actions ask it."""

from collections.abc import Callable

import pytest

from overstap.tenancy import actions, people, queries
from overstap.tenancy.access import Actor, NotAllowed, NotFound, enter, require
from overstap.tenancy.actions import AdministrationDetails
from overstap.tenancy.roles import Right, Role, may
from tests.tenancy.people import World, join, make_administration, make_person

# A row per role, as the source pages have them. Everything not named is not allowed.
TABLE = {
    Role.SUPERUSER: "read_books write_books export_books authorise manage_workflows deliver_documents"
    " manage_administrations manage_access manage_people manage_licence start_move receive_move read_moves read_audit",
    Role.ACCOUNTANT: "read_books write_books export_books authorise deliver_documents",
    Role.SME_BOOKKEEPER: "read_books write_books deliver_documents",
    Role.AUTHORISATION_MANAGER: "read_books authorise manage_workflows deliver_documents",
    Role.AUTHORISER: "authorise deliver_documents",
    Role.CLIENT_USER: "read_books deliver_documents",
    Role.RESTRICTED_CLIENT_USER: "deliver_documents",
}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_do_what_its_row_names_and_nothing_else(role: Role) -> None:
    assert sorted(right.value for right in Right if may(role, right)) == sorted(TABLE[role].split())


@pytest.mark.parametrize("role", list(Role))
def test_nobody_but_a_superuser_starts_or_receives(role: Role) -> None:
    """R035, R036, R047."""
    assert may(role, Right.START_MOVE) == may(role, Right.RECEIVE_MOVE) == (role == "superuser")


def test_there_are_seven_roles_and_an_unknown_one_may_do_nothing() -> None:
    assert len(Role) == 7
    assert not any(may("emperor", right) for right in Right)


DEEDS: dict[str, Callable[[Actor], object]] = {
    "invite": lambda actor: people.invite(actor=actor, email="new@example.test", role=Role.CLIENT_USER),
    "withdraw": lambda actor: people.withdraw_invitation(actor=actor, email="new@example.test"),
    "set role": lambda actor: people.set_role(actor=actor, person=actor.person, role=Role.SUPERUSER),
    "end": lambda actor: people.end_membership(actor=actor, person=actor.person),
    "create": lambda actor: actions.create_administration(
        actor=actor, code="2002", name="New", details=AdministrationDetails(ledger_id=1)
    ),
    "rename": lambda actor: actions.rename_administration(actor=actor, code="1001", name="New"),
    "give": lambda actor: actions.give_access(actor=actor, code="1001", person=actor.person),
    "take": lambda actor: actions.withdraw_access(actor=actor, code="1001", person=actor.person),
    "premium": lambda actor: actions.convert_to_premium(actor=actor, number="NL-2"),
    "rename environment": lambda actor: actions.rename_environment(actor=actor, name="New"),
    "members": queries.members,
    "invitations": queries.invitations,
    "access list": lambda actor: queries.access_list(actor, "1001"),
    "audit log": queries.audit_events,
    "start a move": lambda actor: require(actor, Right.START_MOVE),
    "receive a move": lambda actor: require(actor, Right.RECEIVE_MOVE),
}


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SUPERUSER])
def test_only_a_superuser_manages_and_others_are_told_whom_to_ask(role: Role, world: World) -> None:
    """R047, R048."""
    make_administration(world.alice, world.slug)
    helper = make_person("Helper")
    join(world.alice, world.slug, helper, role)
    for name, deed in DEEDS.items():
        with pytest.raises(NotAllowed) as refused, enter(helper, world.slug) as actor:
            deed(actor)
        assert refused.value.code == "ROLE-MISSING", name
        assert "Alice" in refused.value.remedy, name


def test_a_stranger_is_told_that_there_is_nothing(world: World) -> None:
    with pytest.raises(NotFound), enter(world.charlie, world.slug):
        pass


@pytest.mark.parametrize(
    "slug", ["", "no-such-place", "x" * 1000, "nul\0", "half\ud800", "’; DROP TABLE tenancy_person; --"]
)
def test_an_environment_that_does_not_exist_is_not_found(slug: str, world: World) -> None:
    with pytest.raises(NotFound) as refused, enter(world.alice, slug):
        pass
    assert refused.value.code == "ENVIRONMENT-NOT-FOUND"
