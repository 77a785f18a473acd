"""A takeover from the request to the client at work again, and every answer on the way."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from overstap.durable.models import OutgoingMail
from overstap.lib import clock
from overstap.moves import actions as moves
from overstap.moves import flow, queries
from overstap.moves.actions.give import OfferOrder
from overstap.moves.models import Consent, Move
from overstap.moves.takeovers import after, by_link
from overstap.moves.takeovers.values import Ended, Stand
from overstap.moves.values import MoveState, Party
from overstap.tenancy import access, people
from overstap.tenancy.accounts import who_may_sign_in
from overstap.tenancy.models import AdministrationAccess, Membership, Person
from overstap.tenancy.values import AdministrationState
from tests.moves.running import run, system_sees
from tests.moves.takeovers.asking import (
    CLIENT,
    CLIENT_EMAIL,
    approve,
    approve_all,
    approve_as_client,
    choose,
    client_hash,
    kinds_of_mail,
    mails,
    request,
    requested_and_chosen,
    seen_by,
    seen_by_client,
)
from tests.moves.world import (
    CODE,
    NEW_CODE,
    TwoOffices,
    accept,
    act,
    add_administration,
    administration_of,
    offer,
    state_of,
)

pytestmark = pytest.mark.django_db


def release(world: TwoOffices, uid) -> None:  # type: ignore[no-untyped-def]
    with act(world.dora, world.receiver.slug) as actor:
        moves.release(actor, uid)


def test_a_request_says_nothing_about_what_exists_there(world: TwoOffices) -> None:
    """R226, R231: the process begins with a request, by the new office; it learns nothing of the old one's books."""
    uid = request(world, wanted=("1001", "does not exist"))
    found = seen_by(world.dora, world.receiver.slug, uid)
    assert found.state == MoveState.DRAFT
    assert found.wanted == ("1001", "does not exist")
    assert (found.parts, found.scope_hash) == ((), "")
    assert [one.stand for one in found.parties] == [Stand.LATER] * 3
    with act(world.alice, world.giver.slug) as actor:
        [row] = queries.overview(actor)
    assert (row.side, row.administrations) == (
        "giver",
        (f"Administraties van {CLIENT}",),
    ) or CLIENT in row.administrations[0]
    assert row.waits_for


def test_everybody_is_told_beforehand_and_at_each_step(world: TwoOffices) -> None:
    """R236: all parties are informed, so that they expect the order and can act on it."""
    uid = request(world)
    for address in (world.alice.email, CLIENT_EMAIL, world.dora.email):
        assert kinds_of_mail(uid, address) == ["requested"]
    choose(world, uid)
    for address in (world.alice.email, CLIENT_EMAIL, world.dora.email):
        assert kinds_of_mail(uid, address)[-1] == "asked"
    approve(world.alice, world.giver.slug, uid)
    assert kinds_of_mail(uid, CLIENT_EMAIL)[-1] == "approved"
    approve(world.dora, world.receiver.slug, uid)
    approve_as_client(uid)
    for address in (world.alice.email, CLIENT_EMAIL, world.dora.email):
        assert kinds_of_mail(uid, address)[-1] == "agreed"
    run(uid)
    assert kinds_of_mail(uid, CLIENT_EMAIL)[-1] == "delivered"
    release(world, uid)
    assert kinds_of_mail(uid, CLIENT_EMAIL)[-1] == "released"


def test_three_approvals_make_it_run(world: TwoOffices) -> None:
    """R230, R232 to R235, R237: old office, client and new office approve; the old one keeps what it had, read-only."""
    uid = requested_and_chosen(world)
    approve(world.alice, world.giver.slug, uid)
    approve_as_client(uid)
    assert state_of(uid, world.dora, world.receiver.slug) == MoveState.OFFERED
    approve(world.dora, world.receiver.slug, uid)
    assert run(uid) == MoveState.DELIVERED
    release(world, uid)
    kept, here = (
        administration_of(world.alice, world.giver.slug, CODE),
        administration_of(world.dora, world.receiver.slug, CODE),
    )
    assert (kept.state, here.state) == (AdministrationState.READ_ONLY, AdministrationState.ACTIVE)
    assert kept.uid == here.uid
    with access.enter(world.dora, world.receiver.slug):
        agreed = {one.party: one.person.email for one in Consent.objects.select_related("person")}
        hashes = set(Consent.objects.values_list("scope_hash", flat=True))
    assert agreed == {"giver": world.alice.email, "receiver": world.dora.email, "client": CLIENT_EMAIL}
    assert hashes == {seen_by(world.dora, world.receiver.slug, uid).scope_hash}


def test_several_administrations_go_in_one_order(world: TwoOffices) -> None:
    """R230: one or more administrations of a client, by the same process."""
    add_administration(world, "1002", "Jansen Holding B.V.")
    uid = request(world, codes={"1002": "H-1"})
    choose(world, uid, (CODE, "1002"))
    approve_all(world, uid)
    assert run(uid) == MoveState.DELIVERED
    assert administration_of(world.dora, world.receiver.slug, "H-1").name == "Jansen Holding B.V."


def test_the_link_shows_exactly_what_is_approved(world: TwoOffices) -> None:
    """R234: administrations, parties, terms in the reader's language, fee, moment."""
    moment = clock.now() + timedelta(days=2)
    uid = requested_and_chosen(world, run_at=moment)
    shown = seen_by_client(uid)
    assert [one.name for one in shown.parts] == ["Bakkerij Jansen B.V."]
    assert (shown.giver, shown.receiver, shown.client_name) == (world.giver.name, world.receiver.name, CLIENT)
    assert (shown.fee, shown.currency, shown.run_at) == (Decimal("0.00"), "EUR", moment)
    assert shown.may_answer
    assert set(shown.profile.terms[Party.CLIENT]) == {"nl", "en"}
    assert shown.scope_hash == seen_by(world.alice, world.giver.slug, uid).scope_hash


def test_what_was_agreed_is_kept_in_the_language_in_which_it_was_read(world: TwoOffices) -> None:
    uid = requested_and_chosen(world)
    with override("en"):
        approve(world.alice, world.giver.slug, uid)
    with override("nl"):
        approve(world.dora, world.receiver.slug, uid)
        approve_as_client(uid)
    with access.enter(world.alice, world.giver.slug):
        texts = dict(Consent.objects.values_list("party", "text"))
    assert texts["giver"].startswith("You agree")
    assert texts["client"].startswith("U stemt ermee in")


def test_it_runs_at_the_moment_that_was_chosen(world: TwoOffices) -> None:
    uid = requested_and_chosen(world, run_at=clock.now() + timedelta(days=2))
    approve_all(world, uid)
    flow.advance(str(uid))
    assert system_sees(uid) == MoveState.AGREED
    with clock.moved_by(timedelta(days=2, minutes=1)):
        assert run(uid) == MoveState.DELIVERED


def test_a_changed_choice_voids_what_was_approved(world: TwoOffices) -> None:
    add_administration(world, "1002", "Jansen Holding B.V.")
    uid = requested_and_chosen(world)
    approve(world.alice, world.giver.slug, uid)
    before = seen_by_client(uid).scope_hash
    approve_as_client(uid)
    choose(world, uid, (CODE, "1002"))
    found = seen_by(world.dora, world.receiver.slug, uid)
    assert [one.stand for one in found.parties] == [Stand.WAITING] * 3
    assert found.changed == "administrations"
    assert found.scope_hash != before
    assert "Goedkeuringen die al waren gegeven, tellen daarom niet meer." in mails(uid, CLIENT_EMAIL)[-1].text
    approve_all(world, uid)
    assert run(uid) == MoveState.DELIVERED


def test_the_same_choice_once_more_voids_nothing(world: TwoOffices) -> None:
    uid = requested_and_chosen(world)
    approve(world.alice, world.giver.slug, uid)
    choose(world, uid)
    assert seen_by(world.alice, world.giver.slug, uid).mine.stand is Stand.APPROVED  # type: ignore[union-attr]


def test_other_codes_void_what_was_approved(world: TwoOffices) -> None:
    from overstap.moves.takeovers import actions

    uid = requested_and_chosen(world)
    approve_as_client(uid)
    with act(world.dora, world.receiver.slug) as actor:
        actions.choose_codes(actor, uid, {CODE: NEW_CODE})
    found = seen_by_client(uid)
    assert found.changed == "codes"
    assert found.parts[0].new_code == NEW_CODE
    assert found.may_answer
    approve_all(world, uid)
    run(uid)
    release(world, uid)
    assert administration_of(world.dora, world.receiver.slug, NEW_CODE).name == "Bakkerij Jansen B.V."


@pytest.mark.parametrize("who", ["giver", "receiver", "client"])
def test_a_refusal_ends_it_and_everybody_reads_why(world: TwoOffices, who: str) -> None:
    from overstap.moves.takeovers import actions

    uid = requested_and_chosen(world)
    if who == "client":
        by_link.refuse(client_hash(uid), "Wij blijven liever", language="nl")
    else:
        person, place = (world.alice, world.giver) if who == "giver" else (world.dora, world.receiver)
        with act(person, place.slug) as actor:
            actions.refuse(actor, uid, "Wij blijven liever")
    assert state_of(uid, world.alice, world.giver.slug) == MoveState.REJECTED
    for address in (world.alice.email, CLIENT_EMAIL, world.dora.email):
        last = mails(uid, address)[-1]
        assert "Wij blijven liever" in last.text
    assert isinstance(by_link.look(client_hash(uid)), Ended)
    assert administration_of(world.alice, world.giver.slug, CODE).state == AdministrationState.ACTIVE
    offer(world)  # and it is free for another move


def test_who_has_no_account_gets_one_that_signs_in_by_mailed_code(world: TwoOffices) -> None:
    """R234, R240: the approval names a person; that person has no password and still can sign in."""
    uid = requested_and_chosen(world)
    approve_as_client(uid)
    person = who_may_sign_in(CLIENT_EMAIL)
    assert person is not None
    assert not person.has_usable_password()
    assert person.name == CLIENT


def test_the_client_comes_in_on_the_account_that_they_have(world: TwoOffices) -> None:
    """R238 to R240: invited with one click, on the existing account, linked to what moved."""
    uid = requested_and_chosen(world)
    approve_all(world, uid)
    run(uid)
    release(world, uid)
    accounts = Person.objects.filter(email__iexact=CLIENT_EMAIL).count()
    with act(world.dora, world.receiver.slug) as actor:
        assert after.invite_client(actor, uid) == CLIENT_EMAIL
    token = _invitation_token()
    client = Person.objects.get(email=CLIENT_EMAIL)
    people.accept_invitation(person=client, token=token)
    with access.enter(client, world.receiver.slug) as mine:
        assert mine.role == "client_user"
        assert AdministrationAccess.objects.filter(person=client, administration__code=CODE).exists()
    assert Person.objects.filter(email__iexact=CLIENT_EMAIL).count() == accounts == 1
    assert seen_by(world.dora, world.receiver.slug, uid).joined


def test_the_client_may_have_their_account_under_another_address(world: TwoOffices) -> None:
    """R241: if needed the client is asked which address that account has."""
    uid = requested_and_chosen(world)
    approve_all(world, uid)
    run(uid)
    release(world, uid)
    with act(world.dora, world.receiver.slug) as actor:
        assert after.invite_client(actor, uid, "klaas@thuis.example") == "klaas@thuis.example"
    assert seen_by(world.dora, world.receiver.slug, uid).invited == "klaas@thuis.example"
    with access.enter(world.dora, world.receiver.slug):
        assert not Membership.objects.filter(person__email=CLIENT_EMAIL).exists()


def test_the_client_may_always_ask_for_everything_that_is_theirs(world: TwoOffices) -> None:
    uid = requested_and_chosen(world)
    assert by_link.ask_for_export(client_hash(uid)) is True
    assert by_link.ask_for_export(client_hash(uid)) is False
    assert kinds_of_mail(uid, world.alice.email)[-1] == "export"
    assert seen_by(world.alice, world.giver.slug, uid).export_asked_at is not None
    with pytest.raises(access.NotAllowed), act(world.dora, world.receiver.slug) as actor:
        after.export_done(actor, uid)
    with act(world.alice, world.giver.slug) as actor:
        after.export_done(actor, uid)
    assert seen_by(world.alice, world.giver.slug, uid).export_asked_at is None


def test_also_before_anything_was_chosen_the_client_may_ask_and_refuse(world: TwoOffices) -> None:
    uid = request(world)
    hashed = client_hash(uid)
    assert by_link.ask_for_export(hashed)
    assert kinds_of_mail(uid, world.alice.email)[-1] == "export"
    by_link.refuse(hashed, "Daar weet ik niets van", language="nl")
    assert state_of(uid, world.dora, world.receiver.slug) == MoveState.REJECTED


def test_an_offer_by_code_waits_for_the_client_too(world: TwoOffices) -> None:
    """R234: a transfer code for the receiver, a personal link for the client; it runs once both have agreed."""
    uid = offer(world, profile="overstap", client_name=CLIENT, client_email=CLIENT_EMAIL)
    assert kinds_of_mail(uid, CLIENT_EMAIL) == ["announced"]
    assert not seen_by_client(uid).may_answer
    accept(world, uid)
    assert state_of(uid, world.alice, world.giver.slug) == MoveState.OFFERED
    with act(world.alice, world.giver.slug) as actor:
        [row] = queries.overview(actor)
    assert "klant" in row.waits_for or "client" in row.waits_for
    approve_as_client(uid)
    assert run(uid) == MoveState.DELIVERED
    release(world, uid)
    assert _proof_names_client(uid)


def test_an_offer_by_code_runs_at_the_moment_that_was_chosen(world: TwoOffices) -> None:
    when = clock.now() + timedelta(days=1)
    uid = offer(world, profile="overstap", client_name=CLIENT, client_email=CLIENT_EMAIL, run_at=when)
    accept(world, uid)
    approve_as_client(uid)
    flow.advance(str(uid))
    assert system_sees(uid) == MoveState.AGREED
    with access.enter(world.alice, world.giver.slug):
        assert Move.objects.get(uid=uid).run_at == when


def test_the_kind_of_move_without_a_client_asks_nobody_else(world: TwoOffices) -> None:
    assert OfferOrder(codes=(), receiver_email="").client_email == ""
    uid = offer(world, client_name=CLIENT, client_email=CLIENT_EMAIL)
    accept(world, uid)
    assert kinds_of_mail(uid, CLIENT_EMAIL) == []
    assert run(uid) == MoveState.DELIVERED


def _proof_names_client(uid) -> bool:  # type: ignore[no-untyped-def]
    from overstap.moves.manifest import manifest_of
    from overstap.moves.state import for_system

    with for_system(uid):
        manifest = manifest_of(Move.objects.get(uid=uid))
    named = [person.name for party in manifest.parties if party.side == "client" for person in party.people]
    agreed = [one.person for one in manifest.consents if one.side == "client"]
    return named == agreed == [f"{CLIENT} <{CLIENT_EMAIL}>"]


def _invitation_token() -> str:
    from overstap.durable.failures import as_worker

    with as_worker():
        text = OutgoingMail.objects.filter(key__startswith="invitation:", to=CLIENT_EMAIL).latest("created_at").text
    return text.split("/invitations/")[1].split("/")[0]
