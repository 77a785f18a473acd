"""What waits for a person: how much it is, and where a question stands among the others, surest first."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q

from overstap.coupling import entering
from overstap.coupling.models import Difference, Question
from overstap.coupling.shown import QuestionRow
from overstap.coupling.values import Answer, Stage
from overstap.tenancy.access import Actor

_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many questions and differences are open, and where the coupling stands."""

    questions: int
    differences: int
    stage: Stage


@dataclass(frozen=True, slots=True)
class Place:
    """``at`` of ``of`` open questions; numbers of the ones before and after it, 0 where there is none."""

    at: int
    of: int
    before: int
    after: int


def waiting(actor: Actor) -> Waiting:
    """What is open, in three statements. Raises NotAllowed, CouplingOff."""
    one = entering.to_look(actor)
    questions = Question.objects.filter(environment=one.environment_id, answer=Answer.OPEN).count()
    differences = Difference.objects.filter(environment=one.environment_id, is_open=True).count()
    return Waiting(questions, differences, Stage(one.stage))


def place(actor: Actor, question: QuestionRow) -> Place:
    """The place of ``question``, which may be answered itself; in four statements. Raises NotAllowed, CouplingOff."""
    one = entering.to_look(actor)
    still = Question.objects.filter(environment=one.environment_id, answer=Answer.OPEN)
    surer = Q(chance__gt=question.chance) | Q(chance=question.chance, pk__lt=question.number)
    others = still.exclude(pk=question.number)
    counted = still.aggregate(of=Count("pk"), ahead=Count("pk", filter=surer))
    before = others.filter(surer).order_by("chance", "-pk").values_list("pk", flat=True).first()
    after = others.exclude(surer).order_by("-chance", "pk").values_list("pk", flat=True).first()
    return Place(counted["ahead"] + 1, counted["of"], before or 0, after or 0)


def first(actor: Actor) -> int:
    """The number of the surest open question, 0 where none is. Raises NotAllowed, CouplingOff."""
    one = entering.to_look(actor)
    still = Question.objects.filter(environment=one.environment_id, answer=Answer.OPEN)
    return still.order_by("-chance", "pk").values_list("pk", flat=True).first() or 0


def answered_by(actor: Actor, decisions: Collection[int]) -> int:
    """The number of a question that one of these decisions answered, 0 where none did.

    Raises NotAllowed, CouplingOff.
    """
    one = entering.to_look(actor)
    found = Question.objects.filter(
        environment=one.environment_id, decision__in=[one for one in decisions if one <= _LARGEST]
    )
    return found.order_by("pk").values_list("pk", flat=True).first() or 0
