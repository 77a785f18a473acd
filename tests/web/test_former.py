"""Pages about people who did not go along with a migration: the lists, one person, access, declining."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from overstap.lib import clock
from overstap.moves.people import actions
from overstap.tenancy import access, changes, people
from overstap.tenancy.models import AdministrationAccess, Person
from overstap.tenancy.roles import Role
from tests.moves.people.helpers import accept_invitation, colleague, former, given_back, may_open, member_here, released
from tests.moves.world import CODE, NEW_CODE, TwoOffices, act, add_administration, offer

SignIn = Callable[[Person], Client]


@pytest.fixture
def dora(signed_in: SignIn, world: TwoOffices) -> Client:
    """The superuser who received, reading English."""
    people.set_language(person=world.dora, language="en")
    return signed_in(world.dora)


def address(world: TwoOffices, page: str = "") -> str:
    return f"/e/{world.receiver.slug}/settings/people/former/{page}"


def of(world: TwoOffices, name: str, deed: str = "") -> str:
    return address(world, f"{former(world, name).uid}/{deed}")


def test_the_list_of_a_migration_tells_who_had_which_role_where(dora: Client, world: TwoOffices) -> None:
    """R067, R189, G7: name, address, role, administration, what they did, and one click to invite."""
    colleague(world, "Anna", Role.AUTHORISER)
    uid = released(world)
    shown = dora.get(f"/e/{world.receiver.slug}/migrations/{uid}/people/").text
    for told in ("Bob", world.bob.email, "SME bookkeeper", "Bakkerij Jansen B.V.", "own archive", "Not invited yet"):
        assert told in shown, told
    assert shown.count(f'action="{address(world, "invite/")}"') == 3  # Anna and Bob, and those ticked; not Alice


def test_one_click_invites_and_comes_back_to_the_list(dora: Client, world: TwoOffices) -> None:
    """R067: from the page of the migration."""
    uid = released(world)
    sent = {"former": str(former(world, "Bob").uid), "move": str(uid)}
    answer = dora.post(address(world, "invite/"), sent, follow=True)
    assert answer.redirect_chain[0][0] == f"/e/{world.receiver.slug}/migrations/{uid}/people/"
    assert f"An invitation is on its way to {world.bob.email}." in answer.text
    assert "Invited" in answer.text
    assert "until" in answer.text


def test_those_who_are_ticked_are_invited_together(dora: Client, world: TwoOffices) -> None:
    """R189"""
    colleague(world, "Anna", Role.ACCOUNTANT)
    released(world)
    both = [str(former(world, name).uid) for name in ("Anna", "Bob")]
    dora.post(address(world, "invite/"), {"former": both})
    assert {former(world, name).state for name in ("Anna", "Bob")} == {"invited"}


@pytest.mark.parametrize("sent", [{}, {"former": "x"}, {"former": "00000000-0000-4000-8000-000000000000"}])
def test_inviting_nobody_is_no_fault(dora: Client, world: TwoOffices, sent: dict[str, str]) -> None:
    released(world)
    assert dora.post(address(world, "invite/"), sent).status_code == 404


def test_a_superuser_elsewhere_gets_a_role_chosen(dora: Client, world: TwoOffices) -> None:
    uid = released(world)
    alice = former(world, "Alice")
    refused = dora.post(address(world, "invite/"), {"former": str(alice.uid), "move": str(uid)})
    assert (refused.status_code, "FORMER-SUPERUSER" in refused.text) == (422, True)
    assert "Choose what this person may do here" in dora.get(of(world, "Alice")).text
    dora.post(of(world, "Alice", "invite/"), {"email": alice.email, "role": "client_user"})
    assert former(world, "Alice").invited_role == "client_user"


def test_another_address_is_kept_in_the_form_where_it_is_refused(dora: Client, world: TwoOffices) -> None:
    released(world)
    answer = dora.post(of(world, "Bob", "invite/"), {"email": "no address", "role": "accountant"})
    assert answer.status_code == 422
    assert "EMAIL-MALFORMED" in answer.text
    assert 'value="no address"' in answer.text


def test_the_person_page_says_what_comes_back(dora: Client, world: TwoOffices) -> None:
    """R068, R069: access, and the archive of their own."""
    colleague(world, "Anna", Role.AUTHORISER)
    released(world)
    shown = dora.get(of(world, "Anna")).text
    assert f"Access to administration {NEW_CODE}." in shown
    assert "Their own archive: the documents that they delivered, or that they were asked about." in shown
    assert "Kept at the release" in shown


def test_linking_and_unlinking_on_the_page(dora: Client, world: TwoOffices) -> None:
    """G8, G9: with the reason, told on the page, both ways."""
    released(world)
    erik = member_here(world, "Erik")
    refused = dora.post(of(world, "Bob", "link/"), {"person": str(erik.uid), "reason": ""})
    assert (refused.status_code, "REASON-NEEDED" in refused.text) == (422, True)
    shown = dora.post(of(world, "Bob", "link/"), {"person": str(erik.uid), "reason": "Follows him up"}, follow=True)
    assert f"Access given to {NEW_CODE}." in shown.text
    assert "Erik" in shown.text
    assert may_open(world) == {"Erik"}
    shown = dora.post(of(world, "Bob", "unlink/"), {"reason": "Wrong Erik"}, follow=True)
    assert "Wrong Erik" in shown.text
    assert may_open(world) == set()


def test_who_works_here_is_linked_by_one_click(dora: Client, world: TwoOffices) -> None:
    uid = released(world)
    with act(world.dora, world.receiver.slug) as actor:
        token = people.invite(actor=actor, email=world.bob.email, role=Role.ACCOUNTANT)
    people.accept_invitation(person=world.bob, token=token)
    assert "Works here: link" in dora.get(address(world)).text
    sent = {"person": str(world.bob.uid), "back": "list", "move": str(uid)}
    assert dora.post(of(world, "Bob", "link/"), sent).headers["Location"].endswith(f"/migrations/{uid}/people/")
    assert may_open(world) == {"Bob"}


def test_what_came_later_is_given_by_one_click(dora: Client, world: TwoOffices) -> None:
    add_administration(world, "1002", "Slagerij Smit")
    released(world)
    with act(world.dora, world.receiver.slug) as actor:
        actions.invite(actor, [former(world, "Bob").uid])
    accept_invitation(world, world.bob)
    released(world, {"1002": "K-78"})
    assert "Give access again" in dora.get(address(world, "?which=here")).text
    assert "Access given to K-78." in dora.post(of(world, "Bob", "restore/"), follow=True).text


def test_putting_aside_on_the_page(dora: Client, world: TwoOffices) -> None:
    released(world)
    assert dora.post(of(world, "Bob", "put-aside/"), {"reason": ""}).status_code == 422
    shown = dora.post(of(world, "Bob", "put-aside/"), {"reason": "Asked us to"}, follow=True).text
    assert "Put aside" in shown
    assert world.bob.email not in shown
    assert world.bob.email not in dora.get(address(world, "?which=all")).text


def test_search_and_tabs(dora: Client, world: TwoOffices) -> None:
    released(world)
    assert "Alice" not in dora.get(address(world, "?search=bob")).text
    assert "Nobody found" in dora.get(address(world, "?which=aside")).text
    assert dora.get(address(world, "?search=%00&which=x&after=99999999999999999999")).status_code == 200


def test_a_long_list_goes_on(dora: Client, world: TwoOffices, monkeypatch: pytest.MonkeyPatch) -> None:
    released(world)
    from overstap.moves.people import queries

    with access.enter(world.dora, world.receiver.slug) as actor:
        first = queries.listing(actor, limit=1)
        second = queries.listing(actor, limit=1, after=first.after)
        names = [row.name for page in (first, second) for row in page.rows]
    assert (names, second.after) == (["Alice", "Bob"], "")


def test_the_page_of_the_migration_gives_me_access_in_one_click(dora: Client, world: TwoOffices) -> None:
    """R082, R083: nobody sees it; one button on the page of the migration, and I do."""
    uid = released(world)
    page = f"/e/{world.receiver.slug}/migrations/{uid}/"
    assert "Give me access" in dora.get(page).text
    assert dora.get(f"/e/{world.receiver.slug}/administrations/{NEW_CODE}/").status_code == 403
    answer = dora.post(f"{page}people/access/", {"person": str(world.dora.uid), "back": "move"})
    assert answer.headers["Location"] == page
    assert dora.get(f"/e/{world.receiver.slug}/administrations/{NEW_CODE}/").status_code == 200
    assert "Give me access" not in dora.get(page).text


def test_colleagues_get_access_together(dora: Client, world: TwoOffices) -> None:
    """R084: ticked on the page of the people."""
    uid = released(world)
    erik = member_here(world, "Erik")
    page = f"/e/{world.receiver.slug}/migrations/{uid}/people/"
    dora.post(f"{page}access/", {"person": [str(world.dora.uid), str(erik.uid)]})
    assert may_open(world) == {"Dora", "Erik"}
    assert "Everybody who works here can open what came." in dora.get(page).text
    assert dora.post(f"{page}access/", {"person": "x"}).status_code == 404


def test_the_giver_sees_no_list(signed_in: SignIn, world: TwoOffices) -> None:
    """G7: the list is the receiver's; the giver's own people are none of it."""
    people.set_language(person=world.alice, language="en")
    uid = released(world)
    client = signed_in(world.alice)
    shown = client.get(f"/e/{world.giver.slug}/migrations/{uid}/people/").text
    assert "Only the receiver sees who is invited" in shown
    assert world.bob.email not in shown
    assert client.get(f"/e/{world.giver.slug}/settings/people/former/{former(world, 'Bob').uid}/").status_code == 404


def test_before_the_release_the_list_is_empty(dora: Client, world: TwoOffices) -> None:
    people.set_language(person=world.alice, language="en")
    uid = offer(world)
    client = Client()
    client.force_login(world.alice)
    assert client.get(f"/e/{world.giver.slug}/migrations/{uid}/people/").status_code == 200
    assert dora.get(f"/e/{world.receiver.slug}/migrations/{uid}/people/").status_code == 404
    assert "Nobody waits" in dora.get(address(world)).text


def test_after_giving_back_they_stand_among_the_ended(dora: Client, world: TwoOffices) -> None:
    uid = released(world)
    given_back(world, uid, "Wrong client")
    shown = dora.get(address(world, "?which=aside")).text
    assert "Ended" in shown
    assert "Wrong client" in shown


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.AUTHORISATION_MANAGER, Role.RESTRICTED_CLIENT_USER])
def test_other_roles_are_refused(signed_in: SignIn, world: TwoOffices, role: Role) -> None:
    uid = released(world)
    client = signed_in(member_here(world, "Erik", role))
    for page in (address(world), of(world, "Bob"), f"/e/{world.receiver.slug}/migrations/{uid}/people/"):
        answer = client.get(page)
        assert answer.status_code == 403
        assert world.bob.email not in answer.text
    assert client.post(of(world, "Bob", "link/"), {"person": str(world.dora.uid)}).status_code == 403


def test_an_invitation_is_declined_on_its_page(dora: Client, world: TwoOffices) -> None:
    """R067: without an account, with a reason that the superuser reads."""
    released(world)
    with act(world.dora, world.receiver.slug) as actor:
        actions.invite(actor, [former(world, "Bob").uid])
        token = changes.resend_invitation(actor=actor, email=world.bob.email)
    page, stranger = f"/invitations/{token}/", Client(headers={"accept-language": "en"})
    assert f'href="{page}decline/"' in stranger.get(page).text
    assert "Decline the invitation?" in stranger.get(f"{page}decline/").text
    assert "gets a mail" in stranger.post(f"{page}decline/", {"reason": "I retired"}).text
    assert "I retired" in dora.get(address(world)).text
    again = stranger.post(f"{page}decline/", {"reason": "x"})
    assert (again.status_code, "It was declined already." in again.text) == (410, True)
    assert "You declined it." in stranger.get(page).text
    assert "Invite again" in dora.get(address(world)).text


def test_declining_is_refused_to_others(signed_in: SignIn, world: TwoOffices) -> None:
    released(world)
    with act(world.dora, world.receiver.slug) as actor:
        actions.invite(actor, [former(world, "Bob").uid])
        token = changes.resend_invitation(actor=actor, email=world.bob.email)
    answer = signed_in(world.charlie).post(f"/invitations/{token}/decline/", {"reason": ""})
    assert (answer.status_code, "INVITATION-UNKNOWN" in answer.text) == (422, True)
    assert Client().get("/invitations/nothing/decline/").status_code == 404
    long = Client().post(f"/invitations/{token}/decline/", {"reason": "x" * 501})
    assert long.status_code == 422
    assert former(world, "Bob").state == "invited"


def test_an_expired_invitation_is_shown_and_sent_again(dora: Client, world: TwoOffices) -> None:
    released(world)
    with act(world.dora, world.receiver.slug) as actor:
        actions.invite(actor, [former(world, "Bob").uid])
    with clock.moved_by(timedelta(days=15)):
        shown = dora.get(address(world)).text
        assert "Invitation expired" in shown
        assert "Invite again" in shown


def test_a_page_takes_few_queries(
    dora: Client, world: TwoOffices, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(6):
        add_administration(world, f"20{number:02}", f"Klant {number}")
    uid = released(world, {CODE: NEW_CODE, **{f"20{number:02}": f"L-{number}" for number in range(6)}})
    for page in (address(world), f"/e/{world.receiver.slug}/migrations/{uid}/people/"):
        with django_assert_max_num_queries(36):  # type: ignore[attr-defined]
            assert dora.get(page).status_code == 200
    with access.enter(world.dora, world.receiver.slug):
        assert not AdministrationAccess.objects.filter(administration__code__startswith="L-").exists()
