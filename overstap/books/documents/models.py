"""Tables of documents. Reached through actions.py and queries.py only."""

import uuid

from django.db import models
from django.utils import timezone

from overstap.books.documents.values import ReadState, Source, Tag, Why
from overstap.tenancy.models import Administration, Person, choices


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
            models.Index(fields=("administration", "-arrived_at", "-uid"), name="document_newest"),
            models.Index(fields=("administration", "tag", "-arrived_at", "-uid"), name="document_newest_of_tag"),
            models.Index(fields=("administration", "sha256"), name="document_content"),
            models.Index(fields=("administration", "journal_code", "entry_number"), name="document_of_entry"),
            models.Index(fields=("uid",), name="document_uid"),
        )

    def __str__(self) -> str:
        return self.name


class ArchiveSettings(models.Model):
    """What an administration wants of its archive; without a row, what stands here as default."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    login_required = models.BooleanField(default=True)  # for permanent links from outside

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration",), name="archive_settings_once"),)

    def __str__(self) -> str:
        return f"archive of {self.administration_id}"


class Shown(models.Model):
    """That one person may see one document, whatever their role: their personal archive (R068).

    It is about people, who do not move, so it stays where it is (R069).
    """

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    document_uid = models.UUIDField()
    why = models.CharField(max_length=10, choices=choices(Why))
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("administration", "person", "document_uid", "why"), name="shown_once"),
        )

    def __str__(self) -> str:
        return f"{self.document_uid} to {self.person_id}"


class Read(models.Model):
    """What was read in a document: text to search, first page to show. Made from the content, so it is no record.

    Keyed by what a move does not change, so it is there at the receiver's too. The words that are searched
    (``words``) are made by PostgreSQL, in migrations/0004_search.py.
    """

    ledger_id = models.BigIntegerField()
    document_uid = models.UUIDField()
    arrived_at = models.DateTimeField()  # as on the card: for an index in its order
    state = models.CharField(max_length=10, choices=choices(ReadState))
    pages = models.IntegerField(null=True)
    text = models.TextField(blank=True)
    preview = models.CharField(max_length=64, blank=True)
    findings = models.JSONField(default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("ledger_id", "document_uid"), name="read_once"),)
        indexes = (models.Index(fields=("ledger_id", "-arrived_at", "-document_uid"), name="read_newest"),)

    def __str__(self) -> str:
        return f"{self.document_uid} {self.state}"
