"""Getting in at Exact Online by its rules: consent, ten minutes, a refresh token for one use."""

import re
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection as database

from overstap.connectors.credentials.memory import MemoryVault
from overstap.connectors.credentials.vault import DatabaseVault
from overstap.connectors.exact_online.connector import ExactOnlineConnector
from overstap.connectors.exact_online.sandbox.app import application
from overstap.connectors.metering.meter import DatabaseMeter
from overstap.connectors.port import Connection, NeedsConsent, Outside, PackageAway
from overstap.connectors.sandboxes.world import Fault, World
from tests.connectors.driven import IN_PROCESS, Driven, InProcess, driven
from tests.connectors.exact_online.driven import PLAYED, REDIRECT, consent, consented

TOKEN = "POST /api/oauth2/token"


@pytest.fixture
def at() -> Iterator[Driven]:
    """A connector that somebody just connected; calls are counted from here."""
    with driven(PLAYED, IN_PROCESS) as made:
        made.world.calls.clear()
        yield made


def exact(at: Driven) -> ExactOnlineConnector:
    assert isinstance(at.connector, ExactOnlineConnector)
    return at.connector


def held(at: Driven) -> Mapping[str, str]:
    return at.outside.vault.read(at.connection)


def test_consent_is_asked_at_exact_with_our_state_and_the_registered_address(at: Driven) -> None:
    address = exact(at).consent_address(at.connection, "st&at", REDIRECT)
    asked = parse_qs(urlsplit(address).query)
    assert address.startswith("http://localhost/api/oauth2/auth?")
    assert (asked["state"], asked["redirect_uri"], asked["response_type"]) == (["st&at"], [REDIRECT], ["code"])
    assert "sandbox-geheim" not in address


def test_a_consent_gives_who_we_are_and_tokens_that_stand_nowhere_else(at: Driven) -> None:
    assert exact(at).who(at.connection).name == "Saskia de Boer"
    assert set(held(at)) == {"access", "refresh", "obtained_at"}
    told = repr(exact(at)) + repr(at.connection) + repr(at.outside)
    assert not [secret for secret in (held(at)["access"], held(at)["refresh"], "sandbox-geheim") if secret in told]


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ({"code": "x", "state": "ander"}, "staat"),
        ({"code": "x"}, "staat"),
        ({"code": "x", "state": ""}, ""),
        ({"state": "staat", "error": "access_denied"}, "staat"),
        ({"code": "verzonnen", "state": "staat"}, "staat"),
    ],
)
def test_an_answer_to_another_question_or_without_consent_opens_nothing(
    at: Driven, answer: dict[str, str], state: str
) -> None:
    before = held(at)
    with pytest.raises(NeedsConsent):
        exact(at).redeem(at.connection, answer, state, REDIRECT)
    assert held(at) == before


def test_a_code_is_good_for_three_minutes_and_once(at: Driven) -> None:
    answer = consented(exact(at).consent_address(at.connection, "staat", REDIRECT), at.outside)
    at.world.move(181)
    with pytest.raises(NeedsConsent):
        exact(at).redeem(at.connection, answer, "staat", REDIRECT)
    answer = consented(exact(at).consent_address(at.connection, "staat", REDIRECT), at.outside)
    assert exact(at).redeem(at.connection, answer, "staat", REDIRECT).name == "Saskia de Boer"
    with pytest.raises(NeedsConsent):
        exact(at).redeem(at.connection, answer, "staat", REDIRECT)


def test_a_token_is_renewed_from_570_seconds_and_never_before(at: Driven) -> None:
    first = held(at)["access"]
    at.world.move(565)
    exact(at).who(at.connection)
    assert (held(at)["access"], at.world.calls[TOKEN]) == (first, 0)
    at.world.move(6)
    exact(at).who(at.connection)
    assert held(at)["access"] != first
    assert at.world.calls[TOKEN] == 1


def test_the_pair_before_is_kept_until_the_new_one_worked(at: Driven) -> None:
    first = held(at)["refresh"]
    at.world.move(571)
    at.world.switch_on(Fault("drop-before", "GET", times=9))
    with pytest.raises(PackageAway):
        exact(at).who(at.connection)
    assert held(at)["previous"] == first
    at.world.switch_off()
    exact(at).who(at.connection)
    assert "previous" not in held(at)
    assert at.world.calls[TOKEN] == 1


def test_a_renewal_that_never_arrived_is_done_again(at: Driven) -> None:
    at.world.move(571)
    at.world.switch_on(Fault("drop-before", TOKEN))
    assert exact(at).who(at.connection).user
    assert at.world.calls[TOKEN] == 2


def test_a_renewal_whose_answer_got_lost_asks_for_consent_and_not_for_ever(at: Driven) -> None:
    """The old token is tried once more; Exact has its successor, and says that it is old."""
    at.world.move(571)
    at.world.switch_on(Fault("drop-after", TOKEN))
    with pytest.raises(NeedsConsent) as caught:
        exact(at).who(at.connection)
    assert at.world.calls[TOKEN] == 2
    assert "again" in caught.value.facts
    for _again in range(5):
        with pytest.raises(NeedsConsent):
            exact(at).who(at.connection)
    assert at.world.calls[TOKEN] == 2
    assert not exact(at).health(at.connection).works
    consent(at.connector, at.connection, at.outside)
    assert exact(at).health(at.connection).works


def test_a_refusal_is_tried_again_after_5_15_60_360_and_1440_minutes_and_then_no_more(at: Driven) -> None:
    at.world.move(571)
    at.world.switch_on(Fault("old-token", times=50))
    for tried, minutes in enumerate((5, 15, 60, 360, 1440), 1):
        with pytest.raises(NeedsConsent):
            exact(at).who(at.connection)
        assert at.world.calls[TOKEN] == tried
        at.world.move(minutes * 60 - 5)
        with pytest.raises(NeedsConsent):
            exact(at).who(at.connection)
        assert at.world.calls[TOKEN] == tried
        at.world.move(6)
    with pytest.raises(NeedsConsent):
        exact(at).who(at.connection)
    at.world.move(30 * 86_400)
    with pytest.raises(NeedsConsent) as caught:
        exact(at).who(at.connection)
    assert (at.world.calls[TOKEN], caught.value.facts) == (6, {})


def test_a_refusal_that_passes_costs_nobody_a_consent(at: Driven) -> None:
    at.world.move(571)
    at.world.switch_on(Fault("old-token"))
    with pytest.raises(NeedsConsent):
        exact(at).who(at.connection)
    at.world.move(301)
    assert exact(at).who(at.connection).user
    assert "refresh_failures" not in held(at)


def test_too_early_means_that_the_token_still_works(at: Driven) -> None:
    first = held(at)["access"]
    at.world.move(571)
    at.world.switch_on(Fault("early"))
    assert exact(at).who(at.connection).user
    assert held(at)["access"] == first


def test_a_young_token_that_exact_withdrew_asks_for_consent_without_a_renewal(at: Driven) -> None:
    with at.outside.vault.locked(at.connection) as slot:
        slot.keep({**slot.held, "access": "ingetrokken"})
    with pytest.raises(NeedsConsent):
        exact(at).who(at.connection)
    assert at.world.calls[TOKEN] == 0


def test_a_connection_that_lay_idle_for_a_month_asks_for_consent(at: Driven) -> None:
    at.world.move(31 * 86_400)
    with pytest.raises(NeedsConsent):
        exact(at).who(at.connection)


def test_no_secret_stands_in_an_error(at: Driven) -> None:
    secrets = set(held(at).values()) | {"sandbox-geheim"}
    at.world.move(571)
    at.world.switch_on(Fault("drop-after", TOKEN))
    with pytest.raises(NeedsConsent) as caught:
        exact(at).who(at.connection)
    told = repr(caught.value.as_dict()) + str(caught.value) + repr(caught.value.__cause__)
    assert not [secret for secret in secrets if secret in told]


def test_a_vault_that_is_empty_needs_consent(at: Driven) -> None:
    empty = ExactOnlineConnector(Outside(MemoryVault(), at.outside.address, transport=at.outside.transport))
    assert re.search("Exact Online", empty.health(at.connection).message)


def test_two_at_once_make_one_renewal(kept: Connection) -> None:
    """With vault and meter of the database: a row that is locked, and read again after the lock was got."""
    world = World(lambda: datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
    transport = InProcess(application(world))
    client = ("overstap-sandbox", "sandbox-geheim")
    meter = DatabaseMeter()
    outside = Outside(DatabaseVault(), "http://localhost", *client, transport=transport, now=world.now, meter=meter)
    connector = ExactOnlineConnector(outside)
    consent(connector, kept, outside)
    world.move(571)
    world.calls.clear()
    together, names = threading.Barrier(4), list[str]()

    def ask() -> None:
        together.wait()
        names.append(connector.who(kept).name)
        database.close()

    workers = [threading.Thread(target=ask) for _worker in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert names == ["Saskia de Boer"] * 4
    assert world.calls[TOKEN] == 1
    used = {one.window: one.used for one in meter.counts(kept, "", world.now())}
    assert used["minute"] == 4
