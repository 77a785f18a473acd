"""Tables of tenancy: who holds what, who may do what. Reached through access.py, actions.py and queries.py only."""

import uuid
from enum import StrEnum
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from overstap.tenancy.roles import Role
from overstap.tenancy.values import (
    AdministrationState,
    EnvironmentKind,
    Notice,
    OfficeKind,
    PackageFamily,
    PersonKind,
    Tier,
)


def choices(enum: type[StrEnum]) -> list[tuple[str, str]]:
    """An enum as Django choices."""
    return [(str(member.value), str(member.value)) for member in enum]


class Office(models.Model):
    """A firm: an accountancy office or an entrepreneur."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=choices(OfficeKind), default=OfficeKind.ACCOUNTANCY)

    def __str__(self) -> str:
        return self.name


class Environment(models.Model):
    """What a party works in."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    slug = models.SlugField(max_length=63, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=choices(EnvironmentKind), db_default=EnvironmentKind.OWN)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.slug


class Licence(models.Model):
    """The licence of an environment."""

    environment = models.OneToOneField(Environment, on_delete=models.PROTECT)
    tier = models.CharField(max_length=10, choices=choices(Tier), default=Tier.TRIAL)
    number = models.CharField(max_length=50, blank=True)
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.environment_id} {self.tier}"


class PersonManager(BaseUserManager["Person"]):
    """Finds people by e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """One account, many environments."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=choices(PersonKind), default=PersonKind.HUMAN)
    language = models.CharField(max_length=2, default="nl")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = PersonManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="person_email_once"),)

    def __str__(self) -> str:
        return self.email


class Membership(models.Model):
    """A person in an environment, with one role."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    role = models.CharField(max_length=30, choices=choices(Role))
    active = models.BooleanField(default=True)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "environment"), name="membership_once"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} in {self.environment_id}"


class Administration(models.Model):
    """One company's books as one environment holds them: a pointer to a ledger, up to ``sealed_at`` where sealed.

    ``sealed_at`` null: the living one, which exactly one row per ledger is. A number: a view of the same ledger up
    to that sequence number (0: nothing yet, an administration on its way in). ``uid`` is the identity that outlives
    moves; several rows of one uid are the places where it is or was held.
    """

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    code = models.CharField(max_length=35)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=choices(AdministrationState), default=AdministrationState.ACTIVE)
    package = models.CharField(max_length=20, choices=choices(PackageFamily), default=PackageFamily.HOUSE)
    system = models.ForeignKey("AccountingSystem", null=True, blank=True, on_delete=models.PROTECT)  # null: the house
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    ledger_id = models.BigIntegerField()
    sealed_at = models.BigIntegerField(null=True, blank=True)
    delivery_address = models.EmailField(max_length=254, blank=True)
    payment_agreement = models.CharField(max_length=100, blank=True)
    payment_mandate = models.JSONField(default=dict, blank=True)  # see payment.py
    frozen_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("ledger_id",), condition=Q(sealed_at=None), name="one_holder_per_ledger"),
            models.UniqueConstraint(
                fields=("environment", "code"),
                condition=~Q(state=AdministrationState.MOVED),
                name="administration_code_once",
            ),
        )
        indexes = (models.Index(fields=("ledger_id",), name="administration_ledger"),)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class AdministrationAccess(models.Model):
    """That a person may work in an administration; without such a row nobody sees its books (R082)."""

    administration = models.ForeignKey(Administration, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "person"), name="access_once"),)

    def __str__(self) -> str:
        return f"{self.person_id} in {self.administration_id}"


class Invitation(models.Model):
    """An invitation to an environment; only the hash of its token is kept."""

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=30, choices=choices(Role))
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT)
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.email} as {self.role}"


class Mandate(models.Model):
    """Leave for the system actor to see an environment, for one matter (``reference``: the uid of a move).

    Given by a person of that environment; ends when the matter ends.
    """

    reference = models.UUIDField()
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT)
    granted_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("reference", "environment"), name="mandate_once"),)

    def __str__(self) -> str:
        return f"{self.reference} in {self.environment_id}"


class AccountingSystem(models.Model):
    """A connection: one environment of a package that this environment works with besides the house (R029, R045)."""

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    package = models.CharField(max_length=20, choices=choices(PackageFamily))
    name = models.CharField(max_length=100, blank=True)  # what people call it, where there are several of one package
    reference = models.CharField(max_length=200, blank=True)  # how the connector finds it at the package
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("environment", "package", "name"), name="system_once"),)

    def __str__(self) -> str:
        return f"{self.package} in {self.environment_id}"


class NotificationChoice(models.Model):
    """Whether a person wants a mail about the moves of one environment; without a row they do."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    notice = models.CharField(max_length=20, choices=choices(Notice))
    wanted = models.BooleanField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "environment", "notice"), name="choice_once"),)

    def __str__(self) -> str:
        return f"{self.notice} to {self.person_id}: {self.wanted}"


class AuditEvent(models.Model):
    """A line of the audit log: who did or tried what. Append-only.

    ``environment`` is null for what happened before any environment was known (a wrong transfer code, say);
    such lines are for the operator alone.
    """

    at = models.DateTimeField(default=timezone.now)
    environment = models.ForeignKey(Environment, null=True, blank=True, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    action = models.CharField(max_length=60)
    outcome = models.CharField(max_length=10, default="done")  # done or refused
    code = models.CharField(max_length=60, blank=True)  # the error's code when refused
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = (
            models.Index(fields=("environment", "-id"), name="audit_newest"),
            models.Index(fields=("environment", "person", "-id"), name="audit_of_person"),
            models.Index(fields=("environment", "action", "-id"), name="audit_of_action"),
            models.Index(fields=("environment", "-id"), condition=Q(outcome="refused"), name="audit_refused"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.outcome}"
