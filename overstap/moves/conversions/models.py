"""Tables of conversions. What lies staged is gone when a conversion has ended; what was decided and found stays."""

import uuid

from django.db import models
from django.utils import timezone

from overstap.connectors.values import Became, Kind
from overstap.lib.findings import Severity
from overstap.moves.conversions.values import Choice, Side, State, What
from overstap.tenancy.models import AccountingSystem, Environment, Person, choices
from overstap.tenancy.values import PackageFamily


class Conversion(models.Model):
    """An order to write the books of one administration into another, and how far it is."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    ordered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=choices(State), default=State.DRAWN_UP)
    stopped_in = models.CharField(max_length=10, choices=choices(State), blank=True)
    source_package = models.CharField(max_length=20, choices=choices(PackageFamily))
    # Null: the house, or a connection that was removed since.
    source_system = models.ForeignKey(
        AccountingSystem, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    source_code = models.CharField(max_length=60)
    source_name = models.CharField(max_length=200, blank=True)
    source_called = models.CharField(max_length=100, blank=True)
    target_package = models.CharField(max_length=20, choices=choices(PackageFamily))
    target_system = models.ForeignKey(
        AccountingSystem, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    target_code = models.CharField(max_length=60)
    target_name = models.CharField(max_length=200, blank=True)
    target_called = models.CharField(max_length=100, blank=True)
    makes_target = models.BooleanField(default=False)
    first_year = models.SmallIntegerField(default=0)  # of the history; 0: all there is
    plan = models.JSONField(default=list)  # both capability tables as they were: [kind, read, note, write, note]
    done = models.JSONField(default=list)  # steps, so that none is done twice
    counts = models.JSONField(default=dict)  # Kind -> {read, sent, made …}; see counting.py
    balances = models.JSONField(default=dict)
    waits_until = models.DateTimeField(null=True, blank=True)
    waits_for = models.JSONField(default=dict)  # a kept sentence
    tries = models.SmallIntegerField(default=0)  # how often the same step waited
    problem = models.JSONField(null=True, blank=True)  # {code, message, remedy}, the last two as lib.kept_sentences
    is_clean = models.BooleanField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = (models.Index(fields=("environment", "-id"), name="conversion_newest"),)

    def __str__(self) -> str:
        return f"{self.source_code} -> {self.target_code} {self.state}"


class Staged(models.Model):
    """One record that lies staged. ``data`` as packing.pack; ``key``, ``core`` and ``facts`` as facets.Facet."""

    conversion = models.ForeignKey(Conversion, on_delete=models.CASCADE)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=8, choices=choices(Side))
    kind = models.CharField(max_length=20, choices=choices(Kind))
    step = models.CharField(max_length=40)
    key = models.TextField()
    core = models.CharField(max_length=64, blank=True)
    whole = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict)
    data = models.JSONField(null=True)
    sent = models.BooleanField(default=False)  # has to be written
    became = models.CharField(max_length=10, choices=choices(Became), blank=True)
    foreign = models.TextField(blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("conversion", "side", "kind", "id"), name="staged_in_order"),
            models.Index(fields=("conversion", "kind", "side", "key"), name="staged_by_key"),
            models.Index(
                fields=("conversion", "kind", "id"), name="staged_waiting", condition=models.Q(sent=True, became="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.side} {self.kind} {self.key}"


class Pair(models.Model):
    """What one code of the source becomes in the target. Kept, so that the next administration can have the same."""

    conversion = models.ForeignKey(Conversion, on_delete=models.PROTECT)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=choices(Kind))
    source = models.TextField()
    source_name = models.TextField(blank=True)
    source_type = models.CharField(max_length=20, blank=True)
    choice = models.CharField(max_length=10, choices=choices(Choice))
    target = models.TextField(blank=True)
    target_name = models.TextField(blank=True)
    confidence = models.SmallIntegerField()
    reason = models.CharField(max_length=30)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("conversion", "kind", "source"), name="pair_once"),)
        indexes = (models.Index(fields=("conversion", "confidence", "id"), name="pair_least_sure"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.source} -> {self.target}"


class ConversionFinding(models.Model):
    """Something that could not be read or written as it was. Texts as lib.kept_sentences."""

    conversion = models.ForeignKey(Conversion, on_delete=models.PROTECT)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10, choices=choices(State))
    step = models.CharField(max_length=40, blank=True)
    severity = models.CharField(max_length=10, choices=choices(Severity))
    code = models.CharField(max_length=60)
    place = models.TextField(blank=True)
    message = models.JSONField()
    remedy = models.JSONField()

    class Meta:
        indexes = (models.Index(fields=("conversion", "id"), name="conversion_findings"),)

    def __str__(self) -> str:
        return f"{self.code} {self.place}"


class Difference(models.Model):
    """Where what was read back is not what it should be."""

    conversion = models.ForeignKey(Conversion, on_delete=models.PROTECT)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    what = models.CharField(max_length=10, choices=choices(What))
    place = models.TextField()
    field = models.CharField(max_length=40, blank=True)
    expected = models.TextField(blank=True)
    found = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=("conversion", "id"), name="conversion_differences"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.what} {self.place}"
