"""Tables of environment tickets and of the incidents by which entrepreneurs send theirs in."""

import uuid

from django.db import models
from django.utils import timezone

from overstap.moves.models import Move
from overstap.moves.tickets.values import IncidentState
from overstap.tenancy.models import Person, choices


class EnvironmentTicket(models.Model):
    """That a move goes by a ticket file. What makes the file worth anything is kept as Move.code_hash alone."""

    move = models.OneToOneField(Move, on_delete=models.PROTECT)
    slug = models.CharField(max_length=63)  # of the environment when the ticket was made: the file is named after it
    administrations = models.PositiveIntegerField()
    downloads = models.PositiveIntegerField(default=0)  # each makes the one before it worthless
    downloaded_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.slug


class Incident(models.Model):
    """An entrepreneur asks for an environment of their own, with a ticket. For the operator's eyes alone.

    Of the ticket is kept what it says, and the hash of its nonce: enough to redeem it, and of no use to a thief.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    filed_at = models.DateTimeField(default=timezone.now)
    language = models.CharField(max_length=2)
    licence_number = models.CharField(max_length=50)
    client_name = models.CharField(max_length=200)
    url_part = models.CharField(max_length=63)
    email = models.EmailField(max_length=254)
    move_uid = models.UUIDField()
    nonce_hash = models.CharField(max_length=64)
    ticket = models.JSONField()  # environment, slug, issuer, administrations, expires_at
    state = models.CharField(max_length=12, choices=choices(IncidentState), default=IncidentState.OPEN)
    handled_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    handled_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)  # why it was declined

    class Meta:
        indexes = (models.Index(fields=("state", "-id"), name="incident_newest"),)

    def __str__(self) -> str:
        return f"{self.client_name} {self.state}"
