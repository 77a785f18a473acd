"""Tables of documents under way. They belong to an environment and a person, so no move takes them along.

``administration`` is the number of its row: plain, because an original that is deleted does not wait for these.
"""

import uuid

from django.db import models

from overstap.lib import clock
from overstap.tenancy.models import Environment, Person


class Upload(models.Model):
    """A file that is coming in. Its content so far lies in a file of its own; how long that is, is how far it is."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    administration = models.BigIntegerField()
    name = models.TextField()
    size = models.BigIntegerField()  # bytes, when it is whole
    tag = models.CharField(max_length=10, blank=True)
    key = models.CharField(max_length=64)  # by which the same file is known again, see uploading
    created_at = models.DateTimeField(default=clock.now)
    document_uid = models.UUIDField(null=True)  # what it became

    class Meta:
        indexes = (models.Index(fields=("person", "administration", "key"), name="document_upload_known"),)

    def __str__(self) -> str:
        return f"{self.uid} {self.name}"


class TakeawayState(models.TextChoices):
    """Where a whole archive is. The last three are ends."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    REFUSED = "refused"
    FAILED = "failed"
    GONE = "gone"  # deleted after its days, or by hand


class Takeaway(models.Model):
    """The whole archive of an administration as a ZIP, that somebody ordered. The file lies in a folder of its own."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    administration = models.BigIntegerField()
    code = models.CharField(max_length=35)
    with_deleted = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=TakeawayState.choices, default=TakeawayState.WAITING)
    total = models.IntegerField(default=0)  # documents
    done = models.IntegerField(default=0)  # documents so far
    reached = models.BigIntegerField(default=0)  # number of the last of them
    missing = models.IntegerField(default=0)  # documents whose content the store does not hold
    size = models.BigIntegerField(default=0)  # bytes of the ZIP
    sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    problem = models.JSONField(null=True)  # {code, message, remedy}, the last two as lib.kept_sentences

    class Meta:
        indexes = (models.Index(fields=("administration", "-id"), name="document_takeaway_newest"),)

    def __str__(self) -> str:
        return f"{self.uid} {self.code} {self.state}"
