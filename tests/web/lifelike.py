"""Two offices as they might really be, in the middle of a working day: for the pictures in the README."""

import time
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from overstap.books.sample import SamplePlan
from overstap.cli.demo.cast import GIVER, RECEIVER, Office, gather
from overstap.cli.demo.sample_files import write_years
from overstap.connectors.audit_file.actions import import_audit_file
from overstap.lib import clock
from overstap.moves import actions, queries
from overstap.moves.actions.give import OfferOrder
from overstap.moves.values import MoveState
from overstap.tenancy import access, audit
from overstap.tenancy import actions as tenancy
from overstap.tenancy.models import Person
from tests.web.mails import letter_with_code

# Smaller than those of the demonstration, so that this takes seconds.
CONSULTANCY = SamplePlan(
    seed=2301, name="Adviesbureau De Wilgenhof B.V.", years=(2024, 2025), lines=4_000, trade="consultancy"
)
WHOLESALE = SamplePlan(seed=2312, name="Groothandel Café & Keuken Élan B.V.", years=(2024, 2025), lines=12_000)
BUILDER = SamplePlan(seed=2303, name="Bouwbedrijf Van Rietschoten B.V.", years=(2025,), lines=2_000, trade="builder")
WINE = SamplePlan(seed=2304, name="Wijnhandel Het Vat B.V.", years=(2025,), lines=2_000)
STAYING = (
    SamplePlan(seed=2305, name="Hoveniersbedrijf De Groene Gaard B.V.", years=(2025,), lines=1_200, trade="builder"),
    SamplePlan(seed=2306, name="Fysiotherapie Het Spoor B.V.", years=(2025,), lines=1_200, trade="consultancy"),
)
_WITHIN = 120  # seconds


@dataclass(frozen=True)
class WorkingDay:
    """De Linde gives and Van Dam receives; ``delivered`` waits for its release at Van Dam."""

    giver: str
    receiver: str
    marieke: Person
    sanne: Person
    delivered: UUID
    books: str  # the code of an administration that Sanne can open


def working_day(folder: Path) -> WorkingDay:
    """Made through the real actions; a worker has to be at work."""
    for office in (GIVER, RECEIVER):
        gather(office)
    for plan in (CONSULTANCY, BUILDER, WINE, *STAYING):
        _load(GIVER, plan, folder)
    _load(RECEIVER, WHOLESALE, folder)
    builder = _move(GIVER, RECEIVER, BUILDER, "0311")
    with audit.attempt(_boss(RECEIVER), RECEIVER.slug, "move.release") as actor:
        actions.release(actor, builder)
        tenancy.give_access(actor=actor, code="0311", person=actor.person)
    delivered = _move(GIVER, RECEIVER, CONSULTANCY, "0412")
    _offer(GIVER, RECEIVER, WINE)
    return WorkingDay(GIVER.slug, RECEIVER.slug, _boss(GIVER), _boss(RECEIVER), delivered, str(WHOLESALE.seed))


def _boss(office: Office) -> Person:
    return access.person_by_email(office.superuser.email)


def _load(office: Office, plan: SamplePlan, folder: Path) -> None:
    for path in write_years(plan, folder):
        with audit.attempt(_boss(office), office.slug, "audit-file.import") as actor:
            import_audit_file(actor, [path], code=str(plan.seed), name=plan.name)


def _offer(giver: Office, receiver: Office, plan: SamplePlan) -> UUID:
    order = OfferOrder(codes=[str(plan.seed)], receiver_email=receiver.superuser.email, agreed=True)
    with audit.attempt(_boss(giver), giver.slug, "move.offer") as actor:
        return actions.offer(actor, order).uid


def _move(giver: Office, receiver: Office, plan: SamplePlan, code: str) -> UUID:
    """Until it is delivered."""
    began = clock.now()
    uid = _offer(giver, receiver, plan)
    typed = letter_with_code(receiver.superuser.email, began)
    with audit.attempt(_boss(receiver), receiver.slug, "move.accept") as actor:
        actions.accept(actor, typed.code, {str(plan.seed): code}, agreed=True)
    end = time.monotonic() + _WITHIN
    while time.monotonic() < end:
        with audit.attempt(_boss(receiver), receiver.slug, "move.show") as actor:
            state = queries.status(actor, uid).state
        if state == MoveState.DELIVERED:
            return uid
        assert state != MoveState.FAILED
        time.sleep(0.2)
    raise AssertionError(f"{plan.name} was not delivered")
