"""What a bank's statements must be like: they add up, and each begins where the one before ended. Pure."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from overstap.books.bank.values import BankStatement
from overstap.lib.findings import Finding, Severity
from overstap.lib.money import ZERO
from overstap.lib.sentences import Sentence, sentence

DOWNLOAD_AGAIN = sentence("Download the statement from the bank again, and import that.")
DOWNLOAD_MISSING = sentence("Download the statements of the days between from the bank, and import them.")
NOTHING_TO_DO = sentence("There is nothing to do: it was not doubled.")


def adds_up(one: BankStatement) -> Iterator[Finding]:
    """Opening balance and lines must come to the closing balance."""
    counted = one.opening + sum((line.amount for line in one.lines), ZERO)
    if counted != one.closing:
        yield error(
            "BANK-BALANCE",
            one.place,
            sentence(
                "The opening balance %(opening)s and the lines come to %(counted)s; the statement says %(closing)s.",
                opening=one.opening,
                counted=counted,
                closing=one.closing,
            ),
            DOWNLOAD_AGAIN,
        )


def within_its_days(one: BankStatement) -> Iterator[Finding]:
    """No line is booked on a day outside the statement."""
    outside = [line for line in one.lines if not one.opened_on - timedelta(days=1) <= line.booked_on <= one.closed_on]
    if outside:
        yield warning(
            "BANK-DAY",
            one.place,
            sentence(
                "%(count)d lines are booked outside %(first)s to %(last)s.",
                count=len(outside),
                first=one.opened_on,
                last=one.closed_on,
            ),
            sentence("Look at the dates of these lines."),
        )


def gap(place: str, *, before: Decimal, opening: Decimal, after_a_move: bool = False) -> Finding:
    """A statement that does not begin where the one before it ended; the code tells whether a move lies between."""
    facts = {"before": before, "opening": opening, "missing": opening - before}
    if after_a_move:
        told = sentence(
            "The first statement since the migration begins with %(opening)s; the last one before it ended with"
            " %(before)s. %(missing)s is missing between them.",
            **facts,
        )
        return warning("BANK-GAP-AFTER-MOVE", place, told, DOWNLOAD_MISSING)
    told = sentence(
        "It begins with %(opening)s; the statement before it ended with %(before)s. %(missing)s is missing.", **facts
    )
    return warning("BANK-GAP", place, told, DOWNLOAD_MISSING)


def joins(place: str, balance: Decimal) -> Finding:
    """R250: the first statement after a move begins where the last one before it ended."""
    return info(
        "BANK-JOINS-AFTER-MOVE",
        place,
        sentence("The first statement since the migration goes on where the last one ended: %(at)s.", at=balance),
    )


def overlap(place: str, known: int, *, after_a_move: bool = False) -> Finding:
    """A statement that repeats lines that are here already; they were left out."""
    code = "BANK-OVERLAP-AFTER-MOVE" if after_a_move else "BANK-OVERLAP"
    return info(
        code,
        place,
        sentence("%(count)d lines were imported before and are left out.", count=known),
        NOTHING_TO_DO,
    )


def known(place: str) -> Finding:
    """A statement that is here already."""
    return info("BANK-KNOWN", place, sentence("This statement was imported before."), NOTHING_TO_DO)


def mixed(place: str, known_lines: int) -> Finding:
    """A statement of which lines are known here and there: which of them are new cannot be told."""
    return error(
        "BANK-OVERLAP-UNCLEAR",
        place,
        sentence(
            "%(count)d lines were imported before, and not at the beginning: what is new cannot be told.",
            count=known_lines,
        ),
        sentence("Download only the days that are missing, and import those."),
    )


def error(code: str, place: str, message: Sentence, remedy: Sentence) -> Finding:
    """A finding that keeps a statement out."""
    return Finding(code, Severity.ERROR, place, message, remedy)


def warning(code: str, place: str, message: Sentence, remedy: Sentence) -> Finding:
    """A finding that a person should look at."""
    return Finding(code, Severity.WARNING, place, message, remedy)


def info(code: str, place: str, message: Sentence, remedy: str = "") -> Finding:
    """A finding that is worth knowing."""
    return Finding(code, Severity.INFO, place, message, remedy)
