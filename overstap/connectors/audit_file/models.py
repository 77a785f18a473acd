"""Tables of imports: what was ordered, how it goes, what was found. Reached through orders, running and job_queries."""

import uuid

from django.db import models

from overstap.lib import clock
from overstap.tenancy.models import Environment, Person


class ImportState(models.TextChoices):
    """Where an import is. The last four are ends."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"  # the file, or the administration, did not allow it; nothing was written
    FAILED = "failed"  # a fault of ours; nothing was written
    CANCELLED = "cancelled"


class ImportJob(models.Model):
    """An import that somebody ordered. The files themselves lie in uploads/<uid> until it ends."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    code = models.CharField(max_length=35)
    name = models.CharField(max_length=200, blank=True)
    is_new = models.BooleanField()  # whether the administration is to be made
    encoding = models.CharField(max_length=40, blank=True)
    year = models.SmallIntegerField()
    files = models.JSONField(default=list)  # of {name, bytes}
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.WAITING)
    lines = models.BigIntegerField(default=0)  # so far
    created_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)  # ImportResult without its findings
    problem = models.JSONField(null=True)  # {code, message, remedy}, the last two as lib.kept_sentences
    counts = models.JSONField(default=list)  # of [severity, code, how many findings]

    class Meta:
        indexes = (models.Index(fields=("environment", "-id"), name="import_job_newest"),)

    def __str__(self) -> str:
        return f"{self.uid} {self.code} {self.state}"


class ImportFinding(models.Model):
    """One finding of an import; ``nr`` counts from 1 within the job. Texts as lib.kept_sentences."""

    pk = models.CompositePrimaryKey("job_id", "nr")
    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE)
    nr = models.IntegerField()
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    severity = models.CharField(max_length=10)
    code = models.CharField(max_length=60)
    place = models.TextField()
    message = models.JSONField()
    remedy = models.JSONField()

    class Meta:
        indexes = (models.Index(fields=("job", "code", "nr"), name="import_finding_code"),)

    def __str__(self) -> str:
        return f"{self.job_id}/{self.nr} {self.code}"
