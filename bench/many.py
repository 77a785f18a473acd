"""A thousand small administrations, in the environments of many offices, offered and accepted."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, models

from bench.books import YEAR, Offices
from overstap.books.ledger import masterdata, store
from overstap.books.ledger import models as ledger
from overstap.books.ledger.values import Entry
from overstap.books.relations import store as relations
from overstap.books.sample import SampleBooks, SamplePlan, make
from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from overstap.moves import actions
from overstap.moves.actions.give import OfferOrder
from overstap.moves.carry import MASTER_DATA
from overstap.tenancy import access
from overstap.tenancy import actions as tenancy
from overstap.tenancy.actions import AdministrationDetails, LicenceDetails
from overstap.tenancy.models import Administration, Environment
from overstap.tenancy.values import Tier

LINES = 200
PER_MOVE = 5
MOVES_PER_OFFICE = 10
OF_THE_LEDGER: tuple[type[models.Model], ...] = (ledger.Entry, ledger.Line, ledger.LineVat, ledger.SubledgerLine)


@dataclass(frozen=True)
class Pair:
    """An office that gives and one that receives."""

    giver: Environment
    receiver: Environment


def accepted(offices: Offices, name: str, administrations: int) -> list[UUID]:
    """So many administrations with books, in moves of five that everybody agreed to; gives the moves.

    Books are made once and copied by PostgreSQL; offering and accepting are the real actions.
    """
    template = _template(offices, name)
    moves = administrations // PER_MOVE
    pairs = [_pair(offices, f"{name}-{number}") for number in range(-(-moves // MOVES_PER_OFFICE))]
    uids = []
    for number, pair in enumerate(pairs):
        count = min(MOVES_PER_OFFICE, moves - number * MOVES_PER_OFFICE)
        codes = [f"{one:03d}" for one in range(count * PER_MOVE)]
        _fill(offices, template, pair.giver, codes)
        orders = (codes[first : first + PER_MOVE] for first in range(0, len(codes), PER_MOVE))
        uids += [_agreed(offices, pair, order) for order in orders]
    return uids


def _pair(offices: Offices, name: str) -> Pair:
    licence = LicenceDetails(Tier.PREMIUM, "BENCH")
    return Pair(
        *(
            tenancy.open_environment(
                by=offices.operator, slug=slug, name=slug, superuser=offices.operator, licence=licence
            )
            for slug in (f"from-{name}", f"to-{name}")
        )
    )


def _agreed(offices: Offices, pair: Pair, codes: Sequence[str]) -> UUID:
    order = OfferOrder(codes=codes, receiver_email="receiver@example.test", agreed=True)
    with offices.at(pair.giver) as giver:
        uid = actions.offer(giver, order).uid
    with as_worker():
        text = OutgoingMail.objects.get(key=f"move/{uid}/code").text
    typed = next(line.rpartition(" ")[2] for line in text.splitlines() if line.count("-") == 6)
    with offices.at(pair.receiver) as receiver:
        actions.accept(receiver, typed, {}, agreed=True)
    return uid


def _template(offices: Offices, name: str) -> Administration:
    """One administration of about 200 lines, with all that a small company has."""
    books = make(SamplePlan(seed=LINES, name="Benchmark small", years=(YEAR,), lines=LINES))
    entries = list(_first_entries(books))
    booked = {(entry.journal, entry.number) for entry in entries}
    with offices.at(offices.giver) as giver:
        details = AdministrationDetails(ledger_id=store.reserve_ledger())
        one = tenancy.create_administration(actor=giver, code=f"T-{name}", name="Template", details=details)
        store.open_ledger(one.ledger_id, "EUR")
        kinds = (books.fiscal_years(), books.periods(YEAR), books.accounts(), books.journals(), books.vat_codes())
        masterdata.save(one, [value for kind in kinds for value in kind], replace=True)
        relations.save_relations(one, books.relations(), replace=True)
        relations.save_company(one, books.company, replace=True)
        with store.LedgerWriter(one, offices.operator.pk) as writer:
            writer.add(entries)
            lines = [line for line in books.subledger_lines(YEAR) if (line.journal, line.entry_number) in booked]
            writer.add_subledger(lines)
    return one


def _first_entries(books: SampleBooks) -> Iterator[Entry]:
    lines = 0
    for entry in books.entries(YEAR):
        yield entry
        lines += len(entry.lines)
        if lines >= LINES:
            return


def _fill(offices: Offices, template: Administration, giver: Environment, codes: Sequence[str]) -> None:
    with _at_both(offices, giver):
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('ledger_ledger_id_seq') FROM generate_series(1, %s)", [len(codes)])
            numbers = [row[0] for row in cursor.fetchall()]
        made = Administration.objects.bulk_create(
            Administration(environment=giver, code=code, name=f"Company {code}", ledger_id=number)
            for code, number in zip(codes, numbers, strict=True)
        )
        for number in numbers:
            store.open_ledger(number, "EUR")
        for model in OF_THE_LEDGER:
            _copy(model, "ledger_id", template.ledger_id, numbers)
        for model in MASTER_DATA:
            _copy(model, "administration_id", template.pk, [one.pk for one in made])
        ledger.Ledger.objects.filter(pk__in=numbers).update(
            last_seq=ledger.Ledger.objects.get(pk=template.ledger_id).last_seq
        )


@contextmanager
def _at_both(offices: Offices, giver: Environment) -> Iterator[None]:
    """Where the template is seen as well as the environment that is filled."""
    with access.acting(offices.operator.pk, [offices.giver.pk, giver.pk]):
        yield


def _copy(model: type[models.Model], owner: str, source: int, targets: Sequence[int]) -> None:
    columns = [str(field.column) for field in model._meta.concrete_fields if not _is_own(field, owner)]
    names = ", ".join(f'"{column}"' for column in columns)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({owner}, {names}) SELECT target.id, {names} FROM {table},"
            f" unnest(%s::bigint[]) AS target(id) WHERE {owner} = %s ORDER BY target.id",
            [list(targets), source],
        )


def _is_own(field: "models.Field[object, object]", owner: str) -> bool:
    """The number of a row, and whose it is."""
    return field.column in {"id", owner}
