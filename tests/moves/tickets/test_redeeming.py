"""Redeeming a ticket: a new client of the office, filled at night, released by its new holder (R128 to R141, R168)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from overstap.lib import clock
from overstap.lib.errors import OverstapError
from overstap.moves import actions as move_actions
from overstap.moves import flow
from overstap.moves.models import Move, MoveAdministration, ProfileCopy
from overstap.moves.profiles import text_of
from overstap.moves.state import for_system
from overstap.moves.tickets import actions, queries
from overstap.tenancy import access
from overstap.tenancy import actions as tenancy
from overstap.tenancy.models import Administration, AuditEvent, Environment, Licence, Membership, Person
from overstap.tenancy.operators.access import at_work
from overstap.tenancy.roles import Right, Role
from tests.moves.running import run
from tests.moves.tickets.world import CODES, Transfer, act, make, order, redeem, until
from tests.moves.world import book, mail_text, sale
from tests.tenancy.operators.people import make_operator
from tests.tenancy.people import join, make_person, unique


def refused(task: Callable[[], object]) -> str:
    """The code with which something is refused."""
    with pytest.raises(OverstapError) as caught:
        task()
    return caught.value.code


def test_r129_r131_whoever_has_the_file_gets_a_new_client_at_once(world: Transfer) -> None:
    """R105, R128, R130, R136, R145, R146: nothing but the file, however it came, is asked."""
    made = make(world)
    with act(world.dora, world.office.slug) as dora:
        told = actions.look(dora, made.content)
        assert (told.environment, told.administrations, told.fee) == ("Enyoi", len(CODES), "0.00")
    found = redeem(world, made.content, name="Enyoi via Dora")
    with act(world.dora, found.slug) as dora:
        one = Environment.objects.select_related("office").get(slug=found.slug)
        assert (one.name, one.kind, one.office.pk) == ("Enyoi via Dora", "client", world.office.office.pk)
        assert dora.role == Role.SUPERUSER
        assert Licence.objects.get(environment=one).tier == "premium"
        assert Membership.objects.filter(environment=one).count() == 1
        assert not Administration.objects.filter(environment=one).exists()  # R137: they come in the background


def test_r132_the_name_is_unique_among_the_clients_of_the_office(world: Transfer) -> None:
    with act(world.dora, world.office.slug) as dora:
        actions.add_client(dora, name="Bakkerij Enyoi", url_part=unique("bakkerij"))
    made = make(world)
    assert refused(lambda: redeem(world, made.content, name="bakkerij ENYOI")) == "CLIENT-NAME-TAKEN"
    with act(world.wim, world.second.slug) as wim:  # another office may call its client so
        assert actions.redeem(wim, order(made.content, name="Bakkerij Enyoi")).slug


def test_r133_the_url_part_is_unique_everywhere(world: Transfer) -> None:
    made = make(world)
    assert refused(lambda: redeem(world, made.content, url_part=world.second.slug)) == "SLUG-TAKEN"
    assert refused(lambda: redeem(world, made.content, url_part="Eén twee")) == "SLUG-MALFORMED"
    assert redeem(world, made.content).slug  # refused attempts left the ticket as it was


def test_r135_the_full_address_is_made_of_it(world: Transfer) -> None:
    found = redeem(world, make(world).content)
    with act(world.dora, world.office.slug) as dora:
        row = next(one for one in queries.clients(dora).rows if one.slug == found.slug)
    assert row.address.endswith(f"/e/{found.slug}/")
    assert row.address.startswith("http")


def test_r137_r138_r168_everything_arrives_and_was_compared(world: Transfer) -> None:
    """R102: by the system, without anybody of either office."""
    made = make(world)
    found = redeem(world, made.content)
    with clock.moved_by(until(found.run_at)):
        assert run(made.uid) == "delivered"
        with act(world.dora, found.slug):
            here = Administration.objects.filter(environment__slug=found.slug)
            assert sorted(here.values_list("code", "name", "state")) == [
                (code, f"Bakkerij Enyoi {code}", "incoming") for code in CODES
            ]
        with for_system(made.uid):
            parts = MoveAdministration.objects.filter(move__uid=made.uid)
            assert all(part.verification_set.get().is_clean for part in parts)


@pytest.mark.parametrize(
    ("now", "night"),
    [
        (datetime(2027, 3, 27, 20, 59, tzinfo=UTC), datetime(2027, 3, 27, 21, tzinfo=UTC)),  # 22:00 in winter
        (datetime(2027, 3, 27, 21, 0, tzinfo=UTC), datetime(2027, 3, 28, 20, tzinfo=UTC)),  # over a night of 23 hours
        (datetime(2027, 10, 30, 19, 59, tzinfo=UTC), datetime(2027, 10, 30, 20, tzinfo=UTC)),  # 22:00 in summer
        (datetime(2027, 10, 30, 20, 1, tzinfo=UTC), datetime(2027, 10, 31, 21, tzinfo=UTC)),  # over one of 25 hours
    ],
)
def test_r139_it_runs_at_ten_at_night_also_when_the_clocks_change(
    world: Transfer, now: datetime, night: datetime
) -> None:
    with clock.moved_by(now - clock.now()):
        found = redeem(world, make(world).content)
    assert found.run_at is not None
    assert abs(found.run_at - night) < timedelta(minutes=1)


def test_r139_woken_before_its_time_it_waits(world: Transfer) -> None:
    made = make(world)
    found = redeem(world, made.content)
    assert found.run_at is not None
    assert found.run_at.astimezone(clock.AMSTERDAM).hour == 22
    flow.advance(str(made.uid))
    with for_system(made.uid):
        assert Move.objects.get(uid=made.uid).state == "agreed"
    with clock.moved_by(until(found.run_at)):
        flow.advance(str(made.uid))
    with for_system(made.uid):
        assert Move.objects.get(uid=made.uid).state == "scheduled"


def test_it_runs_at_once_where_a_copied_profile_says_so(world: Transfer) -> None:
    name = unique("at-once")
    text = text_of("environment-ticket").replace('name = "environment-ticket"', f'name = "{name}"')
    text = text.replace('runs = "nightly"', 'runs = "at_once"').replace('at = "22:00"', "")
    with at_work(make_operator(), "test") as operator:
        ProfileCopy.objects.create(name=name, copied_from="environment-ticket", text=text, made_by=operator.person)
    assert name in queries.ticket_profiles()
    made = make(world, name)
    found = redeem(world, made.content)
    assert found.run_at is None
    assert run(made.uid) == "delivered"


def test_r140_the_uploader_is_mailed_when_it_is_ready(world: Transfer) -> None:
    made = make(world)
    found = redeem(world, made.content)
    with clock.moved_by(until(found.run_at)):
        run(made.uid)
    text = mail_text(f"move/{made.uid}/delivered")
    assert f"/e/{found.slug}/" in text
    assert found.name in text
    with for_system(made.uid):
        assert Move.objects.get(uid=made.uid).receiver_email == world.dora.email


def test_the_giver_is_told_that_it_was_redeemed_and_when_it_runs(world: Transfer) -> None:
    made = make(world)
    found = redeem(world, made.content)
    text = mail_text(f"move/{made.uid}/accepted")
    assert found.run_at is not None
    assert clock.for_people(found.run_at) in text


def test_r169_nobody_works_in_it_before_it_is_released(world: Transfer) -> None:
    made = make(world)
    found = redeem(world, made.content)
    with clock.moved_by(until(found.run_at)):
        run(made.uid)
        ria = make_person("Ria")
        join(world.dora, found.slug, ria, Role.ACCOUNTANT)
        for person in (world.dora, ria):
            assert refused(lambda person=person: book(person, found.slug, CODES[0], sale(92))) in (  # type: ignore[misc]
                "ADMINISTRATION-NOT-FOUND", "ADMINISTRATION-FROZEN",
            )  # fmt: skip
        assert refused(lambda: give(world, found.slug, CODES[0])) == "ADMINISTRATION-NOT-RELEASED"
        assert refused(lambda: book(world.bob, world.environment.slug, CODES[0], sale(93))) == "ADMINISTRATION-FROZEN"
        with act(world.dora, found.slug) as dora:
            move_actions.release(dora, made.uid)
        give(world, found.slug, CODES[0])
        assert book(world.dora, found.slug, CODES[0], sale(94)) > 0


def give(world: Transfer, slug: str, code: str) -> None:
    """Dora gives herself access."""
    with act(world.dora, slug) as dora:
        tenancy.give_access(actor=dora, code=code, person=world.dora)


def test_r171_r172_the_previous_environment_stays_readable_and_cannot_be_changed(world: Transfer) -> None:
    made = make(world)
    found = redeem(world, made.content)
    with clock.moved_by(until(found.run_at)):
        run(made.uid)
        with act(world.dora, found.slug) as dora:
            move_actions.release(dora, made.uid)
        give(world, found.slug, CODES[0])
        book(world.dora, found.slug, CODES[0], sale(95))
        with access.enter(world.bob, world.environment.slug) as bob:
            one = access.administration(bob, CODES[0], Right.READ_BOOKS)
            assert (one.state, one.sealed_at) == ("read_only", 8)  # as it was: not what was booked since
        assert refused(lambda: book(world.bob, world.environment.slug, CODES[0], sale(96))) == "ADMINISTRATION-FROZEN"


def test_r183_r184_the_release_is_that_of_every_move_and_gives_the_proof(world: Transfer) -> None:
    """R167: by the superuser of the new environment; not by the office that gave it."""
    made = make(world)
    found = redeem(world, made.content)
    with clock.moved_by(until(found.run_at)):
        run(made.uid)
        assert refused(lambda: release(world.eva, world.environment.slug, made.uid)) == "NOT-THE-RECEIVER"
        release(world.dora, found.slug, made.uid)
    assert mail_text(f"move/{made.uid}/released-giver")
    assert mail_text(f"move/{made.uid}/released-receiver")


def release(person: Person, slug: str, uid: UUID) -> None:
    with act(person, slug) as actor:
        move_actions.release(actor, uid)


def test_each_reason_to_refuse_a_ticket_has_its_own_code(world: Transfer) -> None:
    made = make(world)
    assert refused(lambda: redeem(world, b"no ticket")) == "TICKET-UNREADABLE"
    middle = len(made.content) // 2
    altered = (
        made.content[:middle]
        + (b"A" if made.content[middle : middle + 1] != b"A" else b"B")
        + made.content[middle + 1 :]
    )
    assert refused(lambda: redeem(world, altered)) == "TICKET-ALTERED"
    redeem(world, made.content)
    assert refused(lambda: redeem(world, made.content)) == "TICKET-USED"


def test_an_office_does_not_redeem_its_own_ticket(world: Transfer) -> None:
    first = make(world)
    found = redeem(world, first.content)
    with clock.moved_by(until(found.run_at)):
        run(first.uid)
        release(world.dora, found.slug, first.uid)
        with act(world.dora, found.slug) as dora:
            second = actions.make_ticket(dora, agreed=True)
        assert refused(lambda: redeem(world, second.content)) == "TICKET-OWN"


def test_an_entrepreneur_has_no_admin_center(world: Transfer) -> None:
    """R149: who stands alone files an incident."""
    made = make(world)

    def take() -> None:
        with act(world.eva, world.environment.slug) as eva:
            actions.redeem(eva, order(made.content))

    assert refused(take) == "OFFICE-ONLY"


def test_only_a_superuser_redeems(world: Transfer) -> None:
    made = make(world)
    ria = make_person("Ria")
    join(world.dora, world.office.slug, ria, Role.ACCOUNTANT)

    def take() -> None:
        with act(ria, world.office.slug) as actor:
            actions.redeem(actor, order(made.content))

    assert refused(take) == "ROLE-MISSING"


def test_without_agreement_the_ticket_stays_as_it_was(world: Transfer) -> None:
    made = make(world)
    assert refused(lambda: redeem(world, made.content, agreed=False)) == "CONSENT-MISSING"
    assert redeem(world, made.content).slug


def test_who_tries_wrong_tickets_again_and_again_has_to_wait(world: Transfer) -> None:
    for _attempt in range(10):
        assert refused(lambda: redeem(world, b"a.b.c")) == "TICKET-UNREADABLE"
    made = make(world)
    assert refused(lambda: redeem(world, made.content)) == "CODE-TOO-MANY-ATTEMPTS"
    with clock.moved_by(timedelta(minutes=61)):
        assert redeem(world, made.content).slug


def test_what_was_rejected_leaves_its_name_and_url_part_free_for_the_next_try(world: Transfer) -> None:
    part = unique("nogmaals")
    first = make(world)
    redeem(world, first.content, name="Nogmaals", url_part=part)
    with act(world.dora, part) as dora:
        move_actions.receive.reject_delivered(dora, first.uid, "verkeerd")
    second = make(world)
    assert redeem(world, second.content, name="Nogmaals", url_part=part).slug == part
    with clock.moved_by(timedelta(days=2)):
        assert run(second.uid) == "delivered"


def test_given_back_after_the_release_the_entrepreneur_works_on(world: Transfer) -> None:
    made = make(world)
    found = redeem(world, made.content)
    with clock.moved_by(until(found.run_at)):
        run(made.uid)
        release(world.dora, found.slug, made.uid)
        with act(world.dora, found.slug) as dora:
            move_actions.take_back(dora, made.uid, "terug")
        run(made.uid)
        assert book(world.bob, world.environment.slug, CODES[0], sale(97)) == 9


def test_r103_when_one_administration_fails_none_goes_on_and_all_stay_read_only(world: Transfer) -> None:
    made = make(world)
    found = redeem(world, made.content)
    with act(world.dora, found.slug) as dora:  # in the way of one of the three
        tenancy.create_administration(
            actor=dora, code=CODES[1], name="In de weg", details=tenancy.AdministrationDetails(ledger_id=8_000_000_001)
        )
    with clock.moved_by(until(found.run_at)):
        assert run(made.uid) == "failed"
        with for_system(made.uid):
            here = Administration.objects.filter(environment=world.environment)
            assert {(one.state, one.sealed_at) for one in here} == {("frozen", None)}
        with act(world.dora, found.slug) as dora:
            move_actions.receive.reject_delivered(dora, made.uid, "kan niet")
        assert book(world.bob, world.environment.slug, CODES[1], sale(98)) == 9


def test_a_refusal_stands_in_the_audit_log_of_the_office(world: Transfer) -> None:
    assert refused(lambda: redeem(world, b"a.b.c")) == "TICKET-UNREADABLE"
    with act(world.dora, world.office.slug):
        assert AuditEvent.objects.filter(environment=world.office, code="TICKET-UNREADABLE").count() == 1


def test_the_clients_of_another_office_are_not_seen(world: Transfer) -> None:
    found = redeem(world, make(world).content)
    with act(world.wim, world.second.slug) as wim:
        assert queries.clients(wim).rows == []
    assert refused(lambda: enter(world, found.slug)) == "ENVIRONMENT-NOT-FOUND"


def enter(world: Transfer, slug: str) -> None:
    with act(world.wim, slug):
        pass
