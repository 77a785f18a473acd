"""Workflows, and what is asked before and after booking."""

from uuid import uuid4

import pytest

from overstap.books.authorisation import guard, queries, workflows
from overstap.books.authorisation.deciding import approve
from overstap.books.authorisation.guard import NotAuthorised
from overstap.books.authorisation.naming import WorkflowMalformed
from overstap.books.authorisation.values import Demand, Demands, Moment, WorkflowDraft
from overstap.books.authorisation.workflows import TooManyWorkflows, WorkflowExists
from overstap.books.documents import actions as documents
from overstap.books.documents.values import EntryKey
from overstap.lib.errors import Refused
from overstap.tenancy import access
from overstap.tenancy import actions as tenancy
from overstap.tenancy.access import NotAllowed, NotFound
from overstap.tenancy.roles import Right
from tests.books.authorisation.world import Office, demand, document, send, workflow
from tests.moves.world import CODE, act


def listed(here: Office) -> list[tuple[str, list[str]]]:
    with act(here.mona, here.slug) as actor:
        return [(row.name, [one.name for one in row.authorisers]) for row in queries.workflows(actor, CODE)]


def test_a_workflow_keeps_its_authorisers_in_order(here: Office) -> None:
    workflow(here, here.carla, here.anna, name="Inkoop boven 1.000")
    workflow(here, here.bert, name="Alles")
    assert listed(here) == [("Alles", ["Bert"]), ("Inkoop boven 1.000", ["Carla", "Anna"])]


@pytest.mark.parametrize("name", ["", "  ", "x" * 26, "a\nb", "a\0b", "\u202egnp"])
def test_a_name_that_is_none_is_refused(here: Office, name: str) -> None:
    with pytest.raises(WorkflowMalformed) as refused:
        workflow(here, here.anna, name=name)
    assert refused.value.code == "WORKFLOW-NAME"


@pytest.mark.parametrize("name", ["INKOOP", "inkoop ", "\uff29\uff2e\uff2b\uff2f\uff2f\uff30", "Inkoop"])
def test_a_name_is_there_once_whatever_its_capitals(here: Office, name: str) -> None:
    workflow(here, here.anna, name="Inkoop")
    with pytest.raises(WorkflowExists):
        workflow(here, here.bert, name=name)


def test_twenty_five_letters_and_twenty_five_workflows_are_the_most(here: Office) -> None:
    for number in range(25):
        workflow(here, here.anna, name=f"{number:02d}" + "x" * 23)
    with pytest.raises(TooManyWorkflows):
        workflow(here, here.anna, name="one more")


def test_it_has_one_to_three_authorisers_each_once_who_can_authorise_here(here: Office) -> None:
    restricted = [(), (here.anna, here.anna), (here.anna, here.bert, here.carla, here.mona), (here.eve,)]
    codes = []
    for people in (*restricted, (here.world.bob,)):
        with pytest.raises(WorkflowMalformed) as refused:
            workflow(here, *people)
        codes.append(refused.value.code)
    assert codes == [
        "WORKFLOW-AUTHORISERS",
        "WORKFLOW-TWICE",
        "WORKFLOW-AUTHORISERS",
        "WORKFLOW-NOT-ABLE",
        "WORKFLOW-NOT-ABLE",
    ]
    with act(here.mona, here.slug) as actor, pytest.raises(WorkflowMalformed):
        workflows.add_workflow(actor, CODE, WorkflowDraft("x", [uuid4()]))


def test_another_name_and_other_people_are_kept_under_the_new_key(here: Office) -> None:
    key = workflow(here, here.anna, name="Inkoop")
    workflow(here, here.bert, name="Verkoop")
    with act(here.mona, here.slug) as actor:
        assert workflows.change_workflow(actor, CODE, key, WorkflowDraft("INKOOP", [here.carla.uid])) == key
        with pytest.raises(WorkflowExists):
            workflows.change_workflow(actor, CODE, key, WorkflowDraft("VERKOOP", [here.carla.uid]))
        new = workflows.change_workflow(actor, CODE, key, WorkflowDraft("Kosten", [here.carla.uid, here.bert.uid]))
        with pytest.raises(NotFound):
            workflows.delete_workflow(actor, CODE, key)
        workflows.delete_workflow(actor, CODE, "verkoop")
    assert new == "kosten"
    assert listed(here) == [("Kosten", ["Carla", "Bert"])]


def test_who_left_the_administration_is_shown_as_unable(here: Office) -> None:
    workflow(here, here.anna)
    with act(here.world.alice, here.slug) as actor:
        tenancy.withdraw_access(actor=actor, code=CODE, person=here.anna)
        (row,) = queries.workflows(actor, CODE)
    assert [(one.name, one.able) for one in row.authorisers] == [("Anna", False)]


@pytest.mark.parametrize("who", ["anna", "bob", "eve"])
def test_only_who_manages_workflows_changes_them(here: Office, who: str) -> None:
    person = here.world.bob if who == "bob" else getattr(here, who)
    slug = here.world.elsewhere.slug if who == "eve" else here.slug
    key = workflow(here, here.anna)
    verbs = (
        lambda actor: workflows.add_workflow(actor, CODE, WorkflowDraft("x", [here.anna.uid])),
        lambda actor: workflows.delete_workflow(actor, CODE, key),
        lambda actor: workflows.remove_authorisers(actor, CODE),
        lambda actor: workflows.delete_workflows(actor, CODE),
        lambda actor: workflows.demand(actor, CODE, Demands(Demand.MANDATORY)),
    )
    for verb in verbs:
        with pytest.raises((NotAllowed, NotFound)), act(person, slug) as actor:
            verb(actor)
    assert listed(here) == [("Inkoop", ["Anna"])]


def test_r072_r073_authorisers_are_taken_out_and_workflows_deleted_at_once(here: Office) -> None:
    workflow(here, here.anna, here.bert, name="Een")
    workflow(here, here.bert, name="Twee")
    with act(here.mona, here.slug) as actor:
        assert queries.stand(actor, CODE).authorisers == 2
        assert workflows.remove_authorisers(actor, CODE) == 2
        assert workflows.remove_authorisers(actor, CODE) == 0
        assert (queries.stand(actor, CODE).authorisers, queries.stand(actor, CODE).workflows) == (0, 2)
        assert workflows.delete_workflows(actor, CODE) == 2
        assert workflows.delete_workflows(actor, CODE) == 0
    assert listed(here) == []


def test_r074_r075_what_is_asked_is_set_and_read(here: Office) -> None:
    demand(here, Demand.MANDATORY, Demand.OPTIONAL)
    with act(here.mona, here.slug) as actor:
        assert queries.demands(actor, CODE) == Demands(Demand.MANDATORY, Demand.OPTIONAL)
        assert workflows.parse_demand("none") is Demand.NONE
        with pytest.raises(Refused):
            workflows.parse_demand("sometimes")


def test_what_must_be_authorised_cannot_be_booked_before_it_is(here: Office) -> None:
    turn = send(here, here.anna)
    other = document(here, "andere.pdf")
    demand(here, Demand.MANDATORY)
    with act(here.world.alice, here.slug) as actor:
        one = access.administration(actor, CODE, Right.READ_BOOKS)
        for uid in (turn.document, other):
            with pytest.raises(NotAuthorised):
                guard.require_authorised(one, uid, Moment.BEFORE)
            guard.require_authorised(one, uid, Moment.AFTER)
    with act(here.anna, here.slug) as actor:
        approve(actor, CODE, turn)
    with act(here.world.alice, here.slug):
        guard.require_authorised(one, turn.document, Moment.BEFORE)


def test_r074_a_document_is_put_to_an_entry_once_it_is_authorised(here: Office) -> None:
    turn, entry = send(here, here.anna), EntryKey("VK", "2025-0001")
    demand(here, Demand.MANDATORY)
    with act(here.world.alice, here.slug) as actor, pytest.raises(NotAuthorised):
        documents.link_to_entry(actor, CODE, turn.document, entry)
    with act(here.anna, here.slug) as actor:
        approve(actor, CODE, turn)
    other = document(here, "andere.pdf")
    with act(here.world.alice, here.slug) as actor:
        documents.link_to_entry(actor, CODE, turn.document, entry)
        documents.link_to_entry(actor, CODE, other, None)
        with pytest.raises(NotAuthorised):
            documents.link_to_entry(actor, CODE, other, entry)
