"""Table of help: what readers thought of an article."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from overstap.lib import clock

LONGEST_COMMENT = 1000


class HelpVote(models.Model):
    """One reader's answer to "did this answer your question?"; a second one of the same person replaces the first.

    ``person`` is empty for readers who have not signed in. Row-level security shows a vote to its person and the
    operator; those without a person hold nothing that is anybody's.
    """

    article = models.CharField(max_length=60)
    language = models.CharField(max_length=2)
    helpful = models.BooleanField()
    comment = models.CharField(max_length=LONGEST_COMMENT, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("person", "article"), name="help_vote_once"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | models.Q(comment=""), name="help_comment_has_a_person"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("at",), name="help_vote_at")]

    def __str__(self) -> str:
        return f"{self.article} {self.helpful}"
