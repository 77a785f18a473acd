"""Starting and receiving a move in pages: step by step, by one person or by a colleague, and by nobody else."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from overstap.books.ledger import store
from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from overstap.lib import clock
from overstap.moves import actions
from overstap.moves.attempts import MOST
from overstap.moves.models import Move, MoveDraft
from overstap.moves.values import MoveState
from overstap.tenancy import access
from overstap.tenancy import actions as tenancy
from overstap.tenancy.actions import AdministrationDetails
from overstap.tenancy.models import Administration, Licence
from overstap.tenancy.roles import Role
from overstap.tenancy.values import AdministrationState, Tier
from overstap.web.moving import overview
from tests.moves.world import (
    CODE,
    NEW_CODE,
    TwoOffices,
    accept,
    act,
    add_administration,
    code_in_mail,
    offer,
)
from tests.tenancy.people import join, make_person
from tests.web.wizards import STEPS, SignIn, Wizard, entered, eva_of, newest_move, started, version_in


def test_r035_r079_r088_a_superuser_starts_a_move_step_by_step(signed_in: SignIn, world: TwoOffices) -> None:
    wizard = started(signed_in(world.alice), world)
    page = wizard.client.get(wizard.address + "agree/").text
    assert "Bakkerij Jansen" in page
    assert world.dora.email in page
    answer = wizard.go_on("agree", agreed="yes")
    done = wizard.client.get(answer.headers["Location"]).text
    assert world.dora.email in done
    move = newest_move(world)
    assert (move.state, move.receiver_email, move.giver_email) == ("offered", world.dora.email, "copies@example.test")
    assert move.payment_agreement_moves is False  # unticked (R078)
    assert code_in_mail(move.uid)


def test_r062_r120_the_plan_is_told_before_agreeing_with_facts_for_the_giver_alone(
    signed_in: SignIn, world: TwoOffices
) -> None:
    """What the administrations hold: lines from their real data, for the receiver once the code is entered."""
    wizard = started(signed_in(world.alice), world)
    assert 'id="plan-documents"' in wizard.client.get(wizard.address + "agree/").text
    uid = offer(world)
    entering = entered(signed_in(world.dora), world, code_in_mail(uid))
    assert 'id="plan-documents"' in entering.client.get(entering.address + "offer/").text
    page = f"/e/{world.giver.slug}/migrations/{uid}/plan/"
    assert 'id="plan-documents"' in signed_in(world.alice).get(page).text
    assert signed_in(world.charlie).get(page).status_code == 404


def test_r036_r058_a_superuser_receives_it_and_comes_to_the_move(signed_in: SignIn, world: TwoOffices) -> None:
    uid = offer(world)
    wizard = entered(signed_in(world.dora), world, code_in_mail(uid).lower().replace("-", " "))
    assert world.giver.name in wizard.client.get(wizard.address + "offer/").text
    wizard.go_on("offer")
    wizard.go_on("codes", **{"code-1": NEW_CODE})
    assert NEW_CODE in wizard.client.get(wizard.address + "agree/").text
    answer = wizard.go_on("agree", agreed="yes")
    assert answer.headers["Location"] == f"/e/{world.receiver.slug}/migrations/{uid}/"
    assert newest_move(world).state == MoveState.AGREED


def test_a_colleague_goes_on_where_somebody_left(signed_in: SignIn, world: TwoOffices) -> None:
    wizard = started(signed_in(world.alice), world)
    eva = signed_in(eva_of(world))
    overview = eva.get(f"/e/{world.giver.slug}/migrations/").text
    assert f'href="{wizard.address}"' in overview
    assert eva.get(wizard.address).headers["Location"] == wizard.address + "agree/"
    page = eva.get(wizard.address + "agree/")
    eva.post(wizard.address + "agree/", {"version": version_in(page), "agreed": "yes"})
    assert newest_move(world).started_by.name == "Eva"


def test_what_a_colleague_changed_meanwhile_is_told_and_shown(signed_in: SignIn, world: TwoOffices) -> None:
    wizard = started(signed_in(world.alice), world)
    looked_at = version_in(wizard.client.get(wizard.address + "agree/"))
    wizard.client, mine = signed_in(eva_of(world)), wizard.client
    wizard.go_on("receiver", receiver_email="other@example.test", giver_email="copies@example.test")
    answer = mine.post(wizard.address + "agree/", {"version": looked_at, "agreed": "yes"})
    assert answer.status_code == 422
    assert "DRAFT-CHANGED" in answer.text
    assert "Eva" in answer.text
    assert "other@example.test" in answer.text
    with access.enter(world.alice, world.giver.slug):
        assert not Move.objects.exists()


def test_sent_twice_it_is_one_offer(signed_in: SignIn, world: TwoOffices) -> None:
    wizard = started(signed_in(world.alice), world)
    form = {"version": version_in(wizard.client.get(wizard.address + "agree/")), "agreed": "yes"}
    first, second = (wizard.client.post(wizard.address + "agree/", form) for _time in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    with access.enter(world.alice, world.giver.slug):
        assert Move.objects.count() == 1
    for step in STEPS:
        assert wizard.client.get(wizard.address + step + "/").headers["Location"] == wizard.address + "done/"


def test_nothing_is_offered_without_agreement(signed_in: SignIn, world: TwoOffices) -> None:
    answer = started(signed_in(world.alice), world).go_on("agree")
    assert answer.status_code == 422
    assert "CONSENT-MISSING" in answer.text


def test_steps_cannot_be_jumped(signed_in: SignIn, world: TwoOffices) -> None:
    wizard = Wizard(signed_in(world.alice), world.giver.slug, "start")
    wizard.begin(profile="transfer-code")
    for step in ("receiver", "agree"):
        assert wizard.client.get(wizard.address + step + "/").headers["Location"] == wizard.address + "administrations/"
    answer = wizard.go_on("administrations")
    assert (answer.status_code, "NOTHING-CHOSEN" in answer.text) == (422, True)


def test_the_back_button_and_another_choice_are_saved(signed_in: SignIn, world: TwoOffices) -> None:
    wizard = started(signed_in(world.alice), world)
    old = version_in(wizard.client.get(wizard.address + "receiver/"))
    for address in ("first@example.test", "second@example.test"):
        data = {"version": old, "receiver_email": address, "giver_email": "copies@example.test"}
        assert wizard.client.post(wizard.address + "receiver/", data).status_code == 302
    assert "second@example.test" in wizard.client.get(wizard.address + "agree/").text


@pytest.mark.parametrize("typed", ["", "nobody", "a b@c", "x@overstap.invalid", "copies@example.test"])
def test_r079_an_address_that_cannot_get_the_code_is_refused_beside_its_field(
    signed_in: SignIn, world: TwoOffices, typed: str
) -> None:
    wizard = started(signed_in(world.alice), world)
    answer = wizard.go_on("receiver", receiver_email=typed, giver_email="copies@example.test")
    assert answer.status_code == 422
    assert 'class="errorlist"' in answer.text
    assert "copies@example.test" in answer.text


def test_what_is_ticked_survives_searching_and_turning_pages(signed_in: SignIn, world: TwoOffices) -> None:
    add_administration(world, "2002", "Slagerij De Vries")
    wizard = Wizard(signed_in(world.alice), world.giver.slug, "start")
    wizard.begin(profile="transfer-code")
    answer = wizard.go_on("administrations", code=CODE, shown=[CODE, "2002"], turn="search", search="slagerij")
    assert answer.headers["Location"].endswith("?search=slagerij")
    page = wizard.client.get(answer.headers["Location"]).text
    assert "Slagerij De Vries" in page
    assert f"{CODE} Bakkerij Jansen" in page  # chosen already, not on this page
    wizard.go_on("administrations", code="2002", shown="2002")
    with access.enter(world.alice, world.giver.slug):
        assert MoveDraft.objects.get(uid=wizard.uid).chosen["codes"] == [CODE, "2002"]


def test_r098_an_administration_in_another_move_cannot_be_ticked_and_the_way_there_is_shown(
    signed_in: SignIn, world: TwoOffices
) -> None:
    offer(world)
    wizard = Wizard(signed_in(world.alice), world.giver.slug, "start")
    wizard.begin(profile="transfer-code")
    page = wizard.client.get(wizard.address + "administrations/").text
    assert re.search(rf'name="code" value="{CODE}"\s+disabled', page)
    assert f"/e/{world.giver.slug}/migrations/?search={CODE}" in page


def test_r042_a_trial_is_told_before_anything_is_chosen_and_cannot_send(signed_in: SignIn, world: TwoOffices) -> None:
    client = signed_in(world.alice)
    make_trial(world)
    wizard = started(client, world)
    assert "Premium" in client.get(wizard.address + "administrations/").text
    answer = wizard.go_on("agree", agreed="yes")
    assert (answer.status_code, "PREFLIGHT-FAILED" in answer.text) == (403, True)


def make_trial(world: TwoOffices) -> None:
    """As if the giver never converted."""
    with access.enter(world.alice, world.giver.slug):
        Licence.objects.filter(environment=world.giver).update(tier=Tier.TRIAL)


def test_a_draft_whose_administration_left_or_froze_meanwhile_says_so(signed_in: SignIn, world: TwoOffices) -> None:
    wizard = started(signed_in(world.alice), world)
    for state, said in ((AdministrationState.FROZEN, "PREFLIGHT-FAILED"), (AdministrationState.MOVED, "DRAFT-STALE")):
        with access.enter(world.alice, world.giver.slug):
            Administration.objects.filter(environment=world.giver, code=CODE).update(state=state)
        assert wizard.client.get(wizard.address + "agree/").status_code == 200
        answer = wizard.go_on("agree", agreed="yes")
        assert said in answer.text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERUSER])
def test_r047_r048_others_are_refused_and_told_whom_to_ask(signed_in: SignIn, world: TwoOffices, role: Role) -> None:
    wizard = started(signed_in(world.alice), world)
    person = make_person("Frits")
    join(world.alice, world.giver.slug, person, role)
    client, base = signed_in(person), f"/e/{world.giver.slug}/migrations/"
    for address in (base, base + "start/", base + "receive/", wizard.address + "agree/"):
        answer = client.get(address)
        assert (answer.status_code, "Alice" in answer.text) == (403, True), address
    assert client.post(base + "start/", {"profile": "transfer-code"}).status_code == 403
    assert client.post(base + "receive/", {"code": "X"}).status_code == 403
    assert client.post(wizard.address + "agree/", {"agreed": "yes", "version": "3"}).status_code == 403


def test_drafts_and_pages_of_others_are_not_found(signed_in: SignIn, world: TwoOffices) -> None:
    wizard = started(signed_in(world.alice), world)
    client = signed_in(world.charlie)
    for step in (*STEPS, "done", "discard"):
        assert client.get(wizard.address + step + "/").status_code == 404
        there = wizard.address.replace(world.giver.slug, world.elsewhere.slug)
        assert client.get(there + step + "/").status_code == 404
        assert client.post(there + step + "/", {"agreed": "yes", "version": "3"}).status_code in (404, 405)


def test_a_draft_is_thrown_away_after_asking(signed_in: SignIn, world: TwoOffices) -> None:
    wizard = started(signed_in(world.alice), world)
    assert wizard.client.get(wizard.address + "discard/").status_code == 200
    assert wizard.client.get(wizard.address).status_code == 302
    wizard.client.post(wizard.address + "discard/")
    assert wizard.client.get(wizard.address).status_code == 404


@pytest.mark.parametrize("typed", ["", "12", "XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX", "\u202e<script>", "a" * 300])
def test_a_wrong_code_is_told_on_its_form(signed_in: SignIn, world: TwoOffices, typed: str) -> None:
    answer = Wizard(signed_in(world.dora), world.receiver.slug, "receive").begin(code=typed)
    assert answer.status_code == 422
    assert 'name="code"' in answer.text
    assert "<script>" not in answer.text.replace('<script src="', "")


def test_own_used_expired_and_withdrawn_codes_are_each_told(signed_in: SignIn, world: TwoOffices) -> None:
    uid = offer(world)
    code = code_in_mail(uid)
    dora = signed_in(world.dora)
    address = f"/e/{world.receiver.slug}/migrations/receive/"
    own = signed_in(world.alice).post(f"/e/{world.giver.slug}/migrations/receive/", {"code": code})
    assert "CODE-OWN" in own.text
    with clock.moved_by(timedelta(days=16)):
        assert "CODE-EXPIRED" in dora.post(address, {"code": code}).text
    accept(world, uid)
    assert "CODE-USED" in dora.post(address, {"code": code}).text
    with act(world.alice, world.giver.slug) as alice:
        actions.withdraw(alice, uid)
    add_administration(world, "1002", "Slagerij")
    second = offer(world, ("1002",))
    with act(world.alice, world.giver.slug) as alice:
        actions.withdraw(alice, second)
    assert "CODE-WITHDRAWN" in dora.post(address, {"code": code_in_mail(second)}).text


def test_an_offer_that_is_withdrawn_while_somebody_looks_is_told_on_every_step(
    signed_in: SignIn, world: TwoOffices
) -> None:
    uid = offer(world)
    wizard = entered(signed_in(world.dora), world, code_in_mail(uid))
    with act(world.alice, world.giver.slug) as alice:
        actions.withdraw(alice, uid)
    for step in ("offer", "codes", "reject"):
        answer = wizard.client.get(wizard.address + step + "/")
        assert (answer.status_code, "CODE-WITHDRAWN" in answer.text) == (422, True)


def test_of_two_who_accept_one_is_told_that_the_code_was_used(signed_in: SignIn, world: TwoOffices) -> None:
    uid = offer(world)
    wizard = entered(signed_in(world.dora), world, code_in_mail(uid))
    wizard.go_on("offer")
    wizard.go_on("codes", **{"code-1": NEW_CODE})
    version = version_in(wizard.client.get(wizard.address + "agree/"))
    with act(world.charlie, world.elsewhere.slug) as charlie:
        actions.accept(charlie, code_in_mail(uid), {CODE: "C-1"}, agreed=True)
    answer = wizard.client.post(wizard.address + "agree/", {"version": version, "agreed": "yes"})
    assert (answer.status_code, "CODE-USED" in answer.text) == (422, True)


def test_after_too_many_wrong_codes_even_the_right_one_has_to_wait(signed_in: SignIn, world: TwoOffices) -> None:
    code = code_in_mail(offer(world))
    client, address = signed_in(world.dora), f"/e/{world.receiver.slug}/migrations/receive/"
    for _time in range(MOST):
        assert client.post(address, {"code": "WRONG"}).status_code == 422
    answer = client.post(address, {"code": code})
    assert (answer.status_code, "CODE-TOO-MANY-ATTEMPTS" in answer.text) == (503, True)


def test_r060_r061_a_code_in_use_is_told_at_once_and_not_saved(signed_in: SignIn, world: TwoOffices) -> None:
    with act(world.dora, world.receiver.slug) as dora:
        details = AdministrationDetails(ledger_id=store.reserve_ledger())
        tenancy.create_administration(actor=dora, code="TAKEN", name="Met de hand", details=details)
    wizard = entered(signed_in(world.dora), world, code_in_mail(offer(world)))
    wizard.go_on("offer")
    part = wizard.client.post(wizard.address + "codes/", {"code-1": "TAKEN"}, headers={"HX-Request": "true"})
    assert "TAKEN" in part.text
    assert "<html" not in part.text
    answer = wizard.go_on("codes", **{"code-1": "TAKEN"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert wizard.client.get(wizard.address + "agree/").headers["Location"] == wizard.address + "codes/"


def test_an_offer_is_rejected_with_a_reason_that_the_giver_reads(signed_in: SignIn, world: TwoOffices) -> None:
    uid = offer(world)
    wizard = entered(signed_in(world.dora), world, code_in_mail(uid))
    wizard.client.post(wizard.address + "reject/", {"reason": "Verkeerd kantoor"})
    assert newest_move(world).state == MoveState.REJECTED
    with as_worker():
        assert "Verkeerd kantoor" in OutgoingMail.objects.get(key=f"move/{uid}/rejected").text


def test_the_code_is_kept_nowhere_on_the_way(signed_in: SignIn, world: TwoOffices) -> None:
    code = code_in_mail(offer(world))
    wizard = entered(signed_in(world.dora), world, code)
    kept = str(dict(wizard.client.session.items()))
    with access.enter(world.dora, world.receiver.slug):
        row = MoveDraft.objects.get(uid=wizard.uid)
        kept += f"{row.chosen}{row.code_hash}"
    assert code not in kept
    assert code.replace("-", "") not in kept


def test_r099_the_overview_shows_what_each_waits_for_until_when_and_how_to_withdraw(
    signed_in: SignIn, world: TwoOffices
) -> None:
    uid = offer(world)
    client, base = signed_in(world.alice), f"/e/{world.giver.slug}/migrations/"
    client.post("/language/", {"language": "en"})
    page = client.get(base).text
    assert "Bakkerij Jansen" in page
    assert "expires in 14 days" in page
    assert f"{base}{uid}/withdraw/" in page
    assert "Bakkerij Jansen" not in client.get(base + "?tab=received").text
    assert "Bakkerij Jansen" not in client.get(base + "?state=released").text
    assert "Bakkerij Jansen" in client.get(base + "?search=bakker&tab=given&state=offered").text
    assert client.get(base + "?after=x&state=%00&search=%00&tab=nonsense").status_code == 200
    part = client.get(base + "?tab=given", headers={"HX-Request": "true"}).text
    assert "<html" not in part


def test_the_overview_turns_pages_and_asks_the_same_few_questions(
    signed_in: SignIn, world: TwoOffices, django_assert_max_num_queries: Callable[[int], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(overview, "PAGE", 2)
    for number in range(3):
        add_administration(world, f"2{number}", f"Zaak {number}")
        offer(world, (f"2{number}",))
    client, base = signed_in(world.alice), f"/e/{world.giver.slug}/migrations/"
    with django_assert_max_num_queries(30):  # type: ignore[attr-defined]
        page = client.get(base).text
    assert "Zaak 2" in page
    assert "Zaak 0" not in page
    further = re.search(r'href="([^"]*after=\d+)"', page)
    assert further
    assert "Zaak 0" in client.get(further.group(1)).text


def test_r099_who_was_mailed_a_code_sees_what_is_ready_to_receive(signed_in: SignIn, world: TwoOffices) -> None:
    offer(world)
    page = signed_in(world.dora).get(f"/e/{world.receiver.slug}/migrations/?tab=received").text
    assert "Bakkerij Jansen" in page
    assert f"/e/{world.receiver.slug}/migrations/receive/" in page
    assert "waiting-h" not in signed_in(world.charlie).get(f"/e/{world.elsewhere.slug}/migrations/").text


@pytest.mark.parametrize("count", [1, 8])
def test_the_list_to_choose_from_asks_the_same_few_questions_however_long(
    signed_in: SignIn, world: TwoOffices, django_assert_max_num_queries: Callable[[int], object], count: int
) -> None:
    for number in range(count):
        add_administration(world, f"3{number}", f"Zaak {number}")
    wizard = started(signed_in(world.alice), world)
    with django_assert_max_num_queries(35):  # type: ignore[attr-defined]
        wizard.client.get(wizard.address + "administrations/")


def test_an_empty_overview_says_how_to_begin(signed_in: SignIn, world: TwoOffices) -> None:
    page = signed_in(world.alice).get(f"/e/{world.giver.slug}/migrations/").text
    assert 'class="empty"' in page
    assert f"/e/{world.giver.slug}/migrations/start/" in page


def test_the_button_in_the_mail_leads_to_where_the_code_is_entered(signed_in: SignIn, world: TwoOffices) -> None:
    client = signed_in(world.dora)
    there = f"/e/{world.receiver.slug}/migrations/receive/"
    assert client.get("/migrations/receive/").headers["Location"] == there
    assert client.get("/migrations/receive/?code=7K2M").headers["Location"] == "/migrations/receive/"
    join(world.charlie, world.elsewhere.slug, world.dora, Role.SUPERUSER)
    page = client.get("/migrations/receive/").text
    assert there in page
    assert world.elsewhere.slug in page
    assert signed_in(world.bob).get("/migrations/receive/").status_code == 403
    assert "/accounts/login/" in Client().get("/migrations/receive/").headers["Location"]


def test_the_address_of_a_move_in_a_mail_leads_to_ones_own_environment(signed_in: SignIn, world: TwoOffices) -> None:
    uid = offer(world)
    accept(world, uid)
    for person, slug in ((world.alice, world.giver.slug), (world.dora, world.receiver.slug)):
        assert signed_in(person).get(f"/moves/{uid}/").headers["Location"] == f"/e/{slug}/migrations/{uid}/"
    assert signed_in(world.charlie).get(f"/moves/{uid}/").status_code == 404
