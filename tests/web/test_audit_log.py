"""The audit log as a person reads it, with Django's client."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from overstap.tenancy import actions, audit
from overstap.tenancy.roles import Role
from tests.moves.world import CODE, TwoOffices, add_administration
from tests.tenancy.people import join, make_person
from tests.web.settings_world import SignedIn, address, invite, newest


def test_the_log_shows_the_newest_first_in_words(signed_in: SignedIn, world: TwoOffices) -> None:
    invite(world, "nina@example.test")
    page = signed_in(world.alice).get(address(world, "audit/")).text
    assert page.index("nina@example.test") < page.index("Bakkerij Jansen B.V.")
    assert "Een administratie toevoegen" in page


def test_the_log_is_filtered_and_a_nonsense_filter_is_left_out(signed_in: SignedIn, world: TwoOffices) -> None:
    client, page = signed_in(world.alice), address(world, "audit/")
    assert "Bakkerij Jansen B.V." not in client.get(page, {"action": "access.give"}).text
    assert "Geen regel in de auditlog voldoet" in client.get(page, {"outcome": "refused"}).text
    assert "Bakkerij Jansen B.V." not in client.get(page, {"person": str(world.bob.uid)}).text
    for nonsense in (
        {"person": "x\0"},
        {"action": "'; --"},
        {"before": "9" * 40},
        {"before": "-1"},
        {"before": "9" * 19},
    ):
        assert "Bakkerij Jansen B.V." in client.get(page, nonsense).text


def test_the_log_goes_by_pages(signed_in: SignedIn, world: TwoOffices) -> None:
    with audit.attempt(world.alice, world.giver.slug, "test") as actor:
        for number in range(60):
            audit.record(actor, "environment.rename", {"to": f"Naam nummer {number:02d}"})
    client = signed_in(world.alice)
    first = client.get(address(world, "audit/"), {"action": "environment.rename"})
    assert "Naam nummer 59" in first.text
    assert "Naam nummer 09" not in first.text
    older = first.context["older"]
    second = client.get(f"{address(world, 'audit/')}?{older}").text
    assert "Naam nummer 09" in second
    assert "Naam nummer 10" not in second


def test_the_log_is_downloaded_without_formulas(signed_in: SignedIn, world: TwoOffices) -> None:
    client = signed_in(world.alice)
    client.post(address(world, "settings/environment/"), {"name": "=HYPERLINK(1)"})
    nasty = actions.create_person(email="nasty@example.test", name="=1+1")
    join(world.alice, world.giver.slug, nasty, Role.CLIENT_USER)
    answer = client.get(address(world, "audit/download/"))
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][1:5] == ["Persoon", "E-mailadres", "Handeling", "Uitkomst"]
    assert any("=HYPERLINK(1)" in cell for row in rows for cell in row)
    assert "'=1+1" in {row[1] for row in rows}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert newest(world).action == "audit.download"
    assert newest(world).facts["lines"] == len(rows) - 1


@pytest.mark.parametrize("page", ["audit/", "settings/administrations/", f"settings/administrations/{CODE}/users/"])
def test_a_page_asks_no_more_when_there_is_more(page: str, signed_in: SignedIn, world: TwoOffices) -> None:
    client, where = signed_in(world.alice), address(world, page)
    client.get(where)
    with CaptureQueriesContext(connection) as before:
        client.get(where)
    for number in range(6):
        join(world.alice, world.giver.slug, make_person(f"Nieuw{number}"), Role.ACCOUNTANT)
        add_administration(world, f"20{number}", f"Nieuw {number}")
    with CaptureQueriesContext(connection) as after:
        client.get(where)
    assert len(after) == len(before) <= 30
