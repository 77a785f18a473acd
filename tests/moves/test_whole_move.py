"""A whole move by transfer code, told in order (profile transfer-code, R035 to R099)."""

import json
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings

from overstap.books.ledger.queries import trial_balance
from overstap.moves import actions, queries
from overstap.moves.models import Proof, Verification
from overstap.moves.proof.verify import verify
from overstap.moves.state import for_system
from overstap.moves.values import MoveState
from overstap.tenancy import access
from overstap.tenancy import actions as tenancy
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right
from tests.moves import running
from tests.moves.world import (
    CODE,
    NEW_CODE,
    TwoOffices,
    accept,
    act,
    administration_of,
    book,
    mail_text,
    offer,
    proof_files,
    sale,
    state_of,
)


def delivered(world: TwoOffices) -> UUID:
    uid = offer(world)
    accept(world, uid)
    assert running.run(uid) == MoveState.DELIVERED
    return uid


def released(world: TwoOffices) -> UUID:
    uid = delivered(world)
    with act(world.dora, world.receiver.slug) as dora:
        actions.release(dora, uid)
    return uid


def test_an_administration_moves_from_one_office_to_another(world: TwoOffices) -> None:
    before = administration_of(world.alice, world.giver.slug, CODE)
    with access.enter(world.alice, world.giver.slug):
        expected = trial_balance(before)

    uid = offer(world)
    assert state_of(uid, world.alice, world.giver.slug) == "offered"
    accept(world, uid)
    assert running.run(uid) == MoveState.DELIVERED

    with act(world.dora, world.receiver.slug) as dora:
        status = queries.status(dora, uid)
        assert [part.outcome for part in status.parts] == ["delivered"]
        assert status.parts[0].verification is not None
        assert status.parts[0].verification["clean"]
        actions.release(dora, uid)
        assert queries.status(dora, uid).state == "released"

    after = administration_of(world.dora, world.receiver.slug, NEW_CODE)
    assert (after.uid, after.ledger_id, after.name) == (before.uid, before.ledger_id, before.name)
    with act(world.dora, world.receiver.slug) as dora:
        tenancy.give_access(actor=dora, code=NEW_CODE, person=world.dora)
        found = access.administration(dora, NEW_CODE, Right.READ_BOOKS)
        assert trial_balance(found) == expected
    book(world.dora, world.receiver.slug, NEW_CODE, sale(20))


def test_r082_after_release_nobody_sees_the_administration_until_access_is_given(world: TwoOffices) -> None:
    released(world)
    with pytest.raises(access.NotFound), act(world.dora, world.receiver.slug) as dora:
        access.administration(dora, NEW_CODE, Right.READ_BOOKS)
    with act(world.dora, world.receiver.slug) as dora:
        tenancy.give_access(actor=dora, code=NEW_CODE, person=world.dora)  # R083
        assert access.administration(dora, NEW_CODE, Right.READ_BOOKS).code == NEW_CODE


def test_after_release_the_giver_keeps_nothing(world: TwoOffices) -> None:
    released(world)
    with pytest.raises(access.NotFound), act(world.alice, world.giver.slug) as alice:
        access.administration(alice, CODE, Right.READ_BOOKS)
    with access.enter(world.alice, world.giver.slug):
        from overstap.books.ledger.models import Account, Line

        assert not Line.objects.exists()
        assert not Account.objects.exists()


def test_r056_r057_the_delivery_address_starts_with_the_new_office_code(world: TwoOffices) -> None:
    released(world)
    after = administration_of(world.dora, world.receiver.slug, NEW_CODE)
    assert after.delivery_address.startswith(f"{world.receiver.slug}.")


def test_r077_the_payment_agreement_goes_along(world: TwoOffices) -> None:
    released(world)
    assert administration_of(world.dora, world.receiver.slug, NEW_CODE).payment_agreement == "SEPA-000123"


def test_r078_the_payment_agreement_can_be_left_out(world: TwoOffices) -> None:
    uid = offer(world, payment_agreement_moves=False)
    accept(world, uid)
    running.run(uid)
    assert administration_of(world.dora, world.receiver.slug, NEW_CODE).payment_agreement == ""


def test_while_frozen_a_write_is_refused_with_a_reason_and_a_moment(world: TwoOffices) -> None:
    uid = offer(world)
    accept(world, uid)
    running.run(uid, until=MoveState.FROZEN)
    with pytest.raises(access.Frozen) as caught:
        book(world.alice, world.giver.slug, CODE, sale(30))
    assert caught.value.code == "ADMINISTRATION-FROZEN"
    assert caught.value.facts["until"]


def test_what_was_booked_between_offer_and_freeze_goes_along(world: TwoOffices) -> None:
    uid = offer(world)
    accept(world, uid)
    running.run(uid, until=MoveState.SCHEDULED)
    book(world.alice, world.giver.slug, CODE, sale(40))
    assert running.run(uid) == MoveState.DELIVERED
    with act(world.dora, world.receiver.slug) as dora:
        verification = queries.status(dora, uid).parts[0].verification
    assert verification is not None
    lines = next(kind for kind in verification["kinds"] if kind["kind"] == "line")
    assert lines["expected"] == lines["present"] == 2 + 8 * 3


def test_r094_both_sides_get_a_copy_that_proves_the_move(world: TwoOffices) -> None:
    uid = released(world)
    for party in ("giver", "receiver"):
        assert "bewijs" in mail_text(f"move/{uid}/released-{party}").lower()
    paths = proof_files(Path(settings.PROOF_DIR), uid)
    assert [path.suffix for path in paths] == [".json", ".pdf"]
    for path in paths:
        verdict = verify(path.read_bytes())
        assert [one.outcome for one in verdict.manifest.administrations] == ["moved"]
        assert {consent.side for consent in verdict.manifest.consents} == {"giver", "receiver"}


def test_the_proof_lists_what_was_not_compared(world: TwoOffices) -> None:
    uid = released(world)
    with act(world.alice, world.giver.slug) as alice:
        document = json.loads(bytes(queries.proof(alice, uid).document))
    listed = {one["what"] for one in document["manifest"]["verifications"][0]["not_compared"]}
    assert "gebruikers en hun toegang" in listed  # in the language of who started it
    assert "documents" not in listed  # R062: they move, and are compared


def test_r066_r067_the_proof_lists_who_had_access_so_that_they_can_be_invited(world: TwoOffices) -> None:
    uid = released(world)
    with for_system(uid):
        document = json.loads(bytes(Proof.objects.get(move__uid=uid).document))
    people = [row[1] for row in document["manifest"]["tables"][0]["rows"]]
    assert any(world.bob.email in person for person in people)


def test_move_and_take_back_is_an_identity_and_brings_what_was_booked_since(world: TwoOffices) -> None:
    uid = released(world)
    with act(world.dora, world.receiver.slug) as dora:
        tenancy.give_access(actor=dora, code=NEW_CODE, person=world.dora)
    book(world.dora, world.receiver.slug, NEW_CODE, sale(50))

    with act(world.dora, world.receiver.slug) as dora:
        assert actions.take_back(dora, uid, "verkeerde klant") == MoveState.TAKING_BACK
    running.run(uid)

    assert state_of(uid, world.alice, world.giver.slug) == "taken_back"
    with act(world.alice, world.giver.slug) as alice:
        back = access.administration(alice, CODE, Right.READ_BOOKS)
        assert back.state == "active"
        from overstap.books.ledger.models import Entry
        from overstap.books.relations.models import Relation

        assert Entry.objects.filter(ledger_id=back.ledger_id).count() == 1 + 7 + 1
        assert Relation.objects.get(administration=back).name == "Café ’t Hoekje"
    book(world.bob, world.giver.slug, CODE, sale(51))  # Bob's access came back with it
    with access.enter(world.dora, world.receiver.slug):
        assert not Administration.objects.exclude(state="moved").exists()


@pytest.mark.parametrize("moves", [True, False])
def test_a_payment_agreement_ended_by_the_receiver_comes_back_as_it_is(world: TwoOffices, moves: bool) -> None:
    uid = offer(world, payment_agreement_moves=moves)
    accept(world, uid)
    running.run(uid)
    with act(world.dora, world.receiver.slug) as dora:
        actions.release(dora, uid)
        Administration.objects.filter(code=NEW_CODE).update(payment_agreement="")
    with act(world.dora, world.receiver.slug) as dora:
        actions.take_back(dora, uid)
    running.run(uid)
    kept = administration_of(world.alice, world.giver.slug, CODE).payment_agreement
    assert kept == ("" if moves else "SEPA-000123")


def test_r093_only_the_new_holder_can_give_back(world: TwoOffices) -> None:
    uid = released(world)
    with pytest.raises(access.NotAllowed), act(world.alice, world.giver.slug) as alice:
        actions.take_back(alice, uid)


def test_r092_a_completed_move_cannot_be_withdrawn(world: TwoOffices) -> None:
    uid = released(world)
    with pytest.raises(Exception, match="completed") as caught, act(world.alice, world.giver.slug) as alice:
        actions.withdraw(alice, uid)
    assert getattr(caught.value, "code", "") == "MOVE-STATE"


def test_the_receiver_can_refuse_what_was_delivered_and_the_giver_goes_on(world: TwoOffices) -> None:
    uid = delivered(world)
    with act(world.dora, world.receiver.slug) as dora:
        assert actions.take_back(dora, uid, "toch niet") == MoveState.REJECTED
    book(world.alice, world.giver.slug, CODE, sale(60))
    assert state_of(uid, world.alice, world.giver.slug) == "rejected"


@pytest.mark.parametrize("stage", [MoveState.SCHEDULED, MoveState.FROZEN, MoveState.CARRIED, MoveState.DELIVERED])
def test_r091_a_running_move_can_be_withdrawn_at_every_stage(world: TwoOffices, stage: MoveState) -> None:
    uid = offer(world)
    accept(world, uid)
    running.run(uid, until=stage)
    with act(world.alice, world.giver.slug) as alice:
        actions.withdraw(alice, uid, "bedacht")
    assert state_of(uid, world.dora, world.receiver.slug) == "withdrawn"
    book(world.alice, world.giver.slug, CODE, sale(70))
    with access.enter(world.dora, world.receiver.slug):
        assert not Administration.objects.exclude(state="moved").exists()
    offer(world)  # and a new one can start


def test_release_needs_a_verification_younger_than_the_freeze(world: TwoOffices) -> None:
    uid = delivered(world)
    with for_system(uid):
        last = Verification.objects.get(part__move__uid=uid)
        Verification.objects.create(part=last.part, position=last.position, is_clean=False, result=last.result)
    with pytest.raises(Exception, match="verified") as caught, act(world.dora, world.receiver.slug) as dora:
        actions.release(dora, uid)
    assert getattr(caught.value, "code", "") == "VERIFICATION-UNCLEAN"
