"""Pages of connections and of changes of connection (R001 to R034, R044 to R046)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from overstap.connectors.practice import environments
from overstap.moves.relinks.models import RelinkOrder
from overstap.tenancy.models import Person
from overstap.tenancy.roles import Role
from tests.moves.relinks.world import CODES, TWINFIELD, Packages, move_in_package, order, packages, play, row_of, wish
from tests.moves.world import TwoOffices, act, add_administration, code_in_mail, offer
from tests.tenancy.people import join, make_person
from tests.web.operating import console, olga

__all__ = ["console", "olga"]
SignIn = Callable[[Person], Client]
Capture = Callable[..., AbstractContextManager[object]]


@pytest.fixture
def here(world: TwoOffices, settings: Settings, tmp_path: Path) -> Packages:
    """Alice's office with its packages."""
    play(settings, tmp_path / "practice")
    return packages(world)


@pytest.fixture
def alice(here: Packages, signed_in: SignIn) -> Client:
    """Alice, signed in, in Dutch."""
    return signed_in(here.world.alice)


def place(here: Packages, rest: str, **asked: object) -> str:
    pairs = [(name, one) for name, value in asked.items() for one in (value if isinstance(value, list) else [value])]
    return f"/e/{here.world.giver.slug}/{rest}" + (f"?{urlencode(pairs)}" if pairs else "")


def relink(here: Packages, step: str = "", **asked: object) -> str:
    return place(here, f"migrations/relink/{step}", **asked)


def confirm(here: Packages, **changes: object) -> dict[str, object]:
    return {"profile": "relink", "code": "T1", "to": here.south, "agreed": "yes", "order": str(uuid4())} | changes


def test_r007_r009_r011_guidance_comes_first_in_three_groups(alice: Client, here: Packages) -> None:
    page = alice.get(relink(here)).text
    for heading in ("Goed om te weten", "Zelf voorbereiden", "Houd rekening met"):
        assert heading in page
    assert "Voeg de administratie zelf nog niet toe." in page
    assert "Twee administraties samenvoegen kan niet." in page
    assert page.index("Houd rekening met") < page.index("Volgende")


def test_r014_r015_the_fee_is_shown_before_anything_is_chosen_and_again_at_the_end(
    alice: Client, here: Packages
) -> None:
    assert "EUR 75,00" in alice.get(relink(here)).text
    page = alice.get(relink(here, "check/", profile="relink-assisted", code=list(CODES), to=here.south)).text
    assert "EUR 75,00" in page


def test_r012_administrations_and_a_connection_are_chosen(alice: Client, here: Packages) -> None:
    page = alice.get(relink(here, "administrations/", code="T1")).text
    assert 'value="T1" checked' in page
    assert 'value="1001"' not in page  # what is kept in Overstap itself has no connection
    for name in ("Noord", "Zuid", "Exact", "Multi"):
        assert name in page
    answer = alice.get(relink(here, "administrations/", turn="next"))
    assert "NOTHING-CHOSEN" in answer.text
    answer = alice.get(relink(here, "administrations/", turn="next", code=list(CODES), to=here.south))
    assert answer.headers["Location"] == relink(here, "codes/", profile="relink", code=list(CODES), to=here.south)


def test_r029_r030_where_no_connection_is_there_the_way_to_add_one_is_shown(
    world: TwoOffices, signed_in: SignIn
) -> None:
    page = signed_in(world.alice).get(f"/e/{world.giver.slug}/migrations/relink/administrations/").text
    assert f"/e/{world.giver.slug}/settings/office/systems/" in page
    assert "inloggegevens" in page


def test_r058_r059_r060_r061_codes_are_picked_from_the_list_of_the_package(alice: Client, here: Packages) -> None:
    """Fetched now, without what is here already, and with the two causes for what is not in it."""
    environments.put(TWINFIELD, "zuid", "1001", "Met de hand toegevoegd")
    environments.put(TWINFIELD, "zuid", "Z-9", "Bakker T1")
    page = alice.get(relink(here, "codes/", code="T1", to=here.south)).text
    assert 'value="Z-9"' in page
    assert 'value="1001"' not in page
    assert "moet het boekhoudpakket haar nog overzetten" in page
    assert "is zij hier al met de hand toegevoegd" in page
    environments.put(TWINFIELD, "zuid", "Z-10", "Later")
    assert 'value="Z-10"' in alice.get(relink(here, "codes/", code="T1", to=here.south)).text


def test_a_package_that_is_away_is_told_on_the_page(alice: Client, here: Packages) -> None:
    environments.answer(TWINFIELD, "zuid", answers=False)
    page = alice.get(relink(here, "codes/", code="T1", to=here.south))
    assert (page.status_code, "Het pakket antwoordt niet." in page.text) == (200, True)


def test_r002_r004_another_package_is_refused_with_the_reason(alice: Client, here: Packages) -> None:
    page = alice.get(relink(here, "check/", code="T1", to=here.exact)).text
    assert "RELINK-OTHER-PACKAGE" in page
    assert "van Exact Online naar Boekhoudgemak &amp; Multivers niet" in page


def test_r013_what_stands_in_the_way_is_shown_for_each(alice: Client, here: Packages) -> None:
    move_in_package("T1")
    page = alice.get(relink(here, "check/", code=list(CODES), to=here.south)).text
    assert "1 van 2 kan doorgaan." in page
    assert "staat de code “T2” nog" in page


def test_r031_a_superuser_changes_it_at_once_and_undoes_it(
    alice: Client, here: Packages, django_capture_on_commit_callbacks: Capture
) -> None:
    """R020, R021, R026: the result of trying it out stands on the page of the order."""
    move_in_package("T1", "Z-9")
    sent = confirm(here, **{"new-0": "Z-9"})
    with django_capture_on_commit_callbacks(execute=True):
        answer = alice.post(relink(here, "check/"), sent)
    assert row_of(here, "Z-9").system_id == here.south
    page = alice.get(answer.headers["Location"]).text
    assert "Er kan mee worden gewerkt" in page
    assert alice.post(relink(here, "check/"), sent).headers["Location"] == answer.headers["Location"]  # sent twice
    environments.move(TWINFIELD, "Z-9", "zuid", "noord", "T1")
    undo = f"{answer.headers['Location']}undo/"
    assert "Bakker T1" in alice.get(undo).text
    assert alice.post(undo, {"number": "1"}).status_code == 302
    assert row_of(here, "T1").system_id == here.north
    assert alice.post(undo, {"number": "1"}).status_code == 422


def test_without_consent_the_page_comes_again_with_what_was_chosen(alice: Client, here: Packages) -> None:
    move_in_package("T1", "Z-9")
    answer = alice.post(relink(here, "check/"), confirm(here, agreed="", **{"new-0": "Z-9"}))
    assert (answer.status_code, "CONSENT-MISSING" in answer.text) == (422, True)
    assert 'name="new-0" value="Z-9"' in answer.text


def test_r016_r017_r022_r027_the_order_for_the_operator_holds_the_answers(alice: Client, here: Packages) -> None:
    page = alice.get(relink(here, "codes/", profile="relink-assisted", code="T1", to=here.south)).text
    assert "Al overgezet in het boekhoudpakket?" in page  # question 1
    assert "Code voortaan" in page  # question 2; the accounting system itself, question 3, was chosen before
    assert "Nog niet" in page
    sent = confirm(here, profile="relink-assisted", **{"new-0": "Z-9", "moved-0": "not_yet"})
    answer = alice.post(relink(here, "check/"), sent)
    page = alice.get(answer.headers["Location"]).text
    assert "Nog niet, dat moet nog" in page
    assert "Wacht op de beheerder" in page
    assert row_of(here, "T1").system_id == here.north
    assert alice.post(f"{answer.headers['Location']}withdraw/").status_code == 302
    assert "Ingetrokken" in alice.get(answer.headers["Location"]).text


@pytest.mark.parametrize("asked", [
    {"code": "T1\0", "to": "1"},
    {"code": "x" * 5000, "to": "-1"},
    {"code": ["T1"] * 300, "to": "9" * 50},
    {"code": "T1", "to": "x", "new-0": "\ud800", "moved-0": "maybe", "profile": "takeover"},
    {"profile": "../relink", "turn": "next", "further": "\0", "search": "\0"},
])  # fmt: skip
def test_what_makes_no_sense_is_never_a_fault(alice: Client, here: Packages, asked: dict[str, object]) -> None:
    for step in ("", "administrations/", "codes/", "check/"):
        try:
            address = relink(here, step, **asked)
        except UnicodeEncodeError:
            address = relink(here, step, **{**asked, "new-0": "\0"})
        assert alice.get(address).status_code in (200, 302, 404)
    sent = confirm(here) | {name: value for name, value in asked.items() if "\ud800" not in str(value)}
    assert alice.post(relink(here, "check/"), sent).status_code in (302, 403, 404, 422)
    assert not RelinkOrder.objects.exists()


def test_r031_r047_nobody_but_a_superuser_changes_connections(
    here: Packages, signed_in: SignIn, world: TwoOffices
) -> None:
    eva = make_person("Eva")
    join(world.alice, world.giver.slug, eva, Role.ACCOUNTANT)
    client = signed_in(eva)
    for step in ("", "administrations/", "codes/", "check/", "orders/"):
        assert client.get(relink(here, step, code="T1", to=here.south)).status_code == 403, step
    assert client.post(relink(here, "check/"), confirm(here)).status_code == 403
    for step in ("", "test/", "remove/"):
        own = place(here, f"settings/office/connections/{here.north}/{step}")
        assert (client.get(own).status_code, client.post(own).status_code) == (403, 403)
    assert row_of(here, "T1").system_id == here.north


def test_r032_another_office_finds_nothing_of_an_order(here: Packages, signed_in: SignIn) -> None:
    move_in_package("T1")
    uid = order(here, wish(here))
    dora = signed_in(here.world.dora)
    for address in (relink(here, f"orders/{uid}/"), f"/e/{here.world.receiver.slug}/migrations/relink/orders/{uid}/"):
        for deed in ("", "undo/", "withdraw/", "check/"):
            assert dora.get(address + deed).status_code == 404
            assert dora.post(address + deed).status_code in (404, 405)


def test_the_list_of_orders_asks_as_much_for_many_as_for_one(
    alice: Client, here: Packages, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    move_in_package("T1")
    order(here, wish(here))
    alice.get(relink(here, "orders/"))
    with django_assert_num_queries(13) as one:
        alice.get(relink(here, "orders/"))
    environments.move(TWINFIELD, "T1", "zuid", "noord")
    order(here, wish(here, to=here.north))
    with django_assert_num_queries(len(one.captured_queries)):
        assert alice.get(relink(here, "orders/")).text.count("Bakker T1") == 2


def test_r033_it_is_reached_from_the_administration_and_from_the_migrations(alice: Client, here: Packages) -> None:
    page = alice.get(place(here, "settings/administrations/T1/")).text
    assert f'{relink(here)}?code=T1"' in page
    assert "Noord" in page
    assert relink(here) not in alice.get(place(here, "settings/administrations/1001/")).text
    assert f'href="{relink(here)}"' in alice.get(place(here, "migrations/")).text


def test_r033_r034_an_article_of_its_own_is_linked_and_names_author_and_date(alice: Client, here: Packages) -> None:
    """R007, R030: the three groups, how a missing accounting system is added, and whether it answered the question."""
    page = alice.get(relink(here)).text
    assert "Koppeling van een administratie wijzigen" in page
    article = alice.get("/help/change-connection/").text
    for text in ("Redactie Overstap", "22-11-2026", "Goed om te weten", "Zelf voorbereiden", "Houd rekening met"):
        assert text in article
    assert "accounting-systems" in article
    assert "Was dit een antwoord op uw vraag?" in article


def test_r029_r045_r046_a_connection_is_added_tested_renamed_and_removed(alice: Client, here: Packages) -> None:
    system = place(here, "settings/office/systems/twinfield/")
    page = alice.get(system).text
    assert "Houd de inloggegevens van het boekhoudsysteem bij de hand." in page
    environments.put(TWINFIELD, "oost", "1", "Een")
    answer = alice.post(system, {"name": "Oost", "reference": "oost"})
    own = answer.headers["Location"]
    assert "Oost" in alice.get(own).text
    assert "De koppeling werkt." in alice.post(f"{own}test/").text
    environments.answer(TWINFIELD, "oost", answers=False)
    assert "Het pakket antwoordt niet." in alice.post(f"{own}test/").text
    assert alice.post(own, {"name": "Noord"}).status_code == 422
    assert alice.post(own, {"name": "Oostelijk"}).status_code == 302
    assert "Oostelijk" in alice.get(place(here, "settings/office/systems/")).text
    assert "verwijderen?" in alice.get(f"{own}remove/").text
    assert alice.post(f"{own}remove/").status_code == 302
    assert alice.get(own).status_code == 404


def test_r028_a_connection_in_use_is_not_removed_and_the_way_out_is_shown(alice: Client, here: Packages) -> None:
    address = place(here, f"settings/office/connections/{here.north}/remove/")
    assert relink(here) in alice.get(address).text
    answer = alice.post(address)
    assert (answer.status_code, "SYSTEM-IN-USE" in answer.text) == (422, True)


def test_a_new_administration_can_work_with_a_connection(alice: Client, here: Packages) -> None:
    form = place(here, "settings/add-administration/")
    assert "Twinfield: Zuid" in alice.get(form).text
    assert alice.post(form, {"code": "T9", "name": "Nieuw", "system": str(here.south)}).status_code == 302
    assert row_of(here, "T9").system_id == here.south


def test_r058_r060_the_receiver_of_a_migration_picks_from_the_list_of_his_package(
    here: Packages, signed_in: SignIn, django_capture_on_commit_callbacks: Capture
) -> None:
    """R059, R061: fetched during the migration, without what was added by hand already."""
    from tests.moves.relinks.world import connect

    world = here.world
    environments.put(TWINFIELD, "dora", "ANDER", "Iets anders")
    number = connect(world.dora, world.receiver, "twinfield", "Dora")
    environments.move(TWINFIELD, "T1", "noord", "dora", "D-1")
    uid = offer(world, ("T1",))
    dora, base = signed_in(world.dora), f"/e/{world.receiver.slug}/migrations/receive/"
    draft = dora.post(base, {"code": code_in_mail(uid)}).headers["Location"]
    codes = f"{draft.rsplit('/', 2)[0]}/codes/"
    dora.post(draft, {"version": "1"})
    page = dora.get(codes).text
    assert f'value="{number}:D-1"' in page
    assert "moet het boekhoudpakket haar nog overzetten" in page
    assert dora.post(codes, {"version": "2", "code-1": f"{number}:T1"}).status_code == 422
    assert dora.post(codes, {"version": "2", "code-1": f"{number}:D-1"}).status_code == 302
    agree = f"{draft.rsplit('/', 2)[0]}/agree/"
    assert dora.post(agree, {"version": "3", "agreed": "yes"}).status_code == 302


def test_many_administrations_are_paged_and_no_choice_is_forgotten(alice: Client, here: Packages) -> None:
    for number in range(2):
        add_administration(here.world, f"Q{number}", f"Extra {number}")
    page = alice.get(relink(here, "administrations/", code=list(CODES), search="T2", turn="search")).text
    assert 'type="hidden" name="code" value="T1"' in page
    assert 'value="T2" checked' in page


def test_r010_r025_an_operator_finds_the_order_and_executes_it(
    alice: Client, here: Packages, console: Client, signed_in: SignIn, django_capture_on_commit_callbacks: Capture
) -> None:
    """R023: the old and the new code stand there; nobody else finds the page."""
    sent = confirm(here, profile="relink-assisted", **{"new-0": "Z-9"})
    uid = str(sent["order"])
    alice.post(relink(here, "check/"), sent)
    assert "/operator/relinks/" in console.get("/operator/").text
    assert uid in console.get("/operator/relinks/").text
    own = f"/operator/relinks/{uid}/"
    page = console.get(own).text
    assert "T1" in page
    assert "Z-9" in page
    assert "staat de code “T1” nog in de lijst" in page
    refused = console.post(f"{own}execute/")
    assert (refused.status_code, "RELINK-GATE" in refused.text) == (403, True)
    move_in_package("T1", "Z-9")
    with django_capture_on_commit_callbacks(execute=True):
        assert console.post(f"{own}execute/").status_code == 302
    assert row_of(here, "Z-9").system_id == here.south
    assert uid in console.get("/operator/relinks/?state=all").text
    for step in ("", "execute/", "decline/"):
        assert alice.get(own + step).status_code == 404
        assert alice.post(own + step).status_code == 404


def test_an_operator_declines_with_a_reason(alice: Client, here: Packages, console: Client) -> None:
    sent = confirm(here, profile="relink-assisted")
    own = f"/operator/relinks/{sent['order']}/"
    alice.post(relink(here, "check/"), sent)
    refused = console.post(f"{own}decline/", {"reason": " "})
    assert (refused.status_code, "RELINK-REASON" in refused.text) == (422, True)
    assert console.post(f"{own}decline/", {"reason": "Liever niet."}).status_code == 302
    assert "Liever niet." in alice.get(relink(here, f"orders/{sent['order']}/")).text


def test_everything_done_has_a_line_in_the_log(alice: Client, here: Packages) -> None:
    from overstap.tenancy.queries import audit_events

    move_in_package("T1")
    order(here, wish(here))
    with act(here.world.alice, here.world.giver.slug) as actor:
        assert "relink.order" in {line.action for line in audit_events(actor)}
    assert "Een koppeling wijzigen" in alice.get(place(here, "audit/")).text
