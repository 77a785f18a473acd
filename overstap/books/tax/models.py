"""Tables of VAT returns and of what it takes to file one. Reached through this package's verbs and reads only.

All of it hangs on an administration and is keyed by what people use; it moves with the administration, but for what
a profile leaves behind.
"""

from django.db import models

from overstap.books.ledger.fields import NumberField
from overstap.books.tax.values import Box, Channel, ContactType, Granted, PortKind, Span, Status
from overstap.tenancy.models import Administration, choices


class TaxSettings(models.Model):
    """Who files and how often; one row at most."""

    administration = models.OneToOneField(Administration, on_delete=models.PROTECT)
    contact_type = models.CharField(max_length=3, choices=choices(ContactType), blank=True)
    becon_number = models.TextField(blank=True)
    initials = models.TextField(blank=True)
    prefix = models.TextField(blank=True)
    surname = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    vat_number = models.TextField(blank=True)
    span = models.CharField(max_length=10, choices=choices(Span), default=Span.QUARTER)

    def __str__(self) -> str:
        return f"{self.contact_type} {self.becon_number}"


class BoxRule(models.Model):
    """Where a person said that a VAT code leads; an empty box: not in the return."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    code = models.TextField()
    box = models.TextField(choices=choices(Box), blank=True)
    rate = NumberField(default=0)  # per cent

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "code"), name="boxrule_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.box}"


class VatReturn(models.Model):
    """A return or a supplement to one. From "ready" on ``figures`` stand, as of entry ``seq`` of the ledger.

    ``figures`` and ``typed``: box -> {"base", "vat"}, amounts as text, null where a box has no such column.
    """

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    period = models.TextField()
    number = models.SmallIntegerField(default=0)
    start = models.DateField()
    end = models.DateField()
    status = models.CharField(max_length=10, choices=choices(Status))
    figures = models.JSONField(default=dict)
    typed = models.JSONField(default=dict)
    seq = models.BigIntegerField(default=0)
    filed_at = models.DateTimeField(null=True, blank=True)
    filed_by = models.TextField(blank=True)
    channel = models.CharField(max_length=10, choices=choices(Channel), blank=True)
    reference = models.TextField(blank=True)
    contact = models.JSONField(default=dict)  # as it was filed
    document = models.UUIDField(null=True, blank=True)  # the filed copy, books.documents
    remark = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "period", "number"), name="vatreturn_once"),)
        indexes = (models.Index(fields=("administration", "-start", "-number"), name="vatreturn_newest"),)

    def __str__(self) -> str:
        return f"{self.period}/{self.number} {self.status}"


class Certificate(models.Model):
    """An entry of the register of PKIoverheid certificates; keys are never kept here."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    serial = models.TextField()
    holder = models.TextField()
    issuer = models.TextField(blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField()
    note = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "serial"), name="certificate_once"),)

    def __str__(self) -> str:
        return f"{self.serial} {self.holder}"


class Port(models.Model):
    """An entry of the register of ports: a way by which messages go to government or others."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    name = models.TextField()
    kind = models.CharField(max_length=10, choices=choices(PortKind))
    address = models.TextField(blank=True)
    certificate_serial = models.TextField(blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "name"), name="port_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class VatRight(models.Model):
    """What a person may do with returns, by e-mail address: rows outlive the accounts of one environment."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    email = models.TextField()
    may_approve = models.BooleanField(default=False)
    may_file = models.BooleanField(default=False)
    granted_by = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "email"), name="vatright_once"),)

    def __str__(self) -> str:
        return self.email


class ReportingLine(models.Model):
    """A line of a reporting structure, and the accounts that it adds up."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    structure = models.TextField()
    line = models.TextField()
    title = models.TextField()
    account_from = models.TextField(blank=True)
    account_to = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "structure", "line"), name="reporting_once"),)

    def __str__(self) -> str:
        return f"{self.structure} {self.line}"


class TaxAuthorisation(models.Model):
    """That an intermediary was authorised at the tax authority (Logius). ``year`` 0: until it is withdrawn."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    service = models.TextField()
    intermediary = models.TextField()
    year = models.SmallIntegerField(default=0)
    requested_on = models.DateField()
    granted_by = models.CharField(max_length=10, choices=choices(Granted))
    active_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    requested_by = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("administration", "service", "intermediary", "year", "requested_on"),
                name="taxauthorisation_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.service} {self.intermediary}"
