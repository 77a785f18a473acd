"""Tables. Tasks after a move, what was looked at before its release, and originals that their holder deletes."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from overstap.moves.aftercare.values import ExistsHere, ManagedBy, Option, TaskDeed
from overstap.moves.models import Move, MoveAdministration
from overstap.tenancy.models import Administration, Environment, Person, choices


class Task(models.Model):
    """Something that a person of one party has to do after a move; of one administration, or of the whole move."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    move = models.ForeignKey(Move, on_delete=models.PROTECT)
    part = models.ForeignKey(MoveAdministration, null=True, blank=True, on_delete=models.PROTECT)
    code = models.CharField(max_length=40)  # codes.KINDS
    variant = models.CharField(max_length=40, blank=True)  # which bank, say
    facts = models.JSONField(default=list)  # what the giver had of it at the release: texts without words of ours
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    done_text = models.TextField(blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.TextField(blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)  # once, when it was overdue
    asks = models.BooleanField(default=False)  # something that was not copied
    managed_by = models.CharField(max_length=20, choices=choices(ManagedBy), blank=True)
    exists_here = models.CharField(max_length=10, choices=choices(ExistsHere), blank=True)
    option = models.CharField(max_length=10, choices=choices(Option), blank=True)
    remark = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("move", "environment", "part", "code", "variant"), name="task_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(done_at=None) | ~Q(done_text=""), name="task_done_says_what"),
        )
        indexes = (
            models.Index(fields=("environment", "due", "id"), name="task_of_environment"),
            models.Index(
                fields=("due",), condition=Q(done_at=None, cancelled_at=None, reminded_at=None), name="task_to_remind"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.variant} {self.due}"


class TaskEvent(models.Model):
    """A line of the history of a task. Append-only."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT)
    at = models.DateTimeField(default=timezone.now)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    deed = models.CharField(max_length=10, choices=choices(TaskDeed))
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.deed} {self.at:%Y-%m-%d}"


class CheckMark(models.Model):
    """That somebody looked at a line of the check report, or took that back; the newest one holds. Append-only."""

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    part = models.ForeignKey(MoveAdministration, on_delete=models.PROTECT)
    line = models.CharField(max_length=40)  # codes.REPORT
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    checked = models.BooleanField()

    class Meta:
        indexes = (models.Index(fields=("environment", "part", "line", "-id"), name="mark_newest"),)

    def __str__(self) -> str:
        return f"{self.line} {self.checked}"


class CheckReport(models.Model):
    """The check report as it was at the release; both parties can read it ever after. Append-only."""

    move = models.OneToOneField(Move, on_delete=models.PROTECT)
    at = models.DateTimeField(default=timezone.now)
    parts = models.JSONField()  # list of values.PartReport.as_dict

    def __str__(self) -> str:
        return f"{self.move_id} {self.at:%Y-%m-%d}"


class LegalHold(models.Model):
    """That an original has to be kept until a day. Lifted by a person with a reason, never removed."""

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    administration = models.ForeignKey(Administration, on_delete=models.PROTECT, related_name="+")
    until = models.DateField()
    reason = models.TextField()
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_why = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("administration",), condition=Q(lifted_at=None), name="one_hold"),
        )

    def __str__(self) -> str:
        return f"{self.administration_id} until {self.until}"


class Tombstone(models.Model):
    """What stays of an original that its holder deleted: what, when, by whom, why. Append-only."""

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    administration = models.OneToOneField(Administration, on_delete=models.PROTECT, related_name="+")
    move = models.ForeignKey(Move, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=35)
    name = models.CharField(max_length=200)
    receiver = models.CharField(max_length=200)  # who holds the books
    deleted_at = models.DateTimeField(default=timezone.now)
    deleted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    proof_sha256 = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.code} {self.deleted_at:%Y-%m-%d}"
