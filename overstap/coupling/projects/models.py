"""Tables of projects and their invoices. Everything is one environment's alone. Reached through actions and queries."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from overstap.books.sales.values import Rounding
from overstap.coupling.models import Contact, Coupled
from overstap.coupling.projects.values import InvoiceState, ProjectState
from overstap.tenancy.models import Environment, Person, choices


class Project(models.Model):
    """A project. It belongs to one coupled administration (R193); ``number`` is its own here and never used again."""

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    number = models.BigIntegerField()
    name = models.CharField(max_length=200)
    coupled = models.ForeignKey(Coupled, on_delete=models.PROTECT)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT)
    state = models.CharField(max_length=10, choices=choices(ProjectState), default=ProjectState.OPEN)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("environment", "number"), name="project_once"),)
        indexes = (models.Index(fields=("environment", "state", "-number"), name="project_newest"),)

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Selling(models.Model):
    """What stands on invoices of a coupled administration about whoever sends them."""

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    coupled = models.OneToOneField(Coupled, on_delete=models.PROTECT)
    seller = models.JSONField(default=dict)  # books.sales.values.Seller
    rounding = models.CharField(max_length=5, choices=choices(Rounding), default=Rounding.TOTAL)
    payment_days = models.SmallIntegerField(default=30)
    footer = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.coupled_id)


class Series(models.Model):
    """How far the numbers of a code went in a year; its row is locked while a number is given (R206, R207).

    ``last``: given last, 0: none. ``begun``: a number was given here; before that, ``last`` is what was brought in.
    The code "" and year 0 count projects.
    """

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    coupled = models.ForeignKey(Coupled, null=True, blank=True, on_delete=models.PROTECT)
    code = models.CharField(max_length=3, blank=True)
    year = models.SmallIntegerField()
    last = models.BigIntegerField(default=0)
    begun = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("environment", "code", "year"), name="series_once"),)

    def __str__(self) -> str:
        return f"{self.year}{self.code} {self.last}"


class ProjectInvoice(models.Model):
    """An invoice of a project. From the moment that it has a number, what it says never changes."""

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT)
    state = models.CharField(max_length=10, choices=choices(InvoiceState), default=InvoiceState.DRAFT)
    number = models.CharField(max_length=12, blank=True)
    coupled = models.ForeignKey(Coupled, null=True, blank=True, on_delete=models.PROTECT)  # null: a draft
    lines = models.JSONField(default=list)
    subject = models.TextField(blank=True)
    reference = models.TextField(blank=True)
    text = models.TextField(blank=True)
    footer = models.TextField(blank=True)  # as it was when numbered
    language = models.CharField(max_length=2, default="nl")
    seller = models.JSONField(default=dict)  # as it was when numbered
    customer = models.JSONField(default=dict)  # as it was when numbered
    rounding = models.CharField(max_length=5, choices=choices(Rounding), default=Rounding.TOTAL)
    day = models.DateField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    supplied_on = models.DateField(null=True, blank=True)
    payment_days = models.SmallIntegerField(null=True, blank=True)
    net = models.DecimalField(max_digits=20, decimal_places=2)
    vat = models.DecimalField(max_digits=20, decimal_places=2)
    gross = models.DecimalField(max_digits=20, decimal_places=2)
    credits = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    numbered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    numbered_at = models.DateTimeField(null=True, blank=True)
    booked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    waits_until = models.DateTimeField(null=True, blank=True)
    waits_for = models.JSONField(default=dict)  # a kept sentence
    tries = models.SmallIntegerField(default=0)
    problem = models.JSONField(null=True, blank=True)  # {code, message, remedy}, kept sentences
    journal = models.TextField(blank=True)  # where it stands at the package
    entry = models.TextField(blank=True)
    foreign = models.TextField(blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    differences = models.JSONField(default=list)  # [code, sent, there]
    open_amount = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("environment", "number"), condition=~Q(number=""), name="numbered_once"),
        )
        indexes = (
            models.Index(fields=("environment", "-id"), name="projectinvoice_newest"),
            models.Index(fields=("project", "-id"), name="projectinvoice_of_project"),
            models.Index(fields=("environment",), condition=~Q(state="posted"), name="projectinvoice_open"),
        )

    def __str__(self) -> str:
        return self.number or str(self.uid)


class BroughtIn(models.Model):
    """An invoice that was made elsewhere (G12). Never changed, and its number is never given again.

    ``bare`` is the number without what stands between its digits, by which it is compared.
    """

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    coupled = models.ForeignKey(Coupled, on_delete=models.PROTECT)
    number = models.CharField(max_length=40)
    bare = models.CharField(max_length=40)
    day = models.DateField()
    contact = models.CharField(max_length=200, blank=True)
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    brought_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("coupled", "number"), name="brought_in_once"),)
        indexes = (
            models.Index(fields=("environment", "-id"), name="broughtin_newest"),
            models.Index(fields=("environment", "bare"), name="broughtin_bare"),
        )

    def __str__(self) -> str:
        return self.number
