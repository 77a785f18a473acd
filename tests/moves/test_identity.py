"""Hypothesis makes administrations: moved and taken back, each is what it was, to the last character."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from overstap.books.ledger.models import Account
from overstap.books.ledger.values import Entry, Line, LineVat
from overstap.books.relations.models import Relation
from overstap.moves import actions
from overstap.moves.models import Verification
from overstap.moves.state import for_system
from overstap.moves.values import MoveState
from overstap.tenancy import access
from overstap.tenancy.models import Administration
from tests.moves import running
from tests.moves.world import CODE, TwoOffices, accept, act, administration_of, book, offer

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
CENTS = st.integers(-(10**11), 10**11)
DAY = st.integers(0, 364).map(lambda days: date(2025, 1, 1) + timedelta(days=days))


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """A balanced entry with whatever people type in it."""
    amounts = draw(st.lists(CENTS, min_size=1, max_size=5))
    amounts.append(-sum(amounts))
    lines = [_line(draw, number, cents) for number, cents in enumerate(amounts, start=1)]
    return Entry(draw(TEXT), "VK", 2025, draw(st.integers(0, 13)), draw(DAY), lines, description=draw(TEXT))


def _line(draw: st.DrawFn, number: int, cents: int) -> Line:
    amount = Decimal(cents) / 100
    vat = (LineVat("VH", Decimal("21.000"), amount, "D"),) if draw(st.booleans()) else ()
    return Line(
        str(number),
        draw(st.sampled_from(["1100", "1300", "8000"])),
        amount.quantize(Decimal("0.01")),
        draw(st.sampled_from(["D", "C"])),
        draw(TEXT),
        draw(st.none() | DAY),
        draw(TEXT),
        relation=draw(st.sampled_from(["", "C1"])),
        invoice_ref=draw(TEXT),
        quantity=draw(st.none() | st.decimals(-1000, 1000, places=4)),
        vat=vat,
        extra=draw(st.none() | st.dictionaries(TEXT, TEXT, max_size=2)),
    )


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is rolled back, so that examples do not meet."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def whole(one: Administration) -> dict[str, list[str]]:
    """Every row of the books of an administration as text, without the numbers of rows."""
    found = {}
    with connection.cursor() as cursor:
        for table, column, key in _tables():
            cursor.execute(
                f"SELECT (to_jsonb(t) - 'id' - 'administration_id')::text FROM {table} t WHERE {column} = %s",
                [one.pk if key == "administration" else one.ledger_id],
            )
            found[table] = sorted(row[0] for row in cursor.fetchall())
    return found


def _tables() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relkind = 'r' AND c.relname ~ '^(ledger|relations)_' AND c.relname <> 'ledger_unbalanced'"
            " AND a.attname IN ('administration_id', 'ledger_id') ORDER BY 1"
        )
        rows = cursor.fetchall()
    return [(table, column, column.removesuffix("_id")) for table, column in rows]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(booked=st.lists(entries(), min_size=1, max_size=4), later=st.lists(entries(), max_size=2), names=st.lists(TEXT))
def test_moved_and_taken_back_an_administration_is_what_it_was(
    world: TwoOffices, booked: list[Entry], later: list[Entry], names: list[str]
) -> None:
    with undone():
        before = _prepared(world, booked, names)
        uid = offer(world)
        accept(world, uid)
        running.run(uid, until=MoveState.SCHEDULED)
        for entry in later:  # people go on working until the freeze
            book(world.alice, world.giver.slug, CODE, entry)
        expected = _seen(world)
        assert (expected == before) == (not later)
        assert running.run(uid) == MoveState.DELIVERED
        with act(world.dora, world.receiver.slug) as dora:
            assert actions.take_back(dora, uid) == MoveState.REJECTED
        assert _seen(world) == expected
        with for_system(uid):
            assert not Verification.objects.filter(part__move__uid=uid, is_clean=False).exists()


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(booked=st.lists(entries(), min_size=1, max_size=3), names=st.lists(TEXT, max_size=3))
def test_released_and_taken_back_an_administration_is_what_it_was(
    world: TwoOffices, booked: list[Entry], names: list[str]
) -> None:
    with undone():
        before = _prepared(world, booked, names)
        uid = offer(world)
        accept(world, uid)
        running.run(uid)
        with act(world.dora, world.receiver.slug) as dora:
            actions.release(dora, uid)
        with act(world.dora, world.receiver.slug) as dora:
            actions.take_back(dora, uid)
        running.run(uid)
        assert _seen(world) == before


def _prepared(world: TwoOffices, booked: list[Entry], names: list[str]) -> dict[str, list[str]]:
    for entry in booked:
        book(world.alice, world.giver.slug, CODE, entry)
    with access.enter(world.alice, world.giver.slug):
        one = Administration.objects.get(code=CODE, environment=world.giver)
        for number, name in enumerate(names):
            Relation.objects.create(administration=one, code=f"H{number}", name=name, extra={"said": name})
            Account.objects.create(administration=one, code=f"9{number}", name=name, type="B")
    return _seen(world)


def _seen(world: TwoOffices) -> dict[str, list[str]]:
    one = administration_of(world.alice, world.giver.slug, CODE)
    with access.enter(world.alice, world.giver.slug):
        return whole(one)
