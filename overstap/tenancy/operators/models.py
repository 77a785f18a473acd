"""Tables. What the operator of the installation does."""

import uuid

from django.db import models
from django.utils import timezone

from overstap.tenancy.models import Person


class Impersonation(models.Model):
    """That an operator works in the name of somebody: why, from when to when at latest. Only its end is added later.

    Operators see all of them, everybody else those of themselves.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    operator = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    started_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=10, blank=True)  # button, time, sign_out, next

    def __str__(self) -> str:
        return f"{self.operator_id} for {self.person_id} from {self.started_at:%Y-%m-%d %H:%M}"
