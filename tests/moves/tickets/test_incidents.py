"""Scenario 3: an entrepreneur goes on alone, by an incident that the operator handles (R106, R149 to R158)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from overstap.lib import clock
from overstap.lib.errors import OverstapError
from overstap.moves import actions as move_actions
from overstap.moves.models import Consent, Move
from overstap.moves.state import for_system
from overstap.moves.tickets import actions, file, queries
from overstap.moves.tickets.actions import Redeemed, TicketMade
from overstap.moves.tickets.models import Incident
from overstap.moves.tickets.values import Wish
from overstap.tenancy.access import person_by_email
from overstap.tenancy.models import Administration, Environment, Licence, Person
from overstap.tenancy.operators.access import at_work
from tests.moves.running import run
from tests.moves.tickets.world import CODES, Transfer, act, make, redeem, until
from tests.moves.world import mail_text
from tests.tenancy.operators.people import make_operator
from tests.tenancy.people import unique


def office_ticket(world: Transfer) -> TicketMade:
    """Dora's office gives its client a ticket (R147, R148)."""
    first = make(world)
    found = redeem(world, first.content)
    with clock.moved_by(until(found.run_at)):
        run(first.uid)
        with act(world.dora, found.slug) as dora:
            move_actions.release(dora, first.uid)
    with act(world.dora, found.slug) as dora:
        return actions.make_ticket(dora, agreed=True)


def wish(content: bytes, **changes: object) -> Wish:
    part = unique("zelf")
    told = Wish(
        licence_number="PR-2026-17", client_name="Enyoi zelfstandig", url_part=part, email=f"{part}@example.test",
        ticket=content,
    )  # fmt: skip
    return replace(told, **changes)  # type: ignore[arg-type]


def carry_out(operator: Person, uid: UUID) -> Redeemed:
    with at_work(operator, "incident.carry-out") as olga:
        return actions.carry_out(olga, uid)


def refused(task: Callable[[], object]) -> str:
    with pytest.raises(OverstapError) as caught:
        task()
    return caught.value.code


def test_r151_r157_from_an_incident_to_an_environment_of_ones_own(world: Transfer) -> None:
    """R106, R148, R149, R150, R152, R153, R154, R155, R156: what the five fields say is what is made."""
    asked = wish(office_ticket(world).content)
    uid = actions.file_incident(asked, "nl", agreed=True)
    assert str(uid) in mail_text(f"incident/{uid}/filed")
    found = carry_out(make_operator(), uid)
    assert (found.slug, found.name) == (asked.url_part, asked.client_name)
    entrepreneur = person_by_email(asked.email)
    with act(entrepreneur, found.slug) as actor:
        one = Environment.objects.select_related("office").get(slug=found.slug)
        assert (one.kind, one.office.kind, actor.role) == ("own", "entrepreneur", "superuser")
        licence = Licence.objects.get(environment=one)
        assert (licence.tier, licence.number) == ("premium", asked.licence_number)
    assert found.run_at is not None
    assert found.run_at.astimezone(clock.AMSTERDAM).hour == 22
    with clock.moved_by(until(found.run_at)):
        assert run(found.uid) == "delivered"
        with act(entrepreneur, found.slug) as actor:
            assert Administration.objects.filter(environment=actor.environment).count() == len(CODES)
            move_actions.release(actor, found.uid)  # R184


def test_r158_the_entrepreneur_is_mailed_with_a_link_when_it_is_ready(world: Transfer) -> None:
    asked = wish(office_ticket(world).content)
    found = carry_out(make_operator(), actions.file_incident(asked, "nl", agreed=True))
    with clock.moved_by(until(found.run_at)):
        run(found.uid)
    assert f"/e/{asked.url_part}/" in mail_text(f"move/{found.uid}/delivered")
    with for_system(found.uid):
        assert Move.objects.get(uid=found.uid).receiver_email == asked.email
        assert Consent.objects.get(move__uid=found.uid, party="receiver").person.email == asked.email


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"licence_number": " "}, "NAME-MALFORMED"),  # R152
        ({"client_name": ""}, "NAME-MALFORMED"),  # R153
        ({"url_part": ""}, "SLUG-MALFORMED"),  # R154
        ({"email": "nobody"}, "EMAIL-MALFORMED"),  # R155
        ({"ticket": b""}, "TICKET-UNREADABLE"),  # R156
    ],
)
def test_r152_r153_r154_r155_r156_each_field_is_required(world: Transfer, change: dict[str, object], code: str) -> None:
    content = make(world).content
    assert refused(lambda: actions.file_incident(wish(content, **change), "nl", agreed=True)) == code


def test_an_account_that_is_there_is_used(world: Transfer) -> None:
    asked = wish(make(world).content, email=world.eva.email.upper().replace("EXAMPLE.TEST", "example.test"))
    found = carry_out(make_operator(), actions.file_incident(asked, "nl", agreed=True))
    with act(world.eva, found.slug) as eva:
        assert eva.role == "superuser"


def test_an_operator_gets_no_environment(world: Transfer) -> None:
    olga = make_operator()
    uid = actions.file_incident(wish(make(world).content, email=olga.email), "nl", agreed=True)
    assert refused(lambda: carry_out(olga, uid)) == "ACCOUNT-UNUSABLE"


def test_neither_ticket_nor_nonce_is_kept(world: Transfer) -> None:
    content = make(world).content
    nonce = file.read(content, file.key()).nonce
    uid = actions.file_incident(wish(content), "nl", agreed=True)
    with at_work(make_operator(), "test"), connection.cursor() as cursor:
        cursor.execute("SELECT tickets_incident::text FROM tickets_incident WHERE uid = %s", [uid])
        assert nonce not in cursor.fetchone()[0]


def test_an_incident_is_handled_once(world: Transfer) -> None:
    olga = make_operator()
    uid = actions.file_incident(wish(make(world).content), "nl", agreed=True)
    carry_out(olga, uid)
    assert refused(lambda: carry_out(olga, uid)) == "INCIDENT-HANDLED"


def test_two_incidents_with_one_ticket_make_one_environment(world: Transfer) -> None:
    content, olga = make(world).content, make_operator()
    first = actions.file_incident(wish(content), "nl", agreed=True)
    second = actions.file_incident(wish(content), "nl", agreed=True)
    carry_out(olga, first)
    assert refused(lambda: carry_out(olga, second)) == "TICKET-USED"
    with at_work(olga, "test") as operator:
        assert queries.incident(operator, second).refusal == "used"
        actions.decline(operator, second, "Dit ticket is al ingeleverd.")
    assert "al ingeleverd" in mail_text(f"incident/{second}/declined")


def test_a_url_part_that_was_taken_meanwhile_undoes_nothing(world: Transfer) -> None:
    content, olga = make(world).content, make_operator()
    asked = wish(content)
    uid = actions.file_incident(asked, "nl", agreed=True)
    redeemed_elsewhere = wish(b"", url_part=asked.url_part)
    with act(world.dora, world.office.slug) as dora:
        actions.add_client(dora, name="Sneller", url_part=redeemed_elsewhere.url_part)
    assert refused(lambda: carry_out(olga, uid)) == "SLUG-TAKEN"
    with at_work(olga, "test") as operator:
        detail = queries.incident(operator, uid)
    assert (detail.refusal, detail.url_part_is_free, detail.row.state) == ("", False, "open")


def test_declined_without_a_reason_it_stays_open(world: Transfer) -> None:
    uid = actions.file_incident(wish(make(world).content), "nl", agreed=True)

    def decline() -> None:
        with at_work(make_operator(), "test") as operator:
            actions.decline(operator, uid, "  ")

    assert refused(decline) == "NAME-MALFORMED"


def test_only_operators_see_incidents_and_only_they_redeem_for_others(world: Transfer) -> None:
    """Plain SQL, as the role of the application."""
    made = make(world)
    uid = actions.file_incident(wish(made.content), "nl", agreed=True)
    with act(world.eva, world.environment.slug), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tickets_incident")
        assert cursor.fetchone()[0] == 0
        cursor.execute("UPDATE tickets_incident SET state = 'declined' WHERE uid = %s", [uid])
        assert cursor.rowcount == 0
        values: list[Any] = [made.uid, "x", world.eva.pk, unique("zelf"), "Enyoi", "1", clock.now()]
        with pytest.raises(DatabaseError, match="only the operator"), transaction.atomic():
            cursor.execute("SELECT tickets_redeem_for(%s, %s, %s, %s, %s, %s, %s)", values)
    with at_work(make_operator(), "test"):
        assert Incident.objects.get(uid=uid).state == "open"


def test_nobody_adds_an_incident_past_the_form(world: Transfer) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO tickets_incident (uid) VALUES (gen_random_uuid())")
