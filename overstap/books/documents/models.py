"""Tables of documents. Reached through actions.py and queries.py only."""

import uuid

from django.db import models
from django.utils import timezone

from overstap.books.documents.values import Source, Tag
from overstap.tenancy.models import Administration, choices


class Document(models.Model):
    """The card of a document: master data of an administration, keyed by ``uid``, which outlives every move (R064).

    The content lies in the object store under ``sha256`` and is never changed. A deleted one stays, with its date.
    """

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()  # bytes
    media_type = models.CharField(max_length=100)
    name = models.TextField()
    tag = models.CharField(max_length=10, choices=choices(Tag), blank=True)
    source = models.CharField(max_length=10, choices=choices(Source))
    sender = models.TextField(blank=True)
    arrived_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)
    journal_code = models.TextField(blank=True)  # of the entry that it belongs to; empty: none
    entry_number = models.TextField(blank=True)
    relation_code = models.TextField(blank=True)
    note = models.TextField(blank=True)
    extra = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "uid"), name="document_once"),)
        indexes = (
            models.Index(fields=("administration", "-arrived_at", "-id"), name="document_newest"),
            models.Index(fields=("administration", "sha256"), name="document_content"),
        )

    def __str__(self) -> str:
        return self.name
