"""A copied administration (R087): an existing one once more, with a delivery address and books of its own.

It begins with the accounts, journals, VAT codes, periods and relations of what it was copied from, and nothing booked.
"""

from dataclasses import dataclass

from django.db import connection, models
from django.utils.translation import gettext as _

from overstap.books.ledger import store
from overstap.books.ledger.models import Account, Dimension, FiscalYear, Journal, Ledger, Period, VatCode
from overstap.books.relations.models import Company, Relation, RelationAddress, RelationBankAccount
from overstap.lib.errors import Refused
from overstap.tenancy import access, changes
from overstap.tenancy.access import Actor
from overstap.tenancy.actions import AdministrationDetails, create_administration
from overstap.tenancy.addresses import actions as addresses
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right
from overstap.tenancy.values import AdministrationState, PackageFamily

_COPIED: tuple[type[models.Model], ...] = (
    FiscalYear,
    Period,
    Account,
    Journal,
    VatCode,
    Dimension,
    Company,
    Relation,
    RelationAddress,
    RelationBankAccount,
)


class CannotBeCopied(Refused):
    """There is nothing to make a copy of."""

    code = "COPY-REFUSED"


@dataclass(frozen=True, slots=True)
class CopyOrder:
    """A copy as asked for. Without a delivery address it gets one of ours."""

    code: str
    name: str
    delivery_address: str = ""


def copy_administration(actor: Actor, parent: str, order: CopyOrder) -> Administration:
    """Make a copy of the administration with code ``parent``; its maker has access.

    Raises NotAllowed, NotFound, Frozen, CannotBeCopied, Malformed, Taken.
    """
    one = access.administration_to_manage(actor, parent, Right.MANAGE_ADMINISTRATIONS)
    _require_original(one)
    changes.require_free_address(actor, order.delivery_address)
    details = AdministrationDetails(
        ledger_id=store.reserve_ledger(),
        package=PackageFamily(one.package),
        delivery_address=order.delivery_address,
        parent=one.code,
        system=one.system_id,
        address_follows=not order.delivery_address,
    )
    made = create_administration(actor=actor, code=order.code, name=order.name, details=details)
    store.open_ledger(made.ledger_id, Ledger.objects.get(pk=one.ledger_id).currency)
    _copy_master_data(one, made)
    if not order.delivery_address:
        made.delivery_address = addresses.give(actor=actor, code=made.code)
    return made


def _require_original(one: Administration) -> None:
    if one.state != AdministrationState.ACTIVE:
        raise access.frozen(one)
    if one.parent_id is not None:
        raise CannotBeCopied(
            _("“%(name)s” is a copy itself.") % {"name": one.name},
            remedy=_("Copy the administration that it was copied from."),
        )


def _copy_master_data(source: Administration, target: Administration) -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in _COPIED:
            fields = [field for field in model._meta.concrete_fields if not field.primary_key]
            names = ", ".join(quote(str(field.column)) for field in fields if field.name != "administration")
            table = quote(model._meta.db_table)
            cursor.execute(
                f"INSERT INTO {table} (administration_id, {names})"  # noqa: S608 - names of our own tables
                f" SELECT %s, {names} FROM {table} WHERE administration_id = %s ORDER BY id",
                [target.pk, source.pk],
            )
