"""Settings and the audit log as a person uses them, with Django's client."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from overstap.lib.errors import OverstapError
from overstap.tenancy import access, actions, people, queries
from overstap.tenancy.models import Administration, Membership
from overstap.tenancy.roles import Role
from overstap.tenancy.values import AdministrationState, Tier
from tests.moves.world import CODE, TwoOffices, two_offices
from tests.tenancy.people import join, make_person
from tests.web.settings_world import SignedIn, address, invite, may_open, newest, standing

PAGES = (
    "settings/",
    "settings/office/",
    "settings/office/systems/",
    "settings/office/systems/twinfield/",
    "settings/environment/",
    "settings/administrations/",
    "settings/add-administration/",
    f"settings/administrations/{CODE}/",
    f"settings/administrations/{CODE}/users/",
    "settings/people/",
    "settings/people/roles/",
    "settings/people/invitations/",
    "settings/people/{bob}/",
    "settings/people/{bob}/end/",
    "settings/licence/",
    "audit/",
    "audit/download/",
)
OTHERS = [role for role in Role if role is not Role.SUPERUSER]


@pytest.mark.parametrize("page", [*PAGES, "settings/personal/"])
def test_a_superuser_opens_every_page(page: str, signed_in: SignedIn, world: TwoOffices) -> None:
    answer = signed_in(world.alice).get(address(world, page))
    assert answer.status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_every_other_role_is_told_whom_to_ask(page: str, signed_in: SignedIn, world: TwoOffices) -> None:
    """R047, R048."""
    for role in OTHERS:
        somebody = make_person(role.value)
        join(world.alice, world.giver.slug, somebody, role)
        answer = signed_in(somebody).get(address(world, page))
        assert answer.status_code == 403, role
        assert "Alice" in answer.text


@pytest.mark.parametrize("page", [*PAGES, "settings/personal/"])
def test_somebody_from_elsewhere_finds_nothing(page: str, signed_in: SignedIn, world: TwoOffices) -> None:
    assert signed_in(world.charlie).get(address(world, page)).status_code == 404
    assert Client().get(address(world, page)).status_code == 302


@pytest.mark.parametrize("page", [page for page in PAGES if not page.startswith("audit")])
def test_every_other_role_changes_nothing(page: str, signed_in: SignedIn, world: TwoOffices) -> None:
    """R047: whatever is posted, by hand too."""
    typed = {"name": "Gekaapt", "kind": "accountancy", "role": "superuser", "email": "x@example.test", "number": "1"}
    typed |= {"person": str(world.bob.uid), "access": "yes", "code": "9999"}
    client = signed_in(world.bob)
    answer = client.post(address(world, page), typed)
    assert answer.status_code == 403
    assert newest(world).outcome == "refused"
    with access.enter(world.alice, world.giver.slug) as actor:
        assert "Gekaapt" not in (actor.environment.name, actor.environment.office.name)
        assert [row.code for row in queries.administrations(actor)] == [CODE]


def test_the_menu_shows_settings_to_those_who_may_go_there(signed_in: SignedIn, world: TwoOffices) -> None:
    settings = f'href="/e/{world.giver.slug}/settings/"'
    assert settings in signed_in(world.alice).get(address(world, "")).text
    assert settings not in signed_in(world.bob).get(address(world, "")).text


def test_the_office_and_the_environment_are_renamed(signed_in: SignedIn, world: TwoOffices) -> None:
    client = signed_in(world.alice)
    typed = {"name": "Nieuw Kantoor", "kind": "entrepreneur"}
    answer = client.post(address(world, "settings/office/"), typed, follow=True)
    assert "Opgeslagen." in answer.text
    client.post(address(world, "settings/environment/"), {"name": "Nieuwe Omgeving"})
    page = client.get(address(world, "settings/environment/")).text
    assert "Nieuwe Omgeving" in page
    assert world.giver.slug in page


def test_what_is_wrong_stands_above_what_was_typed(signed_in: SignedIn, world: TwoOffices) -> None:
    answer = signed_in(world.alice).post(address(world, "settings/environment/"), {"name": "   "})
    assert answer.status_code == 422
    assert "NAME-MALFORMED" in answer.text


def test_the_accounting_systems_are_listed_honestly(signed_in: SignedIn, world: TwoOffices) -> None:
    """R029, R045: one is connected; of the others it says that this installation has them not."""
    page = signed_in(world.alice).get(address(world, "settings/office/systems/")).text
    for name in ("Twinfield", "Exact Online", "Boekhoudgemak &amp; Multivers", "AccountView", "AFAS SB"):
        assert name in page
    assert page.count("Niet beschikbaar in deze installatie") == 5


def test_a_system_without_a_connector_cannot_be_connected(signed_in: SignedIn, world: TwoOffices) -> None:
    """R044, R045."""
    client = signed_in(world.alice)
    answer = client.post(address(world, "settings/office/systems/twinfield/"))
    assert (answer.status_code, "SYSTEM-UNAVAILABLE" in answer.text) == (503, True)
    answer = client.post(address(world, "settings/office/systems/house/"))
    assert (answer.status_code, "SYSTEM-UNAVAILABLE" in answer.text) == (503, True)
    assert client.get(address(world, "settings/office/systems/spreadsheet/")).status_code == 404


def test_a_system_is_connected_and_after_confirmation_disconnected(
    signed_in: SignedIn, world: TwoOffices, settings: Settings
) -> None:
    """R029, R045, R046."""
    settings.ACCOUNTING_SYSTEMS = ("house", "twinfield")
    client, page = signed_in(world.alice), address(world, "settings/office/systems/twinfield/")
    assert "Houd de inloggegevens van het boekhoudsysteem bij de hand." in client.get(page).text
    own = client.post(page).headers["Location"]
    assert "De koppeling is toegevoegd." in client.get(own).text
    assert "verwijderen?" in client.get(f"{own}remove/").text
    assert "De koppeling is verwijderd." in client.post(f"{own}remove/", follow=True).text
    assert newest(world).action == "system.disconnect"


def test_an_administration_is_added_with_empty_books(signed_in: SignedIn, world: TwoOffices) -> None:
    typed = {"code": "2024/A", "name": "Kapper & Co", "delivery_address": "kapper@example.test"}
    answer = signed_in(world.alice).post(address(world, "settings/add-administration/"), typed)
    assert answer.headers["Location"] == address(world, "settings/administrations/2024~A/users/")
    with access.enter(world.alice, world.giver.slug) as actor:
        assert [row.code for row in queries.administrations(actor)] == [CODE, "2024/A"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"code": "", "name": "X"}, "ADMINISTRATION-CODE-MALFORMED"),
        ({"code": "../x", "name": "X"}, "ADMINISTRATION-CODE-MALFORMED"),
        ({"code": CODE, "name": "X"}, "ADMINISTRATION-CODE-TAKEN"),
        ({"code": "N1", "name": ""}, "NAME-MALFORMED"),
        ({"code": "N1", "name": "X", "delivery_address": "@@"}, "EMAIL-MALFORMED"),
    ],
)
def test_an_administration_that_cannot_be_is_not_added(
    typed: dict[str, str], code: str, signed_in: SignedIn, world: TwoOffices
) -> None:
    answer = signed_in(world.alice).post(address(world, "settings/add-administration/"), typed)
    assert (answer.status_code, code in answer.text) == (422, True)


def test_an_administration_is_changed(signed_in: SignedIn, world: TwoOffices) -> None:
    page = address(world, f"settings/administrations/{CODE}/")
    typed = {"name": "Bakkerij Nieuw", "delivery_address": "", "payment_agreement": "SEPA-2"}
    assert "Bakkerij Nieuw" in signed_in(world.alice).post(page, typed, follow=True).text
    facts = newest(world).facts
    assert facts["payment_agreement"] == {"from": "SEPA-000123", "to": "SEPA-2"}


def test_a_frozen_administration_is_shown_and_not_changed(signed_in: SignedIn, world: TwoOffices) -> None:
    with access.enter(world.alice, world.giver.slug):
        Administration.objects.filter(code=CODE).update(state=AdministrationState.FROZEN)
    client, page = signed_in(world.alice), address(world, f"settings/administrations/{CODE}/")
    assert 'name="delivery_address"' not in client.get(page).text
    assert client.post(page, {"name": "X"}).status_code == 423


def test_the_administrations_of_others_are_not_found(signed_in: SignedIn, world: TwoOffices) -> None:
    page = f"/e/{world.receiver.slug}/settings/administrations/{CODE}/"
    client = signed_in(world.dora)
    assert client.get(page).status_code == 404
    assert client.post(page, {"name": "X"}).status_code == 404
    assert client.post(f"{page}users/", {"person": str(world.dora.uid), "access": "yes"}).status_code == 404


def test_access_is_given_and_withdrawn_by_a_switch(signed_in: SignedIn, world: TwoOffices) -> None:
    """R083, R084, R085: each turn is in the audit log."""
    client, page = signed_in(world.alice), address(world, f"settings/administrations/{CODE}/users/")
    turn = {"person": str(world.bob.uid), "access": "no"}
    assert "Bob heeft geen toegang meer." in client.post(page, turn, follow=True).text
    assert may_open(world) == {world.alice.email}
    assert newest(world).action == "access.withdraw"
    assert "Bob heeft toegang." in client.post(page, {**turn, "access": "yes"}, follow=True).text
    assert may_open(world) == {world.alice.email, world.bob.email}
    assert newest(world).action == "access.give"


def test_after_a_move_nobody_sees_it_and_the_superuser_gives_himself_access(
    signed_in: SignedIn, world: TwoOffices
) -> None:
    """R082, R083."""
    with access.enter(world.alice, world.giver.slug) as actor:
        for person in (world.alice, world.bob):
            actions.withdraw_access(actor=actor, code=CODE, person=person)
    client, page = signed_in(world.alice), address(world, f"settings/administrations/{CODE}/users/")
    assert "Niemand ziet deze administratie nog" in client.get(page).text
    client.post(page, {"person": str(world.alice.uid), "access": "yes"})
    assert may_open(world) == {world.alice.email}


def test_for_htmx_only_the_list_comes_back_and_says_what_happened(signed_in: SignedIn, world: TwoOffices) -> None:
    page = address(world, f"settings/administrations/{CODE}/users/")
    turn = {"person": str(world.bob.uid), "access": "no"}
    answer = signed_in(world.alice).post(page, turn, headers={"hx-request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'id="announce" hx-swap-oob="innerHTML">Bob heeft geen toegang meer.' in answer.text


def test_before_release_nobody_gets_access(signed_in: SignedIn, world: TwoOffices) -> None:
    """R082."""
    with access.enter(world.alice, world.giver.slug):
        Administration.objects.filter(code=CODE).update(state=AdministrationState.INCOMING)
    page = address(world, f"settings/administrations/{CODE}/users/")
    answer = signed_in(world.alice).post(page, {"person": str(world.bob.uid), "access": "yes"})
    assert (answer.status_code, "ADMINISTRATION-NOT-RELEASED" in answer.text) == (503, True)


@pytest.mark.parametrize(
    ("turn", "status"),
    [({"access": "yes"}, 404), ({"person": "no-uuid", "access": "yes"}, 404), ({"access": "?"}, 422)],
)
def test_a_switch_turned_by_hand_into_nonsense_is_refused(
    turn: dict[str, str], status: int, signed_in: SignedIn, world: TwoOffices
) -> None:
    typed = {"person": str(world.bob.uid), **turn} if status == 422 else turn
    page = address(world, f"settings/administrations/{CODE}/users/")
    assert signed_in(world.alice).post(page, typed).status_code == status
    stranger = {"person": str(world.charlie.uid), "access": "yes"}
    assert signed_in(world.alice).post(page, stranger).status_code == 404


def test_a_role_is_changed(signed_in: SignedIn, world: TwoOffices) -> None:
    page = address(world, "settings/people/{bob}/")
    answer = signed_in(world.alice).post(page, {"role": "accountant"}, follow=True)
    assert "De rol van Bob is nu: accountant." in answer.text


@pytest.mark.parametrize(("role", "code"), [("emperor", "ROLE-UNKNOWN"), ("", "ROLE-UNKNOWN")])
def test_an_unknown_role_is_refused(role: str, code: str, signed_in: SignedIn, world: TwoOffices) -> None:
    answer = signed_in(world.alice).post(address(world, "settings/people/{bob}/"), {"role": role})
    assert (answer.status_code, code in answer.text) == (422, True)


def test_the_last_superuser_stays(signed_in: SignedIn, world: TwoOffices) -> None:
    client, page = signed_in(world.alice), address(world, f"settings/people/{world.alice.uid}/")
    for answer in (client.post(page, {"role": "accountant"}), client.post(f"{page}end/")):
        assert (answer.status_code, "LAST-SUPERUSER" in answer.text) == (422, True)
    with access.enter(world.alice, world.giver.slug) as actor:
        assert actor.role == Role.SUPERUSER


def test_the_end_of_a_membership_is_confirmed_first(signed_in: SignedIn, world: TwoOffices) -> None:
    client, page = signed_in(world.alice), address(world, "settings/people/{bob}/end/")
    assert "De toegang van Bob tot deze omgeving beëindigen?" in client.get(page).text
    assert may_open(world) == {world.alice.email, world.bob.email}
    assert "Bob werkt niet meer in deze omgeving." in client.post(page, follow=True).text
    assert may_open(world) == {world.alice.email}
    assert client.get(page).status_code == 404


def test_a_superuser_who_leaves_ends_at_the_choice_of_environments(signed_in: SignedIn, world: TwoOffices) -> None:
    second = make_person("Sam")
    join(world.alice, world.giver.slug, second, Role.SUPERUSER)
    answer = signed_in(second).post(address(world, f"settings/people/{second.uid}/end/"))
    assert answer.headers["Location"] == "/"
    assert signed_in(second).get(address(world, "settings/")).status_code == 404


def test_somebody_of_another_environment_is_not_found(signed_in: SignedIn, world: TwoOffices) -> None:
    client = signed_in(world.alice)
    for page in (f"settings/people/{world.charlie.uid}/", f"settings/people/{world.charlie.uid}/end/"):
        assert client.get(address(world, page)).status_code == 404
        assert client.post(address(world, page), {"role": "superuser"}).status_code == 404
    with access.acting(world.charlie.pk, [world.elsewhere.pk]):
        assert Membership.objects.filter(person=world.charlie, active=True).count() == 1


def test_somebody_is_invited_twice_and_the_second_invitation_holds(signed_in: SignedIn, world: TwoOffices) -> None:
    client, page = signed_in(world.alice), address(world, "settings/people/invitations/")
    for _time in range(2):
        answer = client.post(page, {"email": "nina@example.test", "role": "authoriser"}, follow=True)
        assert "Er is een uitnodiging onderweg naar nina@example.test." in answer.text
    assert standing(world) == ["nina@example.test"]


@pytest.mark.parametrize(
    ("email", "role", "code"),
    [
        ("nina", "accountant", "EMAIL-MALFORMED"),
        ("", "accountant", "EMAIL-MALFORMED"),
        ("a@b.test\nBcc: c@d.test", "accountant", "EMAIL-MALFORMED"),
        ("nina@example.test", "emperor", "ROLE-UNKNOWN"),
    ],
)
def test_a_malformed_invitation_is_refused_beside_the_form(
    email: str, role: str, code: str, signed_in: SignedIn, world: TwoOffices
) -> None:
    page = address(world, "settings/people/invitations/")
    answer = signed_in(world.alice).post(page, {"email": email, "role": role})
    assert (answer.status_code, code in answer.text) == (422, True)
    assert standing(world) == []


def test_a_member_is_not_invited_again(signed_in: SignedIn, world: TwoOffices) -> None:
    page = address(world, "settings/people/invitations/")
    answer = signed_in(world.alice).post(page, {"email": world.bob.email, "role": "accountant"})
    assert (answer.status_code, "MEMBER-EXISTS" in answer.text) == (422, True)


def test_an_invitation_is_sent_again(signed_in: SignedIn, world: TwoOffices) -> None:
    newcomer = make_person("Nina")
    old = invite(world, newcomer.email)
    page = address(world, "settings/people/invitations/resend/")
    answer = signed_in(world.alice).post(page, {"email": newcomer.email}, follow=True)
    assert "de vorige werkt niet meer" in answer.text
    with pytest.raises(OverstapError):
        people.accept_invitation(person=newcomer, token=old)
    assert signed_in(world.alice).post(page, {"email": "nobody@example.test"}).status_code == 404


def test_an_invitation_is_withdrawn_after_confirmation(signed_in: SignedIn, world: TwoOffices) -> None:
    invite(world, "nina@example.test")
    client, page = signed_in(world.alice), address(world, "settings/people/invitations/withdraw/")
    assert "De uitnodiging intrekken?" in client.get(f"{page}?email=nina@example.test").text
    assert standing(world) == ["nina@example.test"]
    client.post(page, {"email": "nina@example.test"})
    assert standing(world) == []
    assert client.get(f"{page}?email=nina@example.test").status_code == 404


def test_invitations_of_another_environment_are_not_there(signed_in: SignedIn, world: TwoOffices) -> None:
    invite(world, "nina@example.test")
    page = f"/e/{world.receiver.slug}/settings/people/invitations/"
    client = signed_in(world.dora)
    assert "nina@example.test" not in client.get(page).text
    assert client.post(f"{page}withdraw/", {"email": "nina@example.test"}).status_code == 404
    assert client.post(f"{page}resend/", {"email": "nina@example.test"}).status_code == 404


def test_every_role_and_right_is_in_the_table(signed_in: SignedIn, world: TwoOffices) -> None:
    page = signed_in(world.alice).get(address(world, "settings/people/roles/")).text
    for word in ("Supergebruiker", "Boekhouder mkb", "Beperkte klantgebruiker", "Een migratie starten"):
        assert word in page


def test_a_trial_says_what_it_cannot_do_and_becomes_premium_at_once(signed_in: SignedIn, db: None) -> None:
    """R041, R042, R043."""
    world = two_offices(Tier.TRIAL)
    client, page = signed_in(world.dora), f"/e/{world.receiver.slug}/settings/licence/"
    assert "Wat een proeflicentie niet kan" in client.get(page).text
    refused = client.post(page, {"number": " "})
    assert (refused.status_code, "NAME-MALFORMED" in refused.text) == (422, True)
    after = client.post(page, {"number": "NL-2026-7"}, follow=True).text
    assert "NL-2026-7" in after
    assert "Wat een proeflicentie niet kan" not in after
    again = client.post(page, {"number": "NL-2026-8"})
    assert (again.status_code, "LICENCE-PREMIUM" in again.text) == (422, True)


def test_everybody_chooses_their_own_language_and_mails(signed_in: SignedIn, world: TwoOffices) -> None:
    client, page = signed_in(world.bob), address(world, "settings/personal/")
    answer = client.post(page, {"language": "en", "notices": ["accepted"]}, follow=True)
    assert "Saved." in answer.text
    assert answer.text.count("checked") == 2
    bad = client.post(page, {"language": "fr", "notices": ["accepted"]})
    assert bad.status_code == 422
    assert client.post(page, {"language": "nl", "notices": ["failed"]}).status_code == 422
