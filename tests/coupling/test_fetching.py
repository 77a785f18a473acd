"""The worker reads the contacts of every coupled administration, compares them, and makes contacts of them."""

from dataclasses import replace

import pytest
from django.db import connection

from overstap.connectors.sandboxes.world import Fault
from overstap.coupling import findings, queries, running
from overstap.coupling.errors import CouplingStage, StillOpen
from overstap.coupling.models import Card, Decision
from overstap.coupling.values import Stage, Standing
from overstap.tenancy.access import NotAllowed
from tests.coupling.coupled import FIRST, JANSEN, SECOND, Couple, party
from tests.moves.world import act

pytestmark = pytest.mark.django_db
ALSO_JANSEN = party("Jansen Bouwbedrijf BV", commerce_number="27312345", city="Utrecht", postal_code="3511 AB")


def test_contacts_of_all_administrations_are_compared_and_equal_ones_become_one(couple: Couple) -> None:
    """R201, R202, R212, R213, R219: one contact, which keeps its link with every administration."""
    (one,) = couple.make(FIRST, JANSEN)
    (other,) = couple.make(SECOND, ALSO_JANSEN)
    done = couple.work()
    assert (done.stage, done.problem) == (Stage.SOLVING, None)
    shown = couple.contact_of(one)
    assert shown.number == couple.contact_of(other).number
    assert {card.administration for card in shown.cards} == {each.pk for each in couple.there.values()}
    with act(couple.world.alice, couple.slug) as actor:
        (decision,) = queries.decisions(actor, contact=shown.number)
    assert (decision.person, decision.deed) == ("", "join")
    assert any(why.weight > 0 for why in decision.reasons)
    assert [each.standing for each in done.administrations] == [Standing.COUPLED, Standing.COUPLED]


def test_reading_again_what_did_not_change_changes_nothing(couple: Couple) -> None:
    couple.make(FIRST, JANSEN)
    couple.make(SECOND, ALSO_JANSEN)
    couple.work()
    before = _everything(couple)
    assert couple.again().stage == Stage.SOLVING
    assert _everything(couple) == before


def test_the_card_of_an_administration_itself_is_no_contact(couple: Couple) -> None:
    with act(couple.world.alice, couple.slug):
        couple.tell(FIRST, party("Administratie 100002", code="1", of_itself=True), JANSEN)
        findings.count_groups(couple.there[FIRST])
    done = couple.compare()
    (division,) = couple.cards(left="division")
    assert division.contact_id is None
    assert done.contacts == 1
    with act(couple.world.alice, couple.slug) as actor:
        (told,) = queries.findings(actor)
        assert (told.code, told.severity) == ("CONTACT-DIVISION", "info")


def test_a_blocked_contact_is_kept_and_marked(couple: Couple) -> None:
    (kept,) = couple.make(FIRST, JANSEN)
    couple.work()
    couple.tell(FIRST, replace(JANSEN, code=kept.relation.code, extra={"blocked": True}), keys=[kept.key])
    shown = couple.contact_of(kept)
    assert [one.blocked for one in shown.cards] == [True]
    assert not shown.ended


def test_an_administration_that_is_lost_half_way_is_told_and_the_others_go_on(couple: Couple) -> None:
    """R215, R217, R218: it is listed with what to do; it is tried again, and its contacts come."""
    (here,) = couple.make(FIRST, JANSEN)
    couple.make(SECOND, ALSO_JANSEN)
    couple.exact.world.switch_on(Fault("forbidden", rf"/{SECOND}/", times=500))
    done = couple.work()
    assert done.stage == Stage.SOLVING
    assert [one.standing for one in done.administrations] == [Standing.COUPLED, Standing.LOST]
    assert done.administrations[1].problem is not None
    assert [card.administration for card in couple.contact_of(here).cards] == [couple.there[FIRST].pk]
    with act(couple.world.alice, couple.slug) as actor:
        (told,) = queries.findings(actor, code=findings.LOST)
        assert (told.severity, told.administration) == ("error", couple.there[SECOND].pk)
        with pytest.raises(StillOpen):
            findings.require_none_grave(couple.coupling)
    couple.exact.world.switch_off()
    done = couple.again()
    assert [one.standing for one in done.administrations] == [Standing.COUPLED, Standing.COUPLED]
    assert len(couple.contact_of(here).cards) == 2
    with act(couple.world.alice, couple.slug) as actor:
        assert queries.findings(actor, code=findings.LOST) == []
        findings.require_none_grave(couple.coupling)


def test_where_no_administration_lets_us_in_it_stops_and_goes_on_when_somebody_says_so(couple: Couple) -> None:
    couple.make(FIRST, JANSEN)
    held = couple.exact.forget()
    stopped = couple.work()
    assert (stopped.stage, [one.standing for one in stopped.administrations]) == (Stage.FETCHING, [Standing.LOST] * 2)
    assert stopped.problem is not None
    assert stopped.problem["code"] == "COUPLING-NONE-READ"
    couple.exact.restore(held)
    with act(couple.world.alice, couple.slug) as actor:
        running.go_on(actor)
    assert couple.work().stage == Stage.SOLVING


def test_a_package_that_is_away_is_waited_for_and_the_page_says_until_when(couple: Couple) -> None:
    """R214: what was read stays, and it goes on by itself."""
    couple.make(FIRST, JANSEN)
    couple.exact.world.switch_on(Fault("drop-before", times=50))
    waiting = couple.work()
    assert (waiting.stage, waiting.problem) == (Stage.FETCHING, None)
    assert waiting.progress.waits_until is not None
    assert waiting.progress.waits_for
    couple.exact.world.switch_off()
    assert couple.work().stage == Stage.SOLVING


def test_who_does_not_want_to_wait_any_longer_has_it_go_on_now(couple: Couple) -> None:
    """What waits in the queue for its moment does not hold it up."""
    couple.make(FIRST, JANSEN)
    couple.exact.world.switch_on(Fault("drop-before", times=50))
    assert couple.work().progress.waits_until is not None
    taken = "SELECT task_name, scheduled_at FROM procrastinate_fetch_job_v2(NULL, NULL)"
    with act(couple.world.alice, couple.slug) as actor, connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name <> %s", [running.ADVANCE])
        cursor.execute(taken)
        assert cursor.fetchall() == [(None, None)]
        running.go_on(actor)
        cursor.execute(taken)
        assert cursor.fetchall() == [(running.ADVANCE, None)]
    assert couple.shown().progress.waits_until is None


def test_only_who_sets_up_may_have_it_go_on_or_read_again(couple: Couple) -> None:
    couple.work()
    with act(couple.world.bob, couple.slug) as actor, pytest.raises(NotAllowed):
        running.recheck(actor)
    with act(couple.world.alice, couple.slug) as actor, pytest.raises(CouplingStage):
        running.go_on(actor)


def test_who_confirmed_and_may_no_longer_stops_the_worker(couple: Couple) -> None:
    with act(couple.world.alice, couple.slug):
        couple.coupling.confirmed_by = couple.world.charlie
        couple.coupling.save()
    stopped = couple.work()
    assert stopped.problem is not None
    assert stopped.problem["code"] == "ENVIRONMENT-NOT-FOUND"


def _everything(couple: Couple) -> list[object]:
    with act(couple.world.alice, couple.slug):
        cards = list(Card.objects.order_by("pk").values_list("pk", "contact", "fields", "changed_at", "settled"))
        return [cards, Decision.objects.count(), couple.questions()]
