"""Every verb tried in every state, by every door with a credential: refused with a code, and nothing is changed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from overstap.lib.errors import OverstapError
from overstap.moves import profiles
from overstap.moves.models import Consent, Move, MoveAdministration, MoveEvent, Verification
from overstap.moves.profiles.values import Credential, WithdrawUntil
from overstap.moves.state import for_system
from overstap.moves.takeovers import actions as takeovers
from overstap.moves.transitions import LEGAL
from overstap.moves.values import MoveState
from overstap.tenancy.models import Administration, Mandate
from overstap.tenancy.values import AdministrationState
from tests.moves.doors import DOORS, Door, at
from tests.moves.takeovers import asking
from tests.moves.world import act, two_offices

pytestmark = pytest.mark.django_db
STATES = [state for state in MoveState if state is not MoveState.DRAFT]
CODES = {
    "MOVE-STATE",
    "REDEEMED-ALREADY",
    "UNDO-WINDOW-ENDED",
    "MOVE-NOT-FOUND",  # the environment that a ticket made is nobody's before it is redeemed
    "ENVIRONMENT-NOT-FOUND",
    "NOT-THE-RECEIVER",
    "CODE-USED",
    "CODE-EXPIRED",
    "CODE-WITHDRAWN",
    "TICKET-USED",
    "TICKET-EXPIRED",
    "TICKET-WITHDRAWN",
    "TAKEOVER-CLOSED",
    "APPROVED-ALREADY",
    "NOT-ASKED",
}

VERBS: dict[str, tuple[Callable[[Door], object], frozenset[MoveState]]] = {
    "withdraw": (lambda door: door.give("withdraw"), frozenset({MoveState.WITHDRAWN})),
    "release": (lambda door: door.receive("release"), frozenset({MoveState.RELEASED})),
    "take_back": (lambda door: door.receive("take_back"), frozenset({MoveState.TAKING_BACK})),
    "reject_delivered": (lambda door: door.reject_delivered(), frozenset({MoveState.REJECTED})),
    "resume by the giver": (lambda door: door.give("resume"), frozenset({MoveState.AGREED})),
    "resume by the receiver": (lambda door: door.receive("resume"), frozenset({MoveState.AGREED})),
    "agree": (lambda door: door.agree(), frozenset({MoveState.AGREED})),
}


@pytest.fixture(autouse=True)
def _folders(settings: Settings, tmp_path: Path) -> None:
    settings.PROOF_DIR = tmp_path / "proofs"
    settings.SIGNING_KEY_FILE = tmp_path / "key.pem"


def may(door: Door, name: str, verb: str, state: MoveState) -> bool:
    """What the table and the profile allow, in words of this test."""
    which = profiles.profile(name)
    accepted = state is not MoveState.OFFERED  # before that an offer is rejected by whoever holds the credential
    if verb == "withdraw":
        redeemed = which.giver.may_withdraw_until is WithdrawUntil.REDEEMED and state not in (
            MoveState.OFFERED,
            MoveState.EXPIRED,
        )
        return MoveState.WITHDRAWN in LEGAL[state] and not redeemed
    if verb == "take_back":  # before the release it is a refusal
        return state is MoveState.RELEASED or (accepted and MoveState.REJECTED in LEGAL[state])
    if verb == "reject_delivered":
        return accepted and MoveState.REJECTED in LEGAL[state]
    if verb.startswith("resume"):
        return state is MoveState.FAILED
    if verb == "release":  # a take back that fails makes it released again; that is the worker's to do
        return state is MoveState.DELIVERED
    if verb == "agree":
        return state is MoveState.OFFERED
    return bool(VERBS[verb][1] & LEGAL[state])


def picture(door: Door) -> object:
    """Everything about a move that a verb could change, and the books' rows on both sides."""
    with act(*door.giver):
        move = Move.objects.filter(uid=door.uid).values().get()
        held = list(Administration.objects.order_by("pk").values())
        of_move = [
            list(model.objects.filter(move__uid=door.uid).order_by("pk").values())
            for model in (MoveAdministration, Consent, MoveEvent)
        ]
        mandates = list(Mandate.objects.filter(reference=door.uid).order_by("pk").values())
    with for_system(door.uid):
        seen = list(Administration.objects.order_by("pk").values())
        checks = Verification.objects.filter(part__move__uid=door.uid).count()
    return move, held, of_move, mandates, seen, checks


@pytest.mark.parametrize("name", DOORS)
@pytest.mark.parametrize("state", STATES)
def test_only_what_the_table_allows_can_be_done_and_what_is_refused_changes_nothing(
    name: str, state: MoveState
) -> None:
    """R091, R092, R093, R098: each verb of either party, also where none is open to anybody any more."""
    door = at(name, state)
    before = picture(door)
    for verb, (attempt, _after) in VERBS.items():
        if may(door, name, verb, state):
            with transaction.atomic():
                attempt(door)
                assert door.state() != state, verb
                transaction.set_rollback(True)
            continue
        with pytest.raises(OverstapError) as caught, transaction.atomic():
            attempt(door)
        assert caught.value.code in CODES, (verb, caught.value.code)
        assert picture(door) == before, verb


def test_a_takeover_that_was_only_asked_for_can_be_refused_and_expires() -> None:
    """From DRAFT to REJECTED and EXPIRED; nothing else is open to it."""
    world = two_offices()
    uid = asking.request(world)
    door = Door(uid, (world.alice, world.giver.slug), (world.dora, world.receiver.slug), "", "", lambda: None)
    assert door.state() == MoveState.DRAFT
    for verb in ("release", "take_back", "reject_delivered", "resume by the giver", "resume by the receiver"):
        with pytest.raises(OverstapError) as caught, transaction.atomic():
            VERBS[verb][0](door)
        assert caught.value.code == "MOVE-STATE", verb
    with act(*door.giver) as alice:
        takeovers.refuse(alice, uid, "Deze klant blijft bij ons.")
    assert door.state() == MoveState.REJECTED


@pytest.mark.parametrize("name", DOORS)
def test_what_was_agreed_and_waits_can_still_be_refused(name: str) -> None:
    """From AGREED to REJECTED: the giver has its administration as before, and can save in it."""
    door = at(name, MoveState.AGREED)
    door.reject_delivered()
    assert door.state() == MoveState.REJECTED
    with act(*door.giver):
        assert Administration.objects.get(code=door.old_code).state == AdministrationState.ACTIVE
    assert door.write() > 0


def test_every_credential_has_a_door_in_these_tests() -> None:
    shown = {profiles.profile(name).consents.credential for name in DOORS}
    assert shown == set(Credential) - {Credential.NONE}


def test_a_ticket_that_was_used_makes_no_second_environment() -> None:
    door = at("environment-ticket", MoveState.AGREED)
    with pytest.raises(OverstapError) as caught, transaction.atomic():
        door.agree()
    assert caught.value.code == "TICKET-USED"
