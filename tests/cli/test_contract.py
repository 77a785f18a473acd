"""What programs rely on: fields of the JSON, exit codes, nothing else on standard output."""

from pathlib import Path

import pytest

from overstap.cli import errors
from overstap.cli.errors import Exit
from overstap.cli.main import run
from overstap.lib.errors import NeedsPerson, NeedsSetting, OverstapError, Refused, TryLater
from tests.cli.running import Command
from tests.tenancy.people import unique


@pytest.fixture
def slug(command: Command) -> str:
    """An empty environment of the operator."""
    name = unique("kantoor")
    assert command("environment", "create", name, "--name", "Kantoor", "--json").data["slug"] == name
    return name


@pytest.fixture
def imported(command: Command, slug: str, sample: Path) -> str:
    """An environment with one administration, 1001."""
    assert command("import", sample, "--environment", slug, "--code", "1001", "--json").code == Exit.DONE
    return slug


def test_an_import_is_one_object_with_totals_and_findings(command: Command, slug: str, sample: Path) -> None:
    answer = command("import", sample, "--environment", slug, "--code", "1001", "--json")
    assert answer.code == Exit.DONE
    data = answer.data
    assert {"administration", "lines", "entries", "declared", "computed", "findings"} <= set(data)
    assert data["administration"] == "1001"
    assert data["declared"] == data["computed"]
    counted = data["computed"]["transactions"]
    assert isinstance(counted["debit"], str)
    assert counted["debit"] == counted["credit"]
    assert data["lines"] == counted["lines"]
    assert data["opening_lines"] == data["computed"]["opening"]["lines"]
    for finding in data["findings"]:
        assert set(finding) == {"code", "severity", "place", "message", "remedy"}


def test_a_refused_import_is_one_object_with_findings_and_writes_nothing(
    command: Command, slug: str, sample: Path, tmp_path: Path
) -> None:
    unbalanced = tmp_path / "unbalanced.xaf"
    text = sample.read_text(encoding="utf-8")
    start = text.index("<amnt>", text.index("<trLine>")) + len("<amnt>")
    unbalanced.write_text(text[:start] + "9" + text[start:], encoding="utf-8")
    answer = command("import", unbalanced, "--environment", slug, "--code", "1001", "--json")
    assert answer.code == Exit.FINDINGS
    assert answer.data["error"]
    assert any(finding["severity"] == "error" for finding in answer.data["findings"])
    assert command("access", "list", "--environment", slug, "--json").data == []


def test_a_trial_balance_is_a_list_of_accounts_with_amounts_as_text(command: Command, imported: str) -> None:
    rows = command("books", "trial-balance", "--environment", imported, "--administration", "1001", "--json").data
    assert rows
    for row in rows:
        assert list(row) == ["account", "name", "opening", "debit", "credit", "closing"]
        assert all(isinstance(value, str) for value in row.values())
    cents = {
        name: sum(round(float(row[name]) * 100) for row in rows) for name in ("opening", "debit", "credit", "closing")
    }
    assert cents["opening"] == cents["closing"] == 0
    assert cents["debit"] == cents["credit"] > 0


def test_the_movements_are_those_of_the_transactions_and_the_opening_stands_apart(
    command: Command, slug: str, sample: Path
) -> None:
    totals = command("import", sample, "-e", slug, "--code", "1001", "--json").data["computed"]
    rows = command("books", "trial-balance", "-e", slug, "-a", "1001", "--json").data
    assert f"{sum(float(row['debit']) for row in rows):.2f}" == totals["transactions"]["debit"]
    opened = sum(float(row["opening"]) for row in rows if float(row["opening"]) > 0)
    assert f"{opened:.2f}" == totals["opening"]["debit"]


def test_every_list_of_the_books_is_json(command: Command, imported: str) -> None:
    books = ["--environment", imported, "--administration", "1001", "--json"]
    assert {"relation", "invoice_ref", "open", "due"} <= set(command("books", "open-items", *books).data[0])
    assert {"period", "code", "base", "vat"} <= set(command("books", "vat", *books).data[0])
    journal = command("books", "journal", *books).data[0]["journal"]
    page = command("books", "journal", journal, "--limit", "2", *books).data
    following = command("books", "journal", journal, "--limit", "2", "--after", page["next"], *books).data
    assert len(page["rows"]) == 2
    assert following["rows"][0]["seq"] > page["rows"][-1]["seq"]
    card = command("books", "ledger-card", "1300", "--limit", "3", *books).data
    rest = command("books", "ledger-card", "1300", "--after", card["next"], "--limit", "1", *books).data
    assert rest["before"] == card["rows"][-1]["balance"]


@pytest.mark.parametrize("version", ["3.2", "4.0"])
def test_an_export_can_be_imported_again(command: Command, imported: str, tmp_path: Path, version: str) -> None:
    file = tmp_path / "out.xaf"
    books = ["--environment", imported, "--code"]
    told = command("export", *books, "1001", "--year", "2025", "--version", version, "-o", file, "--json")
    assert told.data["version"] == version
    left_out = [one for one in told.data["findings"] if one["code"] == "XAF-NOT-CARRIED"]
    assert bool(left_out) == (version == "4.0")
    before = command("books", "trial-balance", "-e", imported, "-a", "1001", "--json").data
    assert command("import", file, *books, "1002").code == Exit.DONE
    assert command("books", "trial-balance", "-e", imported, "-a", "1002", "--json").data == before
    assert list(tmp_path.iterdir()) == [file]


def test_what_another_package_imports_is_written_with_the_steps(
    command: Command, imported: str, tmp_path: Path
) -> None:
    file = tmp_path / "out.zip"
    told = command("export-for", "multivers", "-e", imported, "--code", "1001", "-o", file, "--json")
    assert (told.code, told.data["file"]) == (Exit.DONE, str(file))
    assert len(told.data["steps"]) > 1
    refused = command("export-for", "twinfield", "-e", imported, "--code", "1001", "-o", tmp_path / "no.zip", "--json")
    assert (refused.code, refused.data["error"]) == (Exit.REFUSED, "PACKAGE-CANNOT")
    assert list(tmp_path.iterdir()) == [file]


def test_an_export_that_fails_leaves_no_file(command: Command, imported: str, tmp_path: Path) -> None:
    file = tmp_path / "out.xaf"
    answer = command("export", "-e", imported, "--code", "1001", "--year", "1999", "-o", file, "--json")
    assert (answer.code, answer.data["error"]) == (Exit.REFUSED, "BOOK-YEAR-NOT-FOUND")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Refused(""), Exit.REFUSED),
        (NeedsPerson(""), Exit.NEEDS_PERSON),
        (NeedsSetting(""), Exit.NEEDS_SETTING),
        (TryLater(""), Exit.TRY_LATER),
        (Refused("", facts={"findings": []}), Exit.FINDINGS),
        (Refused("", code="PROOF-SECTION-CHANGED"), Exit.DIFFERENCES),
        (NeedsPerson("", code="DIFFERENCES-FOUND"), Exit.DIFFERENCES),
        (NeedsSetting("", code="PROOF-KEY-UNUSABLE"), Exit.NEEDS_SETTING),
        (Refused("", code="PROOF-NOT-FOUND"), Exit.REFUSED),
        (errors.Unexpected(""), Exit.UNEXPECTED),
    ],
)
def test_each_sort_of_error_has_its_exit_code(error: OverstapError, code: Exit) -> None:
    assert errors.exit_code(error) is code


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["move", "no-such-verb"],
        ["move", "offer", "1001"],
        ["environment", "create", "a", "--name", "A", "--colour", "red"],
        ["worker", "--concurrency", "many"],
        ["--language", "fr"],
        ["--as"],
    ],
)
def test_a_line_that_is_not_understood_gives_2_and_an_object(command: Command, arguments: list[str]) -> None:
    answer = command(*arguments, "--json") if arguments != ["--as"] else command("--json", "--as")
    assert answer.code == Exit.USAGE
    assert answer.data["next_step"] == "usage"
    assert "Traceback" not in answer.err


def test_the_documented_exit_codes_are_those_in_the_code() -> None:
    text = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text(encoding="utf-8")
    documented = {
        line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| ") and line[2].isdigit()
    }
    assert documented == {str(int(code)) for code in Exit}


def test_help_lists_every_command_and_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    from overstap.cli.commands import NAMES

    assert run(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(f"  {name} " in told for name in NAMES)
    assert "7 findings block the import" in told
