"""What is refused in a takeover: the wrong person, another office, a stale page, a link that is none."""

from datetime import timedelta

import pytest
from django.db import connection

from overstap.lib import clock
from overstap.lib.errors import OverstapError
from overstap.lib.secrets import link_hash
from overstap.moves import actions as moves
from overstap.moves.actions.common import ConsentMissing
from overstap.moves.attempts import MOST, TooManyAttempts
from overstap.moves.schedule import MomentRefused
from overstap.moves.takeovers import actions, after, by_link
from overstap.moves.takeovers.actions import EnvironmentUnknown, TooMany
from overstap.moves.takeovers.asking import NotAsked, ScopeChanged
from overstap.moves.takeovers.checks import ClientIsStaff, ReasonMissing, SamePerson
from overstap.moves.takeovers.links import LinkUnknown
from overstap.moves.transitions import IllegalTransition
from overstap.tenancy import access
from overstap.tenancy.checks import Malformed
from overstap.tenancy.roles import Role
from overstap.tenancy.values import Tier
from tests.moves.takeovers.asking import (
    CLIENT,
    CLIENT_EMAIL,
    approve,
    approve_all,
    approve_as_client,
    choose,
    client_hash,
    mails,
    request,
    requested_and_chosen,
    seen_by,
    seen_by_client,
    token_in_mail,
)
from tests.moves.world import CODE, TwoOffices, accept, act, add_administration, offer, two_offices
from tests.tenancy.people import join, make_person

pytestmark = pytest.mark.django_db
NOBODY_S_URL_PART = "no-such-office-anywhere"
TABLES = ("takeoverrequest", "approval", "personallink", "exportwish", "clientinvitation")


def test_an_unknown_url_part_is_refused_and_counted(world: TwoOffices) -> None:
    for _time in range(MOST):
        with pytest.raises(EnvironmentUnknown):
            request(world, giver_slug=NOBODY_S_URL_PART)
    with pytest.raises(TooManyAttempts):
        request(world)


def test_ones_own_environment_is_no_previous_office(world: TwoOffices) -> None:
    with pytest.raises(EnvironmentUnknown) as refused:
        request(world, giver_slug=world.receiver.slug)
    assert refused.value.code == "TAKEOVER-OWN"


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.CLIENT_USER])
def test_only_a_superuser_asks_chooses_and_approves(world: TwoOffices, role: Role) -> None:
    """R231, R233, R235: administrators of the environments decide."""
    somebody = make_person("Wim")
    join(world.dora, world.receiver.slug, somebody, role)
    join(world.alice, world.giver.slug, somebody, role)
    uid = requested_and_chosen(world)
    shown = seen_by(world.dora, world.receiver.slug, uid).scope_hash
    for place in (world.giver, world.receiver):
        with pytest.raises(access.NotAllowed), act(somebody, place.slug) as actor:
            actions.approve(actor, uid, shown, agreed=True)
        with pytest.raises(access.NotAllowed), act(somebody, place.slug) as actor:
            actions.refuse(actor, uid, "nee")
    with pytest.raises(access.NotAllowed), act(somebody, world.giver.slug) as actor:
        actions.choose(actor, uid, [CODE])


def test_staff_cannot_be_named_as_the_client(world: TwoOffices) -> None:
    """R234: partner staff cannot approve for the client."""
    for address in (world.bob.email, world.dora.email.upper()):
        with pytest.raises(ClientIsStaff):
            request(world, client_email=address)
    with pytest.raises(ClientIsStaff):
        offer(world, profile="overstap", client_name=CLIENT, client_email=world.bob.email)


def test_a_client_user_of_the_old_office_may_be_the_client(world: TwoOffices) -> None:
    somebody = make_person("Klaas")
    join(world.alice, world.giver.slug, somebody, Role.CLIENT_USER)
    assert request(world, client_email=somebody.email)


def test_who_became_staff_meanwhile_cannot_approve_for_the_client(world: TwoOffices) -> None:
    """R234: looked at again at the moment of approving."""
    somebody = make_person("Klaas")
    uid = requested_and_chosen(world, client_email=somebody.email)
    hashed = link_hash(_token_to(uid, somebody.email))
    join(world.dora, world.receiver.slug, somebody, Role.ACCOUNTANT)
    shown = seen_by(world.dora, world.receiver.slug, uid).scope_hash
    with pytest.raises(ClientIsStaff):
        by_link.approve(hashed, shown, agreed=True, language="nl")


def test_nobody_approves_for_two_parties(world: TwoOffices) -> None:
    """R232: three parties are three people, also where somebody is superuser of both offices."""
    join(world.alice, world.giver.slug, world.dora, Role.SUPERUSER)
    uid = requested_and_chosen(world)
    approve(world.dora, world.receiver.slug, uid)
    with pytest.raises(SamePerson):
        approve(world.dora, world.giver.slug, uid)
    approve(world.alice, world.giver.slug, uid)


def test_nobody_receives_with_a_code_what_they_offered_where_a_client_is_asked(world: TwoOffices) -> None:
    join(world.dora, world.receiver.slug, world.alice, Role.SUPERUSER)
    uid = offer(world, profile="overstap", client_name=CLIENT, client_email=CLIENT_EMAIL)
    from tests.moves.world import code_in_mail

    typed = code_in_mail(uid)
    with pytest.raises(SamePerson), act(world.alice, world.receiver.slug) as actor:
        moves.accept(actor, typed, {CODE: "K-1"}, agreed=True)


def test_an_approval_is_of_what_was_shown(world: TwoOffices) -> None:
    add_administration(world, "1002", "Jansen Holding B.V.")
    uid = requested_and_chosen(world)
    stale, hashed = seen_by_client(uid).scope_hash, client_hash(uid)
    choose(world, uid, (CODE, "1002"))
    with pytest.raises(ScopeChanged):
        by_link.approve(hashed, stale, agreed=True, language="nl")
    with pytest.raises(ScopeChanged):
        approve(world.alice, world.giver.slug, uid, shown=stale)
    with pytest.raises(ScopeChanged):
        by_link.approve(hashed, "", agreed=True, language="nl")


def test_an_approval_needs_a_yes(world: TwoOffices) -> None:
    uid = requested_and_chosen(world)
    shown = seen_by_client(uid).scope_hash
    with pytest.raises(ConsentMissing):
        by_link.approve(client_hash(uid), shown, agreed=False, language="nl")
    with pytest.raises(ConsentMissing), act(world.alice, world.giver.slug) as actor:
        actions.approve(actor, uid, shown, agreed=False)


def test_an_approval_given_twice_is_one(world: TwoOffices) -> None:
    uid = requested_and_chosen(world)
    approve_as_client(uid)
    with pytest.raises(NotAsked) as refused:
        approve_as_client(uid)
    assert refused.value.code == "ANSWERED-ALREADY"


def test_before_anything_was_chosen_there_is_nothing_to_approve(world: TwoOffices) -> None:
    uid = request(world)
    with pytest.raises(NotAsked):
        by_link.approve(client_hash(uid), "0" * 64, agreed=True, language="nl")
    with pytest.raises(NotAsked), act(world.dora, world.receiver.slug) as actor:
        actions.approve(actor, uid, "0" * 64, agreed=True)


def test_a_refusal_needs_a_reason(world: TwoOffices) -> None:
    uid = requested_and_chosen(world)
    with pytest.raises(ReasonMissing):
        by_link.refuse(client_hash(uid), " \n\t", language="nl")
    with pytest.raises(ReasonMissing), act(world.alice, world.giver.slug) as actor:
        actions.refuse(actor, uid, "")


def test_after_everybody_agreed_nobody_refuses_or_chooses(world: TwoOffices) -> None:
    uid = requested_and_chosen(world)
    hashed = client_hash(uid)
    approve_all(world, uid)
    with pytest.raises(IllegalTransition):
        by_link.refuse(hashed, "toch niet", language="nl")
    with pytest.raises(IllegalTransition), act(world.alice, world.giver.slug) as actor:
        actions.choose(actor, uid, [CODE])
    with pytest.raises(IllegalTransition), act(world.dora, world.receiver.slug) as actor:
        actions.choose_codes(actor, uid, {CODE: "K-1"})


def test_links_that_are_none_get_one_and_the_same_answer(world: TwoOffices) -> None:
    uid = requested_and_chosen(world)
    told = set()
    for token in ("", "x", token_in_mail(uid)[:-1], token_in_mail(uid) + "x", "\ud800", "a" * 100_000):
        with pytest.raises(LinkUnknown) as refused:
            by_link.look(link_hash(token))
        told.add((refused.value.message, refused.value.remedy, refused.value.code))
    assert len(told) == 1


def test_a_link_ends_with_its_move(world: TwoOffices) -> None:
    uid = requested_and_chosen(world)
    hashed = client_hash(uid)
    with act(world.alice, world.giver.slug) as actor:
        moves.withdraw(actor, uid, "vergissing")
    with pytest.raises(LinkUnknown):
        by_link.approve(hashed, "0" * 64, agreed=True, language="nl")
    assert by_link.look(hashed).state == "withdrawn"
    with clock.moved_by(timedelta(days=31)), pytest.raises(LinkUnknown):
        by_link.look(hashed)


def test_a_link_is_for_one_move(world: TwoOffices) -> None:
    first, other = requested_and_chosen(world), two_offices()
    second = requested_and_chosen(other)
    shown = seen_by_client(second).scope_hash
    with pytest.raises(ScopeChanged):
        by_link.approve(client_hash(first), shown, agreed=True, language="nl")


def test_no_token_is_kept_anywhere_but_in_the_mail(world: TwoOffices) -> None:
    uid = requested_and_chosen(world)
    token = token_in_mail(uid)
    by_link.ask_for_export(link_hash(token))
    with pytest.raises(OverstapError):
        by_link.approve(link_hash(token), "no", agreed=True, language="nl")
    with connection.cursor() as cursor:
        for table in ("takeovers_personallink", "tenancy_auditevent", "moves_moveevent"):
            with access.act_for_system(uid, []):
                pass
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{token}%"])
            assert cursor.fetchone()[0] == 0


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_email": "geen adres"}, Malformed),
        ({"client_name": " "}, Malformed),
        ({"wanted": ()}, Malformed),
        ({"wanted": ("a\0b",)}, Malformed),
        ({"wanted": ("x",) * 51}, Malformed),
        ({"administrator_email": "geen adres"}, Malformed),
        ({"run_at": clock.now() - timedelta(minutes=1)}, MomentRefused),
        ({"run_at": clock.now() + timedelta(days=400)}, MomentRefused),
    ],
)
def test_a_request_with_nonsense_in_it_is_refused(
    world: TwoOffices, changes: dict[str, object], error: type[OverstapError]
) -> None:
    with pytest.raises(error):
        request(world, **changes)


@pytest.mark.parametrize("name", ["transfer-code", "overstap", "environment-ticket"])
def test_only_kinds_that_begin_with_a_request_are_requested(world: TwoOffices, name: str) -> None:
    with pytest.raises(OverstapError) as refused:
        request(world, profile=name)
    assert refused.value.code == "PROFILE-NOT-REQUESTED"


def test_a_trial_licence_asks_for_nothing(db: None) -> None:
    world = two_offices(Tier.TRIAL)
    with pytest.raises(OverstapError) as refused:
        request(world)
    assert refused.value.code == "PREFLIGHT-FAILED"


def test_the_same_request_sent_twice_is_one(world: TwoOffices) -> None:
    request(world)
    with pytest.raises(TooMany) as refused:
        request(world, client_email=CLIENT_EMAIL.upper())
    assert refused.value.code == "TAKEOVER-EXISTS"


def test_the_requester_does_not_learn_who_the_superusers_are(world: TwoOffices) -> None:
    uid = request(world, administrator_email="beheer@elders.example")
    assert [one.to for one in mails(uid)].count(world.alice.email) == 1
    assert "beheer@elders.example" not in [one.to for one in mails(uid)]
    from overstap.moves.dossier import dossier

    with act(world.dora, world.receiver.slug) as actor:
        assert (dossier(actor, uid).giver_email, dossier(actor, uid).giver_person) == ("", "")


def test_another_office_finds_nothing(world: TwoOffices) -> None:
    uid = requested_and_chosen(world)
    by_link.ask_for_export(client_hash(uid))
    for deed in (
        lambda actor: actions.choose(actor, uid, [CODE]),
        lambda actor: actions.approve(actor, uid, "", agreed=True),
        lambda actor: actions.refuse(actor, uid, "nee"),
        lambda actor: after.invite_client(actor, uid),
    ):
        with pytest.raises(access.NotFound), act(world.charlie, world.elsewhere.slug) as actor:
            deed(actor)
    with access.enter(world.charlie, world.elsewhere.slug), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM takeovers_{table}")
            assert cursor.fetchone()[0] == 0
        for question in ("takeovers_superusers(%s)", "takeovers_packages(%s)"):
            cursor.execute(f"SELECT count(*) FROM {question}", [uid])
            assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT takeovers_is_staff(%s, %s)", [world.bob.email, [world.giver.pk]])
        assert cursor.fetchone()[0] is False
        cursor.execute("SELECT count(*) FROM takeovers_waiting(now())")
        assert cursor.fetchone()[0] == 0


def test_an_answer_is_never_changed(world: TwoOffices) -> None:
    uid = requested_and_chosen(world)
    approve(world.alice, world.giver.slug, uid)
    from django.db import transaction
    from django.db.utils import DatabaseError

    with act(world.alice, world.giver.slug), connection.cursor() as cursor:
        for change in ("answer = 'refused'", "scope_hash = 'x'", "person_id = NULL"):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(f"UPDATE takeovers_approval SET {change} WHERE party = 'giver'")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("DELETE FROM takeovers_approval")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("UPDATE takeovers_personallink SET token_hash = 'x'")


def test_the_sides_keep_to_what_is_theirs(world: TwoOffices) -> None:
    uid = requested_and_chosen(world)
    with pytest.raises(access.NotAllowed), act(world.dora, world.receiver.slug) as actor:
        actions.choose(actor, uid, [CODE])
    with pytest.raises(access.NotAllowed), act(world.alice, world.giver.slug) as actor:
        actions.choose_codes(actor, uid, {CODE: "K-1"})
    with pytest.raises(IllegalTransition), act(world.dora, world.receiver.slug) as actor:
        after.invite_client(actor, uid)
    with pytest.raises(access.NotAllowed), act(world.alice, world.giver.slug) as actor:
        after.invite_client(actor, uid)


def test_a_takeover_cannot_be_had_with_a_code(world: TwoOffices) -> None:
    from overstap.moves.listing import offered_to_me

    requested_and_chosen(world)
    with act(world.dora, world.receiver.slug) as actor:
        assert offered_to_me(actor) == []


def test_what_is_in_another_move_is_not_chosen(world: TwoOffices) -> None:
    uid = request(world)
    offer(world)
    with pytest.raises(OverstapError) as refused:
        choose(world, uid)
    assert refused.value.code == "PREFLIGHT-FAILED"


def test_a_code_that_is_taken_is_not_approved(world: TwoOffices) -> None:
    uid = requested_and_chosen(world)
    other = offer(world, codes=_second(world))
    accept(world, other, {"1002": CODE})
    from tests.moves.running import run

    run(other)
    with pytest.raises(OverstapError) as refused:
        approve(world.dora, world.receiver.slug, uid)
    assert refused.value.code == "PREFLIGHT-FAILED"


def _second(world: TwoOffices) -> tuple[str, ...]:
    add_administration(world, "1002", "Jansen Holding B.V.")
    return ("1002",)


def _token_to(uid: object, address: str) -> str:
    import re

    found = [re.search(r"/approve/([\w-]+)/", one.text) for one in mails(uid, address)]  # type: ignore[arg-type]
    return next(one.group(1) for one in reversed(found) if one)
