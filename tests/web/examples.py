"""A world in which every address leads somewhere, and what to fill in for each part of an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from overstap.connectors.audit_file.orders import ImportOrder, order_import
from overstap.moves.actions import drafts
from overstap.moves.rehearsals import actions as rehearsals
from overstap.moves.rehearsals import work as rehearsing
from overstap.tenancy import audit, people
from overstap.tenancy.roles import Role
from tests.connectors.files import small
from tests.connectors.orders import copy_of
from tests.moves.people.helpers import stands_in
from tests.moves.world import CODE, TwoOffices, code_in_mail, offer

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
        "export-audit-file?": "?year=2025&version=3.2",
    }
    job = shared.pop("import-job.uid")
    shared |= {f"{name}.uid": job for name in ("import-job", "import-cancel", "import-findings", "import-findings-csv")}
    giver = {**shared, "environment": world.giver.slug}
    receiver = {**shared, "environment": world.receiver.slug, "draft": str(receive.uid), "person": str(world.dora.uid)}
    return Examples(giver, receiver)


def _rehearsal(world: TwoOffices) -> str:
    with audit.attempt(world.alice, world.giver.slug, "test") as actor:
        uid = str(rehearsals.order(actor, [CODE], "transfer-code"))
    while rehearsing.rehearse(uid):
        pass
    return uid


def _import(world: TwoOffices, folder: Path) -> str:
    path = small(folder)
    arrived = [(path.name, copy_of(path))]
    with audit.attempt(world.alice, world.giver.slug, "audit-file.order") as actor:
        return str(order_import(actor, ImportOrder(arrived, is_new=True, code="2002", name="Klein", encoding="")))
