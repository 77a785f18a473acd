"""Carrying inside one installation: copy the master data, switch the holder. No line of the ledger is touched."""

from collections.abc import Collection

from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from overstap.books.ledger.models import Account, Dimension, FiscalYear, ImportedFile, Journal, Period, VatCode
from overstap.books.relations.models import Company, Relation, RelationAddress, RelationBankAccount
from overstap.lib import prepared
from overstap.lib.errors import NeedsPerson
from overstap.moves import bringing
from overstap.moves.holdings import HOLDINGS, left_behind
from overstap.moves.models import Move, MoveAdministration
from overstap.moves.profiles import profile
from overstap.tenancy import access
from overstap.tenancy.addresses import giving
from overstap.tenancy.models import Administration, Environment
from overstap.tenancy.values import AdministrationState

MASTER_DATA: tuple[type[models.Model], ...] = (
    FiscalYear,
    Period,
    Account,
    Journal,
    VatCode,
    Dimension,
    ImportedFile,
    Company,
    Relation,
    RelationAddress,
    RelationBankAccount,
    *(table for holding in HOLDINGS for table in holding.tables),
)
_COPY = """
INSERT INTO {table} (administration_id, {names})
SELECT %(target)s, {names} FROM {table} WHERE administration_id = %(source)s ORDER BY id
"""
_REMOVE = "DELETE FROM {table} WHERE administration_id = %(administration)s"
Tables = Collection[type[models.Model]]
_HAS_ROWS = (
    "CASE WHEN EXISTS (SELECT FROM {table} WHERE administration_id = ANY(%(administrations)s)) THEN '{table}' END"
)
NOTHING_YET = 0  # sealed at this number, an administration shows nothing of its ledger


class CodeTaken(NeedsPerson):
    """The chosen code came into use since it was chosen."""

    code = "CODE-IN-USE"


class NoReceiver(NeedsPerson):
    """There is nobody to carry it to."""

    code = "NO-RECEIVER"


def carry(move: Move, part: MoveAdministration) -> None:
    """Give the receiver the administration: a row of its own, the master data, and the ledger.

    The giver's row is sealed at the position of the freeze; the receiver's is not released yet. Raises CodeTaken.
    """
    target = _make_target(move, part)
    access.keep_walls()
    part.target = target
    part.save(update_fields=["target"])
    copy_master_data(part.source, target, but=left_behind(profile(move.profile)))
    switch_holder(part.source, target, sealed_at=part.position)


def switch_holder(before: Administration, after: Administration, *, sealed_at: int | None) -> None:
    """From now on ``after`` holds the ledger; ``before`` sees it up to ``sealed_at``."""
    before.sealed_at = sealed_at
    before.save(update_fields=["sealed_at"])
    after.sealed_at = None
    after.save(update_fields=["sealed_at"])


def tables_with_rows(*administrations: Administration) -> Tables:
    """The tables of master data in which any of them has rows: a small administration has most of them empty."""
    asked = ", ".join(_HAS_ROWS.format(table=model._meta.db_table) for model in MASTER_DATA)
    values = {"administrations": [one.pk for one in administrations]}
    with prepared.cursor() as cursor:
        (held,) = cursor.execute(f"SELECT ARRAY[{asked}]", values, prepare=True).fetchall()
    return frozenset(model for model in MASTER_DATA if model._meta.db_table in held[0])


def copy_master_data(
    source: Administration, target: Administration, *, but: Tables = (), held: Tables | None = None
) -> None:
    """Copy every row of master data, keyed by the codes that lines use, but those of tables ``but``.

    ``held``: the ``tables_with_rows`` of ``source``, for who knows them already.
    """
    _for_each_table(_COPY, held or tables_with_rows(source), but, source=source.pk, target=target.pk)


def remove_master_data(administration: Administration, *, but: Tables = (), held: Tables | None = None) -> None:
    """Remove the master data of an administration that no longer holds its ledger; not that in the tables ``but``.

    ``held``: its ``tables_with_rows``, for who knows them already.
    """
    tables = held or tables_with_rows(administration)
    _for_each_table(_REMOVE, tables, but, administration=administration.pk)


def _for_each_table(statement: str, tables: Tables, but: Tables, **values: int) -> None:
    """Run ``statement`` for each of the tables, in the order of MASTER_DATA, all sent in one go."""
    quote = connection.ops.quote_name
    statements = []
    for model in MASTER_DATA:
        if model not in tables or model in but:
            continue
        fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        names = ", ".join(quote(str(field.column)) for field in fields if field.name != "administration")
        statements.append(statement.format(table=quote(model._meta.db_table), names=names))
    prepared.run_all(statements, values)


def _make_target(move: Move, part: MoveAdministration) -> Administration:
    source, receiver = part.source, move.receiver
    if receiver is None:
        raise NoReceiver(_("Nobody has accepted this move."))
    try:
        with transaction.atomic():
            return Administration.objects.create(
                uid=source.uid,
                environment=receiver,
                code=part.new_code,
                name=source.name,
                state=AdministrationState.INCOMING,
                package=source.package,
                system=bringing.connection_of(part, receiver),
                ledger_id=source.ledger_id,
                sealed_at=NOTHING_YET,
                delivery_address=_new_address(receiver, part),
                payment_agreement=source.payment_agreement if move.payment_agreement_moves else "",
                payment_mandate=source.payment_mandate if move.payment_agreement_moves else {},
            )
    except IntegrityError as error:
        raise CodeTaken(
            _("The code “%(code)s” is in use at the receiver.") % {"code": part.new_code},
            remedy=_("Ask the receiver to free the code, then resume the move."),
        ) from error


def _new_address(receiver: Environment, part: MoveAdministration) -> str:
    """R056, R057: the delivery address that is given at the release, as far as it can be told before."""
    address = part.source.delivery_address
    if not address or not profile(part.move.profile).addresses.inbox_changes:
        return address
    return giving.expected(receiver, part.new_code)
