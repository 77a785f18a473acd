"""Tables of takeovers: what was asked, who was asked to approve what, and the personal links that lead there.

Both parties' environments see them with the move that they belong to; nobody else does.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from overstap.moves.models import Move
from overstap.moves.takeovers.values import Answer
from overstap.moves.values import Party
from overstap.tenancy.models import Environment, Person, choices


class TakeoverRequest(models.Model):
    """What a new office asked for, in the words of the client (R231)."""

    move = models.OneToOneField(Move, on_delete=models.PROTECT)
    wanted = models.JSONField(default=list)  # lines: codes or names of administrations
    codes = models.JSONField(default=dict)  # old code -> new code
    managed = models.JSONField(default=dict)  # what is not copied -> who looked after it (R246)
    administrator_email = models.EmailField(max_length=254, blank=True)  # as the requester typed it
    handled_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reminded = ArrayField(models.PositiveSmallIntegerField(), default=list)  # of choosing, by days after asking

    def __str__(self) -> str:
        return str(self.move_id)


class Approval(models.Model):
    """That a party was asked, and what it answered, to exactly which scope. A changed scope voids it."""

    move = models.ForeignKey(Move, on_delete=models.PROTECT)
    party = models.CharField(max_length=10, choices=choices(Party))
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254)
    asked_at = models.DateTimeField(default=timezone.now)
    scope_hash = models.CharField(max_length=64)
    answer = models.CharField(max_length=10, choices=choices(Answer), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, blank=True)  # of the words that were agreed to
    reason = models.TextField(blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=20, blank=True)
    reminded = ArrayField(models.PositiveSmallIntegerField(), default=list)  # days after asking

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("move", "party"), condition=Q(voided_at=None), name="approval_once"),
        )

    def __str__(self) -> str:
        return f"{self.party} {self.answer or 'asked'}"


class PersonalLink(models.Model):
    """A link that was mailed to the client of a move; only the hash of its token is kept."""

    move = models.ForeignKey(Move, on_delete=models.PROTECT)
    party = models.CharField(max_length=10, choices=choices(Party))
    email = models.EmailField(max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.party} of {self.move_id}"


class ExportWish(models.Model):
    """That the client asked the holder for a full export of what is theirs (profiles, G2)."""

    move = models.ForeignKey(Move, on_delete=models.PROTECT)
    holder = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("move",), condition=Q(done_at=None), name="one_open_export_wish"),
        )

    def __str__(self) -> str:
        return str(self.move_id)


class ClientInvitation(models.Model):
    """That the client was invited after the move; who accepts gets access to what moved (R238 to R240)."""

    move = models.OneToOneField(Move, on_delete=models.PROTECT)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(max_length=254)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    joined_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.email
