"""Who may not, what cannot, and which mark it leaves: stable codes, nothing half-written, a line in the audit log."""

from datetime import timedelta
from uuid import uuid4

import pytest

from overstap.lib import clock
from overstap.lib.errors import OverstapError
from overstap.moves import actions, codes, flow, preflight
from overstap.moves.actions.give import OfferOrder
from overstap.moves.attempts import MOST
from overstap.moves.models import Move
from overstap.moves.preflight import Context
from overstap.moves.profiles import profile
from overstap.tenancy import access
from overstap.tenancy import actions as tenancy
from overstap.tenancy.models import Administration, AuditEvent, Person
from overstap.tenancy.roles import Right, Role
from overstap.tenancy.values import AdministrationState, Tier
from tests.moves.world import (
    CODE,
    NEW_CODE,
    TwoOffices,
    accept,
    act,
    add_administration,
    code_in_mail,
    mail_text,
    offer,
    state_of,
    two_offices,
)
from tests.tenancy.people import join, make_person


def refusals(person: Person, slug: str) -> list[str]:
    """Codes of the refusals in the audit log of an environment."""
    with access.enter(person, slug):
        return list(AuditEvent.objects.filter(outcome="refused").order_by("id").values_list("code", flat=True))


def refused(person: Person, slug: str, verb: str, *arguments: object, **named: object) -> OverstapError:
    """Run a verb that must be refused; gives the error."""
    with pytest.raises(OverstapError) as caught, act(person, slug) as actor:
        getattr(actions, verb)(actor, *arguments, **named)
    return caught.value


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERUSER])
def test_r047_r048_nobody_but_a_superuser_may_start_and_is_told_whom_to_ask(world: TwoOffices, role: Role) -> None:
    person = make_person("Eva")
    join(world.alice, world.giver.slug, person, role)
    order = OfferOrder(codes=[CODE], receiver_email="d@example.test", agreed=True)
    error = refused(person, world.giver.slug, "offer", order)
    assert error.code == "ROLE-MISSING"
    assert "Alice" in error.remedy
    assert refusals(world.alice, world.giver.slug)[-1] == "ROLE-MISSING"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERUSER])
def test_r036_r047_nobody_but_a_superuser_may_receive(world: TwoOffices, role: Role) -> None:
    uid = offer(world)
    person = make_person("Eva")
    join(world.dora, world.receiver.slug, person, role)
    error = refused(person, world.receiver.slug, "look_up", code_in_mail(uid))
    assert error.code == "ROLE-MISSING"
    assert "Dora" in error.remedy


def test_r042_a_trial_licence_cannot_receive_and_r043_can_be_converted_at_once(db: None) -> None:
    world = two_offices(Tier.TRIAL)
    uid = offer(world)
    error = refused(world.dora, world.receiver.slug, "accept", code_in_mail(uid), {CODE: NEW_CODE}, agreed=True)
    assert error.code == "PREFLIGHT-FAILED"
    assert "licence-premium" in str(error.facts)
    with act(world.dora, world.receiver.slug) as dora:
        tenancy.convert_to_premium(actor=dora, number="NL-2")
    accept(world, uid)
    assert state_of(uid, world.dora, world.receiver.slug) == "agreed"


def test_an_unknown_code_is_refused_and_logged(world: TwoOffices) -> None:
    error = refused(world.dora, world.receiver.slug, "look_up", codes.make_code())
    assert error.code == "CODE-UNKNOWN"
    assert refusals(world.dora, world.receiver.slug)[-1] == "CODE-UNKNOWN"


def test_wrong_codes_are_limited_and_the_right_one_has_to_wait_then(world: TwoOffices) -> None:
    uid = offer(world)
    for _ in range(MOST):
        refused(world.dora, world.receiver.slug, "look_up", codes.make_code())
    error = refused(world.dora, world.receiver.slug, "look_up", code_in_mail(uid))
    assert error.code == "CODE-TOO-MANY-ATTEMPTS"
    with clock.moved_by(timedelta(hours=1, minutes=1)), act(world.dora, world.receiver.slug) as dora:
        assert actions.look_up(dora, code_in_mail(uid)).giver == world.giver.name


def test_a_code_works_once(world: TwoOffices) -> None:
    uid = offer(world)
    accept(world, uid)
    error = refused(world.charlie, world.elsewhere.slug, "look_up", code_in_mail(uid))
    assert error.code == "CODE-USED"


def test_r096_a_code_is_refused_after_fifteen_days(world: TwoOffices) -> None:
    uid = offer(world)
    with clock.moved_by(timedelta(days=14, hours=23)), act(world.dora, world.receiver.slug) as dora:
        assert actions.look_up(dora, code_in_mail(uid)).move_uid == str(uid)
    with clock.moved_by(timedelta(days=15, minutes=1)):
        error = refused(world.dora, world.receiver.slug, "look_up", code_in_mail(uid))
    assert error.code == "CODE-EXPIRED"


def test_r097_r098_an_expired_move_has_to_be_withdrawn_before_a_new_start(world: TwoOffices) -> None:
    uid = offer(world)
    with clock.moved_by(timedelta(days=15, minutes=1)):
        flow.end_what_is_due()
        assert state_of(uid, world.alice, world.giver.slug) == "expired"
        assert str(uid) in mail_text(f"move/{uid}/expired")
        with pytest.raises(OverstapError) as caught:
            offer(world)
        assert caught.value.code == "PREFLIGHT-FAILED"
        assert str(uid) in str(caught.value.facts)
        with act(world.alice, world.giver.slug) as alice:
            actions.withdraw(alice, uid)
        assert state_of(offer(world), world.alice, world.giver.slug) == "offered"


def test_a_withdrawn_code_opens_nothing(world: TwoOffices) -> None:
    uid = offer(world)
    typed = code_in_mail(uid)
    with act(world.alice, world.giver.slug) as alice:
        actions.withdraw(alice, uid)
    error = refused(world.dora, world.receiver.slug, "accept", typed, {}, agreed=True)
    assert error.code == "CODE-WITHDRAWN"


def test_a_giver_cannot_receive_its_own_offer(world: TwoOffices) -> None:
    uid = offer(world)
    error = refused(world.alice, world.giver.slug, "look_up", code_in_mail(uid))
    assert error.code == "CODE-OWN"


def test_the_receiver_can_reject_and_the_giver_is_mailed(world: TwoOffices) -> None:
    uid = offer(world)
    with act(world.dora, world.receiver.slug) as dora:
        actions.reject(dora, code_in_mail(uid), "Deze klant kennen wij niet.")
    assert "Deze klant kennen wij niet." in mail_text(f"move/{uid}/rejected")
    assert state_of(uid, world.alice, world.giver.slug) == "rejected"
    offer(world)


def test_r088_nothing_happens_without_agreement(world: TwoOffices) -> None:
    with pytest.raises(OverstapError) as caught:
        offer(world, agreed=False)
    assert caught.value.code == "CONSENT-MISSING"
    uid = offer(world)
    error = refused(world.dora, world.receiver.slug, "accept", code_in_mail(uid), {}, agreed=False)
    assert error.code == "CONSENT-MISSING"
    with act(world.dora, world.receiver.slug) as dora:
        assert actions.look_up(dora, code_in_mail(uid)).move_uid == str(uid)  # the code was not used up


def test_r058_r061_a_code_that_is_in_use_is_refused(world: TwoOffices) -> None:
    with act(world.dora, world.receiver.slug) as dora:
        details = tenancy.AdministrationDetails(ledger_id=8_000_000_001)
        tenancy.create_administration(actor=dora, code=NEW_CODE, name="Al bekend", details=details)
    uid = offer(world)
    error = refused(world.dora, world.receiver.slug, "accept", code_in_mail(uid), {CODE: NEW_CODE}, agreed=True)
    assert "code-free" in str(error.facts)
    assert state_of(uid, world.alice, world.giver.slug) == "offered"


@pytest.mark.parametrize("code", ["", " ", "a" * 36, "../x", "é", "a\nb", "-x"])
def test_an_impossible_code_is_refused(world: TwoOffices, code: str) -> None:
    uid = offer(world)
    error = refused(world.dora, world.receiver.slug, "accept", code_in_mail(uid), {CODE: code}, agreed=True)
    assert error.code == "PREFLIGHT-FAILED"


def test_a_stranger_cannot_see_withdraw_or_release_a_move(world: TwoOffices) -> None:
    uid = offer(world)
    for verb in ("withdraw", "release", "take_back", "resume"):
        assert refused(world.charlie, world.elsewhere.slug, verb, uid).code == "MOVE-NOT-FOUND"
    with access.enter(world.charlie, world.elsewhere.slug):
        assert not Move.objects.exists()
    assert refused(world.alice, world.giver.slug, "withdraw", uuid4()).code == "MOVE-NOT-FOUND"


def test_an_administration_can_be_in_one_move_at_a_time(world: TwoOffices) -> None:
    offer(world)
    with pytest.raises(OverstapError) as caught:
        offer(world)
    assert "no-other-move" in str(caught.value.facts)


def test_r086_a_copied_administration_cannot_be_offered(world: TwoOffices) -> None:
    with act(world.alice, world.giver.slug) as alice:
        details = tenancy.AdministrationDetails(
            ledger_id=8_000_000_002, parent=CODE, delivery_address="kopie@example.test"
        )
        tenancy.create_administration(actor=alice, code="1001B", name="Kopie", details=details)
    with pytest.raises(OverstapError) as caught:
        offer(world, codes=("1001B",))
    assert "no-copied-administration" in str(caught.value.facts)


def test_r053_r055_more_than_five_are_advised_against_and_go_all_the_same(world: TwoOffices) -> None:
    numbers = tuple(f"20{number:02d}" for number in range(6))
    for number in numbers:
        add_administration(world, number, f"Klant {number}")
    with act(world.alice, world.giver.slug) as alice:
        wanted = [access.administration_to_manage(alice, code, Right.START_MOVE) for code in numbers]
        context = Context(profile("transfer-code"), world.giver, administrations=wanted)
        found = {problem.check: problem.gravity for problem in preflight.giver_problems(context)}
    assert found["few-at-a-time"] == "advice"
    assert state_of(offer(world, codes=numbers), world.alice, world.giver.slug) == "offered"


def test_r068_r070_people_with_a_personal_archive_are_named_beforehand(world: TwoOffices) -> None:
    person = make_person("Frits")
    join(world.alice, world.giver.slug, person, Role.RESTRICTED_CLIENT_USER)
    with act(world.alice, world.giver.slug) as alice:
        tenancy.give_access(actor=alice, code=CODE, person=person)
        wanted = [access.administration_to_manage(alice, CODE, Right.START_MOVE)]
        context = Context(profile("transfer-code"), world.giver, administrations=wanted)
        problems = preflight.giver_problems(context)
    assert any("Frits" in problem.message for problem in problems if problem.check == "personal-archives")


def test_the_worker_asks_the_gates_alone(world: TwoOffices) -> None:
    with act(world.alice, world.giver.slug) as alice:
        wanted = [access.administration_to_manage(alice, CODE, Right.START_MOVE)]
        context = Context(profile("transfer-code"), world.giver, administrations=wanted)
        assert {problem.gravity for problem in preflight.giver_problems(context)} == {"advice"}
        assert preflight.giver_gates(context) == []
        wanted[0].state = AdministrationState.FROZEN
        assert {problem.check for problem in preflight.giver_gates(context)} == {"administration-active"}


def test_an_offer_without_administrations_or_with_a_bad_address_is_refused(world: TwoOffices) -> None:
    for changes, code in (
        ({"codes": ()}, "NOTHING-CHOSEN"),
        ({"receiver_email": "nobody"}, "MAIL-ADDRESS"),
        ({"receiver_email": "a@example.test\nBcc: x@example.test"}, "MAIL-ADDRESS"),
        ({"profile": "no-such"}, "PROFILE-INVALID"),
        ({"overrides": {"licence-premium": "please"}}, "OVERRIDE-REFUSED"),
        ({"codes": ("9999",)}, "ADMINISTRATION-NOT-FOUND"),
    ):
        with pytest.raises(OverstapError) as caught:
            offer(world, **changes)
        assert caught.value.code == code
    with access.enter(world.alice, world.giver.slug):
        assert not Move.objects.exists()
        assert Administration.objects.get(code=CODE).state == "active"
