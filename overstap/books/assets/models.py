"""Tables of fixed assets. Reached through actions.py and queries.py only. They move with their administration."""

from django.db import models

from overstap.books.assets.values import Method
from overstap.books.ledger.fields import NumberField
from overstap.tenancy.models import Administration, choices


class Asset(models.Model):
    """A fixed asset, and its end where it was disposed of."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    code = models.TextField()
    name = models.TextField()
    group = models.TextField(blank=True)
    purchased_on = models.DateField()
    purchase = models.DecimalField(max_digits=20, decimal_places=2)
    residual = models.DecimalField(max_digits=20, decimal_places=2)
    method = models.CharField(max_length=10, choices=choices(Method))
    months = models.IntegerField()
    rate = NumberField(default=0)  # per cent a year
    start = models.DateField()
    asset_account = models.TextField()
    depreciation_account = models.TextField(blank=True)
    cost_account = models.TextField(blank=True)
    note = models.TextField(blank=True)
    disposed_on = models.DateField(null=True, blank=True)
    proceeds = models.DecimalField(max_digits=20, decimal_places=2, default=0)
    disposal_journal = models.TextField(blank=True)
    disposal_entry = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "code"), name="asset_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Depreciation(models.Model):
    """Depreciation of one asset in one month, and the entry that booked it (empty: before the asset came here)."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    asset_code = models.TextField()
    year = models.SmallIntegerField()
    month = models.SmallIntegerField()
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    journal_code = models.TextField(blank=True)
    entry_number = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("administration", "asset_code", "year", "month"), name="depreciation_once"),
        )

    def __str__(self) -> str:
        return f"{self.asset_code} {self.year}/{self.month} {self.amount}"
