"""Tasks, the check report and originals at the command line."""

from datetime import timedelta
from pathlib import Path

import pytest

from overstap.cli.errors import Exit
from overstap.lib import clock
from overstap.moves import flow
from tests.cli.running import Command
from tests.cli.test_moves import Office
from tests.moves.aftercare.moved import delivered, released
from tests.moves.conftest import world
from tests.moves.world import CODE, TwoOffices

__all__ = ["world"]


@pytest.fixture
def giver(command: Command, world: TwoOffices) -> Office:
    """Alice."""
    return Office(command, world.alice.email, world.giver.slug)


@pytest.fixture
def receiver(command: Command, world: TwoOffices) -> Office:
    """Dora."""
    return Office(command, world.dora.email, world.receiver.slug)


def test_r185_a_task_is_listed_shown_done_and_reopened(receiver: Office, world: TwoOffices) -> None:
    move = released(world)
    rows = receiver("task", "list", "--show", "open", "--move", move).data
    one = next(row["uid"] for row in rows if row["code"] == "reports")
    assert receiver("task", "show", one).data["row"]["owner"] == world.dora.name
    assert receiver("task", "done", one, "--what", " ").data["error"] == "TASK-TEXT-MISSING"
    assert receiver("task", "done", one, "--what", "Nagebouwd").data["state"] == "done"
    assert receiver("task", "done", one, "--what", "x").data["error"] == "TASK-STATE"
    assert one in {row["uid"] for row in receiver("task", "list", "--show", "done").data}
    assert receiver("task", "reopen", one, "--reason", "Er miste er een").data["state"] == "open"
    assert receiver("task", "assign", one, world.alice.email).data["error"] == "PERSON-NOT-FOUND"
    assert receiver("task", "show", "x").data["error"] == "TASK-NOT-FOUND"


def test_r246_an_answer_of_nobody_closes_the_task(receiver: Office, world: TwoOffices) -> None:
    released(world)
    rows = receiver("task", "list", "--show", "open").data
    knab = next(row["uid"] for row in rows if row["variant"] == "knab")
    answer = receiver("task", "answer", knab, "--managed-by", "nobody").data
    assert (answer["state"], answer["answer"]["managed_by"]) == ("done", "nobody")


def test_people_read_tasks_in_words_of_their_language(command: Command, world: TwoOffices) -> None:
    released(world)
    asked = ["--as", world.dora.email, "task", "list", "--show", "open", "-e", world.receiver.slug]
    assert "De bankkoppeling met Knab opnieuw leggen" in " ".join(command("--language", "nl", *asked).out.split())
    assert "Make the bank link with Knab again" in " ".join(command("--language", "en", *asked).out.split())


def test_r141_r170_r177_the_check_report_is_shown_marked_and_sampled(
    command: Command, receiver: Office, world: TwoOffices, tmp_path: Path
) -> None:
    move = delivered(world, "environment-ticket")
    first = receiver("move", "check", move)
    assert first.code == Exit.DONE, (first.out, first.data)
    lines = {one["code"]: one for one in receiver("move", "check", move).data["administrations"][0]["lines"]}
    assert (lines["trial-balance"]["verdict"], lines["vat-returns"]["verdict"]) == ("equal", "equal")
    assert receiver("move", "mark", move, "relations").data["checked"] is True
    assert [one["line"] for one in receiver("move", "check", move).data["checked"]] == ["relations"]
    assert receiver("move", "mark", move, "relations", "--undo").data["checked"] is False
    assert receiver("move", "mark", move, "nothing").data["error"] == "CHECK-LINE-UNKNOWN"
    assert len(receiver("move", "sample", move, "--count", "3").data) == 3
    path = tmp_path / "report.csv"
    assert receiver("move", "check", move, "--output", path).code == Exit.DONE
    assert "Bank balance" in path.read_text(encoding="utf-8")
    for ending, begins in ((".pdf", b"%PDF-"), (".xlsx", b"PK")):
        written = tmp_path / f"report{ending}"
        assert receiver("move", "check", move, "--output", written).code == Exit.DONE
        assert written.read_bytes().startswith(begins)
    shown = command("--language", "nl", "--as", world.dora.email, "move", "check", move, "-e", world.receiver.slug).out
    assert "847,00" in shown


def test_r190_g4_an_original_is_held_lifted_and_deleted(giver: Office, world: TwoOffices) -> None:
    released(world, "environment-ticket")
    (one,) = giver("original", "list").data["originals"]
    assert (one["code"], one["why_not"]) == (CODE, "undo")
    delete = ("original", "delete", CODE, "--confirm", CODE, "--why", "Niet meer nodig")
    assert giver(*delete).data["error"] == "ORIGINAL-UNDO"
    with clock.moved_by(timedelta(days=20)):
        flow.end_what_is_due()
        assert giver("original", "hold", CODE, "--until", "x", "--reason", "x").code == Exit.USAGE
        assert giver("original", "hold", CODE, "--reason", "Bewaarplicht").code == Exit.DONE
        assert giver(*delete).data["error"] == "ORIGINAL-HOLD"
        assert giver("original", "lift", CODE, "--reason", "Vergissing").code == Exit.DONE
        assert giver("original", "delete", CODE, "--confirm", "1002", "--why", "x").code == Exit.REFUSED
        assert giver(*delete).data["deleted"] is True
        assert [stone["why"] for stone in giver("original", "list").data["deleted"]] == ["Niet meer nodig"]
