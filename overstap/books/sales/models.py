"""Tables of sales. Reached through actions and queries only.

Those that hang on an administration are copied at a move and keyed by codes and uids; a ``PortalLink`` is about an
identity and works wherever the administration is held.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from overstap.books.ledger.fields import NumberField
from overstap.books.sales.values import InvoiceState, QuotationState, Rounding, Series, Vat
from overstap.tenancy.models import Administration, Person, choices


class Product(models.Model):
    """What is sold; ``price`` without VAT."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    code = models.TextField()
    name = models.TextField()
    unit = models.TextField(blank=True)
    price = NumberField()
    vat = models.CharField(max_length=10, choices=choices(Vat))
    vat_code = models.TextField(blank=True)
    account_code = models.TextField(blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "code"), name="product_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class SalesSettings(models.Model):
    """How an administration sells; without a row as ``values.Settings`` says."""

    administration = models.OneToOneField(Administration, on_delete=models.PROTECT)
    seller = models.JSONField(default=dict)
    rounding = models.CharField(max_length=5, choices=choices(Rounding), default=Rounding.TOTAL)
    payment_days = models.SmallIntegerField(default=30)
    quotation_days = models.SmallIntegerField(default=30)
    footer = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.administration_id)


class Numbering(models.Model):
    """A number series; its row is locked while a number is given."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, choices=choices(Series))
    prefix = models.TextField(blank=True)
    width = models.SmallIntegerField()
    year = models.SmallIntegerField()
    last = models.BigIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "kind"), name="numbering_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.prefix}{self.last}"


class Quotation(models.Model):
    """A quotation; seller, customer and lines as they were when it was sent."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.TextField(blank=True)  # empty until it is sent
    state = models.CharField(max_length=10, choices=choices(QuotationState), default=QuotationState.DRAFT)
    customer = models.JSONField(default=dict)
    seller = models.JSONField(default=dict)  # as it was when sent
    subject = models.TextField(blank=True)
    reference = models.TextField(blank=True)
    text = models.TextField(blank=True)
    footer = models.TextField(blank=True)  # as it was when sent
    language = models.CharField(max_length=2, default="nl")
    rounding = models.CharField(max_length=5, choices=choices(Rounding), default=Rounding.TOTAL)
    date = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    net = models.DecimalField(max_digits=20, decimal_places=2)
    vat = models.DecimalField(max_digits=20, decimal_places=2)
    gross = models.DecimalField(max_digits=20, decimal_places=2)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    invoice_uid = models.UUIDField(null=True)
    document_uid = models.UUIDField(null=True)
    lapsed_in = models.UUIDField(null=True)  # uid of the move in which it was lost
    state_before = models.CharField(max_length=10, blank=True)  # of a lapsed one

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "uid"), name="quotation_once"),)
        indexes = (
            models.Index(fields=("administration", "-created_at", "-id"), name="quotation_newest"),
            models.Index(fields=("administration", "number"), name="quotation_number"),
        )

    def __str__(self) -> str:
        return self.number or str(self.uid)


class Invoice(models.Model):
    """A sales invoice. Once sent it never changes."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.TextField(blank=True)  # empty until it is sent
    state = models.CharField(max_length=10, choices=choices(InvoiceState), default=InvoiceState.DRAFT)
    customer = models.JSONField(default=dict)
    seller = models.JSONField(default=dict)  # as it was when sent
    subject = models.TextField(blank=True)
    reference = models.TextField(blank=True)
    text = models.TextField(blank=True)
    footer = models.TextField(blank=True)  # as it was when sent
    language = models.CharField(max_length=2, default="nl")
    rounding = models.CharField(max_length=5, choices=choices(Rounding), default=Rounding.TOTAL)
    date = models.DateField(null=True)
    due = models.DateField(null=True)
    supplied_on = models.DateField(null=True)
    payment_days = models.SmallIntegerField(null=True)
    net = models.DecimalField(max_digits=20, decimal_places=2)
    vat = models.DecimalField(max_digits=20, decimal_places=2)
    gross = models.DecimalField(max_digits=20, decimal_places=2)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    credits = models.TextField(blank=True)  # number of the invoice that this one takes back
    quotation_uid = models.UUIDField(null=True)
    document_uid = models.UUIDField(null=True)
    electronic_uid = models.UUIDField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "uid"), name="invoice_once"),)
        indexes = (
            models.Index(fields=("administration", "-created_at", "-id"), name="invoice_newest"),
            models.Index(fields=("administration", "number"), name="invoice_number"),
            models.Index(fields=("administration",), condition=~Q(state="sent"), name="invoice_unsent"),
        )

    def __str__(self) -> str:
        return self.number or str(self.uid)


class Line(models.Model):
    """A line of the quotation or invoice with uid ``paper``; ``position`` counts from 1."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    paper = models.UUIDField()
    position = models.SmallIntegerField()
    description = models.TextField()
    quantity = NumberField()
    unit = models.TextField(blank=True)
    price = NumberField()
    discount = NumberField()
    vat = models.CharField(max_length=10, choices=choices(Vat))
    product_code = models.TextField(blank=True)
    vat_code = models.TextField(blank=True)
    account_code = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "paper", "position"), name="salesline_once"),)

    def __str__(self) -> str:
        return f"{self.paper}/{self.position}"


class PortalLink(models.Model):
    """A link that was mailed to a customer to answer a quotation; only the hash of its token is kept.

    It names identities, so that it works wherever the administration is held. The system acts on it with a mandate
    whose reference is ``uid``. ``seller`` is what the page may say where the quotation itself cannot be seen.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    administration_uid = models.UUIDField()
    quotation_uid = models.UUIDField()
    email = models.EmailField(max_length=254)
    seller = models.TextField()
    seller_email = models.TextField(blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT)
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    ended_in = models.UUIDField(null=True)  # the move that ended it

    class Meta:
        db_table = "portal_link"  # no record of an administration: it stays where it is
        indexes = (models.Index(fields=("administration_uid", "quotation_uid"), name="portallink_of_quotation"),)

    def __str__(self) -> str:
        return str(self.uid)
