"""A move is prepared step by step: saved, gone on with by a colleague, never doubled, never overwritten unseen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from overstap.lib import clock
from overstap.lib.errors import OverstapError
from overstap.moves import actions, candidates, drafts, listing, queries
from overstap.moves.models import Move, MoveDraft
from overstap.moves.values import DraftKind, Gravity, MoveState
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Person
from overstap.tenancy.roles import Role
from tests.moves.world import CODE, NEW_CODE, TwoOffices, accept, act, add_administration, code_in_mail, offer
from tests.tenancy.people import join, make_person


@pytest.fixture
def eva(world: TwoOffices) -> Person:
    """A second superuser at the giver."""
    person = make_person("Eva")
    join(world.alice, world.giver.slug, person, Role.SUPERUSER)
    return person


def begun(world: TwoOffices) -> drafts.Draft:
    """A draft that says everything."""
    with act(world.alice, world.giver.slug) as alice:
        one = actions.begin_start(alice, "administrations", {"profile": "transfer-code"})
        return actions.save_draft(alice, one, "agree", {"codes": [CODE], "receiver_email": world.dora.email})


def code_of(deed: Callable[[Actor], object], person: Person, slug: str) -> str:
    """The code of the error that a deed must give."""
    with pytest.raises(OverstapError) as caught, act(person, slug) as actor:
        deed(actor)
    return caught.value.code


def test_a_colleague_goes_on_with_a_draft(world: TwoOffices, eva: Person) -> None:
    one = begun(world)
    with act(eva, world.giver.slug) as actor:
        [seen] = drafts.drafts(actor)
        assert (seen.step, seen.saved_by, seen.chosen["codes"]) == ("agree", "Alice", [CODE])
        uid = actions.offer_draft(actor, seen, agreed=True)
        assert drafts.drafts(actor) == []
        assert drafts.draft(actor, DraftKind.START, one.uid).move_uid == uid


def test_a_draft_becomes_one_move_however_often_it_is_offered(world: TwoOffices) -> None:
    one = begun(world)
    with act(world.alice, world.giver.slug) as alice:
        assert actions.offer_draft(alice, one, agreed=True) == actions.offer_draft(alice, one, agreed=True)
        assert Move.objects.count() == 1


def test_what_a_colleague_changed_is_not_overwritten_unseen_nor_agreed_to(world: TwoOffices, eva: Person) -> None:
    one = begun(world)
    with act(eva, world.giver.slug) as actor:
        actions.save_draft(actor, one, "agree", {"receiver_email": "other@example.test"})
    slug = world.giver.slug
    save = lambda actor: actions.save_draft(actor, one, "agree", {"codes": []})  # noqa: E731
    assert code_of(save, world.alice, slug) == "DRAFT-CHANGED"
    assert code_of(lambda actor: actions.offer_draft(actor, one, agreed=True), world.alice, slug) == "DRAFT-CHANGED"


def test_ones_own_earlier_page_may_be_saved_again_but_not_agreed_to(world: TwoOffices, eva: Person) -> None:
    one = begun(world)
    with act(world.alice, world.giver.slug) as alice:
        actions.save_draft(alice, one, "agree", {"receiver_email": "second@example.test"})
        last = actions.save_draft(alice, one, "agree", {"receiver_email": "third@example.test"})
        assert last.chosen["receiver_email"] == "third@example.test"
    assert code_of(lambda actor: actions.offer_draft(actor, one, agreed=True), world.alice, world.giver.slug) == (
        "DRAFT-CHANGED"
    )
    with act(eva, world.giver.slug) as actor:
        actions.save_draft(actor, last, "agree", {"receiver_email": "evas@example.test"})
    save = lambda actor: actions.save_draft(actor, last, "agree", {})  # noqa: E731
    assert code_of(save, world.alice, world.giver.slug) == "DRAFT-CHANGED"


def test_an_administration_that_left_meanwhile_is_named(world: TwoOffices) -> None:
    one = begun(world)
    with act(world.alice, world.giver.slug) as alice:
        one = actions.save_draft(alice, one, "agree", {"codes": [CODE, "GONE"]})
    with pytest.raises(OverstapError, match="GONE") as caught, act(world.alice, world.giver.slug) as alice:
        actions.offer_draft(alice, one, agreed=True)
    assert caught.value.code == "DRAFT-STALE"


def test_a_discarded_draft_is_gone_and_what_came_of_one_stays(world: TwoOffices) -> None:
    one = begun(world)
    with act(world.alice, world.giver.slug) as alice:
        actions.discard_draft(alice, one)
    discard = lambda actor: actions.discard_draft(actor, one)  # noqa: E731
    assert code_of(discard, world.alice, world.giver.slug) == "DRAFT-NOT-FOUND"
    two = begun(world)
    with act(world.alice, world.giver.slug) as alice:
        uid = actions.offer_draft(alice, two, agreed=True)
        actions.discard_draft(alice, two)
        assert drafts.draft(alice, DraftKind.START, two.uid).move_uid == uid


def test_drafts_of_others_do_not_exist_not_even_for_the_database(world: TwoOffices) -> None:
    one = begun(world)
    with act(world.charlie, world.elsewhere.slug) as charlie:
        assert drafts.drafts(charlie) == []
        assert MoveDraft.objects.count() == 0
    see = lambda actor: drafts.draft(actor, DraftKind.START, one.uid)  # noqa: E731
    assert code_of(see, world.charlie, world.elsewhere.slug) == "DRAFT-NOT-FOUND"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM moves_movedraft")
        assert cursor.fetchone() == (0,)


def test_r047_a_bookkeeper_neither_begins_nor_sees_a_draft(world: TwoOffices) -> None:
    one = begun(world)
    slug = world.giver.slug
    assert code_of(lambda actor: actions.begin_start(actor, "profile", {}), world.bob, slug) == "ROLE-MISSING"
    assert code_of(lambda actor: actions.save_draft(actor, one, "agree", {}), world.bob, slug) == "ROLE-MISSING"
    with act(world.bob, slug) as bob:
        assert drafts.drafts(bob) == []


def test_no_environment_keeps_drafts_without_end(world: TwoOffices) -> None:
    with act(world.alice, world.giver.slug) as alice:
        for _number in range(drafts.MOST_OPEN):
            actions.begin_start(alice, "profile", {})
    begin = lambda actor: actions.begin_start(actor, "profile", {})  # noqa: E731
    assert code_of(begin, world.alice, world.giver.slug) == "DRAFTS-TOO-MANY"


def test_a_draft_of_a_receipt_keeps_no_code_and_a_colleague_finds_the_same_one(world: TwoOffices) -> None:
    typed = code_in_mail(offer(world))
    with act(world.dora, world.receiver.slug) as dora:
        one = actions.begin_receive(dora, "offer", typed)
        again = actions.begin_receive(dora, "offer", typed.lower().replace("-", " "))
        assert again.uid == one.uid
        row = MoveDraft.objects.get(uid=one.uid)
        kept = f"{row.chosen} {row.code_hash}"
        assert typed not in kept
        assert typed.replace("-", "") not in kept
        one = actions.save_draft(dora, one, "agree", {"codes": {CODE: NEW_CODE}})
        uid = actions.accept_draft(dora, one, agreed=True)
        assert actions.accept_draft(dora, one, agreed=True) == uid
        assert queries.status(dora, uid).parts[0].new_code == NEW_CODE


def test_a_code_that_expired_or_was_withdrawn_since_is_told_and_nothing_is_claimed(world: TwoOffices) -> None:
    uid = offer(world)
    slug = world.receiver.slug
    with act(world.dora, slug) as dora:
        one = actions.begin_receive(dora, "offer", code_in_mail(uid))
    accept = lambda actor: actions.accept_draft(actor, one, agreed=True)  # noqa: E731
    with clock.moved_by(timedelta(days=16)):
        assert code_of(accept, world.dora, slug) == "CODE-EXPIRED"
    with act(world.alice, world.giver.slug) as alice:
        actions.withdraw(alice, uid)
    assert code_of(accept, world.dora, slug) == "CODE-WITHDRAWN"


def test_an_offer_is_rejected_from_its_draft_once(world: TwoOffices) -> None:
    uid = offer(world)
    with act(world.dora, world.receiver.slug) as dora:
        one = actions.begin_receive(dora, "offer", code_in_mail(uid))
        assert actions.reject_draft(dora, one, "Verkeerd kantoor") == uid == actions.reject_draft(dora, one)
        assert queries.status(dora, uid).state == MoveState.REJECTED


def test_candidates_say_what_is_known_of_each_and_take_a_fixed_number_of_questions(
    world: TwoOffices, django_assert_num_queries: Callable[[int], object]
) -> None:
    add_administration(world, "1002", "Slagerij De Vries")
    offer(world, ("1002",))
    with access.enter(world.alice, world.giver.slug) as alice, django_assert_num_queries(5):  # type: ignore[attr-defined]
        found = candidates.candidates(alice, "transfer-code")
    assert [(one.code, one.blocked) for one in found] == [(CODE, False), ("1002", True)]
    assert {problem.check for problem in found[0].problems} == {"people-stay", "delivery-address"}
    [gate] = [problem for problem in found[1].problems if problem.gravity is Gravity.GATE]
    assert (gate.check, gate.about) == ("no-other-move", "1002")


def test_candidates_are_searched_and_paged(world: TwoOffices) -> None:
    for number in range(1002, 1006):
        add_administration(world, str(number), f"Zaak {number}")
    with access.enter(world.alice, world.giver.slug) as alice:
        page = candidates.candidates(alice, "transfer-code", limit=2)
        rest = candidates.candidates(alice, "transfer-code", after=page[-1].code)
        by_name = candidates.candidates(alice, "transfer-code", search="jansen")
        hostile = candidates.candidates(alice, "transfer-code", search="a\0b")
    assert [one.code for one in page + rest] == ["1001", "1002", "1003", "1004", "1005"]
    assert [one.code for one in by_name] == ["1001"]
    assert hostile == []


def test_r099_moves_are_listed_by_side_searched_and_paged(world: TwoOffices) -> None:
    add_administration(world, "1002", "Slagerij De Vries")
    first, second = offer(world), offer(world, ("1002",))
    with access.enter(world.alice, world.giver.slug) as alice:
        page = queries.overview(alice, limit=1)
        rest = queries.overview(alice, after=page[0].number)
        assert [one.uid for one in page + rest] == [str(second), str(first)]
        assert queries.overview(alice, side="receiver") == []
        assert [one.uid for one in queries.overview(alice, side="giver", search="slagerij")] == [str(second)]
        assert queries.overview(alice, state="no-such-state") == queries.overview(alice, search="\0") == []


def test_a_list_of_moves_takes_two_questions_however_long_it_is(
    world: TwoOffices, django_assert_num_queries: Callable[[int], object]
) -> None:
    for number in range(1002, 1006):
        add_administration(world, str(number), f"Zaak {number}")
        offer(world, (str(number),))
    with access.enter(world.alice, world.giver.slug) as alice, django_assert_num_queries(2):  # type: ignore[attr-defined]
        assert len(queries.overview(alice)) == 4


def test_the_address_of_a_move_leads_each_party_to_its_own_environment(world: TwoOffices) -> None:
    uid = offer(world)
    with act(world.dora, world.receiver.slug) as dora:
        one = actions.begin_receive(dora, "offer", code_in_mail(uid))
        actions.accept_draft(dora, replace(one), agreed=True)
    assert queries.environments_with(world.alice, uid) == [world.giver.slug]
    assert queries.environments_with(world.dora, uid) == [world.receiver.slug]
    assert queries.environments_with(world.charlie, uid) == []


def test_an_offer_is_shown_to_whoever_has_the_address_that_the_code_went_to_and_to_nobody_else(
    world: TwoOffices,
) -> None:
    offer(world)
    with access.enter(world.dora, world.receiver.slug) as dora:
        [waiting] = listing.offered_to_me(dora)
        assert (waiting.giver, waiting.started_by) == (world.giver.name, "Alice")
        assert waiting.administrations == ("Bakkerij Jansen B.V.",)
        with clock.moved_by(timedelta(days=16)):
            assert listing.offered_to_me(dora) == []
    for person, slug in ((world.alice, world.giver.slug), (world.charlie, world.elsewhere.slug)):
        with access.enter(person, slug) as actor:
            assert listing.offered_to_me(actor) == []


def test_an_offer_that_was_accepted_waits_no_more(world: TwoOffices) -> None:
    accept(world, offer(world))
    with access.enter(world.dora, world.receiver.slug) as dora:
        assert listing.offered_to_me(dora) == []
