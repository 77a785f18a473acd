"""Pages of aftercare: tasks, the check report, what was not copied, originals."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from overstap.lib import clock
from overstap.moves import flow
from overstap.moves.aftercare import queries
from overstap.moves.aftercare.queries import Which
from overstap.tenancy.models import Environment, Person
from overstap.tenancy.roles import Role
from tests.moves.aftercare.moved import delivered, released
from tests.moves.world import CODE, TwoOffices, act, offer
from tests.tenancy.people import join, make_person

SignIn = Callable[[Person], Client]


def uid_of(person: Person, environment: Environment, code: str, variant: str = "") -> UUID:
    """An open task that somebody sees."""
    with act(person, environment.slug) as actor:
        rows = queries.tasks(actor, Which.OPEN, limit=200)
    return next(one.uid for one in rows if (one.code, one.variant) == (code, variant))


def place(environment: Environment, path: str) -> str:
    """An address in an environment."""
    return f"/e/{environment.slug}/{path}"


def plain(html: str) -> str:
    """What stands on a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_home_shows_my_tasks_with_their_due_days_and_the_menu_leads_to_all(
    signed_in: SignIn, world: TwoOffices
) -> None:
    released(world)
    page = signed_in(world.dora).get(place(world.receiver, "")).text
    assert "Uw taken" in page
    assert "Toegang geven tot de administratie" in page
    assert f'href="/e/{world.receiver.slug}/tasks/"' in page


def test_the_list_says_what_is_to_do_whose_it_is_and_when(signed_in: SignIn, world: TwoOffices) -> None:
    released(world)
    client = signed_in(world.dora)
    text = plain(client.get(place(world.receiver, "tasks/")).text)
    assert "De bankkoppeling met Knab opnieuw leggen" in text
    assert world.dora.name in text
    assert world.giver.name in text


def test_without_tasks_it_says_when_there_will_be(signed_in: SignIn, world: TwoOffices) -> None:
    client = signed_in(world.alice)
    for show in ("mine", "open", "overdue", "done", "nonsense"):
        answer = client.get(place(world.giver, f"tasks/?show={show}"))
        assert answer.status_code == 200
        assert 'class="empty"' in answer.text


@pytest.mark.parametrize("asked", ["after=x", "after=2026-11-22.", "after=2026-99-99.1", "after=.1", "migration=x",
                                   "after=2026-11-22.99999999999999999999", "show=%00"])  # fmt: skip
def test_nonsense_in_the_address_of_the_list_is_ignored(signed_in: SignIn, world: TwoOffices, asked: str) -> None:
    released(world)
    assert signed_in(world.dora).get(place(world.receiver, f"tasks/?{asked}")).status_code == 200


def test_overdue_and_done_are_lists_of_their_own(signed_in: SignIn, world: TwoOffices) -> None:
    released(world)
    client = signed_in(world.dora)
    with clock.moved_by(timedelta(days=4)):
        page = plain(client.get(place(world.receiver, "tasks/?show=overdue")).text)
    assert "Gebruikers opnieuw uitnodigen" in page
    assert "Rapporten" not in page.replace("Controlerapporten", "")
    reports = uid_of(world.dora, world.receiver, "reports")
    client.post(place(world.receiver, f"tasks/{reports}/done/"), {"text": "Nagebouwd"})
    assert "Rapporten opnieuw maken" in client.get(place(world.receiver, "tasks/?show=done")).text


def test_done_without_a_word_is_refused_and_with_one_is_kept(signed_in: SignIn, world: TwoOffices) -> None:
    released(world)
    reports = uid_of(world.dora, world.receiver, "reports")
    client, at = signed_in(world.dora), place(world.receiver, f"tasks/{reports}/")
    refused = client.post(at + "done/", {"text": " "})
    assert (refused.status_code, "TASK-TEXT-MISSING" in refused.text) == (422, True)
    assert client.post(at + "done/", {"text": "Drie <b>rapporten</b>"}).status_code == 302
    page = client.get(at).text
    assert "Drie &lt;b&gt;rapporten" in page
    assert "TASK-STATE" in client.post(at + "done/", {"text": "x"}).text
    assert client.post(at + "reopen/", {"reason": ""}).status_code == 422
    assert client.post(at + "reopen/", {"reason": "Er miste er een"}).status_code == 302
    assert "Er miste er een" in client.get(at).text


def test_a_superuser_assigns_it_and_its_owner_sees_no_other(signed_in: SignIn, world: TwoOffices) -> None:
    released(world)
    eva = make_person("Eva")
    join(world.dora, world.receiver.slug, eva, Role.ACCOUNTANT)
    reports = uid_of(world.dora, world.receiver, "reports")
    at = place(world.receiver, f"tasks/{reports}/")
    assert signed_in(eva).get(at).status_code == 404
    dora = signed_in(world.dora)
    assert dora.post(at + "assign/", {"person": str(eva.uid)}).status_code == 302
    assert dora.post(at + "assign/", {"person": "x"}).status_code == 404
    page = signed_in(eva).get(place(world.receiver, "tasks/?show=open")).text
    assert "Rapporten opnieuw maken" in page
    assert "Knab" not in page
    assert signed_in(eva).get(at).status_code == 200
    assert signed_in(eva).post(at + "assign/", {"person": str(eva.uid)}).status_code == 403


def test_r191_cancelling_the_licence_leads_through_the_link_that_was_given(
    signed_in: SignIn, world: TwoOffices, settings: Settings
) -> None:
    from overstap.tenancy.models import Office

    with act(world.alice, world.giver.slug):
        Office.objects.filter(pk=world.giver.office_id).update(kind="entrepreneur")
    released(world, "environment-ticket")
    at = place(world.giver, f"tasks/{uid_of(world.alice, world.giver, 'cancel-old-licence')}/")
    client = signed_in(world.alice)
    assert "Vraag" in client.get(at).text
    settings.CANCEL_LICENCE_URL = "https://licences.example.test/cancel"
    assert 'href="https://licences.example.test/cancel"' in client.get(at).text


def test_r243_to_r247_what_was_not_copied_asks_who_managed_it(signed_in: SignIn, world: TwoOffices) -> None:
    move = released(world)
    client, at = signed_in(world.dora), place(world.receiver, f"migrations/{move}/not-copied/")
    page = plain(client.get(at).text)
    for name in ("Poorten", "Certificaten", "Rabobank", "Rechten voor de btw", "rapportagestructuur"):  # R248 to R254
        assert name in page
    ports = place(world.receiver, f"tasks/{uid_of(world.dora, world.receiver, 'ports')}/")
    assert client.post(ports + "answer/", {"managed_by": ""}).status_code == 422
    sent = {"managed_by": "client", "exists_here": "partly", "option": "other", "remark": "Belt terug", "back": "list"}
    assert client.post(ports + "answer/", sent).headers["Location"] == at
    page = plain(client.get(at).text)
    assert "de klant zelf" in page
    assert "een andere leverancier" in page
    knab = place(world.receiver, f"tasks/{uid_of(world.dora, world.receiver, 'bank-link', 'knab')}/")
    client.post(knab + "answer/", {"managed_by": "nobody"})
    assert "Niemand gebruikt het." in client.get(knab).text


def test_r141_r159_the_check_report_shows_both_sides_before_the_release(signed_in: SignIn, world: TwoOffices) -> None:
    move = delivered(world, "environment-ticket")
    client = signed_in(world.dora)
    assert (
        f'href="/e/{world.receiver.slug}/migrations/{move}/check/"'
        in client.get(place(world.receiver, f"migrations/{move}/")).text
    )
    text = plain(client.get(place(world.receiver, f"migrations/{move}/check/")).text)
    for title in ("Banksaldo", "Kolommenbalans", "Vaste activa", "Btw-aangiften", "Nog te versturen verkoopfacturen"):
        assert title in text
    assert "847,00" in text
    assert "hier niet bewaard, dus niet vergeleken" in text.lower()


def test_r170_a_line_is_marked_and_unmarked_and_the_release_stays_possible(
    signed_in: SignIn, world: TwoOffices
) -> None:
    move = delivered(world, "environment-ticket")
    client, at = signed_in(world.dora), place(world.receiver, f"migrations/{move}/check/")
    assert client.post(at + "mark/", {"line": "1:relations", "checked": "yes"}).status_code == 302
    assert f"{world.dora.name}, " in plain(client.get(at).text)
    part = client.post(at + "mark/", {"line": "1:relations", "checked": "no"}, headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div id="lines"')
    assert 'aria-pressed="true"' not in part.text
    for wrong in ("", "1", "x:relations", "9:relations", "1:nothing", "99999999999:relations"):
        assert client.post(at + "mark/", {"line": wrong, "checked": "yes"}).status_code == 422
    assert client.get(place(world.receiver, f"migrations/{move}/release/")).status_code == 200


def test_the_report_comes_as_json_and_as_csv_that_no_spreadsheet_obeys(signed_in: SignIn, world: TwoOffices) -> None:
    move = delivered(world, "environment-ticket")
    client, at = signed_in(world.dora), place(world.receiver, f"migrations/{move}/check/")
    data = json.loads(client.get(at + "report.json").content)
    assert {one["code"] for one in data["administrations"][0]["lines"]} >= {"bank-balance", "vat-returns"}
    answer = client.get(at + "report.csv")
    rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert len({len(row) for row in rows}) == 1
    assert ["Bakkerij Jansen B.V.", "Banksaldo"] in [row[:2] for row in rows]
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_r159_to_r166_the_report_comes_as_pdf_and_as_a_workbook_with_both_sides(
    signed_in: SignIn, world: TwoOffices
) -> None:
    """R178, R180, R181: figures as numbers, a verdict a line; a name that would be a formula is a text."""
    move = delivered(world, "environment-ticket")
    client, at = signed_in(world.dora), place(world.receiver, f"migrations/{move}/check/")
    book = load_workbook(io.BytesIO(client.get(at + "report.xlsx").content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0][2:4] == (world.giver.name, world.receiver.name)
    balance = next(row for row in rows if row[0] == "Banksaldo")
    assert balance[2] == balance[3]
    assert isinstance(balance[2], int | float)
    assert balance[4] == "gelijk"
    paper = client.get(at + "report.pdf")
    assert paper.headers["Content-Type"] == "application/pdf"
    told = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages)
    assert all(word in told for word in ("Controleverslag", "Bakkerij Jansen B.V.", "Kolommenbalans", str(move)))


def test_r177_a_sample_shows_records_of_both_sides(signed_in: SignIn, world: TwoOffices) -> None:
    move = delivered(world, "environment-ticket")
    client, at = signed_in(world.dora), place(world.receiver, f"migrations/{move}/check/sample/")
    page = plain(client.get(at + "?kind=entry&count=20").text)
    assert "Verkoop 3" in page
    assert "alle gelijk" in page.lower()
    assert client.get(at + "?kind=relation").status_code == 200
    for wrong in ("?kind=x", "?administration=9", "?administration=x"):
        assert client.get(at + wrong).status_code == 422
    waiting = offer_of(world)
    assert signed_in(world.alice).get(place(world.giver, f"migrations/{waiting}/check/sample/")).status_code == 422


def offer_of(world: TwoOffices) -> UUID:
    """A move that is merely offered."""
    from tests.moves.world import add_administration

    add_administration(world, "2002", "Slagerij De Boer B.V.")
    return offer(world, ("2002",))


def test_nobody_else_reads_a_report_or_touches_an_original(signed_in: SignIn, world: TwoOffices) -> None:
    move = released(world, "environment-ticket")
    client = signed_in(world.charlie)
    for path in (f"migrations/{move}/check/", f"migrations/{move}/check/report.csv", f"migrations/{move}/not-copied/",
                 f"originals/{CODE}/delete/", f"originals/{CODE}/hold/"):  # fmt: skip
        assert client.get(place(world.elsewhere, path)).status_code == 404
        assert client.get(place(world.giver, path)).status_code == 404
    bob = signed_in(world.bob)
    assert bob.get(place(world.giver, "originals/")).status_code == 403
    assert bob.post(place(world.giver, f"originals/{CODE}/delete/"), {"typed": CODE, "why": "x"}).status_code == 403


def test_r190_the_holder_deletes_the_original_after_typing_its_code(signed_in: SignIn, world: TwoOffices) -> None:
    released(world, "environment-ticket")
    client, at = signed_in(world.alice), place(world.giver, f"originals/{CODE}/")
    assert "nog niet" in client.get(place(world.giver, "originals/")).text.lower()
    assert client.post(at + "delete/", {"typed": CODE, "why": "x"}).status_code == 422
    with clock.moved_by(timedelta(days=20)):
        flow.end_what_is_due()
        assert client.post(at + "hold/", {"until": "x", "reason": "x"}).status_code == 422
        assert client.post(at + "hold/", {"until": "2039-12-31", "reason": "Bewaarplicht"}).status_code == 302
        assert client.post(at + "delete/", {"typed": CODE, "why": "x"}).status_code == 422
        assert client.post(at + "lift/", {"reason": "Vergissing"}).status_code == 302
        refused = client.post(at + "delete/", {"typed": "1002", "why": "Niet meer nodig"})
        assert (refused.status_code, "ORIGINAL-NOT-CONFIRMED" in refused.text) == (422, True)
        assert "Niet meer nodig" in refused.text
        assert client.post(at + "delete/", {"typed": CODE, "why": "Niet meer nodig"}).status_code == 302
        page = client.get(place(world.giver, "originals/")).text
        assert "Niet meer nodig" in page
        assert client.get(at + "delete/").status_code == 404


def test_each_page_takes_a_bounded_number_of_statements(
    signed_in: SignIn, world: TwoOffices, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    move = released(world, "takeover")
    task = uid_of(world.dora, world.receiver, "ports")
    client = signed_in(world.dora)
    for path, most in (("tasks/?show=open", 22), (f"tasks/{task}/", 24), (f"migrations/{move}/not-copied/", 32),
                       (f"migrations/{move}/check/", 24), ("originals/", 22)):  # fmt: skip
        with django_assert_max_num_queries(most):
            assert client.get(place(world.receiver, path)).status_code == 200
