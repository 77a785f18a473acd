"""The limits of Exact Online are respected before they are hit, and what is left is told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import httpx
import pytest

from overstap.books.ledger.values import Entry
from overstap.connectors.credentials.memory import MemoryVault
from overstap.connectors.exact_online.connector import ExactOnlineConnector
from overstap.connectors.exact_online.limits import Limits
from overstap.connectors.exact_online.planning import finished
from overstap.connectors.exact_online.sandbox.app import application
from overstap.connectors.metering.memory import MemoryMeter
from overstap.connectors.port import Allowance, Connection, Metered, Outside, PackageBusy
from overstap.connectors.sandboxes.world import Fault, World
from overstap.connectors.values import Kind, Wanted
from overstap.tenancy.values import PackageFamily
from tests.connectors.driven import IN_PROCESS, Driven, driven
from tests.connectors.exact_online.driven import BOOKS, ELSEWHERE, PLAYED

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LINE = Wanted(frozenset({Kind.JOURNALS}))
CONNECTION = Connection(PackageFamily.EXACT_ONLINE, "Proef", "", 0, 1)


@pytest.fixture
def at() -> Iterator[Driven]:
    with driven(PLAYED, IN_PROCESS) as made:
        to_the_next_minute(made)
        yield made


def to_the_next_minute(at: Driven) -> None:
    """Exact counts by the minutes of the clock: a test begins with one, so that it does not end in another."""
    at.world.move(60.5 - at.world.now().timestamp() % 60)


def exact(at: Driven) -> ExactOnlineConnector:
    assert isinstance(at.connector, ExactOnlineConnector)
    return at.connector


def ask(at: Driven, times: int, code: str = BOOKS) -> None:
    for _time in range(times):
        list(exact(at).read(at.connection, code, LINE))


def test_the_sixty_first_call_of_a_minute_waits_for_the_next_minute(at: Driven) -> None:
    at.world.calls.clear()
    ask(at, 70)
    assert len(at.waits) == 1
    assert 0 < at.waits[0] <= 61
    assert sum(at.world.calls.values()) == 70  # none was turned down and sent again


def test_each_administration_has_its_own_minute(at: Driven) -> None:
    ask(at, 35)
    ask(at, 35, ELSEWHERE)
    assert at.waits == []


def test_a_429_that_comes_all_the_same_waits_for_what_its_headers_say(at: Driven) -> None:
    at.world.switch_on(Fault("429", "Journals"))
    ask(at, 1)
    assert len(at.waits) == 1


def test_a_429_without_any_header_waits_a_minute() -> None:
    world, waits = World(), list[float]()

    def wait(seconds: float) -> None:
        waits.append(seconds)
        world.move(seconds)

    limits = Limits(Outside(MemoryVault(), "", now=world.now, wait=wait), CONNECTION)
    limits.before("1", "GET crm/Accounts")
    limits.after("1", "GET crm/Accounts", httpx.Response(429))
    limits.before("1", "GET crm/Accounts")
    assert len(waits) == 1
    assert 55 < waits[0] <= 60


def never(seconds: float) -> None:
    pytest.fail(f"it waited {seconds} seconds")


def limited(meter: MemoryMeter, now: datetime = NOW) -> Limits:
    return Limits(Outside(MemoryVault(), "", meter=meter, now=lambda: now, wait=never), CONNECTION)


def answered(**headers: str) -> httpx.Response:
    return httpx.Response(200, headers={name.replace("_", "-"): value for name, value in headers.items()})


def epoch(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))


def test_a_day_that_is_used_up_is_told_and_not_waited_for() -> None:
    midnight = datetime(2026, 3, 3, tzinfo=UTC)
    told = answered(X_RateLimit_Limit="5000", X_RateLimit_Remaining="0", X_RateLimit_Reset=epoch(midnight))
    limits = limited(MemoryMeter())
    limits.before("1", "GET crm/Accounts")
    limits.after("1", "GET crm/Accounts", told)
    with pytest.raises(PackageBusy) as caught:
        limits.before("1", "GET crm/Accounts")
    assert caught.value.facts == {"until": midnight.isoformat()}
    limits.before("2", "GET crm/Accounts")


def test_two_processes_count_together() -> None:
    meter = MemoryMeter()
    first, second = limited(meter), limited(meter)
    for _time in range(30):
        first.before("1", "GET crm/Accounts")
        second.before("1", "GET crm/Accounts")
    left = {one.window: one.left for one in first.allowances("1")}
    assert left == {"minute": 0, "day": 4_940}


@pytest.mark.parametrize("reset", ["", "morgen", "-5", "0", "99999999999999", "1" * 40])
def test_headers_that_cannot_be_true_are_not_believed(reset: str) -> None:
    limits = limited(MemoryMeter())
    limits.before("1", "GET crm/Accounts")
    told = answered(X_RateLimit_Limit="5000", X_RateLimit_Remaining="0", X_RateLimit_Reset=reset)
    limits.after("1", "GET crm/Accounts", told)
    limits.before("1", "GET crm/Accounts")
    assert {one.window: one.left for one in limits.allowances("1")} == {"minute": 58, "day": 4_998}


def test_an_endpoint_is_left_alone_before_the_tenth_error_of_an_hour() -> None:
    limits = limited(MemoryMeter())
    for _time in range(9):
        limits.before("1", "GET crm/Accounts")
        limits.after("1", "GET crm/Accounts", httpx.Response(404))
    with pytest.raises(PackageBusy):
        limits.before("1", "GET crm/Accounts")
    limits.before("1", "GET crm/Contacts")
    limits.before("2", "GET crm/Accounts")


def test_errors_of_business_do_not_count() -> None:
    limits = limited(MemoryMeter())
    for _time in range(20):
        limits.before("1", "POST crm/Accounts")
        limits.after("1", "POST crm/Accounts", httpx.Response(500))


def test_what_is_left_is_known_without_asking(at: Driven) -> None:
    ask(at, 5)
    at.world.calls.clear()
    left = {one.window: (one.left, one.of) for one in exact(at).allowances(at.connection, BOOKS)}
    assert left == {"minute": (55, 60), "day": (4_995, 5_000)}
    assert at.world.calls == {}


def test_a_full_read_is_planned_with_counts_only(at: Driven) -> None:
    connector = exact(at)
    assert isinstance(connector, Metered)
    at.world.calls.clear()
    plan = connector.plan(at.connection, BOOKS, Wanted())
    assert all(call.endswith("/$count") for call in at.world.calls)
    assert plan.lines > 500
    at.world.calls.clear()
    for record in connector.read(at.connection, BOOKS, Wanted()):
        if content := getattr(record, "content", None):
            list(content())
    assert sum(at.world.calls.values()) <= plan.calls <= sum(at.world.calls.values()) + 3


def test_a_long_reading_is_done_when_its_plan_said_and_no_call_is_made_twice() -> None:
    """Ten calls a minute, as the sandbox tells in its headers, and 20 pages of lines."""
    narrow = replace(PLAYED, sandbox=lambda world: application(world, 20_000, per_minute=10))
    wanted = Wanted(frozenset({Kind.ENTRIES}))
    with driven(narrow, IN_PROCESS) as at:
        to_the_next_minute(at)
        plan = exact(at).plan(at.connection, BOOKS, wanted)
        at.world.calls.clear()
        lines = sum(len(one.lines) for one in exact(at).read(at.connection, BOOKS, wanted) if isinstance(one, Entry))
        assert sum(at.world.calls.values()) == plan.calls == -(-lines // 1_000)
        assert len(at.waits) == 2
        assert abs(at.world.now() - plan.done_at) <= timedelta(minutes=1)


def of(window: str, left: int, of: int, resets: datetime) -> Allowance:
    return Allowance(window, left, of, resets)


MINUTE = of("minute", 60, 60, NOW + timedelta(minutes=1))
DAY = of("day", 5_000, 5_000, NOW + timedelta(hours=14))


@pytest.mark.parametrize(
    ("calls", "done"),
    [
        (10, NOW),
        (60, NOW),
        (61, NOW + timedelta(minutes=1)),
        (600, NOW + timedelta(minutes=9)),
        (5_001, NOW + timedelta(hours=14)),
        (5_100, NOW + timedelta(hours=14, minutes=1)),
        (10_001, NOW + timedelta(hours=14, days=1)),
    ],
)
def test_a_plan_says_when_it_will_be_done(calls: int, done: datetime) -> None:
    """60 a minute and 5,000 a day: what does not fit waits for the day after."""
    assert finished(calls, MINUTE, DAY, NOW) == done


def test_the_share_of_the_day_is_told(at: Driven) -> None:
    plan = exact(at).plan(at.connection, BOOKS, LINE)
    assert (plan.calls, plan.lines, plan.share_of_day) == (1, 0, Decimal("0.000"))
