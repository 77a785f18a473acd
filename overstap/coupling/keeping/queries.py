"""What pages and the command line show of keeping in step. All run in the transaction of ``access.enter``."""

from django.db.models import Count, Q

from overstap.coupling import entering, rows
from overstap.coupling.keeping import planning
from overstap.coupling.keeping.following import GONE
from overstap.coupling.keeping.models import Keeping, Outgoing
from overstap.coupling.keeping.values import KeepingRow, KeptAdministration, OutgoingRow, Sending, Sort, Step
from overstap.coupling.models import Coupled, CouplingFinding, Difference, Question
from overstap.coupling.values import Answer, Stage
from overstap.tenancy.access import Actor

PAGE = 50
_LARGEST = 2**63 - 1


def status(actor: Actor) -> KeepingRow:
    """How keeping in step goes. Raises NotAllowed, CouplingOff."""
    coupling = entering.to_look(actor)
    state = Keeping.objects.filter(environment=actor.environment).first() or Keeping(environment=actor.environment)
    counted = Outgoing.objects.filter(environment=actor.environment).aggregate(
        waiting=Count("pk", filter=Q(state=Sending.WAITING)), refused=Count("pk", filter=Q(state=Sending.REFUSED))
    )
    still = Difference.objects.filter(environment=actor.environment, is_open=True).aggregate(
        every=Count("pk"), conflicts=Count("pk", filter=Q(conflict=True))
    )
    asked = Question.objects.filter(environment=actor.environment, answer=Answer.OPEN).count()
    gone = CouplingFinding.objects.filter(environment=actor.environment, code=GONE, solved_at=None).count()
    return KeepingRow(
        running=coupling.stage == Stage.RUNNING,
        busy=state.step != Step.REST,
        begun_at=state.begun_at,
        ended_at=state.ended_at,
        changed=state.changed,
        sent=state.sent,
        waiting=counted["waiting"],
        refused=counted["refused"],
        conflicts=still["conflicts"],
        differences=still["every"],
        questions=asked,
        gone=gone,
        problem=rows.problem(state.problem),
        administrations=[_administration(one) for one in entering.administrations(coupling)],
    )


def outgoing(
    actor: Actor, *, state: Sending | None = None, contact: int = 0, before: int = 0, limit: int = PAGE
) -> list[OutgoingRow]:
    """What goes or went out, newest first, before the line ``before``. Raises NotAllowed, CouplingOff."""
    entering.to_look(actor)
    found = Outgoing.objects.filter(environment=actor.environment).select_related("contact", "coupled", "person")
    if state is not None:
        found = found.filter(state=state)
    if contact:
        found = found.filter(contact__number=min(max(contact, 0), _LARGEST))
    if before:
        found = found.filter(pk__lt=min(max(before, 0), _LARGEST))
    return [_outgoing(one) for one in found.order_by("-pk")[:limit]]


def _administration(one: Coupled) -> KeptAdministration:
    back = planning.takes_back(one)
    return KeptAdministration(one.pk, one.name, one.standing, back, one.read_at, rows.problem(one.problem))


def _outgoing(one: Outgoing) -> OutgoingRow:
    names = [*one.after, *(name for name in one.before if name not in one.after)]
    return OutgoingRow(
        number=one.pk,
        sort=Sort(one.sort),
        state=Sending(one.state),
        contact=one.contact.number,
        contact_name=str(one.contact.fields.get("name", "")),
        administration=one.coupled_id,
        administration_name=one.coupled.name,
        fields={name: (str(one.before.get(name, "")), str(one.after.get(name, ""))) for name in names},
        person=one.person.name if one.person else "",
        made_at=one.made_at,
        done_at=one.done_at,
        problem=rows.problem(one.problem),
    )
