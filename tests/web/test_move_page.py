"""The page of a move: every state, both parties, every deed, the proof."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from overstap.books.ledger.models import Account
from overstap.lib import clock
from overstap.moves import actions, flow, preflight
from overstap.moves.actions.receive import reject_delivered
from overstap.moves.models import MoveAdministration
from overstap.moves.proof.verify import verify
from overstap.moves.state import for_system
from overstap.moves.values import MoveState
from overstap.tenancy.models import Administration, Person
from overstap.web.moving.move_links import link_to
from tests.moves import running
from tests.moves.world import CODE, NEW_CODE, TwoOffices, accept, act, add_administration, book, offer, sale, state_of
from tests.tenancy.people import make_environment, make_person

SignIn = Callable[[Person], Client]
HTMX = {"HX-Request": "true"}


def page_of(world: TwoOffices, uid: UUID, side: str = "giver", deed: str = "") -> str:
    """The address of a move's page, or of a deed on it."""
    return f"/e/{getattr(world, side).slug}/migrations/{uid}/{deed}"


def delivered(world: TwoOffices) -> UUID:
    """A move that waits for its release."""
    uid = offer(world)
    accept(world, uid)
    assert running.run(uid) == MoveState.DELIVERED
    return uid


def failing(world: TwoOffices) -> UUID:
    """A move that stops at the preflight: the administration became a copy since."""
    uid = offer(world)
    accept(world, uid)
    copied(world, 1)
    assert running.run(uid) == MoveState.FAILED
    return uid


def copied(world: TwoOffices, parent: int | None) -> None:
    """The administration is a copy of another one, or is none (any more)."""
    with act(world.alice, world.giver.slug):
        one = Administration.objects.get(environment=world.giver, code=CODE)
        one.parent_id = one.pk if parent else None
        one.save(update_fields=["parent"])


def at(world: TwoOffices, state: str) -> UUID:
    """A move in that state, come there as moves do."""
    early: dict[str, MoveState] = {
        one: MoveState(one) for one in ("agreed", "scheduled", "frozen", "carried", "verified")
    }
    if state == "failed":
        return failing(world)
    if state in ("offered", "expired") or state in early:
        uid = offer(world)
        if state == "expired":
            with clock.moved_by(timedelta(days=16)):
                flow.end_what_is_due()
        if state in early:
            accept(world, uid)
            running.run(uid, until=early[state])
        return uid
    uid = delivered(world)
    _after_delivery(world, uid, state)
    return uid


def _after_delivery(world: TwoOffices, uid: UUID, state: str) -> None:
    if state == "withdrawn":
        with act(world.alice, world.giver.slug) as actor:
            actions.withdraw(actor, uid, "Toch niet")
    if state == "rejected":
        with act(world.dora, world.receiver.slug) as actor:
            reject_delivered(actor, uid, "Niet van ons")
    if state in ("released", "taking_back", "taken_back", "closed"):
        with act(world.dora, world.receiver.slug) as actor:
            actions.release(actor, uid)
    if state in ("taking_back", "taken_back"):
        with act(world.dora, world.receiver.slug) as actor:
            actions.take_back(actor, uid, "Terug graag")
    if state == "taken_back":
        running.run(uid)
    if state == "closed":
        with clock.moved_by(timedelta(days=15)):
            flow.end_what_is_due()


WORDS = {
    "offered": ("aangeboden", "De ontvanger voert de overdrachtscode in."),
    "agreed": ("overeengekomen", "Het systeem is bezig."),
    "scheduled": ("ingepland", "Het systeem is bezig."),
    "frozen": ("bevroren", "Bevroren: vanaf hier kon bij de gever niets worden opgeslagen"),
    "carried": ("overgezet", "Overgezet naar"),
    "verified": ("gecontroleerd", "Elk gegeven en elk cijfer vergeleken"),
    "delivered": ("opgeleverd", "Kolommenbalans naast elkaar"),
    "released": ("vrijgegeven", "Bewijs als PDF"),
    "taking_back": ("wordt teruggegeven", "Terug graag"),
    "taken_back": ("teruggegeven", "heeft alles terug"),
    "closed": ("afgesloten", "De termijn om terug te geven is voorbij"),
    "withdrawn": ("ingetrokken", "Toch niet"),
    "rejected": ("afgewezen", "Niet van ons"),
    "expired": ("verlopen", "De overdrachtscode is verlopen"),
    "failed": ("mislukt", "Dit is een subadministratie"),
}


@pytest.mark.parametrize("state", sorted(WORDS))
def test_every_state_reads_well_for_both_parties(signed_in: SignIn, world: TwoOffices, state: str) -> None:
    uid = at(world, state)
    badge, told = WORDS[state]
    badge = f"{badge.capitalize()}</span>"
    giver = signed_in(world.alice).get(page_of(world, uid))
    assert giver.status_code == 200
    assert badge in giver.text
    assert told in giver.text
    assert ("every 2s" in giver.text) is (
        state in ("agreed", "scheduled", "frozen", "carried", "verified", "taking_back")
    )
    receiver = signed_in(world.dora).get(page_of(world, uid, "receiver"))
    known = state not in ("offered", "expired")
    assert receiver.status_code == (200 if known else 404), "the receiver is no party before the code is used"
    if known:
        assert badge in receiver.text
        assert "Bakkerij Jansen B.V." in receiver.text


@pytest.mark.parametrize("deed", ["", "balance/", "proof.json", "proof.pdf", "release/", "withdraw/", "take-back/"])
def test_a_stranger_finds_nothing(signed_in: SignIn, world: TwoOffices, deed: str) -> None:
    uid = at(world, "released")
    assert signed_in(world.charlie).get(page_of(world, uid, "elsewhere", deed)).status_code == 404
    assert signed_in(world.charlie).get(page_of(world, uid, "giver", deed)).status_code == 404


@pytest.mark.parametrize("deed", ["", "balance/", "proof.json", "proof.pdf", "resume/", "withdraw/"])
def test_another_role_is_told_whom_to_ask(signed_in: SignIn, world: TwoOffices, deed: str) -> None:
    """R047, R048."""
    uid = at(world, "released")
    answer = signed_in(world.bob).get(page_of(world, uid, "giver", deed))
    assert answer.status_code == 403
    assert world.alice.name in answer.text


def test_the_giver_cannot_release_and_reads_whom_to_ask(signed_in: SignIn, world: TwoOffices) -> None:
    """R093."""
    uid = delivered(world)
    client = signed_in(world.alice)
    shown = client.get(page_of(world, uid)).text
    assert page_of(world, uid, "giver", "release/") not in shown
    assert f"Vraag {world.dora.name}" in shown
    assert client.get(page_of(world, uid, "giver", "release/")).status_code == 403
    refused = client.post(page_of(world, uid, "giver", "release/"), {"read": "on"})
    assert refused.status_code == 403
    assert "NOT-THE-RECEIVER" in refused.text
    assert state_of(uid, world.alice, world.giver.slug) == MoveState.DELIVERED


def test_release_says_what_will_happen_and_needs_that_the_rest_was_read(signed_in: SignIn, world: TwoOffices) -> None:
    """R082 to R085."""
    uid = delivered(world)
    client, address = signed_in(world.dora), page_of(world, uid, "receiver", "release/")
    asked = client.get(address)
    assert "14 dagen" in asked.text
    assert "Niet vergeleken" in asked.text
    assert client.post(address, {}).status_code == 422
    assert state_of(uid, world.dora, world.receiver.slug) == MoveState.DELIVERED
    done = client.post(address, {"read": "on"}, follow=True)
    assert done.redirect_chain == [(page_of(world, uid, "receiver"), 302)]
    assert "Vrijgegeven." in done.text
    assert "toegang" in done.text
    assert state_of(uid, world.dora, world.receiver.slug) == MoveState.RELEASED


def test_a_deed_that_a_colleague_did_first_comes_back_on_the_page_with_what_to_do(
    signed_in: SignIn, world: TwoOffices
) -> None:
    uid = at(world, "released")
    refused = signed_in(world.dora).post(page_of(world, uid, "receiver", "release/"), {"read": "on"})
    assert refused.status_code == 422
    assert "MOVE-STATE" in refused.text
    assert "Wat er gebeurde" in refused.text
    late = signed_in(world.dora).get(page_of(world, uid, "receiver", "release/"), follow=True)
    assert late.redirect_chain == [(page_of(world, uid, "receiver"), 302)]
    assert "Dat kan niet" in late.text


def test_the_giver_withdraws_with_a_reason(signed_in: SignIn, world: TwoOffices) -> None:
    """R091."""
    uid = delivered(world)
    client, address = signed_in(world.alice), page_of(world, uid, "giver", "withdraw/")
    assert "precies" in client.get(address).text
    done = client.post(address, {"reason": "Andere planning"}, follow=True)
    assert "Andere planning" in done.text
    assert state_of(uid, world.alice, world.giver.slug) == MoveState.WITHDRAWN
    assert book(world.bob, world.giver.slug, CODE, sale(90)) > 0


def test_the_receiver_refuses_what_was_delivered(signed_in: SignIn, world: TwoOffices) -> None:
    uid = delivered(world)
    client = signed_in(world.dora)
    client.post(page_of(world, uid, "receiver", "reject/"), {"reason": "Niet van ons"})
    assert state_of(uid, world.dora, world.receiver.slug) == MoveState.REJECTED


def test_the_receiver_takes_it_back_within_the_window(signed_in: SignIn, world: TwoOffices) -> None:
    """R093."""
    uid = at(world, "released")
    client, address = signed_in(world.dora), page_of(world, uid, "receiver", "take-back/")
    assert "sinds de vrijgave" in client.get(address).text
    client.post(address, {"reason": "Klant bedacht zich"})
    running.run(uid)
    assert state_of(uid, world.dora, world.receiver.slug) == MoveState.TAKEN_BACK
    assert "Klant bedacht zich" in client.get(page_of(world, uid, "receiver")).text


def test_after_the_window_there_is_no_taking_back(signed_in: SignIn, world: TwoOffices) -> None:
    uid = at(world, "released")
    address = page_of(world, uid, "receiver", "take-back/")
    with clock.moved_by(timedelta(days=15)):
        assert signed_in(world.dora).get(address).status_code == 302
        refused = signed_in(world.dora).post(address, {"reason": ""})
    assert refused.status_code == 422
    assert "UNDO-WINDOW-ENDED" in refused.text


@pytest.mark.parametrize("side", ["giver", "receiver"])
def test_either_side_resumes_what_stopped(signed_in: SignIn, world: TwoOffices, side: str) -> None:
    uid = failing(world)
    client = signed_in(world.alice if side == "giver" else world.dora)
    shown = client.get(page_of(world, uid, side)).text
    assert "Er is niets verloren" in shown
    assert page_of(world, uid, side, "resume/") in shown
    copied(world, None)
    client.post(page_of(world, uid, side, "resume/"))
    assert running.run(uid) == MoveState.DELIVERED
    assert "Hervat" in client.get(page_of(world, uid, side)).text


def test_the_proof_that_is_downloaded_is_genuine(signed_in: SignIn, world: TwoOffices) -> None:
    """R094, R095."""
    uid = at(world, "released")
    for side, person in (("giver", world.alice), ("receiver", world.dora)):
        client = signed_in(person)
        for suffix, kind in (("json", "application/json"), ("pdf", "application/pdf")):
            answer = client.get(page_of(world, uid, side, f"proof.{suffix}"))
            assert answer.headers["Content-Type"] == kind
            assert answer.headers["Content-Disposition"] == f'attachment; filename="overstap-proof-{uid}.{suffix}"'
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            verdict = verify(answer.content)
            assert verdict.manifest.move.uid == str(uid)
        assert verdict.document_sha256 in client.get(page_of(world, uid, side)).text


def test_without_a_release_there_is_no_proof(signed_in: SignIn, world: TwoOffices) -> None:
    uid = delivered(world)
    assert signed_in(world.dora).get(page_of(world, uid, "receiver", "proof.pdf")).status_code == 404


def test_the_trial_balance_can_be_read_by_both_parties_and_filtered(signed_in: SignIn, world: TwoOffices) -> None:
    uid = delivered(world)
    for side, person in (("giver", world.alice), ("receiver", world.dora)):
        client = signed_in(person)
        assert "Debiteuren" in client.get(page_of(world, uid, side)).text
        only = client.get(page_of(world, uid, side), {"only": "differences"})
        assert "Debiteuren" not in only.text
        assert "Geen rekening verschilt" in only.text
        part = client.get(page_of(world, uid, side, "balance/"), {"only": "differences"}, headers=HTMX)
        assert part.text.lstrip().startswith('<section class="card verify" id="balance"')


@pytest.mark.parametrize("wanted", ["", "0", "99", "-1", "1; DROP", "²", "9" * 50])
def test_an_administration_that_is_not_there_shows_the_first(signed_in: SignIn, world: TwoOffices, wanted: str) -> None:
    uid = delivered(world)
    answer = signed_in(world.dora).get(page_of(world, uid, "receiver"), {"administration": wanted, "only": "x"})
    assert answer.status_code == 200
    assert "Debiteuren" in answer.text


def test_several_administrations_each_show_their_own(signed_in: SignIn, world: TwoOffices) -> None:
    """R052."""
    add_administration(world, "1002", "Slagerij Smit")
    uid = offer(world, (CODE, "1002"))
    accept(world, uid, {CODE: NEW_CODE, "1002": "K-78"})
    assert running.run(uid) == MoveState.DELIVERED
    shown = signed_in(world.dora).get(page_of(world, uid, "receiver"))
    assert "Bakkerij Jansen B.V. en nog 1" in shown.text
    assert "Controle: Slagerij Smit" in shown.text
    assert f"{page_of(world, uid, 'receiver')}?administration=2#balance" in shown.text


def test_while_nothing_changes_htmx_is_told_so_and_when_it_ends_there_is_no_trigger(
    signed_in: SignIn, world: TwoOffices
) -> None:
    uid = at(world, "frozen")
    client, address = signed_in(world.alice), page_of(world, uid)
    shown = client.get(address).text
    seen = shown.partition("?seen=")[2].partition('"')[0]
    assert client.get(address, {"seen": seen}, headers=HTMX).status_code == 204
    read_halfway = seen.replace("frozen", "scheduled")  # a state from before, with the log from after
    assert client.get(address, {"seen": read_halfway}, headers=HTMX).status_code == 200
    running.run(uid, until=MoveState.CARRIED)
    changed = client.get(address, {"seen": seen}, headers=HTMX)
    assert changed.status_code == 200
    assert "<html" not in changed.text
    assert 'id="announce" hx-swap-oob="innerHTML">Overgezet.' in changed.text
    assert "every 2s" in changed.text
    running.run(uid)
    ended = client.get(address, {"seen": seen}, headers=HTMX).text
    assert "hx-trigger" not in ended
    assert "Opgeleverd." in ended


@pytest.mark.parametrize("state", ["withdrawn", "rejected", "expired", "taken_back"])
def test_an_ended_move_says_how_it_ended_and_what_stands_now(signed_in: SignIn, world: TwoOffices, state: str) -> None:
    shown = signed_in(world.alice).get(page_of(world, at(world, state))).text
    assert "Hoe het afliep" in shown
    assert "Vóór vrijgave" not in shown


def test_hostile_names_are_text(signed_in: SignIn, world: TwoOffices) -> None:
    hostile = "<script>alert(1)</script>"
    add_administration(world, "1003", hostile)
    uid = offer(world, ("1003",))
    accept(world, uid, {"1003": "X-1"})
    with act(world.alice, world.giver.slug) as actor:
        actions.withdraw(actor, uid, "<img src=x onerror=alert(2)>")
    for side, person in (("giver", world.alice), ("receiver", world.dora)):
        shown = signed_in(person).get(page_of(world, uid, side)).text
        assert hostile not in shown
        assert "&lt;script&gt;" in shown
        assert "<img src=x" not in shown


def test_records_that_differ_are_named_and_the_trial_balance_shows_both_sides(
    signed_in: SignIn, world: TwoOffices
) -> None:
    uid = at(world, "carried")
    with for_system(uid):
        part = MoveAdministration.objects.select_related("target").get(move__uid=uid)
        assert part.target is not None
        Account.objects.filter(administration=part.target, code="1300").update(name="Iets anders")
    assert running.run(uid) == MoveState.FAILED
    shown = signed_in(world.alice).get(page_of(world, uid)).text
    assert "1300" in shown
    assert "Verschillen" in shown
    assert "niet ongewijzigd overgezet" in shown


def test_the_number_of_queries_does_not_grow(
    signed_in: SignIn, world: TwoOffices, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for code in ("1002", "1003", "1004"):
        add_administration(world, code, f"Bedrijf {code}")
    codes = (CODE, "1002", "1003", "1004")
    uid = offer(world, codes)
    accept(world, uid, {code: f"K-{code}" for code in codes})
    running.run(uid)
    client = signed_in(world.dora)
    with django_assert_max_num_queries(27):  # type: ignore[attr-defined]
        client.get(page_of(world, uid, "receiver"))


def test_a_member_of_two_environments_sees_each_side_at_its_own_address(signed_in: SignIn, world: TwoOffices) -> None:
    uid = delivered(world)
    eve = make_person("Eve")
    third = make_environment(eve)
    assert signed_in(eve).get(f"/e/{third.slug}/migrations/{uid}/").status_code == 404


WITHOUT_A_PAGE = {"few-at-a-time", "not-copied", "payments", "vat-period"}


@pytest.mark.parametrize("check", sorted({one.name for one in (*preflight.giver_checks, *preflight.receiver_checks)}))
def test_every_check_leads_to_the_page_where_it_is_mended(check: str) -> None:
    found = link_to(check, "an-office", "A/1")
    assert bool(found) is (check not in WITHOUT_A_PAGE)
    assert found.startswith("/e/an-office/") or not found
    assert link_to(check, "an-office").startswith("/e/an-office/") or check in {*WITHOUT_A_PAGE, "books-balance"}
