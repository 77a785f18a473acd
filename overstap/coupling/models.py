"""Tables of coupling. Everything is one environment's alone; nothing of it is copied in a move.

A ``Card`` is what one administration has of a party; a ``Contact`` is the party here. Cards keep the whole relation as
the package told it, so that nothing of it is lost; ``fields`` is what people compare.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from overstap.coupling.values import Answer, Deed, Left, Stage, Standing, Treatment
from overstap.lib.findings import Severity
from overstap.tenancy.models import AccountingSystem, Environment, Person, choices


class Coupling(models.Model):
    """That several administrations may be coupled to an environment, and how far that is. Made by an operator."""

    environment = models.OneToOneField(Environment, on_delete=models.PROTECT, related_name="+")
    switched_on_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    switched_on_at = models.DateTimeField(default=timezone.now)
    switched_off_at = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(max_length=15, choices=choices(Stage), default=Stage.CONNECT)
    treatment = models.CharField(max_length=10, choices=choices(Treatment), default=Treatment.AUTOMATIC)
    leads = models.JSONField(default=dict)  # field -> number of the coupled administration that leads; absent: newest
    confirmed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    done = models.JSONField(default=list)  # steps of the round under way, so that none is done twice
    waits_until = models.DateTimeField(null=True, blank=True)
    waits_for = models.JSONField(default=dict)  # a kept sentence
    tries = models.SmallIntegerField(default=0)
    problem = models.JSONField(
        null=True, blank=True
    )  # what stopped the worker: {code, message, remedy}, kept sentences
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.environment_id} {self.stage}"


class Coupled(models.Model):
    """An administration of the package that the environment is coupled to."""

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    coupling = models.ForeignKey(Coupling, on_delete=models.PROTECT)
    system = models.ForeignKey(AccountingSystem, on_delete=models.PROTECT, related_name="+")
    foreign = models.CharField(max_length=60)  # its code at the package
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=3, blank=True)  # three digits; part of invoice numbers (R205, R206)
    standing = models.CharField(max_length=10, choices=choices(Standing), default=Standing.CHOSEN)
    cursor = models.TextField(blank=True)  # how far its changes were read
    read_at = models.DateTimeField(null=True, blank=True)
    problem = models.JSONField(null=True, blank=True)  # {code, message, remedy}, kept sentences
    settings = models.JSONField(default=dict)  # texts by name; see settings of administrations
    chosen_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("coupling", "system", "foreign"), condition=Q(ended_at=None), name="coupled_once"
            ),
            # An ended one keeps its code: its invoices have it.
            models.UniqueConstraint(fields=("coupling", "code"), condition=~Q(code=""), name="coupled_code_once"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Contact(models.Model):
    """A party of the environment. ``number`` is its own here; it is never used again."""

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.BigIntegerField()
    fields = models.JSONField(default=dict)  # values.FIELDS that say something
    leads = models.JSONField(default=dict)  # field -> id of the card that leads; 0: a person's own words
    changed_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)  # went into another one, or all its cards are gone

    class Meta:
        constraints = (models.UniqueConstraint(fields=("environment", "number"), name="contact_once"),)
        indexes = (models.Index(fields=("environment", "ended_at", "number"), name="contact_in_order"),)

    def __str__(self) -> str:
        return f"{self.number} {self.fields.get('name', '')}"


class Card(models.Model):
    """What one coupled administration has of a party, as it was last read. ``key`` is the package's own for it."""

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    coupled = models.ForeignKey(Coupled, on_delete=models.PROTECT)
    key = models.CharField(max_length=100)
    foreign = models.CharField(max_length=60)  # its code at the package
    relation = models.JSONField()  # whole, as connectors.packing
    fields = models.JSONField(default=dict)  # values.FIELDS that say something
    settled = models.JSONField(null=True, blank=True)  # fields as its contact was last made from them; null: never
    digest = models.CharField(max_length=64)  # of the relation as read: another one is a change
    blocked = models.BooleanField(default=False)
    left = models.CharField(max_length=10, choices=choices(Left), blank=True)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT)
    to_match = models.BooleanField(default=True)  # new or changed since it was compared (R211)
    read_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("coupled", "key"), name="card_once"),)
        indexes = (
            models.Index(fields=("environment", "id"), name="card_in_order"),
            models.Index(fields=("environment", "id"), condition=Q(to_match=True), name="card_to_match"),
            models.Index(fields=("contact",), name="card_of_contact"),
        )

    def __str__(self) -> str:
        return f"{self.foreign} in {self.coupled_id}"


class Question(models.Model):
    """Are these two cards, and with them the contacts they belong to, one party?"""

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    one = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="+")
    chance = models.FloatField()  # 0 to 1
    reasons = models.JSONField(default=list)  # [code, text, weight], the loudest first
    answer = models.CharField(max_length=10, choices=choices(Answer), default=Answer.OPEN)
    decision = models.ForeignKey("Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("one", "other"), name="question_once"),
            models.CheckConstraint(condition=Q(one__lt=models.F("other")), name="question_lower_first"),
        )
        indexes = (
            models.Index(fields=("environment", "-chance", "id"), condition=Q(answer="open"), name="question_best"),
        )

    def __str__(self) -> str:
        return f"{self.one_id} = {self.other_id}: {self.answer}"


class Difference(models.Model):
    """A field of a contact of which its cards say different things, and nobody decided which leads.

    ``conflict``: it was the same in all, and changed on two sides since (or here and there).
    """

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT)
    field = models.CharField(max_length=20)
    conflict = models.BooleanField(default=False)
    proposed = models.ForeignKey(Card, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_open = models.BooleanField(default=True)
    decision = models.ForeignKey("Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("contact", "field"), condition=Q(is_open=True), name="difference_once"),
        )
        indexes = (models.Index(fields=("environment", "contact"), condition=Q(is_open=True), name="difference_open"),)

    def __str__(self) -> str:
        return f"{self.field} of {self.contact_id}"


class Decision(models.Model):
    """A line of the log of what was decided about contacts, and what was before. Append-only.

    ``person`` null: matching, by its rules. ``before`` is what undoing puts back: {"contacts": {card: contact},
    "fields": {contact: fields}, "leads": {contact: leads}}.
    """

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    deed = models.CharField(max_length=10, choices=choices(Deed))
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cards = models.JSONField(default=list)  # ids
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)  # [code, text, weight]
    chance = models.FloatField(null=True, blank=True)
    undoes = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by")

    class Meta:
        indexes = (
            models.Index(fields=("environment", "-id"), name="decision_newest"),
            models.Index(fields=("contact", "-id"), name="decision_of_contact"),
        )

    def __str__(self) -> str:
        return f"{self.deed} {self.cards}"


class CouplingFinding(models.Model):
    """Something that could not be processed by itself (R215 to R218), with its remedy. Texts as lib.kept_sentences."""

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    coupled = models.ForeignKey(Coupled, null=True, blank=True, on_delete=models.PROTECT)
    card = models.ForeignKey(Card, null=True, blank=True, on_delete=models.PROTECT)
    severity = models.CharField(max_length=10, choices=choices(Severity))
    code = models.CharField(max_length=60)
    place = models.TextField(blank=True)
    message = models.JSONField()
    remedy = models.JSONField()
    found_at = models.DateTimeField(default=timezone.now)
    solved_at = models.DateTimeField(null=True, blank=True)  # null: open
    accepted_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = (
            models.Index(fields=("environment", "id"), condition=Q(solved_at=None), name="couplingfinding_open"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.place}"
