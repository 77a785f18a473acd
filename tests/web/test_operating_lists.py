"""Environments, orders, queue and audit log on the pages of the console."""

from uuid import UUID

import pytest
from django.test import Client

from overstap.durable import outbox
from overstap.durable.failures import as_worker
from overstap.durable.models import MailState, OutgoingMail
from overstap.moves import flow
from overstap.moves.values import MoveState
from overstap.tenancy.models import Person
from tests.moves import running
from tests.moves.world import TwoOffices, accept, offer, state_of
from tests.tenancy.operators.test_queue import failed_job
from tests.tenancy.people import unique
from tests.web.operating import console, olga

__all__ = ["console", "olga"]
MOST_STATEMENTS = 30


@pytest.fixture
def stopped(world: TwoOffices) -> UUID:
    """A move that failed."""
    uid = offer(world)
    accept(world, uid)
    running.run(uid, until=MoveState.CARRIED)
    flow.give_up(RuntimeError("a fault"), str(uid))
    return uid


def test_the_list_of_environments_leads_to_one_and_names_no_client(console: Client, world: TwoOffices) -> None:
    page = console.get(f"/operator/environments/?search={world.giver.slug}").text
    assert f"/operator/environments/{world.giver.slug}/" in page
    one = console.get(f"/operator/environments/{world.giver.slug}/").text
    assert world.alice.email in one
    assert "Jansen" not in page + one


@pytest.mark.parametrize("question", ["?search=%00", "?kind=nothing", "?after=%F0", "?tier=gold&search=" + "x" * 5000])
def test_an_odd_question_is_no_fault(console: Client, question: str) -> None:
    for place in ("environments", "orders", "audit-log", "queue"):
        assert console.get(f"/operator/{place}/{question}").status_code == 200


def test_r043_an_operator_gives_a_licence_and_a_refusal_stands_in_the_form(
    console: Client, world: TwoOffices, stopped: UUID
) -> None:
    place = f"/operator/environments/{world.giver.slug}/licence/"
    refused = console.post(place, {"tier": "trial", "number": ""})
    assert refused.status_code == 422
    assert "LICENCE-IN-USE" in refused.text
    made = console.post(place, {"tier": "premium", "number": "NL-99"}, follow=True)
    assert "NL-99" in made.text


def test_an_environment_that_is_not_there_is_not_found(console: Client) -> None:
    assert console.get("/operator/environments/nowhere/").status_code == 404
    assert (
        console.post("/operator/environments/nowhere/licence/", {"tier": "premium", "number": "1"}).status_code == 404
    )


def test_the_overview_counts_what_failed_and_leads_there(console: Client, stopped: UUID) -> None:
    page = console.get("/operator/").text
    assert "Wacht op een beheerder" in page
    assert "/operator/orders/" in page


def test_an_order_tells_why_it_failed_and_is_resumed_with_a_reason(
    console: Client, world: TwoOffices, stopped: UUID
) -> None:
    assert str(stopped) in console.get("/operator/orders/?state=failed").text
    place = f"/operator/orders/{stopped}/"
    page = console.get(place).text
    assert "UNFORESEEN" in page
    assert "Jansen" not in page
    refused = console.post(place, {"reason": "  "})
    assert refused.status_code == 422
    assert console.post(place, {"reason": "Verholpen"}).status_code == 302
    assert state_of(stopped, world.alice, world.giver.slug) == "agreed"
    again = console.post(place, {"reason": "Nog eens"})
    assert (again.status_code, "MOVE-STATE" in again.text) == (422, True)


def test_the_queue_shows_failures_and_has_them_tried_again(console: Client) -> None:
    number, key = failed_job(unique("job")), unique("mail")
    outbox.post(key, "somebody@example.test", "A subject", "The transfer code is secret.")
    with as_worker():
        OutgoingMail.objects.filter(key=key).update(state=MailState.FAILED, last_error="550 no such box")
    page = console.get("/operator/queue/").text
    assert "It will not go." in page
    assert "550 no such box" in page
    assert "secret" not in page
    assert console.post(f"/operator/queue/jobs/{number}/").status_code == 302
    assert console.post("/operator/queue/mail/", {"mail": key}).status_code == 302
    assert console.post(f"/operator/queue/jobs/{number}/").status_code == 404
    assert console.post("/operator/queue/mail/", {"mail": key}).status_code == 404
    assert console.get(f"/operator/queue/jobs/{number}/").status_code == 405


def test_the_audit_log_is_searched_and_downloaded(console: Client, world: TwoOffices, olga: Person) -> None:
    page = console.get(f"/operator/audit-log/?environment={world.giver.slug}&action=administration.create")
    assert "Bakkerij" in page.text  # what the log of the environment says, the operator's says too
    sent = console.get("/operator/audit-log/csv/?environment=" + world.giver.slug)
    assert sent.headers["Content-Type"] == "text/csv; charset=utf-8"
    lines = sent.content.decode("utf-8-sig").splitlines()
    assert len(lines) > 1
    assert all(f";{world.giver.slug};" in line for line in lines[1:])
    mine = console.get(f"/operator/audit-log/?person={olga.email}&action=operator.audit-download").text
    assert "<tbody><tr>" in mine


@pytest.mark.parametrize("place", ["", "environments/", "orders/?state=", "queue/", "audit-log/", "operators/"])
def test_every_list_takes_a_bounded_number_of_statements(
    console: Client, stopped: UUID, django_assert_max_num_queries: object, place: str
) -> None:
    with django_assert_max_num_queries(MOST_STATEMENTS):  # type: ignore[operator]
        assert console.get(f"/operator/{place}").status_code == 200
