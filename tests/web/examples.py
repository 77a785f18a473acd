"""A world in which every address leads somewhere, and what to fill in for each part of an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from overstap.connectors.audit_file.orders import ImportOrder, order_import
from overstap.lib import clock
from overstap.moves.actions import drafts
from overstap.moves.aftercare.models import Task, TaskEvent
from overstap.moves.aftercare.values import TaskDeed
from overstap.moves.models import Move
from overstap.moves.rehearsals import actions as rehearsals
from overstap.moves.rehearsals import work as rehearsing
from overstap.tenancy import audit, people
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Role
from overstap.tenancy.values import AdministrationState
from tests.books.bank.filled import ABN
from tests.connectors.files import small
from tests.connectors.orders import copy_of
from tests.moves.people.helpers import stands_in
from tests.moves.takeovers.asking import choose, request
from tests.moves.world import CODE, TwoOffices, add_administration, code_in_mail, offer
from tests.web.authorisation_examples import authorisation_examples
from tests.web.conversion_examples import conversion_examples
from tests.web.coupling_examples import coupling_examples
from tests.web.coupling_world import contact_examples
from tests.web.document_examples import document_examples
from tests.web.inbox_examples import inbox_examples
from tests.web.project_examples import project_examples
from tests.web.relink_examples import relink
from tests.web.sales_examples import sales
from tests.web.token_examples import token_examples

_TAKEOVERS = tuple(
    f"{name}.uid"
    for name in (
        "takeover", "takeover-approve", "takeover-refuse", "takeover-choose", "takeover-export-done",
        "receive-takeover-codes", "receive-takeover-client",
    )
)  # fmt: skip
_TASKS = tuple(f"{name}.uid" for name in ("task", "task-done", "task-reopen", "task-assign", "task-answer"))
_ORIGINALS = tuple(f"{name}.code" for name in ("original-delete", "original-hold", "original-lift"))
INVITED = "newcomer@example.test"


@dataclass(frozen=True)
class Examples:
    """What the giver's pages are asked with, and what the receiver's."""

    giver: Mapping[str, str]
    receiver: Mapping[str, str]


def fill(world: TwoOffices, folder: Path) -> Examples:
    """An offered move, a draft on each side, an import that waits."""
    uid = offer(world)
    typed = code_in_mail(uid)
    with audit.attempt(world.alice, world.giver.slug, "test") as actor:
        people.invite(actor=actor, email=INVITED, role=Role.ACCOUNTANT)
        start = drafts.begin_start(actor, "administrations", {"profile": "transfer-code"})
    with audit.attempt(world.dora, world.receiver.slug, "test") as actor:
        receive = drafts.begin_receive(actor, "offer", typed)
    shared = {
        "code": CODE,
        "seq": "2",
        "uid": str(uid),
        "draft": str(start.uid),
        "package": "house",
        "person": str(world.bob.uid),
        "former": str(stands_in(world.alice, world.giver.slug, CODE, uid, world.charlie).uid),
        "rehearsal": _rehearsal(world),
        "import-job.uid": _import(world, folder),
        "managing-withdraw?": f"?email={INVITED}",
        "administration-ledger-card?": "?account=1300",
        "administration-journal?": "?journal=VK",
        "administration-relation?": "?relation=C1",
        "period": "2025-Q1",
        "number": "0",
        "administration-asset?": "?asset=A001",
        "export-audit-file?": "?year=2025&version=3.2",
        "bank-account?": f"?number={ABN}",
        "bank-link?": f"?number={ABN}",
        "bank-statements?": f"?number={ABN}",
        "bank-statement?": f"?number={ABN}&nr=1",
    }
    shared |= inbox_examples(world)
    shared |= document_examples(world)
    shared |= token_examples(world)
    shared |= relink(world)
    shared |= sales(world)
    shared |= authorisation_examples(world)
    shared |= conversion_examples(world)
    shared |= project_examples(world)
    shared |= coupling_examples(world)
    shared |= contact_examples(world)
    shared |= dict.fromkeys(_TAKEOVERS, _takeover(world))
    shared |= dict.fromkeys(_TASKS, _task(world, uid)) | dict.fromkeys(_ORIGINALS, _original(world))
    job = shared.pop("import-job.uid")
    shared |= {f"{name}.uid": job for name in ("import-job", "import-cancel", "import-findings", "import-findings-csv")}
    giver = {**shared, "environment": world.giver.slug}
    receiver = {**shared, "environment": world.receiver.slug, "draft": str(receive.uid), "person": str(world.dora.uid)}
    return Examples(giver, receiver)


def _task(world: TwoOffices, move: UUID) -> str:
    """A task of the giver that asks who managed something."""
    with audit.attempt(world.alice, world.giver.slug, "test") as actor:
        one = Task.objects.create(
            environment=actor.environment, move=Move.objects.get(uid=move), code="ports", owner=world.alice,
            due=clock.now().date(), asks=True,
        )  # fmt: skip
        TaskEvent.objects.create(task=one, person=world.alice, deed=TaskDeed.CREATED)
    return str(one.uid)


def _original(world: TwoOffices) -> str:
    """An administration that can be read only."""
    add_administration(world, "4711", "Slagerij De Boer B.V.")
    with audit.attempt(world.alice, world.giver.slug, "test") as actor:
        found = Administration.objects.filter(environment=actor.environment, code="4711")
        found.update(state=AdministrationState.READ_ONLY)
    return "4711"


def _rehearsal(world: TwoOffices) -> str:
    with audit.attempt(world.alice, world.giver.slug, "test") as actor:
        uid = str(rehearsals.order(actor, [CODE], "transfer-code"))
    while rehearsing.rehearse(uid):
        pass
    return uid


def _takeover(world: TwoOffices) -> str:
    """A takeover of which everybody is asked to approve."""
    add_administration(world, "7003", "Bakkerij Jansen Holding B.V.")
    uid = request(world)
    choose(world, uid, ("7003",))
    return str(uid)


def _import(world: TwoOffices, folder: Path) -> str:
    path = small(folder)
    arrived = [(path.name, copy_of(path))]
    with audit.attempt(world.alice, world.giver.slug, "audit-file.order") as actor:
        return str(order_import(actor, ImportOrder(arrived, is_new=True, code="2002", name="Klein", encoding="")))
