"""Tables of durable: mail on its way out. Procrastinate keeps its jobs in tables of its own."""

from django.db import models

from overstap.lib import clock


class MailState(models.TextChoices):
    """Where a mail is."""

    WAITING = "waiting"  # to be sent, or to be tried again
    SENT = "sent"  # the mail server took it; its text is gone from here
    FAILED = "failed"  # refused for good; kept for a person to look at


class OutgoingMail(models.Model):
    """One mail, known by the key of the step that caused it: the same key is never mailed twice.

    Row-level security lets everybody add a mail and only the worker read one (a text may hold a transfer code).
    """

    key = models.CharField(max_length=200, primary_key=True)
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    body_hash = models.CharField(max_length=64)  # SHA-256 of text, zero byte, html: what stays after sending
    message_id = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("state", "created_at"), name="outgoing_mail_state"),)

    def __str__(self) -> str:
        return f"{self.key} {self.state}"


class MailAttachment(models.Model):
    """A file that goes along with a mail; its content is dropped once the mail is sent."""

    mail = models.ForeignKey(OutgoingMail, on_delete=models.CASCADE, related_name="attachments")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("mail", "place"), name="attachment_once"),)

    def __str__(self) -> str:
        return f"{self.name} with {self.mail_id}"


class FailedJob(models.Model):
    """Why a job failed for good. The job itself stays in Procrastinate's table; ``job`` is its number there."""

    job = models.BigIntegerField(db_index=True)
    task = models.CharField(max_length=128)
    arguments = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)
    code = models.CharField(max_length=100)
    message = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.task} {self.code}"
