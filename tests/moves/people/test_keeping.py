"""Who worked in what moved is kept by name: at the release, over several moves, and after it was given back."""

from datetime import timedelta

import pytest
from django.db import connection

from overstap.lib import clock
from overstap.moves import queries as move_queries
from overstap.moves.models import Move, MoveAdministration
from overstap.moves.people import actions, keeping
from overstap.moves.people.models import Placeholder, PlaceholderEvent, RoleBefore
from overstap.moves.people.values import Shown
from overstap.moves.state import for_system
from overstap.moves.values import Outcome
from overstap.tenancy import access, people
from overstap.tenancy.models import AdministrationAccess, Invitation, Membership, Person
from overstap.tenancy.roles import Right, Role
from overstap.tenancy.values import PersonKind
from tests.moves import running
from tests.moves.people.helpers import (
    accept_invitation,
    accesses,
    colleague,
    former,
    formers,
    given_back,
    member_here,
    move_of,
    moved_on,
    released,
)
from tests.moves.world import CODE, NEW_CODE, TwoOffices, accept, act, add_administration, book, offer, sale


def test_people_do_not_go_along(world: TwoOffices) -> None:
    """R066, R189: nobody of the giver becomes a member, and nobody sees it before access is given (R082)."""
    released(world)
    with access.enter(world.dora, world.receiver.slug) as actor:
        members = Membership.objects.filter(environment=world.receiver, active=True)
        assert [one.person.name for one in members.select_related("person")] == ["Dora"]
        with pytest.raises(access.NotFound):
            access.administration(actor, NEW_CODE, Right.READ_BOOKS)
        assert not AdministrationAccess.objects.filter(administration__code=NEW_CODE).exists()


def test_who_had_which_role_where_is_kept(world: TwoOffices) -> None:
    """G7, G9, R067: access, authorship and consent of each, with role, name and address."""
    uid = released(world)
    found = formers(world.dora, world.receiver.slug, uid)
    assert set(found) == {"Alice", "Bob"}
    bob = found["Bob"]
    assert (bob.email, bob.role, bob.state) == (world.bob.email, Role.SME_BOOKKEEPER, Shown.WAITING)
    line = bob.roles[0]
    assert (line.administration, line.code, line.code_here) == ("Bakkerij Jansen B.V.", CODE, NEW_CODE)
    assert (line.holder, line.has_access, line.has_booked, line.has_agreed) == ("Kantoor De Vries", True, False, False)
    own = found["Alice"].roles[0]
    assert (own.has_access, own.has_booked, own.has_agreed) == (True, True, True)


def test_who_left_the_office_is_kept_for_what_they_booked(world: TwoOffices) -> None:
    """G9: an author without access, and even without membership, still stands in the list."""
    book(world.bob, world.giver.slug, CODE, sale(90))
    with act(world.alice, world.giver.slug) as actor:
        people.end_membership(actor=actor, person=world.bob)
    released(world)
    line = former(world, "Bob").roles[0]
    assert (line.has_access, line.has_booked, line.role) == (False, True, Role.SME_BOOKKEEPER)


def test_a_personal_archive_is_noted(world: TwoOffices) -> None:
    """R068: authorisers and restricted client users have one; others have not."""
    colleague(world, "Anna", Role.AUTHORISER)
    colleague(world, "Karel", Role.RESTRICTED_CLIENT_USER)
    released(world)
    assert {name: former(world, name).archives for name in ("Anna", "Karel", "Bob")} == {
        "Anna": 1, "Karel": 1, "Bob": 0}  # fmt: skip


def test_one_address_over_several_administrations_is_one_line(world: TwoOffices) -> None:
    """R067: one line with several administrations, also when they came by several moves."""
    add_administration(world, "1002", "Slagerij Smit")
    add_administration(world, "1003", "Kapper Kam")
    released(world, {CODE: NEW_CODE, "1002": "K-78"})
    released(world, {"1003": "K-79"})
    bob = former(world, "Bob")
    assert sorted(one.code_here for one in bob.roles) == [NEW_CODE, "K-78", "K-79"]


def test_keeping_twice_is_as_keeping_once(world: TwoOffices) -> None:
    """R067: a step that runs again writes nothing twice."""
    uid = released(world)
    with for_system(uid):
        before = (Placeholder.objects.count(), RoleBefore.objects.count(), PlaceholderEvent.objects.count())
        keeping.keep(move_of(uid))
        assert (Placeholder.objects.count(), RoleBefore.objects.count(), PlaceholderEvent.objects.count()) == before
    assert before == (2, 2, 2)


def test_a_placeholder_is_never_a_sign_in(world: TwoOffices) -> None:
    """R066: keeping people makes no account and no membership."""
    before = set(Person.objects.filter(kind=PersonKind.HUMAN).values_list("email", flat=True))
    released(world)
    assert set(Person.objects.exclude(kind=PersonKind.SYSTEM).values_list("email", flat=True)) - before <= {
        access.OPERATOR_EMAIL
    }


def test_authorship_stays_with_the_original_name(world: TwoOffices) -> None:
    """G9: whatever is linked, what was booked keeps its author; two names behind one person stay two."""
    book(world.bob, world.giver.slug, CODE, sale(91))
    released(world)
    erik = member_here(world, "Erik")
    with act(world.dora, world.receiver.slug) as actor:
        for name in ("Alice", "Bob"):
            actions.link(actor, former(world, name).uid, erik.uid, "Takes over their work")
    found = formers(world.dora, world.receiver.slug)
    assert {name: one.person_name for name, one in found.items()} == {"Alice": "Erik", "Bob": "Erik"}
    assert [found["Alice"].roles[0].has_agreed, found["Bob"].roles[0].has_agreed] == [True, False]
    with access.enter(world.dora, world.receiver.slug), connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT booked_by FROM ledger_entry WHERE ledger_id ="
            " (SELECT ledger_id FROM tenancy_administration WHERE code = %s AND environment_id = %s)",
            [NEW_CODE, world.receiver.pk],
        )
        assert {row[0] for row in cursor.fetchall()} == {world.alice.pk, world.bob.pk}


def test_a_later_holder_has_the_whole_history(world: TwoOffices) -> None:
    """G7: after two moves the newest holder has every earlier one, each with its own role."""
    released(world)
    with act(world.dora, world.receiver.slug) as actor:
        actions.put_aside(actor, former(world, "Bob").uid, "Asked us to")
    moved_on((world.dora, world.receiver), (world.charlie, world.elsewhere), {NEW_CODE: "Z-9"})
    found = formers(world.charlie, world.elsewhere.slug)
    assert set(found) == {"Alice", "Bob", "Dora"}
    assert [(one.holder, one.code, one.is_of_giver) for one in found["Alice"].roles] == [
        ("Kantoor De Vries", CODE, False)
    ]
    assert [(one.code, one.is_of_giver, one.role) for one in found["Dora"].roles] == [(NEW_CODE, True, Role.SUPERUSER)]
    assert (found["Bob"].email, found["Bob"].state) == ("", Shown.PUT_ASIDE)


def test_a_later_holder_keeps_what_two_holders_had_of_one_person(world: TwoOffices) -> None:
    """G7: Bob worked at two holders; both lines are his, in one place."""
    released(world)
    with act(world.dora, world.receiver.slug) as actor:
        actions.invite(actor, [former(world, "Bob").uid], role=Role.ACCOUNTANT)
    accept_invitation(world, world.bob)
    moved_on((world.dora, world.receiver), (world.charlie, world.elsewhere), {NEW_CODE: "Z-9"})
    bob = formers(world.charlie, world.elsewhere.slug)["Bob"]
    assert {(one.code, one.role) for one in bob.roles} == {(CODE, "sme_bookkeeper"), (NEW_CODE, "accountant")}
    assert bob.role == Role.ACCOUNTANT


def test_giving_back_ends_it_with_the_reason(world: TwoOffices) -> None:
    """R092, R093: the names end, invitations are withdrawn, and the giver's people have access as before."""
    before = accesses(world)
    uid = released(world)
    with act(world.dora, world.receiver.slug) as actor:
        actions.invite(actor, [former(world, "Bob").uid])
    given_back(world, uid, "Wrong client")
    bob = former(world, "Bob")
    assert (bob.state, bob.roles[0].ended_at is not None) == (Shown.ENDED, True)
    assert "Wrong client" in bob.reason
    with access.enter(world.dora, world.receiver.slug):
        assert Invitation.objects.get(email=world.bob.email, environment=world.receiver).withdrawn_at is not None
    assert accesses(world) == before
    with access.enter(world.bob, world.giver.slug) as actor:
        assert access.administration(actor, CODE, Right.READ_BOOKS).name == "Bakkerij Jansen B.V."


def test_giving_back_one_of_two_leaves_the_other(world: TwoOffices) -> None:
    """R093: who worked in something else that came here too is still invited for that."""
    add_administration(world, "1002", "Slagerij Smit")
    first, _second = released(world), released(world, {"1002": "K-78"})
    with act(world.dora, world.receiver.slug) as actor:
        actions.invite(actor, [former(world, "Bob").uid])
    given_back(world, first)
    assert former(world, "Bob").state == Shown.INVITED
    accept_invitation(world, world.bob)
    with access.enter(world.bob, world.receiver.slug) as actor:
        assert access.administration(actor, "K-78", Right.READ_BOOKS).name == "Slagerij Smit"


def test_who_had_ended_waits_again_when_it_comes_again(world: TwoOffices) -> None:
    uid = released(world)
    given_back(world, uid)
    with clock.moved_by(timedelta(minutes=1)):
        released(world, {CODE: "K-80"})
    bob = former(world, "Bob")
    assert bob.state == Shown.WAITING
    assert [(one.code_here, one.ended_at is None) for one in bob.roles] == [("K-80", True), (NEW_CODE, False)]


def test_the_proof_names_the_same_people(world: TwoOffices) -> None:
    """G7: the table in the signed proof and the list agree."""
    uid = released(world)
    with access.enter(world.dora, world.receiver.slug) as actor:
        proof = move_queries.proof(actor, uid)
    told = bytes(proof.document).decode()
    with_access = [one for one in formers(world.dora, world.receiver.slug).values() if one.roles[0].has_access]
    assert with_access
    assert all(f"{one.name} <{one.email}>" in told for one in with_access)


def test_a_profile_that_leaves_people_where_they_are_keeps_none(world: TwoOffices) -> None:
    """A change of connection, for one: it is the data of the profile that decides."""
    uid = offer(world)
    accept(world, uid)
    running.run(uid)
    with for_system(uid):
        move = Move.objects.get(uid=uid)
        MoveAdministration.objects.filter(move=move).update(outcome=Outcome.RELEASED)
        for name, expected in (("relink", 0), ("environment-ticket", 2), ("takeover", 2)):
            move.profile = name
            keeping.keep(move)
            assert Placeholder.objects.count() == expected, name
