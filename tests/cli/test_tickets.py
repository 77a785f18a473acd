"""Tickets, clients and incidents at the command line (R103 to R158)."""

from datetime import datetime
from pathlib import Path

import pytest

from overstap.cli.errors import Exit
from overstap.lib import clock
from overstap.moves.tickets import queries
from overstap.tenancy.access import person_by_email
from tests.cli.running import Answer, Command
from tests.moves.running import run
from tests.moves.tickets.conftest import world
from tests.moves.tickets.world import CODES, Transfer, act, until
from tests.moves.world import mail_text
from tests.tenancy.operators.people import make_operator
from tests.tenancy.people import unique

__all__ = ["world"]


class Desk:
    """The command as one person types it in one environment."""

    def __init__(self, command: Command, email: str, slug: str) -> None:
        self._command, self._email, self._slug = command, email, slug

    def __call__(self, *arguments: object) -> Answer:
        return self._command("--as", self._email, *arguments, "--environment", self._slug, "--json")


@pytest.fixture
def eva(command: Command, world: Transfer) -> Desk:
    """The entrepreneur."""
    return Desk(command, world.eva.email, world.environment.slug)


@pytest.fixture
def dora(command: Command, world: Transfer) -> Desk:
    """The office."""
    return Desk(command, world.dora.email, world.office.slug)


def test_scenario_2_by_hand(eva: Desk, dora: Desk, world: Transfer, command: Command, tmp_path: Path) -> None:
    """R105, R126, R127, R131, R139, R167."""
    told = eva("ticket", "preview").data
    assert {one["code"] for one in told["consequences"]} >= {"url", "mailbox", "quotations", "bank-link"}

    made = eva("ticket", "make", "--agree", "--output", tmp_path).data
    file = Path(made["file"])
    assert file.name == f"{world.environment.slug}-overdracht-ticket.avr"
    assert file.stat().st_mode & 0o777 == 0o600

    assert dora("ticket", "look", file).data["administrations"] == len(CODES)
    slug = unique("enyoi-klant")
    taken = dora("ticket", "redeem", file, "--name", "Enyoi", "--url", slug, "--agree").data
    assert taken["environment"] == slug
    with clock.moved_by(until(datetime.fromisoformat(taken["run_at"]))):
        assert run(taken["move"]) == "delivered"
        client = Desk(command, world.dora.email, slug)
        assert client("move", "release", taken["move"]).data["proof_sha256"]
        assert [one["slug"] for one in dora("ticket", "clients").data["clients"]] == [slug]


def test_without_agreement_the_terms_are_shown_and_nothing_happens(eva: Desk, tmp_path: Path) -> None:
    answer = eva("ticket", "make", "--output", tmp_path)
    assert (answer.code, answer.data["error"]) == (Exit.REFUSED, "CONSENT-MISSING")
    assert answer.data["facts"]["terms"]
    assert list(tmp_path.iterdir()) == []


def test_a_ticket_that_cannot_be_written_is_not_made(eva: Desk, tmp_path: Path) -> None:
    answer = eva("ticket", "make", "--agree", "--output", tmp_path / "nowhere")
    assert (answer.code, answer.data["error"]) == (Exit.REFUSED, "FILE-UNUSABLE")
    assert eva("move", "status").data == []


def test_downloaded_again_the_first_stops_working(eva: Desk, dora: Desk, tmp_path: Path) -> None:
    first = eva("ticket", "make", "--agree", "--output", tmp_path).data
    old = tmp_path / "old.avr"
    old.write_bytes(Path(first["file"]).read_bytes())
    second = eva("ticket", "download", first["move"], "--output", tmp_path).data
    assert dora("ticket", "look", old).data["error"] == "TICKET-REPLACED"
    assert dora("ticket", "look", second["file"]).code == Exit.DONE


def test_a_file_that_is_not_there_is_told(dora: Desk, tmp_path: Path) -> None:
    answer = dora("ticket", "look", tmp_path / "none.avr")
    assert (answer.code, answer.data["error"]) == (Exit.REFUSED, "FILE-UNUSABLE")


def test_r134_without_url_part_it_is_the_name_in_lower_case(dora: Desk) -> None:
    name = unique("Nieuwe Klant")
    assert dora("ticket", "add-client", name).data["environment"] == name.lower().replace(" ", "-")


def test_scenario_3_by_incident(eva: Desk, command: Command, world: Transfer, tmp_path: Path) -> None:
    """R106, R151 to R157."""
    made = eva("ticket", "make", "--agree", "--output", tmp_path).data
    slug = unique("zelf")
    email = f"{slug}@example.test"
    asked = ["incident", "file", made["file"], "--licence", "PR-1", "--name", "Zelf", "--url", slug, "--email", email]
    assert command(*asked, "--json").data["error"] == "CONSENT-MISSING"
    filed = command(*asked, "--agree", "--json").data
    olga = ("--as", make_operator().email)
    assert filed["incident"] in [one["uid"] for one in command(*olga, "incident", "list", "--json").data]
    shown = command(*olga, "incident", "show", filed["incident"], "--json").data
    assert (shown["refusal"], shown["url_part_is_free"], shown["administrations"]) == ("", True, len(CODES))
    done = command(*olga, "incident", "carry-out", filed["incident"], "--json").data
    assert done["environment"] == slug
    with act(person_by_email(email), slug) as actor:
        standing = queries.standing(actor)
    assert standing is not None
    assert standing.kind == "arriving"


def test_declined_the_entrepreneur_reads_why(eva: Desk, command: Command, world: Transfer, tmp_path: Path) -> None:
    made = eva("ticket", "make", "--agree", "--output", tmp_path).data
    slug = unique("zelf")
    filed = command(
        "incident", "file", made["file"], "--licence", "PR-1", "--name", "Zelf", "--url", slug, "--email",
        f"{slug}@example.test", "--agree", "--json",
    ).data  # fmt: skip
    olga = ("--as", make_operator().email)
    declined = command(*olga, "incident", "decline", filed["incident"], "--reason", "Licentie onbekend", "--json")
    assert declined.data["state"] == "declined"
    assert "Licentie onbekend" in mail_text(f"incident/{filed['incident']}/declined")


def test_only_an_operator_handles_incidents(command: Command, world: Transfer) -> None:
    answer = command("--as", world.eva.email, "incident", "list", "--json")
    assert answer.data["error"] == "OPERATOR-ONLY"


def test_it_is_told_in_words_too(command: Command, world: Transfer, tmp_path: Path) -> None:
    desk = ("--as", world.eva.email, "--environment", world.environment.slug)
    for language in ("nl", "en"):
        preview = command("--language", language, *desk[:2], "ticket", "preview", *desk[2:])
        assert preview.code == Exit.DONE
        assert "Knab" in preview.out
