"""Documents in a workflow: approved, rejected, re-assigned, withdrawn, settled; and who may see which."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from overstap.books.authorisation import deciding, finishing, own, queries, workflows
from overstap.books.authorisation.deciding import AuthorisationRefused, NotYourTurn, TurnPassed
from overstap.books.authorisation.finishing import NotAble
from overstap.books.authorisation.naming import CommentMalformed
from overstap.books.authorisation.values import Authorised, Demand, Moment, State, Turn
from overstap.books.documents.models import Document
from overstap.lib import clock
from overstap.lib.errors import NeedsPerson, Refused
from overstap.moves import freeze
from overstap.tenancy import actions as tenancy
from overstap.tenancy.access import Actor, Frozen, NotAllowed, NotFound
from overstap.tenancy.models import Person
from tests.books.authorisation.world import Office, demand, document, send, workflow
from tests.moves.world import CODE, act, add_administration, administration_of


def approve(here: Office, person: Person, turn: Turn, comment: str = "") -> State:
    with act(person, here.slug) as actor:
        return deciding.approve(actor, CODE, turn, comment)


def shown(here: Office, turn: Turn, person: Person | None = None) -> Authorised:
    with act(person or here.mona, here.slug) as actor:
        return own.authorised(actor, CODE, turn.document, turn.round)


def mine(here: Office, person: Person) -> list[str]:
    with act(person, here.slug) as actor:
        return [row.document for row in own.waiting_for_me(actor).rows]


def after(turn: Turn) -> Turn:
    return Turn(turn.document, turn.round, turn.position + 1)


def test_each_authoriser_decides_in_turn(here: Office) -> None:
    turn = send(here, here.carla, here.anna)
    assert (mine(here, here.carla), mine(here, here.anna)) == (["factuur.pdf"], [])
    with pytest.raises(TurnPassed):
        approve(here, here.anna, after(turn))
    assert approve(here, here.carla, turn, "akkoord") is State.WAITING
    assert (mine(here, here.carla), mine(here, here.anna)) == ([], ["factuur.pdf"])
    assert approve(here, here.anna, after(turn)) is State.APPROVED
    found = shown(here, turn)
    assert (found.state, [place.stands for place in found.places]) == (State.APPROVED, ["approved", "approved"])
    told = [(line.deed, line.person, line.comment) for line in found.history]
    assert told == [("started", "Mona", ""), ("approved", "Carla", "akkoord"), ("approved", "Anna", "")]


def test_a_rejection_says_why_and_ends_it(here: Office) -> None:
    turn = send(here, here.anna, here.bert)
    with act(here.anna, here.slug) as actor:
        for comment in ("", " \n ", "x" * 1001, "a\0b"):
            with pytest.raises(CommentMalformed):
                deciding.reject(actor, CODE, turn, comment)
        assert deciding.reject(actor, CODE, turn, "Bedrag\nklopt niet") is State.REJECTED
    found = shown(here, turn)
    assert [place.stands for place in found.places] == ["rejected", "skipped"]
    assert found.history[-1].comment == "Bedrag\nklopt niet"
    assert mine(here, here.bert) == []


def test_the_same_answer_sent_twice_counts_once(here: Office) -> None:
    turn = send(here, here.anna, here.bert)
    approve(here, here.anna, turn)
    with pytest.raises(TurnPassed):
        approve(here, here.anna, turn)
    assert len(shown(here, turn).history) == 2


def test_whose_turn_it_is_not_cannot_decide(here: Office) -> None:
    turn = send(here, here.anna)
    for person, refusal in ((here.bert, NotFound), (here.mona, NotYourTurn), (here.world.alice, NotYourTurn)):
        with pytest.raises(refusal):
            approve(here, person, turn)
    with pytest.raises(NotAllowed):
        approve(here, here.world.bob, turn)  # a bookkeeper's role does not include authorising
    with pytest.raises(NotFound), act(here.eve, here.world.elsewhere.slug) as actor:
        deciding.approve(actor, CODE, turn)


def test_who_lost_access_or_the_role_decides_no_more(here: Office) -> None:
    turn = send(here, here.anna)
    with act(here.world.alice, here.slug) as actor:
        tenancy.withdraw_access(actor=actor, code=CODE, person=here.anna)
    assert mine(here, here.anna) == []
    with pytest.raises(NotFound):
        approve(here, here.anna, turn)


def test_an_authoriser_sees_the_documents_that_are_theirs_and_no_others(here: Office) -> None:
    """R068: and what they decided on stays in an archive of their own."""
    turn, other = send(here, here.anna, here.bert, name="een.pdf"), send(here, here.carla, name="twee.pdf")
    with act(here.anna, here.slug) as actor:
        assert own.content(actor, CODE, turn.document).name == "een.pdf"
        for read in (
            lambda: own.content(actor, CODE, other.document),
            lambda: own.authorised(actor, CODE, other.document, 1),
            lambda: own.rounds(actor, CODE, other.document),
        ):
            with pytest.raises(NotFound):
                read()
        with pytest.raises(NotAllowed):
            queries.waiting(actor, CODE)
    with pytest.raises(NotFound), act(here.bert, here.slug) as actor:
        own.content(actor, CODE, turn.document)  # not yet
    approve(here, here.anna, turn)
    with act(here.anna, here.slug) as actor:
        assert [(row.document, row.deed) for row in own.decided_by_me(actor).rows] == [("een.pdf", "approved")]
        assert own.content(actor, CODE, turn.document).name == "een.pdf"
        assert not own.authorised(actor, CODE, turn.document, 1).mine


def test_a_restricted_client_has_no_such_page(here: Office) -> None:
    with act(here.world.bob, here.slug) as actor:
        for read in (own.waiting_for_me, own.decided_by_me):
            with pytest.raises(NotAllowed):
                read(actor)
        assert not own.anything_waits(actor)


def test_a_turn_goes_to_somebody_else(here: Office) -> None:
    turn = send(here, here.anna, here.bert)
    with act(here.mona, here.slug) as actor:
        with pytest.raises(AuthorisationRefused):
            deciding.reassign(actor, CODE, turn, here.bert.uid)  # is in it already
        with pytest.raises(NotAble):
            deciding.reassign(actor, CODE, turn, here.eve.uid)
        deciding.reassign(actor, CODE, turn, here.carla.uid, "met verlof")
    with pytest.raises(NotFound):
        approve(here, here.anna, turn)
    assert approve(here, here.carla, turn) is State.WAITING
    line = shown(here, turn).history[1]
    assert (line.deed, line.person, line.other, line.comment) == ("reassigned", "Mona", "Carla", "met verlof")


def test_all_that_waits_for_one_person_goes_to_another(here: Office) -> None:
    send(here, here.anna, name="een.pdf")
    send(here, here.anna, name="twee.pdf")
    both = send(here, here.anna, here.carla, name="drie.pdf")
    with act(here.mona, here.slug) as actor:
        told = finishing.reassign_all(actor, CODE, here.anna.uid, here.carla.uid)
        assert (told.given, told.left) == (2, 1)
        assert own.authorised(actor, CODE, both.document, 1).places[0].authoriser.name == "Anna"
    assert mine(here, here.carla) == ["een.pdf", "twee.pdf"]


@pytest.mark.parametrize("who", ["anna", "bob"])
def test_only_who_manages_workflows_reassigns_and_settles(here: Office, who: str) -> None:
    turn = send(here, here.anna)
    with act(here.world.bob if who == "bob" else here.anna, here.slug) as actor:
        for verb in (
            lambda: deciding.reassign(actor, CODE, turn, here.carla.uid),
            lambda: finishing.reassign_all(actor, CODE, here.anna.uid, here.carla.uid),
            lambda: finishing.settle_all(actor, CODE, State.APPROVED, "klaar"),
        ):
            with pytest.raises(NotAllowed):
                verb()


def test_a_document_is_withdrawn_by_who_books_and_can_be_sent_again(here: Office) -> None:
    turn = send(here, here.anna)
    with act(here.world.bob, here.slug) as actor:
        deciding.withdraw(actor, CODE, turn, "dubbel")
        again = deciding.start(actor, CODE, turn.document, "w factuur.pdf", Moment.BEFORE)
        assert again == Turn(turn.document, 2, 1)
        assert own.rounds(actor, CODE, turn.document) == [(2, "waiting", "before"), (1, "withdrawn", "before")]
    with pytest.raises(TurnPassed):
        approve(here, here.anna, turn)


def test_what_cannot_be_sent_is_refused(here: Office) -> None:
    turn = send(here, here.anna)
    key, other = workflow(here, here.anna, name="Leeg"), document(here, "andere.pdf")
    refused: list[str] = []
    with act(here.mona, here.slug) as actor:

        def sent(uid: object, to: str = key, moment: Moment = Moment.BEFORE) -> None:
            with pytest.raises((Refused, NeedsPerson)) as caught:
                deciding.start(actor, CODE, uid, to, moment)  # type: ignore[arg-type]
            refused.append(caught.value.code)

        sent(turn.document)
        sent(other, moment=Moment.AFTER)
        sent(other, "no such workflow")
        sent(other, "a\0b")
        sent(here.anna.uid)
        workflows.remove_authorisers(actor, CODE)
        sent(other)
        Document.objects.filter(uid=other).update(deleted_at=clock.now())
        sent(other)
    assert refused == [
        "WAITS-ALREADY",
        "AUTHORISATION-OFF",
        "WORKFLOW-NOT-FOUND",
        "WORKFLOW-NOT-FOUND",
        "AUTHORISATION-NOT-FOUND",
        "WORKFLOW-EMPTY",
        "DOCUMENT-DELETED",
    ]


def test_a_changed_workflow_leaves_what_waits_as_it_began(here: Office) -> None:
    turn = send(here, here.anna, here.bert)
    with act(here.mona, here.slug) as actor:
        workflows.delete_workflows(actor, CODE)
        workflows.demand(actor, CODE, queries.demands(actor, CODE).__class__(Demand.NONE, Demand.NONE))
    assert approve(here, here.anna, turn) is State.WAITING
    assert approve(here, here.bert, after(turn)) is State.APPROVED


@pytest.mark.parametrize("outcome", [State.APPROVED, State.REJECTED])
def test_r065_r076_everything_that_waits_is_settled_with_a_comment(here: Office, outcome: State) -> None:
    turns = [send(here, here.anna, here.bert, name=f"{number}.pdf") for number in range(3)]
    approve(here, here.anna, turns[0])
    with act(here.mona, here.slug) as actor:
        with pytest.raises(CommentMalformed):
            finishing.settle_all(actor, CODE, outcome, "")
        assert finishing.settle_all(actor, CODE, outcome, "wegens migratie") == 3
        assert finishing.settle_all(actor, CODE, outcome, "wegens migratie") == 0
        assert queries.stand(actor, CODE).waiting == 0
    found = shown(here, turns[0])
    last = found.history[-1]
    assert (found.state, last.deed, last.person, last.other, last.comment, last.number) == (
        outcome,
        f"settled_{outcome}",
        "Mona",
        "Bert",
        "wegens migratie",
        3,
    )
    assert shown(here, turns[1]).history[-1].other == "Anna"


def test_nothing_is_decided_in_a_frozen_administration(here: Office) -> None:
    """R124, R172."""
    turn = send(here, here.anna)
    one = administration_of(here.world.alice, here.slug, CODE)
    with act(here.world.alice, here.slug):
        freeze.freeze(one)
    verbs: list[tuple[Person, Callable[[Actor], object]]] = [
        (here.anna, lambda actor: deciding.approve(actor, CODE, turn)),
        (here.anna, lambda actor: deciding.reject(actor, CODE, turn, "nee")),
        (here.mona, lambda actor: deciding.reassign(actor, CODE, turn, here.bert.uid)),
        (here.mona, lambda actor: finishing.settle_all(actor, CODE, State.APPROVED, "klaar")),
        (here.mona, lambda actor: workflows.delete_workflows(actor, CODE)),
    ]
    for person, verb in verbs:
        with pytest.raises(Frozen), act(person, here.slug) as actor:
            verb(actor)
    assert mine(here, here.anna) == []  # nothing can be done about it now
    assert shown(here, turn).state is State.WAITING


def test_the_history_is_only_added_to(here: Office) -> None:
    send(here, here.anna)
    table = "authorisation_authorisationevent"
    with act(here.mona, here.slug), connection.cursor() as cursor:
        for statement in (f"UPDATE {table} SET comment = 'x'", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(statement)
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] >= 1


def test_another_environment_sees_nothing_of_it(here: Office) -> None:
    send(here, here.anna)
    tables = ["setting", "workflow", "workflowstep", "authorisation", "authorisationturn", "authorisationevent"]
    one = administration_of(here.world.alice, here.slug, CODE)

    def seen() -> list[int]:
        counts = []
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"SELECT count(*) FROM authorisation_{table} WHERE administration_id = %s", [one.pk])
                counts.append(cursor.fetchone()[0])
        return counts

    with act(here.mona, here.slug):
        assert all(seen())
    with act(here.world.charlie, here.world.elsewhere.slug):
        assert not any(seen())
        with connection.cursor() as cursor, transaction.atomic():
            cursor.execute("UPDATE authorisation_workflow SET name = 'x' WHERE administration_id = %s", [one.pk])
            assert cursor.rowcount == 0
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO authorisation_workflow (administration_id, key, name) VALUES (%s, 'x', 'x')", [one.pk]
            )


def test_what_waits_is_listed_page_by_page_with_a_fixed_number_of_queries(
    here: Office, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        send(here, here.anna, name=f"{number}.pdf")
    with act(here.mona, here.slug) as actor:
        page = queries.waiting(actor, CODE, limit=2)
        assert [row.document for row in page.rows] == ["0.pdf", "1.pdf"]
        rest = queries.waiting(actor, CODE, after=page.after, limit=2)
        assert ([row.document for row in rest.rows], rest.after) == (["2.pdf"], 0)
        with django_assert_num_queries(5):
            queries.waiting(actor, CODE)
    with act(here.anna, here.slug) as actor:
        with django_assert_num_queries(3):
            own.waiting_for_me(actor)
        first = own.waiting_for_me(actor, limit=1)
        assert [row.document for row in own.waiting_for_me(actor, first.after, 1).rows] == ["1.pdf"]


def test_what_waits_in_several_administrations_stands_on_one_page(here: Office) -> None:
    add_administration(here.world, "2002", "Slagerij Smit")
    with act(here.world.alice, here.slug) as actor:
        for one in (here.mona, here.anna):
            tenancy.give_access(actor=actor, code="2002", person=one)
    demand(here, code="2002")
    send(here, here.anna)
    send(here, here.anna, name="tweede.pdf", code="2002")
    with act(here.anna, here.slug) as actor:
        rows = own.waiting_for_me(actor).rows
    assert [(row.code, row.document) for row in rows] == [(CODE, "factuur.pdf"), ("2002", "tweede.pdf")]
