"""Authorisation in the browser: what waits, deciding, workflows, finishing before a migration; and the App Center."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from overstap.books.authorisation import own, queries
from overstap.books.authorisation.values import Demand
from overstap.tenancy.appcenter import actions as apps
from overstap.tenancy.appcenter import queries as app_queries
from overstap.tenancy.appcenter.values import AppDraft
from overstap.tenancy.models import Administration, Person
from tests.books.authorisation.world import Office, demand, office, send, workflow
from tests.moves.world import CODE, act, administration_of

SignIn = Callable[[Person], Client]


@pytest.fixture
def here(db: None) -> Office:
    made = office()
    demand(made)
    return made


def at(here: Office, path: str) -> str:
    return f"/e/{here.slug}/{path}"


def test_an_authoriser_sees_what_waits_decides_and_keeps_an_archive(signed_in: SignIn, here: Office) -> None:
    """R068."""
    turn, other = send(here, here.anna, here.bert), send(here, here.carla, name="niet-voor-anna.pdf")
    anna = signed_in(here.anna)
    page = anna.get(at(here, "authorisation/")).text
    assert "factuur.pdf" in page
    assert "niet-voor-anna.pdf" not in page
    one = at(here, f"authorisation/{CODE}/{turn.document}/1/")
    assert anna.get(one).status_code == 200
    assert anna.get(at(here, f"authorisation/{CODE}/{other.document}/1/")).status_code == 404
    assert anna.get(at(here, f"authorisation/{CODE}/{other.document}/1/file/")).status_code == 404
    assert anna.get(at(here, f"administrations/{CODE}/authorisation/")).status_code == 403
    refused = anna.post(f"{one}decide/", {"answer": "reject", "position": "1", "comment": ""})
    assert refused.status_code == 422
    done = anna.post(f"{one}decide/", {"answer": "approve", "position": "1", "comment": "akkoord"}, follow=True)
    assert "factuur.pdf" not in done.text.split("<main", 1)[1]
    assert "factuur.pdf" in anna.get(at(here, "authorisation/decided/")).text
    again = anna.post(f"{one}decide/", {"answer": "approve", "position": "1"})
    assert (again.status_code, len(_history(here, turn.document))) == (422, 2)


def _history(here: Office, document: object) -> list[object]:
    with act(here.mona, here.slug) as actor:
        return list(own.authorised(actor, CODE, document, 1).history)  # type: ignore[arg-type]


def test_a_document_is_sent_to_its_reader_as_a_download_in_which_nothing_runs(signed_in: SignIn, here: Office) -> None:
    turn = send(here, here.anna, name="<script>.html")
    answer = signed_in(here.anna).get(at(here, f"authorisation/{CODE}/{turn.document}/1/file/"))
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "<script>" not in signed_in(here.anna).get(at(here, "authorisation/")).text.split("<main", 1)[1]


def test_the_manager_makes_changes_and_deletes_a_workflow(signed_in: SignIn, here: Office) -> None:
    mona, place = signed_in(here.mona), at(here, f"administrations/{CODE}/authorisation/workflow/")
    sent = {"name": "Inkoop & kosten", "authoriser_1": str(here.anna.uid), "authoriser_2": str(here.bert.uid)}
    assert mona.post(place, sent).status_code == 302
    assert mona.post(place, {**sent, "name": "INKOOP & KOSTEN"}).status_code == 422
    page = mona.get(at(here, f"administrations/{CODE}/authorisation/")).text
    assert "Inkoop &amp; kosten" in page
    changed = mona.post(f"{place}?name=inkoop%20%26%20kosten", {"name": "Kosten", "authoriser_1": str(here.carla.uid)})
    assert changed.status_code == 302
    with act(here.mona, here.slug) as actor:
        assert [(row.name, [one.name for one in row.authorisers]) for row in queries.workflows(actor, CODE)] == [
            ("Kosten", ["Carla"])
        ]
    assert mona.post(f"{place}delete/", {"name": "kosten"}).status_code == 302
    assert mona.get(f"{place}?name=kosten").status_code == 404
    for typed in ({}, {"name": "x"}, {"name": "x", "authoriser_1": "no uuid"}):
        assert mona.post(place, typed).status_code in (404, 422)


def test_a_document_is_sent_given_to_another_and_withdrawn(signed_in: SignIn, here: Office) -> None:
    workflow(here, here.anna)
    turn = send(here, here.bert)
    mona, one = signed_in(here.mona), at(here, f"authorisation/{CODE}/{turn.document}/1/")
    assert mona.post(f"{one}reassign/", {"position": "1", "person": str(here.carla.uid)}).status_code == 302
    assert mona.post(f"{one}reassign/", {"position": "1", "person": str(here.eve.uid)}).status_code == 422
    assert mona.post(f"{one}withdraw/", {"position": "1"}).status_code == 302
    bob, place = signed_in(here.world.bob), at(here, f"administrations/{CODE}/authorisation/send/")
    again = {"document": str(turn.document), "workflow": "inkoop", "moment": "before"}
    assert "factuur.pdf" in bob.get(f"{place}?document={turn.document}").text
    assert bob.post(place, {**again, "moment": "after"}).status_code == 422
    assert bob.post(place, {**again, "document": "x"}).status_code == 422
    assert bob.post(place, again).headers["Location"].endswith(f"/{turn.document}/2/")


def test_r065_r072_to_r076_each_gate_is_finished_on_one_page(signed_in: SignIn, here: Office) -> None:
    send(here, here.anna, here.bert)
    send(here, here.bert, name="twee.pdf")
    demand(here, Demand.MANDATORY, Demand.MANDATORY)
    mona, place = signed_in(here.mona), at(here, f"administrations/{CODE}/authorisation/finish/")
    assert mona.get(place).text.count("<form") - mona.get(at(here, "authorisation/")).text.count("<form") >= 4
    assert mona.post(place, {"what": "approve", "comment": ""}).status_code == 422
    assert mona.post(place, {"what": "everything"}).status_code == 422
    for sent in (
        {"what": "reject", "comment": "wegens migratie"},
        {"what": "authorisers"},
        {"what": "workflows"},
        {"what": "demand"},
    ):
        assert mona.post(place, sent).status_code == 302
    with act(here.mona, here.slug) as actor:
        left = queries.stand(actor, CODE)
    assert (left.waiting, left.authorisers, left.workflows, left.before, left.after) == (0, 0, 0, "none", "none")
    assert signed_in(here.anna).get(place).status_code == 403
    assert signed_in(here.world.bob).get(place).status_code == 403


def test_the_pages_ask_a_fixed_number_of_queries(
    signed_in: SignIn, here: Office, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        send(here, here.anna, here.bert, name=f"{number}.pdf")
    mona, anna = signed_in(here.mona), signed_in(here.anna)
    for client, path in (
        (anna, "authorisation/"),
        (mona, f"administrations/{CODE}/authorisation/"),
        (mona, f"administrations/{CODE}/authorisation/finish/"),
    ):
        client.get(at(here, path))
        with django_assert_max_num_queries(26):
            assert client.get(at(here, path)).status_code == 200


def test_r118_r119_apps_are_connected_paused_and_paired(signed_in: SignIn, here: Office) -> None:
    alice, anna, place = signed_in(here.world.alice), signed_in(here.anna), at(here, "settings/apps/")
    sent = {"name": "AFAS Link", "does": "Bonnen fotograferen", "pairs": "yes"}
    assert alice.post(f"{place}connect/", sent).status_code == 302
    assert alice.post(f"{place}connect/", sent).status_code == 422
    with act(here.world.alice, here.slug) as actor:
        (app,) = app_queries.apps(actor)
    assert anna.post(f"{place}{app.uid}/pair/").status_code == 302
    assert anna.post(f"{place}{app.uid}/pause/").status_code == 403
    assert anna.post(f"{place}{app.uid}/explode/").status_code == 404
    assert anna.get(f"{place}connect/").status_code == 403
    assert "Anna" in alice.get(place).text
    for deed in ("pause", "activate", "end"):
        assert alice.post(f"{place}{app.uid}/{deed}/").status_code == 302
    assert alice.post(f"{place}{app.uid}/pair/").status_code == 422


def test_what_somebody_calls_an_app_is_never_run(signed_in: SignIn, here: Office) -> None:
    with act(here.world.alice, here.slug) as actor:
        apps.connect(actor, AppDraft("<img src=x onerror=alert(1)>", "<script>alert(1)</script>"))
    page = signed_in(here.world.alice).get(at(here, "settings/apps/")).text
    assert "<img src=x" not in page
    assert "<script>alert" not in page


def test_r087_a_copy_is_made_on_a_page(signed_in: SignIn, here: Office) -> None:
    alice, place = signed_in(here.world.alice), at(here, f"settings/administrations/{CODE}/copy/")
    assert alice.get(place).status_code == 200
    assert alice.post(place, {"code": "1001-K", "name": "Bakkerij kopie"}).status_code == 302
    copy = administration_of(here.world.alice, here.slug, "1001-K")
    assert copy.delivery_address
    assert alice.post(place, {"code": "1001-K", "name": "Nog een"}).status_code == 422
    assert alice.post(place, {"code": "K 3", "name": ""}).status_code == 422
    assert alice.post(place.replace(CODE, "1001-K"), {"code": "K3", "name": "x"}).status_code == 422
    assert signed_in(here.mona).get(place).status_code == 403
    with act(here.world.alice, here.slug):
        assert Administration.objects.filter(parent__code=CODE).count() == 1
