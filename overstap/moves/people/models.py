"""Tables. People who worked in what moved: kept by name, never able to sign in, seen by superusers alone."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from overstap.moves.models import Move
from overstap.moves.people.values import EventKind, PlaceholderState, RestoredKind
from overstap.tenancy.models import Administration, Environment, Invitation, Person, choices
from overstap.tenancy.roles import Role


class Placeholder(models.Model):
    """Somebody who worked in what came to ``environment``. What they booked stays with ``original``."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    original = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)  # as it was when they were kept
    email = models.EmailField(max_length=254, blank=True)  # empty once put aside
    role = models.CharField(max_length=30, choices=choices(Role))  # the newest one that they had
    state = models.CharField(max_length=12, choices=choices(PlaceholderState), default=PlaceholderState.WAITING)
    invited_email = models.EmailField(max_length=254, blank=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)  # of the state
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("environment", "original"), name="placeholder_once"),)
        indexes = (models.Index(fields=("environment", "name", "id"), name="placeholder_by_name"),)

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class RoleBefore(models.Model):
    """Who had which role where: one administration, one holder. Travels on to every later holder.

    ``origin`` is the move at which that holder handed over, ``move`` the one by which the line came here.
    """

    placeholder = models.ForeignKey(Placeholder, on_delete=models.PROTECT)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    move = models.ForeignKey(Move, on_delete=models.PROTECT, related_name="+")
    origin = models.UUIDField()
    administration_uid = models.UUIDField()
    administration = models.ForeignKey(Administration, on_delete=models.PROTECT, related_name="+")  # here
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=35)  # there
    holder = models.CharField(max_length=200)
    role = models.CharField(max_length=30, choices=choices(Role))
    has_access = models.BooleanField()
    has_booked = models.BooleanField()
    has_agreed = models.BooleanField()  # to a move of it
    has_archive = models.BooleanField()  # R068
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("placeholder", "administration", "origin"), name="role_before_once"),
        )
        indexes = (models.Index(fields=("environment", "administration_uid"), name="role_before_of"),)

    def __str__(self) -> str:
        return f"{self.placeholder_id} {self.role} of {self.code}"


class Restored(models.Model):
    """What an invitation or a link gave, so that exactly this can be taken away again."""

    placeholder = models.ForeignKey(Placeholder, on_delete=models.PROTECT)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    administration = models.ForeignKey(Administration, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=choices(RestoredKind))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")  # who got it
    archive_of = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    access_row = models.BigIntegerField(null=True, blank=True)  # AdministrationAccess.id; that row may go by itself
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("placeholder", "administration", "kind", "person"),
                condition=Q(taken_at=None),
                name="restored_once",
            ),
        )
        indexes = (models.Index(fields=("access_row",), condition=Q(taken_at=None), name="restored_access"),)

    def __str__(self) -> str:
        return f"{self.kind} of {self.administration_id} to {self.person_id}"


class PlaceholderEvent(models.Model):
    """What was done about somebody, by whom and why. Append-only; without e-mail addresses."""

    placeholder = models.ForeignKey(Placeholder, on_delete=models.PROTECT)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=12, choices=choices(EventKind))
    by = models.CharField(max_length=200)
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.placeholder_id} {self.kind}"


class InvitationDeclined(models.Model):
    """That an invitation was declined by whom it was for, and why."""

    invitation = models.OneToOneField(Invitation, on_delete=models.PROTECT)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.invitation_id} declined"
