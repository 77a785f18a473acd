"""Tables of changes of connection, and of the connections that moves bring administrations to."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from overstap.connectors.proofs import Outcome
from overstap.moves.models import MoveAdministration
from overstap.moves.relinks.values import CheckPurpose, OrderState, PackageMove, PartOutcome
from overstap.tenancy.models import AccountingSystem, Administration, Environment, Person, choices


class RelinkOrder(models.Model):
    """An order to let administrations of one environment work with another connection or under another code."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    profile = models.CharField(max_length=40)
    state = models.CharField(max_length=12, choices=choices(OrderState))
    ordered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(default=timezone.now)
    fee = models.DecimalField(max_digits=12, decimal_places=2)  # for the order, whatever it holds (R015)
    currency = models.CharField(max_length=3)
    terms = models.TextField()  # what was agreed to, in the words that were shown
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    undo_until = models.DateTimeField(null=True, blank=True)
    prove = models.BooleanField(default=True, db_default=True)  # whether a test entry may be booked in the package

    class Meta:
        indexes = (models.Index(fields=("environment", "-id"), name="relink_newest"),)

    def __str__(self) -> str:
        return f"{self.uid} {self.state}"


class RelinkPart(models.Model):
    """One administration in an order, with an outcome of its own; the row of the administration stays (R006)."""

    order = models.ForeignKey(RelinkOrder, on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField()
    administration = models.ForeignKey(Administration, on_delete=models.PROTECT, related_name="+")
    administration_uid = models.UUIDField()
    name = models.CharField(max_length=200)
    # Null: there was none, or it was removed since; the name stays.
    before = models.ForeignKey(AccountingSystem, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    before_name = models.CharField(max_length=100, blank=True)
    after = models.ForeignKey(AccountingSystem, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    after_name = models.CharField(max_length=100)
    old_code = models.CharField(max_length=35)
    new_code = models.CharField(max_length=35)
    old_address = models.EmailField(max_length=254, blank=True)  # for documents, as it was before the code changed
    package_move = models.CharField(max_length=10, choices=choices(PackageMove))
    outcome = models.CharField(max_length=10, choices=choices(PartOutcome), default=PartOutcome.PENDING)
    failure = models.JSONField(null=True, blank=True)
    open = models.BooleanField(default=False)  # waits in an order for the operator

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("order", "number"), name="relink_part_once"),
            models.UniqueConstraint(fields=("administration",), condition=Q(open=True), name="one_open_relink"),
        )

    def __str__(self) -> str:
        return f"{self.old_code} -> {self.new_code} {self.outcome}"


class RelinkCheck(models.Model):
    """That a connection was tried for an administration, and what came of it. Append-only."""

    part = models.ForeignKey(RelinkPart, on_delete=models.PROTECT)
    at = models.DateTimeField(default=timezone.now)
    purpose = models.CharField(max_length=10, choices=choices(CheckPurpose))
    code = models.CharField(max_length=35)
    works = models.BooleanField()
    listed = models.BooleanField()
    message = models.TextField(blank=True)
    posting = models.CharField(
        max_length=10, choices=choices(Outcome), default=Outcome.UNTRIED, db_default=Outcome.UNTRIED
    )
    posting_told = models.TextField(blank=True, default="", db_default="")
    syncing = models.CharField(
        max_length=10, choices=choices(Outcome), default=Outcome.UNTRIED, db_default=Outcome.UNTRIED
    )
    syncing_told = models.TextField(blank=True, default="", db_default="")

    def __str__(self) -> str:
        return f"{self.code} {self.works} {self.listed}"


class ReceivingConnection(models.Model):
    """With which connection of the receiver an administration in a move is going to work (R044, R058)."""

    part = models.OneToOneField(MoveAdministration, on_delete=models.PROTECT)
    system = models.ForeignKey(AccountingSystem, on_delete=models.CASCADE)

    def __str__(self) -> str:
        return f"{self.part_id} to {self.system_id}"
