"""A carried administration with difficult contents, committed; and somebody who changes it behind the system's back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from overstap.books.ledger import models as ledger
from overstap.books.ledger import store
from overstap.books.ledger.values import Entry, Line, LineVat, SubledgerLine
from overstap.books.relations import models as relations
from overstap.lib import postgres
from overstap.moves import verify
from overstap.moves.models import MoveAdministration
from overstap.moves.state import for_system
from overstap.moves.values import Comparison, KindResult, MoveState, StatementResult
from overstap.tenancy import access
from overstap.tenancy.models import Administration
from tests.moves import holdings, running
from tests.moves.world import CODE, accept, administration_of, offer, sale, two_offices

COMPOSED, DECOMPOSED = "Caf\u00e9", "Cafe\u0301"
LONG = "lang " * 60
ZERO = Decimal("0.00")
MANY = 300  # entries: two whole chunks and a rest

Superuser = psycopg.Connection[dict[str, object]]


@dataclass(frozen=True)
class Carried:
    """A move that has come as far as the verification."""

    uid: UUID
    part_id: int
    ledger_id: int
    source_id: int
    target_id: int


def carried_move() -> Carried:
    """Two offices, an administration with difficult contents, carried and not yet verified; committed."""
    world = two_offices()
    add_difficult_contents(administration_of(world.alice, world.giver.slug, CODE), world.alice.pk)
    uid = offer(world)
    accept(world, uid)
    assert running.run(uid, until=MoveState.FROZEN) == MoveState.FROZEN
    with access.acting(world.alice.pk, [world.giver.pk]):
        holdings.behind_the_gates(Administration.objects.get(environment=world.giver, code=CODE))
    assert running.run(uid, until=MoveState.CARRIED) == MoveState.CARRIED
    with for_system(uid):
        part = MoveAdministration.objects.get(move__uid=uid)
        assert part.target is not None
        return Carried(uid, part.pk, part.target.ledger_id, part.source_id, part.target.pk)


def compared(move: Carried) -> Comparison:
    """The verification of the carried administration."""
    with for_system(move.uid):
        part = MoveAdministration.objects.get(pk=move.part_id)
        return verify.compare(part, Administration.objects.get(pk=move.target_id))


def kind(comparison: Comparison, name: str) -> KindResult:
    """The result of one kind of record."""
    return next(result for result in comparison.kinds if result.kind == name)


def statement(comparison: Comparison, name: str) -> StatementResult:
    """The result of one statement."""
    return next(result for result in comparison.statements if result.name == name)


@contextmanager
def superuser() -> Iterator[Superuser]:
    """Somebody whom no right, row-level security or trigger stops."""
    socket = postgres.socket_dir()
    with psycopg.connect(
        host=str(socket), user="postgres", dbname=postgres.database_name(), autocommit=True, row_factory=dict_row
    ) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


OWNER = {
    "tenancy_administration": "id",
    "ledger_ledger": "id",
    "ledger_entry": "ledger_id",
    "ledger_line": "ledger_id",
    "ledger_linevat": "ledger_id",
    "ledger_subledgerline": "ledger_id",
}
NOBODY = -1  # an owner that is not there


def owner_column(table: str) -> str:
    """The column that says whose a row is."""
    return OWNER.get(table, "administration_id")


def owned(table: str, move: Carried) -> str:
    """SQL: which rows of a table are the carried administration's."""
    owner = owner_column(table)
    number = move.target_id if "administration" in table + owner else move.ledger_id
    return f"{owner} = {number}"


@contextmanager
def behind_our_back(table: str, move: Carried) -> Iterator[Superuser]:
    """Whatever is done to the administration's rows of ``table`` inside the block is undone at its end."""
    mine = owned(table, move)
    with superuser() as connection:
        connection.execute(f"CREATE TEMP TABLE saved AS SELECT * FROM {table} WHERE {mine}")
        try:
            yield connection
        finally:
            with connection.transaction():
                connection.execute(f"DELETE FROM {table} WHERE {mine} OR {owner_column(table)} = {NOBODY}")
                connection.execute(f"INSERT INTO {table} SELECT * FROM saved")


def add_difficult_contents(one: Administration, person_id: int) -> None:
    """What looks alike and is not, and two of every kind of record."""
    with access.acting(person_id, [one.environment_id]):
        with store.LedgerWriter(one, person_id) as writer:
            writer.add([_difficult(nr) for nr in range(1, 3)])
            writer.add_subledger([_difficult_open_item(nr) for nr in range(1, 3)])
        with store.LedgerWriter(one, person_id) as writer:
            writer.add([sale_on_first(number) for number in range(100, 100 + MANY)])
        _second_of_each(one)


def sale_on_first(number: int) -> Entry:
    """A plain sale."""
    return sale(number % 28 + 1)._replace(number=f"2025-{number:04d}")


def _difficult(nr: int) -> Entry:
    quantity = Decimal("1.50") if nr == 1 else Decimal("1.5")
    vat = (LineVat("VH", Decimal("21.000"), Decimal("2.10"), "C"), LineVat("VH", Decimal("0.000"), ZERO, "D"))
    lines = [
        Line("1", "1300", Decimal("-10.00"), "D", description=COMPOSED, relation="C2", invoice_ref=f"a,b {nr}"),
        Line("2", "8000", Decimal("10.00"), "C", description=DECOMPOSED, quantity=quantity, currency="USD",
             currency_amount=Decimal("-11.1000"), cost_centre="K1", project="P1", product="x", match_key="m",
             record_ref="r", bank_account="NL02ABNA0123456789", extra={"a": {"b": ["1", None, ""]}, "é": "ü"}, vat=vat),
        Line("3", "8000", ZERO, "D", description=LONG, extra={}),
        Line("4", "8000", -ZERO, "C", description="  aan \\ het \"eind\" \t ", effective_date=date(2024, 2, 29)),
    ]  # fmt: skip
    return Entry(
        f"M{nr}", "MEM", 2025, 13, date(2025, 12, 31), lines, description="", source="x", user="jan", extra={"k": "v"}
    )


def _difficult_open_item(nr: int) -> SubledgerLine:
    return SubledgerLine(
        year=2025, kind="CU", nr="1", journal="MEM", entry_number=f"M{nr}", line_nr="1", amount=Decimal("-10.00"),
        side="D", relation="C2", invoice_ref=f"a,b {nr}", due_date=date(2026, 1, 31), quantity=Decimal("2.0"),
        currency_amount=Decimal(0), vat=(LineVat("VH", Decimal("21.000"), Decimal("2.10"), "C"),), extra={"z": ""},
    )  # fmt: skip


def _second_of_each(one: Administration) -> None:
    ledger.FiscalYear.objects.create(
        administration=one, year=2024, label="2024", start=date(2024, 1, 1), end=date(2024, 12, 31), extra={"a": "1.0"}
    )
    ledger.Period.objects.create(administration=one, year=2025, number=13, start=date(2025, 3, 1), end=date(2025, 3, 1))
    ledger.Account.objects.create(administration=one, code=COMPOSED, name="NFC", type="B")
    ledger.Account.objects.create(administration=one, code=DECOMPOSED, name="NFD", type="B")
    ledger.Journal.objects.create(administration=one, code="MEM", name="Memoriaal", type="M")
    ledger.VatCode.objects.create(administration=one, code="VL", name="Btw laag")
    ledger.Dimension.objects.create(administration=one, type="02", code="K1", name=LONG)
    relations.Relation.objects.create(
        administration=one, code="C2", name="", customer_limit=Decimal("0.00"), extra={"a": [], "b": "0.00"}
    )
    relations.RelationAddress.objects.create(administration=one, relation_code="", position=1, kind="postal")
    relations.RelationBankAccount.objects.create(administration=one, relation_code="C2", position=1, number="")
    ledger.ImportedFile.objects.create(
        administration=one, year=2025, name="2025.xaf", sha256="1" * 64, version="3.2", imported_by=2
    )
    holdings.second_of_each(one)
