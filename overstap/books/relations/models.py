"""Tables of relations and of the company itself: master data of an administration, keyed by code."""

from django.db import models

from overstap.books.ledger.fields import NumberField
from overstap.tenancy.models import Administration


class Company(models.Model):
    """The company whose books an administration holds. Its addresses are those with an empty ``relation_code``."""

    administration = models.OneToOneField(Administration, on_delete=models.PROTECT)
    name = models.TextField()
    ident = models.TextField(blank=True)
    commerce_number = models.TextField(blank=True)
    tax_country = models.TextField(blank=True)
    tax_number = models.TextField(blank=True)
    extra = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name


class Relation(models.Model):
    """A customer, supplier or both."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    code = models.TextField()
    name = models.TextField(blank=True)
    type = models.TextField(blank=True)
    contact = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    fax = models.TextField(blank=True)
    email = models.TextField(blank=True)
    website = models.TextField(blank=True)
    commerce_number = models.TextField(blank=True)
    tax_country = models.TextField(blank=True)
    tax_number = models.TextField(blank=True)
    group = models.TextField(blank=True)
    customer_limit = NumberField(null=True)
    supplier_limit = NumberField(null=True)
    extra = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("administration", "code"), name="relation_once"),)
        indexes = (models.Index(fields=("administration", "name", "code"), name="relation_name"),)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class RelationAddress(models.Model):
    """An address of a relation, or of the company itself where ``relation_code`` is empty."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    relation_code = models.TextField(blank=True)
    position = models.SmallIntegerField()  # counts from 1 within the relation
    kind = models.TextField()
    street = models.TextField(blank=True)
    number = models.TextField(blank=True)
    addition = models.TextField(blank=True)
    property = models.TextField(blank=True)
    city = models.TextField(blank=True)
    postal_code = models.TextField(blank=True)
    region = models.TextField(blank=True)
    country = models.TextField(blank=True)
    extra = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("administration", "relation_code", "position"), name="address_once"),
        )

    def __str__(self) -> str:
        return f"{self.relation_code} {self.street} {self.city}"


class RelationBankAccount(models.Model):
    """A bank account of a relation."""

    administration = models.ForeignKey(Administration, on_delete=models.PROTECT)
    relation_code = models.TextField()
    position = models.SmallIntegerField()  # counts from 1 within the relation
    number = models.TextField()
    bank_code = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("administration", "relation_code", "position"), name="bankaccount_once"),
        )

    def __str__(self) -> str:
        return f"{self.relation_code} {self.number}"
