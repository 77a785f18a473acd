"""What people see: nothing cut that counts, nothing that steers the terminal, no colours where nobody looks."""

import io
from decimal import Decimal

import pytest
from rich.console import Console

from overstap.cli import language
from overstap.cli.choices import Choices
from overstap.cli.output import Output, amount, amount_text, day, moment, number, plain, row, safe, sums, table
from tests.cli.running import Command
from tests.tenancy.people import unique


@pytest.fixture
def dutch() -> object:
    """Dutch for one test."""
    before = language.chosen()
    language.use("nl")
    yield
    language.use(before)


def drawn(renderable: object, width: int) -> str:
    """What a terminal of this width shows."""
    console = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    with console.capture() as captured:
        console.print(renderable)
    return captured.get()


def test_amounts_are_written_as_in_the_netherlands(dutch: object) -> None:
    assert amount_text(Decimal("-1234567.80")) == "-1.234.567,80"
    assert number(100240) == "100.240"


def test_amounts_follow_the_language() -> None:
    assert amount_text(Decimal("1234.50")) == "1,234.50"


def test_a_figure_is_never_cut_and_a_long_name_gives_way() -> None:
    made = table("No.", "Name", "Debit", "Credit", right=("Debit", "Credit"), short=("Name",))
    row(made, "1300", "Debiteuren " * 9, amount(Decimal("12345678901.23")), amount(Decimal("0.00")))
    sums(made, "", "Together", amount(Decimal("98765432109876.54")), amount(Decimal("0.00")))
    shown = drawn(made, 80)
    assert "12,345,678,901.23" in shown
    assert "98,765,432,109,876.54" in shown
    assert "…" in shown
    assert max(len(line.rstrip()) for line in shown.splitlines()) <= 80


def test_what_would_steer_a_terminal_is_spelled_out() -> None:
    hostile = "Jansen\x1b]0;gotcha\x07 \u202eevil\u009b31m"
    assert safe(hostile).plain == "Jansen\\x1b]0;gotcha\\x07 \\u202eevil\\x9b31m"


def test_brackets_in_a_name_are_no_markup() -> None:
    shown = io.StringIO()
    Output(Choices(), out=shown, err=io.StringIO()).say("[bold]Jansen[/bold] :smile:")
    assert shown.getvalue() == "[bold]Jansen[/bold] :smile:\n"


def test_output_to_a_pipe_has_no_colours_and_no_bars(command: Command) -> None:
    name = unique("kantoor")
    command("environment", "create", name, "--name", "Kantoor")
    answer = command("environment", "list")
    assert name in answer.out
    assert "\x1b" not in answer.out + answer.err


def test_a_hostile_name_comes_out_of_json_as_ascii() -> None:
    shown = io.StringIO()
    Output(Choices(json=True), out=shown, err=io.StringIO()).write_json({"name": "Élan \u009b"})
    assert shown.getvalue().isascii()


def test_json_keeps_amounts_as_text_and_moments_with_their_offset() -> None:
    from datetime import UTC, date, datetime

    assert plain({"a": Decimal("1.50"), "at": datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "on": date(2026, 1, 2)}) == {
        "a": "1.50",
        "at": "2026-01-02T03:04:00+00:00",
        "on": "2026-01-02",
    }


def test_moments_are_shown_in_dutch_time() -> None:
    assert moment("2026-11-21T20:58:00+00:00") == "21-11-2026 21:58"
    assert (moment(""), day(None)) == ("", "")
