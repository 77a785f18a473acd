"""Tables of addresses: which ever were, and what they point at. Reached through actions.py and queries.py only."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from overstap.tenancy.addresses.values import Style
from overstap.tenancy.models import Environment, choices


class AddressStyle(models.Model):
    """How an environment makes its delivery addresses; without a row ``Style.OFFICE_CODE``."""

    environment = models.OneToOneField(Environment, on_delete=models.PROTECT)
    style = models.CharField(max_length=12, choices=choices(Style))

    def __str__(self) -> str:
        return self.style


class Address(models.Model):
    """A delivery address that was given once. It points at the administration, wherever that is held, for ever.

    ``ends_at`` null: the living one, of which an administration has one. Else an alias until then. Rows are never
    removed, and never point at anything else: nobody gets an address at which another's mail might still arrive.
    """

    address = models.CharField(max_length=254, unique=True)  # small letters
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)  # where it was given
    administration_uid = models.UUIDField()
    style = models.CharField(max_length=12, choices=choices(Style))
    given_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("administration_uid",), condition=Q(ends_at=None), name="one_living_address"
            ),
        )
        indexes = (models.Index(fields=("administration_uid",), name="address_of"),)

    def __str__(self) -> str:
        return self.address


class OldPlace(models.Model):
    """That an administration was held in an environment under a code; its pages there lead on until ``ends_at``."""

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    code = models.CharField(max_length=35)
    administration_uid = models.UUIDField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("environment", "code", "administration_uid"), name="old_place_once"),
        )

    def __str__(self) -> str:
        return f"{self.code} until {self.ends_at:%Y-%m-%d}"


class OldUrlPart(models.Model):
    """A URL part that an environment had; nobody else gets it, and its pages lead on until ``ends_at``."""

    slug = models.SlugField(max_length=63, unique=True)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.slug
