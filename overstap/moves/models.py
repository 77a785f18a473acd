"""Tables of moves. Both parties' environments see a move; nobody else does."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from overstap.moves.values import DraftKind, MoveState, Outcome, Party
from overstap.tenancy.models import Administration, Environment, Person, choices


class Move(models.Model):
    """One order to move administrations from a giver to a receiver."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    profile = models.CharField(max_length=40)
    state = models.CharField(max_length=20, choices=choices(MoveState), default=MoveState.DRAFT)
    giver = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Environment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    received_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    giver_name = models.CharField(max_length=200)  # each party sees the other's name, not its environment
    receiver_name = models.CharField(max_length=200, blank=True)
    giver_email = models.EmailField(max_length=254)  # where the giver's copies go; fixed once chosen (R088, R089)
    receiver_email = models.EmailField(max_length=254)  # where the code goes (R079)
    client_name = models.CharField(max_length=200, blank=True)  # where the profile asks the client (R234)
    client_email = models.EmailField(max_length=254, blank=True)
    code_hash = models.CharField(max_length=64, unique=True)
    code_used_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    run_at = models.DateTimeField(null=True, blank=True)  # not before; null: as soon as everybody agreed
    payment_agreement_moves = models.BooleanField(default=True)  # R077, R078
    fee = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField(default=timezone.now)
    frozen_at = models.DateTimeField(null=True, blank=True)
    carried_at = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    undo_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    failure = models.JSONField(null=True, blank=True)  # code, message, remedy of what stopped it

    class Meta:
        indexes = (models.Index(fields=("state", "expires_at"), name="move_expiry"),)

    def __str__(self) -> str:
        return f"{self.uid} {self.state}"


class MoveAdministration(models.Model):
    """One administration in a move, with an outcome of its own (R052)."""

    move = models.ForeignKey(Move, on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField()
    administration_uid = models.UUIDField()  # the identity that outlives the move
    source = models.ForeignKey(Administration, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Administration, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    old_code = models.CharField(max_length=35)
    new_code = models.CharField(max_length=35, blank=True)
    prepared_upto = models.BigIntegerField(default=0)  # fingerprints stand up to this sequence number
    position = models.BigIntegerField(null=True, blank=True)  # the ledger's last sequence number at the freeze
    outcome = models.CharField(max_length=12, choices=choices(Outcome), default=Outcome.PENDING)
    failure = models.JSONField(null=True, blank=True)
    open = models.BooleanField(default=True)  # the administration is tied up in this move

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("source",), condition=Q(open=True), name="one_open_move_per_source"),
            models.UniqueConstraint(fields=("move", "number"), name="move_administration_once"),
        )

    def __str__(self) -> str:
        return f"{self.old_code} -> {self.new_code} {self.outcome}"


class Consent(models.Model):
    """That a party agreed, to exactly what: the hash of the scope and the words that were shown."""

    move = models.ForeignKey(Move, on_delete=models.PROTECT)
    party = models.CharField(max_length=10, choices=choices(Party))
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    at = models.DateTimeField(default=timezone.now)
    scope_hash = models.CharField(max_length=64)
    text = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("move", "party"), name="consent_once"),)

    def __str__(self) -> str:
        return f"{self.party} {self.person_id}"


class Override(models.Model):
    """That a named person set a gate aside, and why; stands in the proof."""

    move = models.ForeignKey(Move, on_delete=models.PROTECT)
    check_name = models.CharField(max_length=60)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    reason = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.check_name


class MoveEvent(models.Model):
    """A line of the move's own log: append-only and hash-chained; it travels with the administration."""

    move = models.ForeignKey(Move, on_delete=models.PROTECT)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    person = models.CharField(max_length=254)
    data = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("move", "seq"), name="move_event_once"),)

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class Fingerprint(models.Model):
    """SHA-256 of each record of one kind as the giver had it, in chunks of neighbours: keys and hashes in step."""

    part = models.ForeignKey(MoveAdministration, on_delete=models.PROTECT)
    kind = models.CharField(max_length=40)
    chunk = models.BigIntegerField()  # of the ledger's sequence numbers; always 0 for master data
    keys = ArrayField(models.TextField())
    names = ArrayField(models.TextField())  # what people call the records, for kinds whose keys do not say it
    hashes = models.BinaryField()  # 32 bytes a record, in the order of the keys
    digest = models.BinaryField()  # SHA-256 of the hashes

    class Meta:
        constraints = (models.UniqueConstraint(fields=("part", "kind", "chunk"), name="fingerprint_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.chunk}"


class Statement(models.Model):
    """Accounting figures as the giver had them, over a stretch of the ledger: keys and figures in step.

    The stretches of one statement together are the whole: ``first`` is the sequence number at which one begins.
    """

    part = models.ForeignKey(MoveAdministration, on_delete=models.PROTECT)
    name = models.CharField(max_length=40)
    first = models.BigIntegerField()
    keys = ArrayField(ArrayField(models.TextField()))
    figures = ArrayField(models.TextField())

    class Meta:
        constraints = (models.UniqueConstraint(fields=("part", "name", "first"), name="statement_once"),)

    def __str__(self) -> str:
        return f"{self.name} from {self.first}"


class Verification(models.Model):
    """A verification with a life of its own: of which administration, at which position, what came out."""

    part = models.ForeignKey(MoveAdministration, on_delete=models.PROTECT)
    purpose = models.CharField(max_length=12, default="move")  # move or take_back
    at = models.DateTimeField(default=timezone.now)
    position = models.BigIntegerField()
    is_clean = models.BooleanField()
    result = models.JSONField()  # kinds, statements, not_compared (see values.Comparison)

    def __str__(self) -> str:
        return f"{self.purpose} {self.at:%Y-%m-%d %H:%M} {'clean' if self.is_clean else 'differences'}"


class Proof(models.Model):
    """The signed proof of a move."""

    move = models.OneToOneField(Move, on_delete=models.PROTECT)
    at = models.DateTimeField(default=timezone.now)
    document = models.BinaryField()  # the signed JSON
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.sha256


class ProfileCopy(models.Model):
    """A profile that an operator made from another one; never changed, so that a move keeps its terms."""

    name = models.CharField(max_length=40, unique=True)
    copied_from = models.CharField(max_length=40)
    text = models.TextField()  # TOML
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class MoveDraft(models.Model):
    """What somebody chose so far for a move to start or to receive; any colleague with the right may go on with it.

    Of a transfer code only its hash is kept, as of the move itself: enough to go on, and of no use to a thief.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, choices=choices(DraftKind))
    step = models.CharField(max_length=20)  # the one to go on with
    chosen = models.JSONField(default=dict)
    code_hash = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)
    own_since = models.PositiveIntegerField(default=1)  # the first version in an unbroken row by saved_by
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    saved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)
    move = models.ForeignKey(Move, null=True, blank=True, on_delete=models.PROTECT)  # what came of it

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("environment", "code_hash"),
                condition=Q(move=None) & ~Q(code_hash=""),
                name="one_open_draft_per_code",
            ),
        )
        indexes = (models.Index(fields=("environment", "-id"), condition=Q(move=None), name="draft_open"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.step} {self.version}"
