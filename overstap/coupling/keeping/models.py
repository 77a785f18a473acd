"""Tables of keeping in step. Everything is one environment's alone."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from overstap.coupling.keeping.values import Sending, Sort, Step
from overstap.coupling.models import Card, Contact, Coupled
from overstap.tenancy.models import Environment, Person, choices


class Keeping(models.Model):
    """How far the round of an environment is. The worker has it locked while it takes a step."""

    environment = models.OneToOneField(Environment, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=10, choices=choices(Step), default=Step.REST, blank=True)
    to_read = models.JSONField(default=list)  # numbers of coupled administrations
    away = models.JSONField(default=list)  # those to which nothing can be sent in this round
    decided_upto = models.BigIntegerField(default=0)  # the last decision of which the outcome was planned to go out
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    changed = models.IntegerField(default=0)  # cards, in this round
    sent = models.IntegerField(default=0)
    problem = models.JSONField(null=True, blank=True)  # {code, message, remedy}, kept sentences

    def __str__(self) -> str:
        return f"{self.environment_id} {self.step}"


class Outgoing(models.Model):
    """Something that has to go out to an administration: written down first, sent after. ``person`` null: the rules.

    ``uid`` finds again at the package what was made there without an answer.
    """

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    coupled = models.ForeignKey(Coupled, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    card = models.ForeignKey(Card, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sort = models.CharField(max_length=10, choices=choices(Sort))
    code = models.CharField(max_length=60, blank=True)  # wished for where one is made; free there, or not used
    before = models.JSONField(default=dict)  # field -> what the card says
    after = models.JSONField(default=dict)  # field -> what it is to say
    state = models.CharField(max_length=10, choices=choices(Sending), default=Sending.WAITING)
    tries = models.SmallIntegerField(default=0)
    problem = models.JSONField(null=True, blank=True)  # {code, message, remedy}, kept sentences
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("coupled", "contact", "sort", "card"),
                condition=Q(state=Sending.WAITING),
                nulls_distinct=False,
                name="outgoing_waits_once",
            ),
        )
        indexes = (
            models.Index(fields=("environment", "-id"), name="outgoing_newest"),
            models.Index(fields=("environment", "id"), condition=Q(state=Sending.WAITING), name="outgoing_waiting"),
        )

    def __str__(self) -> str:
        return f"{self.sort} {self.contact_id} in {self.coupled_id}: {self.state}"
