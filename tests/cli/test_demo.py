"""The demonstration: a real move by a real worker process, twice in a row, with samples and with one's own file."""

from pathlib import Path

import pytest

from overstap.cli.errors import Exit
from overstap.moves.proof.verify import verify
from tests.cli.running import Answer, overstap


def check(answer: Answer) -> None:
    """Everything that a demonstration promises."""
    assert answer.code == Exit.DONE, answer.out + answer.err
    told = answer.data
    assert told["status"]["state"] == "released"
    part = told["status"]["parts"][0]
    assert part["verification"]["clean"]
    assert part["new_code"] == told["moved_as"]
    lines = next(kind for kind in part["verification"]["kinds"] if kind["kind"] == "line")
    assert lines["expected"] == lines["present"] == told["administration"]["lines"]
    assert [Path(path).suffix for path in told["proof"]] == [".json", ".pdf"]
    for path in told["proof"]:
        assert verify(Path(path).read_bytes(), trusted_key=told["fingerprint"]).trusted


@pytest.mark.slow
def test_a_file_of_ones_own_moves_and_the_demonstration_can_be_repeated(sample: Path) -> None:
    check(overstap("demo", sample, "--json"))
    check(overstap("demo", sample, "--json"))
    uid = overstap("--demo", "--as", "sanne@vandam.example", "move", "status", "--json").data[0]["uid"]
    back = overstap("--demo", "--as", "sanne@vandam.example", "move", "take-back", uid, "--json")
    assert back.data["state"] == "taking_back"
    assert overstap("--demo", "worker", "--until-idle").code == Exit.DONE
    after = overstap("--demo", "--as", "marieke@delinde.example", "move", "status", uid, "--json").data
    assert after["state"] == "taken_back"


@pytest.mark.slow
def test_the_sample_of_100_000_lines_moves() -> None:
    answer = overstap("demo", "--json")
    check(answer)
    assert answer.data["administration"]["lines"] >= 100_000


@pytest.mark.slow
def test_a_bad_file_is_refused_as_an_import_is_and_leaves_nothing(tmp_path: Path) -> None:
    bad = tmp_path / "bad.xaf"
    bad.write_text("<auditfile>")
    answer = overstap("demo", bad, "--json")
    assert answer.code == Exit.FINDINGS
    assert answer.data["findings"]
    left = overstap("--demo", "--as", "marieke@delinde.example", "access", "list", "--json")
    assert left.data == []
