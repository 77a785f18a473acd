"""Pages of the Admin Center, of transfers by ticket, and of incidents (R101 to R158, R167 to R172, R183, R184)."""

from collections.abc import Callable
from typing import Any, cast

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from overstap.connectors.audit_file import uploads
from overstap.moves.tickets import actions, file, queries
from overstap.moves.tickets.values import Wish
from overstap.tenancy import actions as tenancy
from overstap.tenancy.access import person_by_email
from overstap.tenancy.models import Person
from overstap.tenancy.operators.access import at_work
from overstap.tenancy.roles import Role
from tests.moves.tickets.conftest import world
from tests.moves.tickets.world import CODES, Transfer, act, make, redeem
from tests.tenancy.people import join, make_person, unique
from tests.web.operating import console, olga
from tests.web.tickets import arrived, released, ticket_file

__all__ = ["console", "olga", "world"]
SignIn = Callable[[Person], Client]


def at(slug: str, page: str) -> str:
    """The address of a page of an environment."""
    return f"/e/{slug}/{page}"


def upload(client: Client, world: Transfer, content: bytes, **changes: str) -> HttpResponse:
    """Send the form of a transfer."""
    part = unique("klant")
    sent = {"name": f"Enyoi {part}", "url_part": part, "agreed": "yes", **changes}
    answer = client.post(
        at(world.office.slug, "clients/upload/"), {**sent, "ticket": ticket_file(content)}, follow=True
    )
    return cast("HttpResponse", answer)


def test_r120_every_consequence_is_told_before_the_first_step(signed_in: SignIn, world: Transfer) -> None:
    """R107 to R112, R115 to R119: told from the profile and the data of the environment."""
    page = signed_in(world.eva).get(at(world.environment.slug, "transfer/") + "?language=en")
    text = page.text
    wanted = {
        "administrations-moves", "open-mails-moves", "scanned-invoices-moves", "bank-links-moves",
        "url-changes", "bookmarks-changes", "mailbox-changes", "mailbox-days-changes",
        "quotations-stays", "portal-stays", "people-stays", "read-only-stays",
        "settle-quotations-task", "mailbox-rules-task", "supplier-websites-task", "bookmarks-task",
        "app-connections-task", "mobile-pairing-task", "bank-link-task", "documents-moves", "sales-products-moves",
    }  # fmt: skip
    assert {one for one in wanted if f'id="{one}"' not in text} == set()
    with act(world.eva, world.environment.slug) as eva:
        addresses = [one.delivery_address for one in actions.make.held(eva)]
    assert all(address in text for address in addresses)
    assert all(bank in text for bank in ("Rabobank", "Knab", "ABN AMRO", "ING"))
    with act(world.eva, world.environment.slug) as eva:
        assert queries.standing(eva) is None


def test_r122_r143_the_way_there_is_administrations_more(signed_in: SignIn, world: Transfer) -> None:
    page = signed_in(world.eva).get(at(world.environment.slug, "administrations/"))
    assert f'href="{at(world.environment.slug, "transfer/")}"' in page.text
    own = signed_in(world.dora).get(at(world.office.slug, "administrations/"))
    assert "/transfer/" not in own.text


def test_r124_r126_r127_one_click_makes_it_and_the_file_downloads(signed_in: SignIn, world: Transfer) -> None:
    client = signed_in(world.eva)
    page = client.post(at(world.environment.slug, "transfer/"), {"agreed": "yes"}, follow=True)
    assert page.status_code == 200
    assert "data-at-once" in page.text
    with act(world.eva, world.environment.slug) as eva:
        standing = queries.standing(eva)
    assert standing is not None
    answer = client.post(at(world.environment.slug, f"transfer/{standing.uid}/ticket/"))
    name = f"{world.environment.slug}-overdracht-ticket.avr"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert file.read(answer.content, file.key()).administrations == len(CODES)


def test_a_later_download_says_that_it_makes_a_new_ticket(signed_in: SignIn, world: Transfer) -> None:
    make(world)
    page = signed_in(world.eva).get(at(world.environment.slug, "transfer/"))
    assert "data-at-once" not in page.text
    assert "Elke download maakt een nieuw ticket" in page.text


def test_r125_a_page_that_saves_says_why_it_does_not(signed_in: SignIn, world: Transfer) -> None:
    make(world)
    place = at(world.environment.slug, f"settings/administrations/{CODES[0]}/")
    page = signed_in(world.eva).post(place, {"name": "Anders"})
    changed = signed_in(world.eva).get(at(world.environment.slug, "administrations/"))
    assert "Anders" not in changed.text
    assert page.status_code == 423
    assert "kan nu niets" in page.text
    assert 'class="note standing"' in changed.text


def test_without_agreement_the_page_says_so(signed_in: SignIn, world: Transfer) -> None:
    page = signed_in(world.eva).post(at(world.environment.slug, "transfer/"), {})
    assert page.status_code == 422
    assert "CONSENT-MISSING" in page.text


def test_r142_only_a_superuser_gets_there(signed_in: SignIn, world: Transfer) -> None:
    client = signed_in(world.bob)
    for answer in (
        client.get(at(world.environment.slug, "transfer/")),
        client.post(at(world.environment.slug, "transfer/")),
    ):
        assert answer.status_code == 403


def test_an_offices_own_environment_shows_the_way_to_its_clients(signed_in: SignIn, world: Transfer) -> None:
    page = signed_in(world.dora).get(at(world.office.slug, "transfer/"))
    assert f'href="{at(world.office.slug, "clients/")}"' in page.text


def test_r108_r171_the_old_url_points_to_the_new_place_for_whoever_works_there(
    signed_in: SignIn, world: Transfer
) -> None:
    one = released(world)
    link = f'href="{at(one.found.slug, "")}"'
    old = signed_in(world.eva).get(at(world.environment.slug, ""))
    assert one.found.name in old.text
    assert link not in old.text
    join(world.dora, one.found.slug, world.eva, Role.ACCOUNTANT)
    assert link in signed_in(world.eva).get(at(world.environment.slug, "")).text


def test_r172_the_old_books_are_read_and_not_changed(signed_in: SignIn, world: Transfer) -> None:
    released(world)
    client = signed_in(world.bob)
    assert client.get(at(world.environment.slug, f"administrations/{CODES[0]}/trial-balance/")).status_code == 200
    changed = signed_in(world.eva).post(
        at(world.environment.slug, f"settings/administrations/{CODES[0]}/"), {"name": "Anders"}
    )
    assert changed.status_code == 423


def test_g1_what_was_redeemed_is_offered_for_withdrawal_no_longer(signed_in: SignIn, world: Transfer) -> None:
    made = make(world)
    overview = at(world.environment.slug, "migrations/")
    withdraw = at(world.environment.slug, f"migrations/{made.uid}/withdraw/")
    client = signed_in(world.eva)
    assert withdraw in client.get(overview).text
    redeem(world, made.content)
    assert withdraw not in client.get(overview).text


def test_r131_the_office_uploads_under_clients_more(signed_in: SignIn, world: Transfer) -> None:
    """R132, R133, R135, R136, R137."""
    client, made = signed_in(world.dora), make(world)
    assert at(world.office.slug, "clients/upload/") in client.get(at(world.office.slug, "clients/")).text
    page = upload(client, world, made.content, name="Enyoi bij Dora", url_part="")
    assert page.status_code == 200
    assert "Enyoi bij Dora" in page.text
    assert "/e/enyoi-bij-dora/" in page.text  # R134, R135


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "TICKET-UNREADABLE"), (b"a.b.c", "TICKET-UNREADABLE"), (b"x" * 9_000, "TICKET-UNREADABLE")],
)
def test_a_wrong_file_is_refused_on_the_form(signed_in: SignIn, world: Transfer, content: bytes, code: str) -> None:
    page = upload(signed_in(world.dora), world, content, name="Getypt")
    assert page.status_code == 422
    assert code in page.text
    assert "Getypt" in page.text


def test_a_file_that_is_far_too_large_is_not_taken_in(signed_in: SignIn, world: Transfer) -> None:
    page = upload(signed_in(world.dora), world, b"x" * 200_000)
    assert page.status_code == 422


def test_sent_twice_it_is_taken_over_once(signed_in: SignIn, world: Transfer) -> None:
    client, made = signed_in(world.dora), make(world)
    upload(client, world, made.content)
    assert "TICKET-USED" in upload(client, world, made.content).text


def test_r183_the_list_says_how_each_stands_and_leads_to_the_release(signed_in: SignIn, world: Transfer) -> None:
    one = arrived(world)
    page = signed_in(world.dora).get(at(world.office.slug, "clients/"))
    release = at(one.found.slug, f"migrations/{one.uid}/release/")
    assert release in page.text
    assert signed_in(world.dora).get(release).status_code == 200
    assert signed_in(world.dora).post(release, {"read": "on"}).status_code == 302
    assert release not in signed_in(world.dora).get(at(world.office.slug, "clients/")).text


def test_r184_so_does_administrations_more(signed_in: SignIn, world: Transfer) -> None:
    one = arrived(world)
    page = signed_in(world.dora).get(at(one.found.slug, "administrations/"))
    assert at(one.found.slug, f"migrations/{one.uid}/release/") in page.text


def test_what_arrives_tonight_is_told_with_its_hour(signed_in: SignIn, world: Transfer) -> None:
    """R139."""
    redeem(world, make(world).content)
    assert "22:00" in signed_in(world.dora).get(at(world.office.slug, "clients/")).text


def test_an_empty_list_says_what_to_do(signed_in: SignIn, world: Transfer) -> None:
    page = signed_in(world.wim).get(at(world.second.slug, "clients/"))
    assert "Nog geen cliënten" in page.text


def test_an_entrepreneur_is_shown_the_incident(signed_in: SignIn, world: Transfer) -> None:
    """R149."""
    for page in ("clients/", "clients/upload/", "clients/new/"):
        assert 'href="/incident/"' in signed_in(world.eva).get(at(world.environment.slug, page)).text
    assert 'aria-keyshortcuts="F8"' not in signed_in(world.eva).get(at(world.environment.slug, "")).text


def test_a_bookkeeper_sees_no_clients(signed_in: SignIn, world: Transfer) -> None:
    ria = make_person("Ria")
    join(world.dora, world.office.slug, ria, Role.ACCOUNTANT)
    client = signed_in(ria)
    for page in ("clients/", "clients/upload/", "clients/new/"):
        assert client.get(at(world.office.slug, page)).status_code == 403
        assert client.post(at(world.office.slug, page)).status_code == 403


def test_another_office_finds_nothing(signed_in: SignIn, world: Transfer) -> None:
    found = redeem(world, make(world).content)
    client = signed_in(world.wim)
    assert found.name not in client.get(at(world.second.slug, "clients/")).text
    assert client.get(at(world.office.slug, "clients/")).status_code == 404


def test_a_new_client_starts_empty(signed_in: SignIn, world: Transfer) -> None:
    name = unique("Nieuw")
    page = signed_in(world.dora).post(at(world.office.slug, "clients/new/"), {"name": name}, follow=True)
    assert page.redirect_chain == [(f"/e/{name.lower()}/", 302)]
    again = signed_in(world.dora).post(at(world.office.slug, "clients/new/"), {"name": name, "url_part": unique("x")})
    assert "CLIENT-NAME-TAKEN" in again.text


def test_search_and_pages(signed_in: SignIn, world: Transfer) -> None:
    with act(world.dora, world.office.slug) as dora:
        for number in range(52):
            actions.add_client(dora, name=f"Klant {number:02}", url_part=unique(f"k{number:02}"))
    client = signed_in(world.dora)
    first = client.get(at(world.office.slug, "clients/"))
    assert ("Klant 49" in first.text, "Klant 50" in first.text, "after=" in first.text) == (True, False, True)
    assert "Klant 07" in client.get(at(world.office.slug, "clients/"), {"search": "klant 07"}).text
    assert "Niets gevonden" in client.get(at(world.office.slug, "clients/"), {"search": "bestaat niet"}).text


def test_the_list_takes_a_fixed_number_of_statements(
    signed_in: SignIn, world: Transfer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with act(world.dora, world.office.slug) as dora:
        for number in range(30):
            actions.add_client(dora, name=f"Klant {number:02}", url_part=unique(f"k{number:02}"))
    client = signed_in(world.dora)
    client.get(at(world.office.slug, "clients/"))
    with django_assert_max_num_queries(22):
        client.get(at(world.office.slug, "clients/"))


def test_r123_f8_leads_to_the_admin_center_wherever_one_is(signed_in: SignIn, world: Transfer) -> None:
    client = signed_in(world.dora)
    assert client.get("/clients/").headers["Location"] == at(world.office.slug, "clients/")
    assert signed_in(world.eva).get("/clients/").status_code == 403
    assert 'aria-keyshortcuts="F8"' in client.get(at(world.office.slug, "")).text
    assert 'aria-keyshortcuts="Control+Space"' in client.get(at(world.office.slug, "")).text


@pytest.fixture
def patient(db: None, assets: None) -> None:
    """Nobody has filed an incident in the last hour."""
    cache.clear()


def sent(content: bytes, **changes: str) -> dict[str, Any]:
    """The five fields."""
    part = unique("zelf")
    fields = {"licence_number": "PR-1", "client_name": "Zelf", "url_part": part, "email": f"{part}@example.test"}
    return {**fields, "agreed": "yes", "ticket": ticket_file(content), **changes}


def test_r151_nobody_needs_to_sign_in(patient: None, world: Transfer) -> None:
    """R152 to R156: five fields, each of them required."""
    page = Client().get("/incident/")
    for name in ("licence_number", "client_name", "url_part", "email", "ticket"):
        assert f'name="{name}"' in page.text
    answer = Client().post("/incident/", sent(make(world).content), follow=True)
    assert answer.redirect_chain == [("/incident/filed/", 302)]


@pytest.mark.parametrize("name", ["licence_number", "client_name", "url_part", "email"])
def test_without_one_of_the_fields_nothing_is_filed(assets: None, world: Transfer, olga: Person, name: str) -> None:
    answer = Client().post("/incident/", sent(make(world).content, **{name: ""}))
    assert answer.status_code == 422
    with at_work(olga, "test") as operator:
        assert queries.incidents_waiting(operator) == 0


def test_a_wrong_ticket_is_told_at_once(patient: None, world: Transfer) -> None:
    assert "TICKET-UNREADABLE" in Client().post("/incident/", sent(b"no ticket")).text


def test_who_files_again_and_again_has_to_wait(patient: None, world: Transfer) -> None:
    for _attempt in range(10):
        Client().post("/incident/", sent(b"no ticket"))
    answer = Client().post("/incident/", sent(b"no ticket"))
    assert (answer.status_code, "INCIDENT-TOO-MANY" in answer.text) == (503, True)


def test_r157_the_operator_carries_it_out(console: Client, world: Transfer) -> None:
    told = sent(make(world).content)
    uid = actions.file_incident(
        Wish(told["licence_number"], "Zelf", told["url_part"], told["email"], told["ticket"].read()),
        "nl",
        agreed=True,
    )
    assert "Zelf" in console.get("/operator/incidents/").text
    assert "1" in console.get("/operator/").text
    page = console.get(f"/operator/incidents/{uid}/")
    assert world.environment.slug in page.text
    done = console.post(f"/operator/incidents/{uid}/carry-out/", follow=True)
    assert done.status_code == 200
    with act(person_by_email(told["email"]), told["url_part"]) as actor:
        standing = queries.standing(actor)
    assert standing is not None
    assert standing.kind == "arriving"
    again = console.post(f"/operator/incidents/{uid}/carry-out/")
    assert "INCIDENT-HANDLED" in again.text


def test_a_ticket_that_no_longer_holds_cannot_be_carried_out(console: Client, world: Transfer) -> None:
    made = make(world)
    uid = actions.file_incident(
        Wish("PR-1", "Zelf", unique("zelf"), "zelf@example.test", made.content), "nl", agreed=True
    )
    redeem(world, made.content)
    page = console.get(f"/operator/incidents/{uid}/")
    assert "al ingeleverd" in page.text
    assert "disabled" in page.text
    declined = console.post(f"/operator/incidents/{uid}/decline/", {"reason": "Al ingeleverd."}, follow=True)
    assert "Al ingeleverd." in declined.text


def test_only_operators_find_incidents(signed_in: SignIn, world: Transfer) -> None:
    uid = actions.file_incident(
        Wish("PR-1", "Zelf", unique("zelf"), "zelf@example.test", make(world).content), "nl", agreed=True
    )
    for page in ("", f"{uid}/"):
        assert signed_in(world.eva).get(f"/operator/incidents/{page}").status_code == 404
    for page in ("carry-out", "decline"):
        assert signed_in(world.eva).post(f"/operator/incidents/{uid}/{page}/").status_code == 404


def test_r169_before_the_release_nothing_opens(signed_in: SignIn, world: Transfer) -> None:
    one = arrived(world)
    client = signed_in(world.dora)
    assert client.get(at(one.found.slug, f"administrations/{CODES[0]}/")).status_code in (403, 404)
    with act(world.dora, one.found.slug) as dora, pytest.raises(tenancy.NotReleased):
        tenancy.give_access(actor=dora, code=CODES[0], person=world.dora)


def test_no_ticket_is_left_in_the_folder_of_uploads(signed_in: SignIn, world: Transfer) -> None:
    before = set(uploads.arriving().iterdir())
    upload(signed_in(world.dora), world, make(world).content)
    assert set(uploads.arriving().iterdir()) <= before
