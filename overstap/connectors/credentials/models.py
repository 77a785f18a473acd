"""The table of secrets: one row for each connection, reached through ``vault`` only."""

from django.db import models

from overstap.tenancy.models import AccountingSystem, Environment


class Credential(models.Model):
    """What a connector keeps for one connection, encrypted; empty until somebody connected."""

    system = models.OneToOneField(AccountingSystem, on_delete=models.CASCADE, primary_key=True)
    environment = models.ForeignKey(Environment, on_delete=models.CASCADE)
    sealed = models.BinaryField(default=b"")
    saved_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"secrets of connection {self.pk}"
