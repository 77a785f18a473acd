"""Copied administrations in moves: refused, or moved with their parent, as the profile says (R086, R087)."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django.fixtures import Settings

from overstap.books import copying
from overstap.books.copying import CannotBeCopied, CopyOrder
from overstap.books.ledger.models import Account, Entry
from overstap.books.relations.models import Relation
from overstap.lib import clock
from overstap.moves import actions
from overstap.moves.actions.common import PreflightFailed
from overstap.moves.candidates import offer_problems
from overstap.moves.models import Move, MoveAdministration
from overstap.moves.preflight import Context, giver_problems
from overstap.moves.profiles import copying as profile_copies
from overstap.moves.profiles import profile, shipped
from overstap.moves.state import for_system
from overstap.moves.values import MoveState
from overstap.tenancy import access
from overstap.tenancy.access import Frozen, NotAllowed
from overstap.tenancy.actions import Taken
from overstap.tenancy.checks import Malformed
from overstap.tenancy.models import Administration
from overstap.tenancy.operators.access import at_work
from overstap.tenancy.roles import Right
from overstap.tenancy.values import AdministrationState
from tests.moves import running
from tests.moves.tickets import world as tickets
from tests.moves.world import CODE, NEW_CODE, TwoOffices, accept, act, administration_of, book, offer, sale, two_offices
from tests.tenancy.operators.people import make_operator

COPY = "1001-K"


@pytest.fixture
def world(db: None, settings: Settings, tmp_path: Path) -> TwoOffices:
    settings.PROOF_DIR, settings.SIGNING_KEY_FILE = tmp_path, tmp_path / "key"
    made = two_offices()
    copied(made)
    return made


def copied(world: TwoOffices, code: str = COPY, **asked: str) -> Administration:
    with act(world.alice, world.giver.slug) as alice:
        return copying.copy_administration(alice, CODE, CopyOrder(code, "Bakkerij Jansen kopie", **asked))


def together() -> str:
    """A copy of transfer-code in which copies go with their parent; gives its name."""
    with at_work(make_operator(), "test") as operator:
        text = profile_copies.text_to_copy("transfer-code")
        text = re.sub(r"(?m)^copies = .*$", 'copies = "with_parent"', text)
        return profile_copies.copy(operator, copied_from="transfer-code", text=text).name


def outcomes(uid: UUID) -> dict[str, str]:
    with for_system(uid):
        return dict(MoveAdministration.objects.filter(move__uid=uid).values_list("old_code", "outcome"))


def test_r087_a_copy_has_the_master_data_books_and_an_address_of_its_own(world: TwoOffices) -> None:
    parent = administration_of(world.alice, world.giver.slug, CODE)
    copy = administration_of(world.alice, world.giver.slug, COPY)
    assert copy.parent_id == parent.pk
    assert copy.delivery_address
    assert copy.delivery_address != parent.delivery_address
    assert copy.ledger_id != parent.ledger_id
    with access.enter(world.alice, world.giver.slug):
        for table in (Account, Relation):
            codes = [
                set(table.objects.filter(administration=one).values_list("code", flat=True)) for one in (parent, copy)
            ]
            assert codes[0] == codes[1]
            assert codes[0]
        assert not Entry.objects.filter(ledger_id=copy.ledger_id).exists()
    book(world.alice, world.giver.slug, COPY, sale(1))


def test_a_typed_address_is_kept_and_has_to_be_free_and_not_ours(world: TwoOffices) -> None:
    assert copied(world, "K2", delivery_address="kopie@example.test").delivery_address == "kopie@example.test"
    parent = administration_of(world.alice, world.giver.slug, CODE)
    ours = administration_of(world.alice, world.giver.slug, COPY)
    with pytest.raises(Taken):
        copied(world, "K3", delivery_address=parent.delivery_address)
    with pytest.raises((Malformed, Taken)):
        copied(world, "K3", delivery_address=ours.delivery_address)
    with pytest.raises(Taken):
        copied(world, COPY)


def test_what_cannot_be_copied_is_refused(world: TwoOffices) -> None:
    with act(world.alice, world.giver.slug) as alice, pytest.raises(CannotBeCopied):
        copying.copy_administration(alice, COPY, CopyOrder("K2", "kopie van een kopie"))
    with pytest.raises(NotAllowed), act(world.bob, world.giver.slug) as bob:
        copying.copy_administration(bob, CODE, CopyOrder("K2", "kopie"))
    with act(world.alice, world.giver.slug):
        Administration.objects.filter(code=CODE).update(state=AdministrationState.FROZEN)
    with pytest.raises(Frozen):
        copied(world, "K2")


def test_r086_transfer_code_refuses_a_copy_and_says_that_it_stays_when_the_parent_goes(world: TwoOffices) -> None:
    for codes in ((COPY,), (CODE, COPY)):
        with pytest.raises(PreflightFailed) as refused:
            offer(world, codes)
        assert "no-copied-administration" in str(refused.value.facts)
    with act(world.alice, world.giver.slug) as alice:
        told = {one.check: one for one in offer_problems(alice, "transfer-code", [CODE])}
    assert (told["copies-stay"].gravity, told["copies-stay"].about) == ("advice", CODE)
    uid = offer(world)
    accept(world, uid)
    assert running.run(uid) == MoveState.DELIVERED
    assert administration_of(world.alice, world.giver.slug, COPY).state == "active"


@pytest.mark.parametrize("name", shipped())
def test_what_becomes_of_copies_stands_in_the_profile(world: TwoOffices, name: str) -> None:
    expected = {"overstap": "with_parent", "environment-ticket": "with_parent"}.get(
        name, "apart" if name.startswith("relink") else "refused"
    )
    assert profile(name).copies == expected
    with act(world.alice, world.giver.slug) as alice:
        one, copy = (access.administration_to_manage(alice, code, Right.START_MOVE) for code in (CODE, COPY))
        blocked = [
            any(
                problem.check == "no-copied-administration"
                for problem in giver_problems(Context(profile(name), world.giver, administrations=chosen))
            )
            for chosen in ([copy], [one, copy])
        ]
    assert blocked == {"with_parent": [True, False], "refused": [True, True], "apart": [False, False]}[expected]


def test_r086_where_copies_go_along_they_are_offered_with_their_parent_and_are_copies_again(world: TwoOffices) -> None:
    which = together()
    with pytest.raises(PreflightFailed):
        offer(world, (COPY,), profile=which)
    uid = offer(world, (CODE,), profile=which)
    assert outcomes(uid) == {CODE: "pending", COPY: "pending"}
    accept(world, uid, {CODE: NEW_CODE, COPY: "K-78"})
    assert running.run(uid) == MoveState.DELIVERED
    with act(world.dora, world.receiver.slug) as dora:
        actions.release(dora, uid)
    parent, copy = (administration_of(world.dora, world.receiver.slug, code) for code in (NEW_CODE, "K-78"))
    assert copy.parent_id == parent.pk
    assert copy.delivery_address != parent.delivery_address
    with act(world.dora, world.receiver.slug) as dora:
        actions.take_back(dora, uid, "toch niet")
    running.run(uid)
    back = administration_of(world.alice, world.giver.slug, COPY)
    assert (back.state, back.parent_id) == ("active", administration_of(world.alice, world.giver.slug, CODE).pk)


def test_a_copy_does_not_go_on_without_its_parent(world: TwoOffices) -> None:
    """The code that was chosen for the parent is taken meanwhile: both stay."""
    uid = offer(world, (CODE,), profile=together())
    accept(world, uid, {CODE: NEW_CODE, COPY: "K-78"})
    assert running.run(uid, until=MoveState.FROZEN) == MoveState.FROZEN
    with act(world.dora, world.receiver.slug) as dora:
        Administration.objects.create(environment=dora.environment, code=NEW_CODE, name="X", ledger_id=8_000_000_900)
    assert running.run(uid) == MoveState.FAILED
    assert outcomes(uid) == {CODE: "failed", COPY: "failed"}
    with for_system(uid):
        parts = MoveAdministration.objects.filter(move__uid=uid)
        failures = {part.old_code: (part.failure or {})["error"] for part in parts}
    assert failures == {CODE: "CODE-IN-USE", COPY: "PARENT-NOT-CARRIED"}
    for code in (CODE, COPY):
        assert administration_of(world.alice, world.giver.slug, code).state == "active"


def test_a_copy_whose_parent_left_moves_by_itself(world: TwoOffices) -> None:
    which = together()
    uid = offer(world)  # by transfer-code, which leaves the copy
    accept(world, uid)
    running.run(uid)
    with act(world.dora, world.receiver.slug) as dora:
        actions.release(dora, uid)
    with pytest.raises(PreflightFailed):
        offer(world, (COPY,))
    later = offer(world, (COPY,), profile=which)
    accept(world, later, {COPY: "K-78"})
    assert running.run(later) == MoveState.DELIVERED


def test_r086_r103_copies_do_not_block_the_transfer_of_an_environment(
    db: None, settings: Settings, tmp_path: Path
) -> None:
    settings.PROOF_DIR, settings.SIGNING_KEY_FILE = tmp_path, tmp_path / "key"
    world = tickets.transfer_world(2)
    with tickets.act(world.eva, world.environment.slug) as eva:
        copying.copy_administration(eva, CODE, CopyOrder(COPY, "Enyoi kopie"))
    made = tickets.make(world)
    redeemed = tickets.redeem(world, made.content)
    with for_system(redeemed.uid):
        run_at = Move.objects.get(uid=redeemed.uid).run_at
    with clock.moved_by(tickets.until(run_at) + timedelta(minutes=1)):
        assert running.run(redeemed.uid) == MoveState.DELIVERED
        with for_system(redeemed.uid):
            parts = list(MoveAdministration.objects.filter(move__uid=redeemed.uid).order_by("old_code"))
        assert [part.old_code for part in parts] == [CODE, COPY, "1002"]
