"""Inviting, linking and unlinking those who did not go along: what they get back, and what is taken again."""

from datetime import timedelta

import pytest

from overstap.lib import clock
from overstap.lib.errors import OverstapError
from overstap.moves.people import actions, joining, queries
from overstap.moves.people.models import Restored
from overstap.moves.people.values import EventKind, RestoredKind, Shown
from overstap.tenancy import access, audit, changes, people
from overstap.tenancy import actions as tenancy
from overstap.tenancy import queries as asked
from overstap.tenancy.models import Invitation, Membership, Person
from overstap.tenancy.roles import Role
from tests.moves.people.helpers import (
    accept_invitation,
    colleague,
    former,
    formers,
    may_open,
    member_here,
    released,
    token_of,
)
from tests.moves.world import CODE, NEW_CODE, TwoOffices, act, add_administration, mail_text
from tests.tenancy.people import make_person


def invite(world: TwoOffices, name: str, **changed: str) -> list[str]:
    with act(world.dora, world.receiver.slug) as actor:
        return actions.invite(actor, [former(world, name).uid], **changed)


def link(world: TwoOffices, name: str, person: Person, reason: str = "Has their work") -> list[str]:
    with act(world.dora, world.receiver.slug) as actor:
        return actions.link(actor, former(world, name).uid, person.uid, reason)


def unlink(world: TwoOffices, name: str, reason: str = "A mistake") -> list[str]:
    with act(world.dora, world.receiver.slug) as actor:
        return actions.unlink(actor, former(world, name).uid, reason)


def role_here(world: TwoOffices, person: Person) -> str:
    with access.enter(world.dora, world.receiver.slug):
        return Membership.objects.get(person=person, environment=world.receiver, active=True).role


def code_of(error: pytest.ExceptionInfo[OverstapError]) -> str:
    return error.value.code


def test_one_click_invites_with_the_same_role_and_gives_the_same_access(world: TwoOffices) -> None:
    """R067, R189, G7: the invitation restores role and access at the moment of acceptance, and not before (R082)."""
    released(world)
    assert invite(world, "Bob") == [world.bob.email]
    assert (former(world, "Bob").state, may_open(world)) == (Shown.INVITED, set())
    accept_invitation(world, world.bob)
    bob = former(world, "Bob")
    assert (bob.state, bob.person_email, bob.to_give) == (Shown.ACCEPTED, world.bob.email, 0)
    assert (role_here(world, world.bob), may_open(world)) == (Role.SME_BOOKKEEPER, {"Bob"})


def test_several_are_invited_at_once(world: TwoOffices) -> None:
    """R189: everybody who worked in it, in one go."""
    colleague(world, "Anna", Role.ACCOUNTANT)
    released(world)
    found = formers(world.dora, world.receiver.slug)
    with act(world.dora, world.receiver.slug) as actor:
        invited = actions.invite(actor, [found[name].uid for name in ("Anna", "Bob")])
    assert sorted(invited) == sorted([found["Anna"].email, found["Bob"].email])
    assert {former(world, name).state for name in ("Anna", "Bob")} == {Shown.INVITED}


def test_another_address_and_role(world: TwoOffices) -> None:
    """R067: somebody may come in under another address and with another role; the access is that of the name."""
    released(world)
    newer = make_person("Robert")
    assert invite(world, "Bob", email=newer.email, role=Role.CLIENT_USER) == [newer.email]
    accept_invitation(world, newer)
    assert (role_here(world, newer), may_open(world)) == (Role.CLIENT_USER, {"Robert"})
    assert former(world, "Bob").person_name == "Robert"


def test_a_superuser_elsewhere_is_none_here_by_a_click(world: TwoOffices) -> None:
    released(world)
    with pytest.raises(actions.RoleChoiceNeeded) as refused:
        invite(world, "Alice")
    assert code_of(refused) == "FORMER-SUPERUSER"
    assert not former(world, "Alice").one_click
    invite(world, "Alice", role=Role.ACCOUNTANT)
    assert former(world, "Alice").invited_role == Role.ACCOUNTANT


@pytest.mark.parametrize(("changed", "code"), [
    ({"role": "emperor"}, "ROLE-UNKNOWN"), ({"email": "nobody"}, "EMAIL-MALFORMED"),
    ({"email": "operator@overstap.invalid"}, "EMAIL-MALFORMED"),
])  # fmt: skip
def test_it_refuses_what_is_no_role_or_address(world: TwoOffices, changed: dict[str, str], code: str) -> None:
    released(world)
    with pytest.raises(OverstapError) as refused:
        invite(world, "Bob", **changed)
    assert code_of(refused) == code
    assert former(world, "Bob").state == Shown.WAITING


def test_who_works_here_is_linked_and_not_invited(world: TwoOffices) -> None:
    released(world)
    with act(world.dora, world.receiver.slug) as actor:
        token = people.invite(actor=actor, email=world.bob.email, role=Role.ACCOUNTANT)
    people.accept_invitation(person=world.bob, token=token)
    assert may_open(world) == set()  # an invitation that was sent otherwise promised nothing
    with pytest.raises(tenancy.Taken) as refused:
        invite(world, "Bob")
    assert code_of(refused) == "MEMBER-EXISTS"
    bob = former(world, "Bob")
    assert bob.member_uid == world.bob.uid
    assert link(world, "Bob", world.bob, reason="") == [NEW_CODE]


def test_an_invitation_expires_and_is_sent_again(world: TwoOffices) -> None:
    """R067: an expired one is shown as such, and one more click sends another."""
    released(world)
    invite(world, "Bob")
    with clock.moved_by(timedelta(days=15)):
        assert former(world, "Bob").state == Shown.EXPIRED
        invite(world, "Bob")
        assert former(world, "Bob").state == Shown.INVITED
        accept_invitation(world, world.bob)
    assert may_open(world) == {"Bob"}


def test_an_invitation_that_was_withdrawn_elsewhere_is_shown_as_such(world: TwoOffices) -> None:
    released(world)
    invite(world, "Bob")
    with act(world.dora, world.receiver.slug) as actor:
        people.withdraw_invitation(actor=actor, email=world.bob.email)
    assert former(world, "Bob").state == Shown.WITHDRAWN
    invite(world, "Bob")
    assert former(world, "Bob").state == Shown.INVITED


def test_it_is_declined_with_a_reason(world: TwoOffices) -> None:
    """R067: the invited one says no; the superuser reads why, gets a mail, and can invite again."""
    released(world)
    invite(world, "Bob")
    token = token_of(world, world.bob)
    assert joining.decline(person=None, token=token, reason="I retired") is not None
    bob = former(world, "Bob")
    assert (bob.state, bob.reason) == (Shown.DECLINED, "I retired")
    assert joining.was_declined(token)
    with pytest.raises(people.InvitationRefused):
        people.accept_invitation(person=world.bob, token=token)
    with access.enter(world.dora, world.receiver.slug) as actor:
        number = Invitation.objects.filter(environment=actor.environment).order_by("-id")[0].pk
        line = asked.audit_events(actor)[0]
    assert (line.action, line.facts["reason"]) == ("invitation.decline", "I retired")
    assert "I retired" in mail_text(f"invitation-declined:{number}")
    invite(world, "Bob")
    assert former(world, "Bob").state == Shown.INVITED


def test_declining_needs_the_invitation_itself(world: TwoOffices) -> None:
    """Somebody else, a token that is none, twice, too late: refused, and nothing changes."""
    released(world)
    invite(world, "Bob")
    token = token_of(world, world.bob)
    for person, typed in ((world.charlie, token), (None, "x"), (None, token + "x")):
        with pytest.raises(people.InvitationRefused) as refused:
            joining.decline(person=person, token=typed, reason="")
        assert code_of(refused) == "INVITATION-UNKNOWN"
    with clock.moved_by(timedelta(days=15)), pytest.raises(people.InvitationRefused) as late:
        joining.decline(person=None, token=token, reason="")
    assert code_of(late) == "INVITATION-EXPIRED"
    assert former(world, "Bob").state == Shown.INVITED
    joining.decline(person=world.bob, token=token, reason="")
    with pytest.raises(people.InvitationRefused) as twice:
        joining.decline(person=None, token=token, reason="")
    assert code_of(twice) == "INVITATION-DECLINED"


def test_any_invitation_can_be_declined(world: TwoOffices) -> None:
    with act(world.dora, world.receiver.slug) as actor:
        token = people.invite(actor=actor, email="somebody@example.test", role=Role.ACCOUNTANT)
    joining.decline(person=None, token=token, reason="")
    with access.enter(world.dora, world.receiver.slug) as actor:
        assert asked.invitations(actor) == []


def test_linking_gives_access_and_unlinking_takes_exactly_that(world: TwoOffices) -> None:
    """G8, G9: what was given otherwise stays."""
    add_administration(world, "1002", "Slagerij Smit")
    released(world, {CODE: NEW_CODE, "1002": "K-78"})
    erik = member_here(world, "Erik")
    with act(world.dora, world.receiver.slug) as actor:
        tenancy.give_access(actor=actor, code="K-78", person=erik)
    assert link(world, "Bob", erik) == [NEW_CODE]
    assert (may_open(world), may_open(world, "K-78")) == ({"Erik"}, {"Erik"})
    assert unlink(world, "Bob") == [NEW_CODE]
    assert (may_open(world), may_open(world, "K-78")) == (set(), {"Erik"})
    bob = former(world, "Bob")
    assert (bob.state, bob.reason, bob.person_uid) == (Shown.WAITING, "A mistake", None)
    assert link(world, "Bob", erik) == [NEW_CODE]  # and back again


def test_access_that_was_given_anew_by_hand_stays(world: TwoOffices) -> None:
    released(world)
    erik = member_here(world, "Erik")
    link(world, "Bob", erik)
    with act(world.dora, world.receiver.slug) as actor:
        tenancy.withdraw_access(actor=actor, code=NEW_CODE, person=erik)
        tenancy.give_access(actor=actor, code=NEW_CODE, person=erik)
    assert unlink(world, "Bob") == []
    assert may_open(world) == {"Erik"}


def test_two_names_behind_one_person_share_what_both_gave(world: TwoOffices) -> None:
    """G9: the access goes with the last of the two links; the names stay two."""
    released(world)
    erik = member_here(world, "Erik")
    assert (link(world, "Alice", erik), link(world, "Bob", erik)) == ([NEW_CODE], [])
    assert unlink(world, "Alice") == []
    assert may_open(world) == {"Erik"}
    assert unlink(world, "Bob") == [NEW_CODE]
    assert may_open(world) == set()


def test_an_accepted_invitation_can_be_undone_too(world: TwoOffices) -> None:
    """The membership stays; what the acceptance gave goes."""
    released(world)
    invite(world, "Bob")
    accept_invitation(world, world.bob)
    assert unlink(world, "Bob", "Wrong Bob") == [NEW_CODE]
    assert (may_open(world), role_here(world, world.bob)) == (set(), Role.SME_BOOKKEEPER)


@pytest.mark.parametrize("role", [Role.AUTHORISER, Role.RESTRICTED_CLIENT_USER])
def test_a_personal_archive_comes_back_on_linking(world: TwoOffices, role: Role) -> None:
    """R068, R069: better than the page: the archive is theirs again, and goes when the link goes."""
    anna = colleague(world, "Anna", role)
    released(world)
    erik = member_here(world, "Erik")
    link(world, "Anna", erik)
    with access.enter(erik, world.receiver.slug) as actor:
        assert [(one.code, one.owner_uid) for one in queries.archives_open_to(actor)] == [(NEW_CODE, anna.uid)]
    unlink(world, "Anna")
    with access.enter(erik, world.receiver.slug) as actor:
        assert queries.archives_open_to(actor) == []


def test_a_personal_archive_comes_back_by_the_invitation(world: TwoOffices) -> None:
    """R069: for whoever accepts; nobody else sees it, a superuser neither."""
    anna = colleague(world, "Anna", Role.AUTHORISER)
    released(world)
    invite(world, "Anna")
    accept_invitation(world, anna)
    with access.enter(anna, world.receiver.slug) as actor:
        assert [one.owner for one in queries.archives_open_to(actor)] == ["Anna"]
    with access.enter(world.dora, world.receiver.slug) as actor:
        assert queries.archives_open_to(actor) == []


def test_what_came_later_is_given_with_one_click(world: TwoOffices) -> None:
    """R082: a second move gives nobody anything by itself, not those who are here already either."""
    add_administration(world, "1002", "Slagerij Smit")
    released(world)
    invite(world, "Bob")
    accept_invitation(world, world.bob)
    released(world, {"1002": "K-78"})
    assert (former(world, "Bob").to_give, may_open(world, "K-78")) == (1, set())
    with act(world.dora, world.receiver.slug) as actor:
        assert actions.restore(actor, former(world, "Bob").uid) == ["K-78"]
        assert actions.restore(actor, former(world, "Bob").uid) == []
    assert (former(world, "Bob").to_give, may_open(world, "K-78")) == (0, {"Bob"})


def test_a_reason_is_needed_where_a_name_is_tied_to_somebody_else(world: TwoOffices) -> None:
    released(world)
    erik = member_here(world, "Erik")
    for reason in (" ", "x\u202ey", "x" * 501):
        with pytest.raises(OverstapError) as refused:
            link(world, "Bob", erik, reason)
        assert code_of(refused) in ("REASON-NEEDED", "REASON-MALFORMED")
    link(world, "Bob", erik)
    with pytest.raises(OverstapError) as without:
        unlink(world, "Bob", "")
    assert code_of(without) == "REASON-NEEDED"


def test_deeds_are_refused_where_they_make_no_sense(world: TwoOffices) -> None:
    """Twice linked, unlinked without a link, somebody of elsewhere, a number that is none."""
    released(world)
    erik = member_here(world, "Erik")
    with pytest.raises(OverstapError) as not_linked:
        unlink(world, "Bob")
    with pytest.raises(OverstapError) as stranger:
        link(world, "Bob", world.charlie)
    link(world, "Bob", erik)
    with pytest.raises(OverstapError) as twice:
        link(world, "Bob", erik)
    with act(world.dora, world.receiver.slug) as actor, pytest.raises(OverstapError) as unknown:
        actions.invite(actor, [erik.uid])
    codes = [code_of(one) for one in (not_linked, stranger, twice, unknown)]
    assert codes == ["FORMER-STATE", "MEMBER-NOT-FOUND", "FORMER-STATE", "FORMER-NOT-FOUND"]


def test_putting_aside_erases_the_address_and_keeps_the_name(world: TwoOffices) -> None:
    """GDPR: kept for authorship; the invitation is withdrawn, and it is not undone."""
    released(world)
    invite(world, "Bob")
    uid = former(world, "Bob").uid
    with act(world.dora, world.receiver.slug) as actor:
        actions.put_aside(actor, uid, "Asked us to")
    with access.enter(world.dora, world.receiver.slug) as actor:
        bob, events = queries.former(actor, uid)
        assert asked.invitations(actor) == []
    assert (bob.name, bob.email, bob.invited_email, bob.state) == ("Bob", "", "", Shown.PUT_ASIDE)
    assert bob.roles[0].has_access
    assert all(world.bob.email not in f"{one.by} {one.reason}" for one in events)
    with pytest.raises(OverstapError) as refused:
        invite(world, "Bob")
    assert code_of(refused) == "FORMER-STATE"


def test_everything_that_was_done_is_told(world: TwoOffices) -> None:
    released(world)
    erik = member_here(world, "Erik")
    link(world, "Bob", erik)
    unlink(world, "Bob")
    with access.enter(world.dora, world.receiver.slug) as actor:
        _bob, events = queries.former(actor, former(world, "Bob").uid)
        lines = [line.action for line in asked.audit_events(actor)[:2]]
    assert [(one.kind, one.by, one.reason) for one in events] == [
        (EventKind.UNLINKED, "Dora", "A mistake"),
        (EventKind.LINKED, "Dora", "Has their work"),
        (EventKind.KEPT, "Overstap", ""),
    ]
    assert lines == ["former.unlink", "former.link"]


def test_who_left_again_is_given_nothing(world: TwoOffices) -> None:
    released(world)
    erik = member_here(world, "Erik")
    link(world, "Bob", erik)
    with act(world.dora, world.receiver.slug) as actor:
        people.end_membership(actor=actor, person=erik)
    assert not former(world, "Bob").person_works_here
    with act(world.dora, world.receiver.slug) as actor, pytest.raises(OverstapError) as refused:
        actions.restore(actor, former(world, "Bob").uid)
    assert code_of(refused) == "MEMBER-NOT-FOUND"
    assert unlink(world, "Bob") == []


def test_sending_again_from_the_settings_keeps_the_promise(world: TwoOffices) -> None:
    released(world)
    invite(world, "Bob")
    with act(world.dora, world.receiver.slug) as actor:
        token = changes.resend_invitation(
            actor=actor, email=world.bob.email.upper().replace("EXAMPLE.TEST", "example.test")
        )
    people.accept_invitation(person=world.bob, token=token)
    assert may_open(world) == {"Bob"}


def test_the_acceptance_is_in_the_audit_log(world: TwoOffices) -> None:
    released(world)
    invite(world, "Bob")
    accept_invitation(world, world.bob)
    with access.enter(world.dora, world.receiver.slug) as actor:
        line = asked.audit_events(actor)[0]
        kinds = set(Restored.objects.values_list("kind", flat=True))
    assert (line.action, line.person, line.facts["administrations"]) == ("former.accept", world.bob.email, [NEW_CODE])
    assert kinds == {RestoredKind.ACCESS}
    assert line.outcome == audit.DONE
