"""Tables of tokens. Reached through actions.py, queries.py, entering.py, counting.py and answering.py only."""

import uuid

from django.db import models
from django.utils import timezone

from overstap.tenancy.models import Environment, Person


class Token(models.Model):
    """Lets a program work as ``person`` in ``environment``. Of the token itself only a hash is kept."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    name = models.CharField(max_length=100)
    hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)  # to the minute

    class Meta:
        indexes = (models.Index(fields=("environment", "-made_at"), name="token_newest"),)

    def __str__(self) -> str:
        return f"{self.hint} {self.name}"


class Answer(models.Model):
    """What a request with an Idempotency-Key was answered, for when it comes again."""

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    token_uid = models.UUIDField()
    key = models.CharField(max_length=100)
    request = models.CharField(max_length=64)  # SHA-256 of what was asked
    answer = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("token_uid", "key"), name="answer_once"),)

    def __str__(self) -> str:
        return f"{self.token_uid} {self.key}"


class Count(models.Model):
    """How often something was tried in the present window of time; of no worth later."""

    key = models.CharField(max_length=100, primary_key=True)
    window = models.BigIntegerField()
    number = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.key} {self.number}"
