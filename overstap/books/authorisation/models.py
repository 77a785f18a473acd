"""Tables of authorisation. Reached through actions and queries only.

People are named by their uid and by the name that they had: people do not move, and what they decided keeps their name.
"""

from django.db import models
from django.db.models import Q

from overstap.books.authorisation.values import Demand, State
from overstap.tenancy.models import Administration


class Setting(models.Model):
    """What an administration asks before and after booking (``Demand``); without a row: nothing."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    before = models.TextField(default=Demand.NONE)
    after = models.TextField(default=Demand.NONE)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration",), name="authorisation_setting_once"),)

    def __str__(self) -> str:
        return f"{self.before} before, {self.after} after"


class Workflow(models.Model):
    """A workflow, keyed by its name as names are compared (``naming.key_of``)."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    key = models.TextField()
    name = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "key"), name="workflow_once"),)

    def __str__(self) -> str:
        return self.name


class WorkflowStep(models.Model):
    """An authoriser of a workflow, in order from 1."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    workflow_key = models.TextField()
    position = models.SmallIntegerField()
    person_uid = models.UUIDField()
    person_name = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("administration", "workflow_key", "position"), name="workflow_step_once"),
        )

    def __str__(self) -> str:
        return f"{self.workflow_key} {self.position}: {self.person_name}"


class Authorisation(models.Model):
    """That a document was sent into a workflow, for the ``round``-th time. ``position``: whose turn it is.

    At most one of a document waits at a time. ``waiting_since``: when the turn came to where it is.
    """

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    document_uid = models.UUIDField()
    round = models.SmallIntegerField()
    moment = models.TextField()
    workflow_name = models.TextField()
    state = models.TextField(default=State.WAITING)
    position = models.SmallIntegerField(default=1)
    started_at = models.DateTimeField()
    waiting_since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("administration", "document_uid", "round"), name="authorisation_once"),
            models.UniqueConstraint(
                fields=("administration", "document_uid"), condition=Q(state="waiting"), name="waits_once"
            ),
        )
        indexes = (
            models.Index(
                fields=("administration", "waiting_since", "id"),
                condition=Q(state="waiting"),
                name="authorisation_waits",
            ),
        )

    def __str__(self) -> str:
        return f"{self.document_uid}/{self.round} {self.state}"


class AuthorisationTurn(models.Model):
    """Whose turn it is at a position: taken from the workflow when the document was sent, changed by re-assigning."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    document_uid = models.UUIDField()
    round = models.SmallIntegerField()
    position = models.SmallIntegerField()
    person_uid = models.UUIDField()
    person_name = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("administration", "document_uid", "round", "position"), name="authorisation_turn_once"
            ),
        )
        indexes = (models.Index(fields=("administration", "person_uid"), name="authorisation_turn_of"),)

    def __str__(self) -> str:
        return f"{self.document_uid}/{self.round}/{self.position}: {self.person_name}"


class AuthorisationEvent(models.Model):
    """A line of the history of an authorisation, numbered from 1. Append-only, as long as its administration is held.

    ``other_name``: whose turn it became, or in whose place it was settled.
    """

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    document_uid = models.UUIDField()
    round = models.SmallIntegerField()
    number = models.SmallIntegerField()
    at = models.DateTimeField()
    deed = models.TextField()
    position = models.SmallIntegerField()
    person_uid = models.UUIDField()
    person_name = models.TextField()
    other_uid = models.UUIDField(null=True, blank=True)
    other_name = models.TextField(blank=True)
    comment = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("administration", "document_uid", "round", "number"), name="authorisation_event_once"
            ),
        )
        indexes = (models.Index(fields=("administration", "person_uid", "-id"), name="authorisation_event_of"),)

    def __str__(self) -> str:
        return f"{self.document_uid}/{self.round}/{self.number} {self.deed}"
