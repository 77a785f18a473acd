"""Tables of the ledger. Reached through store.py, queries.py and actions only.

Two sorts of tables. The append-only ones (Entry, Line, LineVat, SubledgerLine) hang on a ledger's number alone, so
that an administration can change hands without touching them. Master data hangs on an administration and is keyed by
the codes that lines use; it is copied at a move.

Columns of Line stand in an order without padding: the wide fixed ones first.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from overstap.books.ledger.fields import NumberField
from overstap.tenancy.models import Administration


class Ledger(models.Model):
    """An append-only ledger. Its number comes from ``store.reserve_ledger`` and is Administration.ledger_id."""

    id = models.BigIntegerField(primary_key=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    currency = models.CharField(max_length=3)
    last_seq = models.BigIntegerField(default=0)  # number of the newest entry; the only column that may change
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.id} {self.currency} up to {self.last_seq}"


class Entry(models.Model):
    """A journal entry. ``seq`` rises per ledger without a gap; "as of N" means ``seq <= N``."""

    pk = models.CompositePrimaryKey("ledger_id", "seq")
    ledger_id = models.BigIntegerField()
    seq = models.BigIntegerField()
    booked_at = models.DateTimeField(default=timezone.now)
    date = models.DateField()
    year = models.SmallIntegerField()
    period = models.SmallIntegerField()
    booked_by = models.BigIntegerField()  # Person.id; no foreign key, because authors change when a ledger moves
    kind = models.TextField()
    journal_code = models.TextField()
    number = models.TextField()
    description = models.TextField(blank=True)
    source = models.TextField(blank=True)
    user_name = models.TextField(blank=True)
    extra = models.JSONField(null=True)

    class Meta:
        indexes = (models.Index(fields=("ledger_id", "journal_code", "year", "seq"), name="entry_journal"),)

    def __str__(self) -> str:
        return f"{self.ledger_id}/{self.seq} {self.journal_code} {self.number}"


class Line(models.Model):
    """A line of an entry; ``position`` counts from 1 within the entry. Year, period and date are the entry's."""

    pk = models.CompositePrimaryKey("ledger_id", "entry_seq", "position")
    ledger_id = models.BigIntegerField()
    entry_seq = models.BigIntegerField()
    position = models.IntegerField()
    date = models.DateField()
    effective_date = models.DateField(null=True)
    year = models.SmallIntegerField()
    period = models.SmallIntegerField()
    opening = models.BooleanField()
    side = models.CharField(max_length=1)
    account_code = models.TextField()
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    nr = models.TextField()
    doc_ref = models.TextField(blank=True)
    description = models.TextField(blank=True)
    relation_code = models.TextField(blank=True)
    invoice_ref = models.TextField(blank=True)
    cost_centre = models.TextField(blank=True)
    project = models.TextField(blank=True)
    product = models.TextField(blank=True)
    quantity = NumberField(null=True)
    currency = models.TextField(blank=True)
    currency_amount = NumberField(null=True)
    match_key = models.TextField(blank=True)
    record_ref = models.TextField(blank=True)
    bank_account = models.TextField(blank=True)
    extra = models.JSONField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(side__in=("D", "C")), name="line_side"),)
        indexes = (
            models.Index(
                fields=("ledger_id", "account_code", "year", "date", "entry_seq", "position"), name="line_card"
            ),
        )

    def __str__(self) -> str:
        return f"{self.ledger_id}/{self.entry_seq}/{self.position} {self.account_code} {self.amount}"


class LineVat(models.Model):
    """VAT on a line; ``nr`` counts from 1 within the line."""

    pk = models.CompositePrimaryKey("ledger_id", "entry_seq", "position", "nr")
    ledger_id = models.BigIntegerField()
    entry_seq = models.BigIntegerField()
    position = models.IntegerField()
    nr = models.SmallIntegerField()
    side = models.CharField(max_length=1)
    code = models.TextField(blank=True)
    percentage = models.DecimalField(max_digits=8, decimal_places=3)
    amount = models.DecimalField(max_digits=20, decimal_places=2)

    def __str__(self) -> str:
        return f"{self.ledger_id}/{self.entry_seq}/{self.position} {self.code} {self.amount}"


class SubledgerLine(models.Model):
    """What a sub-ledger says about a ledger line.

    ``booked_seq`` is the entry it points to where that was booked together with it, and else the newest entry: a view
    sealed before that does not show it. ``position`` counts from 1 within the ledger. ``entry_seq`` and
    ``line_position`` name the ledger line it points to; both are null when it points nowhere.
    """

    pk = models.CompositePrimaryKey("ledger_id", "booked_seq", "position")
    ledger_id = models.BigIntegerField()
    booked_seq = models.BigIntegerField()
    position = models.IntegerField()
    line_position = models.IntegerField(null=True)
    entry_seq = models.BigIntegerField(null=True)
    invoice_date = models.DateField(null=True)
    due_date = models.DateField(null=True)
    year = models.SmallIntegerField()
    kind = models.TextField(blank=True)
    nr = models.TextField(blank=True)
    journal_code = models.TextField(blank=True)
    entry_number = models.TextField(blank=True)
    line_nr = models.TextField(blank=True)
    kind_of_entry = models.TextField()
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    side = models.CharField(max_length=1)
    ledger_name = models.TextField(blank=True)
    description = models.TextField(blank=True)
    doc_ref = models.TextField(blank=True)
    record_ref = models.TextField(blank=True)
    match_key = models.TextField(blank=True)
    relation_code = models.TextField(blank=True)
    invoice_ref = models.TextField(blank=True)
    purchase_or_sales = models.TextField(blank=True)
    invoice_side = models.TextField(blank=True)
    mutation = models.TextField(blank=True)
    cost_centre = models.TextField(blank=True)
    project = models.TextField(blank=True)
    product = models.TextField(blank=True)
    quantity = NumberField(null=True)
    currency = models.TextField(blank=True)
    currency_amount = NumberField(null=True)
    vat = models.JSONField(null=True)  # list of {code, percentage, amount, side}, numbers as strings
    extra = models.JSONField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(side__in=("D", "C")), name="subledgerline_side"),)

    def __str__(self) -> str:
        return f"{self.ledger_id}/{self.booked_seq}/{self.position} {self.relation_code} {self.invoice_ref}"


class FiscalYear(models.Model):
    """A book year of an administration; ``extra`` keeps the header of the file it came from."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    year = models.SmallIntegerField()
    label = models.TextField()
    start = models.DateField()
    end = models.DateField()
    extra = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "year"), name="fiscalyear_once"),)

    def __str__(self) -> str:
        return f"{self.administration_id} {self.label}"


class Period(models.Model):
    """A period of a book year."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    year = models.SmallIntegerField()
    number = models.SmallIntegerField()
    description = models.TextField(blank=True)
    start = models.DateField()
    end = models.DateField()
    extra = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "year", "number"), name="period_once"),)

    def __str__(self) -> str:
        return f"{self.administration_id} {self.year}/{self.number}"


class Account(models.Model):
    """A ledger account."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    code = models.TextField()
    name = models.TextField(blank=True)
    type = models.TextField(blank=True)
    reference = models.TextField(blank=True)
    extra = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "code"), name="account_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Journal(models.Model):
    """A journal."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    code = models.TextField()
    name = models.TextField(blank=True)
    type = models.TextField(blank=True)
    offset_account = models.TextField(blank=True)
    bank_account = models.TextField(blank=True)
    extra = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "code"), name="journal_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class VatCode(models.Model):
    """A VAT code."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    code = models.TextField()
    name = models.TextField(blank=True)
    to_pay_account = models.TextField(blank=True)
    to_claim_account = models.TextField(blank=True)
    extra = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "code"), name="vatcode_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Dimension(models.Model):
    """The name of a cost centre, project, user or other code."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    type = models.TextField()
    code = models.TextField()
    name = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "type", "code"), name="dimension_once"),)

    def __str__(self) -> str:
        return f"{self.type} {self.code} {self.name}"


class ImportedFile(models.Model):
    """That a file was imported: which bytes, by whom, and what it said against what was counted."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    year = models.SmallIntegerField()
    name = models.TextField()
    sha256 = models.CharField(max_length=64)
    version = models.TextField()
    imported_at = models.DateTimeField(default=timezone.now)
    imported_by = models.BigIntegerField()  # Person.id
    declared = models.JSONField(default=dict)
    computed = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.name} {self.sha256[:12]}"
