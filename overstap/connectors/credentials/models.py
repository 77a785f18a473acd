"""The table of secrets: one row for each connection, reached through ``vault`` only."""

from django.db import models

from overstap.tenancy.models import AccountingSystem, Environment


class Credential(models.Model):
    """What a connector keeps for one connection, encrypted; empty until somebody connected.

    Beside it, in plain text and no secret: as whom the package knows us, and who connected when.
    """

    system = models.OneToOneField(AccountingSystem, on_delete=models.CASCADE, primary_key=True)
    environment = models.ForeignKey(Environment, on_delete=models.CASCADE)
    sealed = models.BinaryField(default=b"")
    saved_at = models.DateTimeField(null=True)
    user_name = models.CharField(max_length=200, default="", db_default="")  # at the package
    place = models.CharField(max_length=200, default="", db_default="")  # the environment that the user is in there
    connected_by = models.CharField(max_length=200, default="", db_default="")
    connected_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"secrets of connection {self.pk}"
