"""Tables of rehearsals. What they found in the books is for the giver alone until the books really moved."""

import uuid

from django.db import models
from django.utils import timezone

from overstap.moves.models import Move
from overstap.moves.rehearsals.values import RehearsalState
from overstap.tenancy.models import Environment, Person, choices


class Rehearsal(models.Model):
    """An order to rehearse, and what both parties may know of what came out."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")  # whose books they are
    receiver = models.ForeignKey(Environment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    move = models.ForeignKey(Move, null=True, blank=True, on_delete=models.PROTECT)  # null: before any offer
    profile = models.CharField(max_length=40)
    codes = models.JSONField()  # of the administrations at the giver
    names = models.JSONField()
    uids = models.JSONField()
    state = models.CharField(max_length=10, choices=choices(RehearsalState), default=RehearsalState.WAITING)
    ordered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    problems = models.JSONField(default=list)  # of the receiver's preflight
    parts = models.JSONField(default=list)  # values.Rehearsed as data, without amounts and names of records
    forecast = models.JSONField(null=True, blank=True)
    is_clean = models.BooleanField(null=True, blank=True)
    failure = models.JSONField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("environment", "-id"), name="rehearsal_newest"),)

    def __str__(self) -> str:
        return f"{self.uid} {self.state}"


class RehearsalInside(models.Model):
    """What the giver alone sees: its own preflight, and the verifications with figures and names."""

    rehearsal = models.OneToOneField(Rehearsal, on_delete=models.PROTECT)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    problems = models.JSONField()
    results = models.JSONField()  # number of the administration -> verify.as_dict

    def __str__(self) -> str:
        return str(self.rehearsal_id)
