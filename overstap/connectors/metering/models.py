"""The table of counts: one row for each connection and key, reached through ``meter`` only."""

from django.db import models

from overstap.tenancy.models import AccountingSystem, Environment


class Metered(models.Model):
    """The counts of one connection and key: window, then how much is used, of how much, until when."""

    system = models.ForeignKey(AccountingSystem, on_delete=models.CASCADE)
    environment = models.ForeignKey(Environment, on_delete=models.CASCADE)
    key = models.CharField(max_length=100)
    counts = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("system", "key"), name="one_row_of_counts"),)

    def __str__(self) -> str:
        return f"counts of connection {self.system_id}, {self.key or 'all of it'}"
