"""The verbs of tasks: done, reopen, assign, and the answer about what was not copied."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.moves.aftercare import notices
from overstap.moves.aftercare.models import Task, TaskEvent
from overstap.moves.aftercare.values import ExistsHere, ManagedBy, Option, TaskDeed
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Membership, Person
from overstap.tenancy.roles import Right, may
from overstap.tenancy.values import PersonKind

LONGEST_TEXT = 2_000


class TaskRefused(Refused):
    """This cannot be done with the task (any more)."""

    code = "TASK-STATE"


class TextMissing(Refused):
    """Something has to be said with it."""

    code = "TASK-TEXT-MISSING"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerGiven:
    """What somebody found out about something that was not copied; codes of values, empty where not known yet."""

    managed_by: str
    exists_here: str = ""
    option: str = ""
    remark: str = ""


def finish(actor: Actor, uid: UUID, text: str) -> None:
    """The task is done; ``text`` says what was done. Raises NotFound, TextMissing, TaskRefused when it is not open."""
    said = _said(text, _("Say what was done; a colleague reads it later."))
    one = _locked(actor, uid)
    _require_open(one)
    _finish(actor, one, said)


def reopen(actor: Actor, uid: UUID, reason: str) -> None:
    """It is to be done after all. Raises NotFound, TextMissing, TaskRefused when it is not done."""
    said = _said(reason, _("Say why it is open again."))
    one = _locked(actor, uid)
    if one.done_at is None:
        raise TaskRefused(_("This task is not done; there is nothing to reopen."), remedy=_("Look at the task."))
    one.done_at, one.done_by, one.done_text = None, None, ""
    if one.managed_by == ManagedBy.NOBODY:
        one.managed_by = ""  # or it would be done, and say that it is not used
    one.save()
    _write(actor, one, TaskDeed.REOPENED, said)
    audit.record(actor, "task.reopen", {"task": str(uid), "kind": one.code, "reason": said})


def assign(actor: Actor, uid: UUID, person: UUID) -> None:
    """Give the task to a person of the environment; they get a mail. Sent twice it is once.

    Raises NotAllowed for who may not read moves, NotFound (TASK-NOT-FOUND, PERSON-NOT-FOUND), TaskRefused.
    """
    access.require(actor, Right.READ_MOVES)
    one = _locked(actor, uid)
    _require_open(one)
    chosen = _member(actor, person)
    if one.owner_id == chosen.pk:
        return
    one.owner, one.reminded_at = chosen, None  # whoever gets it now may be reminded once too
    one.save()
    event = _write(actor, one, TaskDeed.ASSIGNED, chosen.name)
    if chosen.pk != actor.person.pk:
        notices.assigned(one, actor.person.name, event.pk)
    audit.record(actor, "task.assign", {"task": str(uid), "kind": one.code, "person": chosen.email})


def answer(actor: Actor, uid: UUID, given: AnswerGiven) -> None:
    """Who managed something that was not copied, and what is done about it (R243 to R247).

    "Nobody uses it" closes the task with that reason. Raises NotFound, TaskRefused, TextMissing.
    """
    _require_known(given)
    remark = given.remark.strip()[:LONGEST_TEXT]
    one = _locked(actor, uid)
    if not one.asks:
        raise TaskRefused(_("Nothing is asked about this task."), remedy=_("Mark it done when it is."))
    _require_open(one)
    one.managed_by, one.exists_here, one.option, one.remark = (
        given.managed_by, given.exists_here, given.option, remark,
    )  # fmt: skip
    one.answered_by, one.answered_at = actor.person, clock.now()
    one.save()
    told = " ".join(filter(None, (given.managed_by, given.exists_here, given.option)))
    _write(actor, one, TaskDeed.ANSWERED, told + (f": {remark}" if remark else ""))
    audit.record(actor, "task.answer", {"task": str(uid), "kind": one.code, "answer": told})
    if given.managed_by == ManagedBy.NOBODY:
        _finish(actor, one, " ".join(filter(None, (_("Nobody uses it."), remark))))


def finish_by_deed(actor: Actor, code: str, move: int, text: str) -> None:
    """The tasks ``code`` of a move that the actor's environment still has open are done by what was done elsewhere."""
    found = Task.objects.select_for_update().filter(
        environment=actor.environment, move=move, code=code, done_at=None, cancelled_at=None
    )
    for one in found:
        _finish(actor, one, text)


def visible_to(actor: Actor) -> dict[str, object]:
    """How a query finds the tasks that the actor may see: a superuser all of the environment, others their own."""
    wanted: dict[str, object] = {"environment": actor.environment}
    return wanted if may(actor.role, Right.READ_MOVES) else {**wanted, "owner": actor.person}


def not_found() -> access.NotFound:
    """There is no such task, or not for the actor."""
    return access.NotFound(
        _("There is no such task that is yours to see."), code="TASK-NOT-FOUND", remedy=_("Look under Tasks.")
    )


def _locked(actor: Actor, uid: UUID) -> Task:
    one = Task.objects.select_for_update(of=("self",)).filter(uid=uid, **visible_to(actor)).first()
    if one is None:
        raise not_found()
    return one


def _finish(actor: Actor, one: Task, text: str) -> None:
    one.done_at, one.done_by, one.done_text = clock.now(), actor.person, text
    one.save()
    _write(actor, one, TaskDeed.DONE, text)
    audit.record(actor, "task.done", {"task": str(one.uid), "kind": one.code})


def _require_open(one: Task) -> None:
    if one.cancelled_at is not None:
        raise TaskRefused(_("This task was called off."), remedy=_("There is nothing left to do."))
    if one.done_at is not None:
        raise TaskRefused(_("This task is done already."), remedy=_("Reopen it first, with a reason."))


def _require_known(given: AnswerGiven) -> None:
    asked = ((given.managed_by, ManagedBy, False), (given.exists_here, ExistsHere, True), (given.option, Option, True))
    for value, known, may_be_empty in asked:
        if value not in set(known) and not (may_be_empty and not value):
            raise TextMissing(
                _("Say who managed it, and choose from what is offered."),
                code="TASK-ANSWER",
                remedy=_("Choose one of the answers."),
            )
    _storable(given.remark)


def _said(text: str, remedy: str) -> str:
    said = text.strip()
    if not said:
        raise TextMissing(_("This takes a few words."), remedy=remedy)
    return _storable(said)[:LONGEST_TEXT]


def _storable(text: str) -> str:
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise TextMissing(
            _("The text has a character that cannot be stored."), code="TASK-TEXT", remedy=_("Remove it.")
        )
    return text


def _member(actor: Actor, person: UUID) -> Person:
    found = Membership.objects.select_related("person").filter(
        environment=actor.environment, active=True, person__uid=person, person__is_active=True
    )
    one = found.exclude(person__kind=PersonKind.PLACEHOLDER).first()
    if one is None:
        raise access.NotFound(
            _("That person does not work in this environment."),
            code="PERSON-NOT-FOUND",
            remedy=_("Choose one of the people under Settings > People."),
        )
    return one.person


def _write(actor: Actor, one: Task, deed: TaskDeed, text: str) -> TaskEvent:
    return TaskEvent.objects.create(task=one, at=clock.now(), person=actor.person, deed=deed, text=text)
