"""Tables of the inbox. Reached through actions.py, queries.py, taking.py and delivering.py only."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from overstap.books.inbox.values import ItemKind, ItemState, MailState, PartFate
from overstap.tenancy.models import Administration, choices


class Mail(models.Model):
    """A mail that the door accepted. It belongs to an identity, not to a place: whoever holds the administration when
    it is delivered gets it, once (R113).

    The mail itself lies in the object store under ``sha256``. Rows are never removed: by ``message_key`` a mail that
    is offered again is recognised.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    administration_uid = models.UUIDField()
    address = models.CharField(max_length=254)
    kind = models.CharField(max_length=10, choices=choices(ItemKind))
    forwarded = models.BooleanField(default=False)
    sender = models.CharField(max_length=320, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()  # bytes
    message_key = models.CharField(max_length=64)  # of its Message-ID; without one of the mail itself
    body_key = models.CharField(max_length=64)
    received_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=choices(MailState), default=MailState.WAITING)
    held = models.BooleanField(default=False)  # nobody could receive it when it was tried
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration_uid", "message_key"), name="mail_once"),)
        indexes = (
            models.Index(fields=("administration_uid",), condition=Q(state=MailState.WAITING), name="mail_waiting"),
            models.Index(fields=("id",), condition=Q(held=True), name="mail_held"),
        )

    def __str__(self) -> str:
        return f"{self.uid} {self.state}"


class SenderTold(models.Model):
    """When a sender was last told that an address was replaced (R112); of the sender only a hash is kept."""

    address = models.CharField(max_length=254)
    sender_key = models.CharField(max_length=64)
    told_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("address", "sender_key"), name="sender_told_once"),)

    def __str__(self) -> str:
        return f"{self.address} {self.told_at:%Y-%m-%d}"


class Item(models.Model):
    """A mail or a scan in the inbox of an administration: master data, keyed by ``uid``; it moves along (R113, R114).

    ``sha256``: the whole mail, or the scan, in the object store.
    """

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=choices(ItemKind))
    state = models.CharField(max_length=10, choices=choices(ItemState), default=ItemState.OPEN)
    received_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    sender = models.TextField(blank=True)
    sender_name = models.TextField(blank=True)
    address = models.TextField(blank=True)
    subject = models.TextField(blank=True)
    text = models.TextField(blank=True)
    message_id = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()  # bytes
    findings = models.JSONField(default=list)
    settled_by = models.TextField(blank=True)  # who put it aside or made the last document of it, by name
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "uid"), name="inbox_item_once"),)
        indexes = (
            models.Index(fields=("administration", "state", "-received_at", "-uid"), name="inbox_by_state"),
            models.Index(fields=("administration", "-received_at", "-uid"), name="inbox_newest"),
        )

    def __str__(self) -> str:
        return self.subject


class Part(models.Model):
    """A file that came along with an item; ``document_uid`` is the card that was made of it, as text, or empty."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    item_uid = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    name = models.TextField()
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()  # bytes
    fate = models.CharField(max_length=10, choices=choices(PartFate))
    problem = models.JSONField(default=dict)  # a finding; empty: none
    document_uid = models.CharField(max_length=36, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "item_uid", "number"), name="part_once"),)

    def __str__(self) -> str:
        return self.name
