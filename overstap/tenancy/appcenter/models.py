"""Tables of the App Center. They belong to an environment and never move: a connection is made anew (R118, R119)."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from overstap.tenancy.appcenter.values import LONGEST_NAME, LONGEST_TEXT, AppState
from overstap.tenancy.models import Environment, Person, choices


class ConnectedApp(models.Model):
    """An app that an environment is connected with; of one name there is one that did not end."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    name = models.CharField(max_length=LONGEST_NAME)
    does = models.CharField(max_length=LONGEST_TEXT)
    pairs = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=choices(AppState), default=AppState.ACTIVE)
    activated_by = models.ForeignKey(Person, on_delete=models.PROTECT)
    since = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(Lower("name"), "environment", condition=~Q(state=AppState.ENDED), name="app_once"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class AppPairing(models.Model):
    """That a person paired a mobile app; ended ones are kept."""

    app = models.ForeignKey(ConnectedApp, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    device = models.CharField(max_length=LONGEST_NAME, blank=True)
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("app", "person"), condition=Q(ended_at=None), name="pairing_once"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} with {self.app_id}"
