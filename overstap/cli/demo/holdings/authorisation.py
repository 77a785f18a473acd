"""Authorisation, the App Center and a copy in the demonstration: who decides about what, and what waits."""

from collections.abc import Sequence
from uuid import UUID

from overstap.books import copying
from overstap.books.authorisation import deciding, queries, workflows
from overstap.books.authorisation.queries import Sendable
from overstap.books.authorisation.values import Demand, Demands, Moment, WorkflowDraft
from overstap.books.copying import CopyOrder
from overstap.tenancy.access import Actor
from overstap.tenancy.appcenter import actions as apps
from overstap.tenancy.appcenter.values import AppDraft
from overstap.tenancy.roles import Right, may

WAITING, DECIDED = 3, 3  # documents
_APPS = (
    AppDraft("AFAS Link", "Bonnen fotograferen en uren schrijven met de telefoon", pairs=True),
    AppDraft("Scan & Herken", "Gegevens van facturen herkennen"),
    AppDraft("Kassakoppeling", "Dagomzet van de kassa inlezen"),
)


def furnish(actor: Actor, code: str, authorisers: Sequence[UUID] = ()) -> int:
    """Two workflows, some documents that wait and some that were decided on; gives how many documents were sent.

    ``authorisers``: person uids, in order; of these the ones who can authorise there, else the actor. The actor manages
    workflows and has access. Documents have to be there already (``holdings.documents``).
    """
    able = {one.uid for one in queries.able(actor, code)}
    people = [uid for uid in authorisers if uid in able][:3] or [actor.person.uid]
    workflows.demand(actor, code, Demands(Demand.OPTIONAL, Demand.NONE))
    of_others = workflows.add_workflow(actor, code, WorkflowDraft("Inkoopfacturen", people))
    of_mine = workflows.add_workflow(actor, code, WorkflowDraft("Kleine uitgaven", [actor.person.uid]))
    found = queries.sendable(actor, code, limit=WAITING + DECIDED)
    for one in found[:WAITING]:
        deciding.start(actor, code, one.uid, of_others, Moment.BEFORE)
    _decide(actor, code, found[WAITING:], of_mine)
    return len(found)


def furnish_environment(actor: Actor) -> int:
    """Apps that the actor's environment is connected with, of which the actor paired one; gives how many."""
    connected = [apps.connect(actor, draft) for draft in _APPS]
    apps.pair(actor, connected[0], f"Telefoon van {actor.person.name}"[:80])
    return len(connected)


def furnish_copy(actor: Actor, code: str) -> str:
    """A copy of an administration, with an address of its own (R087); gives its code, empty for who may not."""
    if not may(actor.role, Right.MANAGE_ADMINISTRATIONS):
        return ""
    return copying.copy_administration(actor, code, CopyOrder(f"{code[:30]}-K", "Declaraties personeel")).code


def _decide(actor: Actor, code: str, documents: Sequence[Sendable], workflow: str) -> None:
    """One after another: approved, approved, rejected."""
    for place, one in enumerate(documents):
        turn = deciding.start(actor, code, one.uid, workflow, Moment.BEFORE)
        if place % DECIDED == DECIDED - 1:
            deciding.reject(actor, code, turn, "Het bedrag klopt niet met de offerte.")
        else:
            deciding.approve(actor, code, turn, "Akkoord")
