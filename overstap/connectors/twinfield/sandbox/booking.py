"""What holds for every transaction: VAT reckoned on lines, what can be matched, lines that settle each other."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from overstap.connectors.twinfield.sandbox.state import NOTHING, Line, Match, Office, Transaction, VatCode

CENT = Decimal("0.01")
RELATIONS = ("DEB", "CRD")


def percentage(code: VatCode, on: date) -> Decimal:
    """What a VAT code charges on a day, per cent."""
    return max((one for one in code.percentages if one[0] <= on), default=(on, NOTHING))[1]


def vat_of(value: Decimal, code: VatCode, on: date) -> Decimal:
    """The VAT on an amount without VAT, with its sign."""
    return (value * percentage(code, on) / 100).quantize(CENT, ROUND_HALF_UP)


def vat_line(number: int, detail: Line, code: VatCode) -> Line:
    """The line that books the VAT of ``detail``, whose ``vatvalue`` is known."""
    value = detail.vatvalue or NOTHING
    return Line(
        number,
        "vat",
        code.account,
        value,
        vatcode=code.code,
        turnover=detail.amount,
        # As recorded: lines are counted from nought there.
        baseline=detail.number - 1,
    )


def matchable(line: Line, office: Office) -> bool:
    """Whether a line can be settled: one of a customer or supplier, or on an account that says so."""
    if line.kinds[1] in RELATIONS:
        return True
    account = office.account(line.dim1)
    return account is not None and account.financials.get("matchtype") == "matchable"


def finished(transaction: Transaction, office: Office) -> Transaction:
    """Types of dimensions, base amounts and what can be matched, filled in."""
    for line in transaction.lines:
        line.kinds = _kinds(line, office)
        line.base = (line.amount * transaction.rate).quantize(CENT, ROUND_HALF_UP)
        line.matchable = matchable(line, office)
    return transaction


def _kinds(line: Line, office: Office) -> tuple[str, str, str]:
    found = (
        office.account(line.dim1),
        office.second(line.dim2, line.dim1) if line.dim2 else None,
        office.third(line.dim3) if line.dim3 else None,
    )
    first, second, third = ("" if one is None else one.kind for one in found)
    return first, second, third


def settle(
    office: Office, code: str, on: date, dimension: str, parts: Sequence[tuple[Transaction, Line, Decimal]]
) -> Match:
    """Match lines with each other: of each, how much of its amount, with its sign."""
    made = Match(
        max(office.matches, default=0) + 1,
        code,
        on,
        dimension,
        [(transaction.code, transaction.number, line.number, value) for transaction, line, value in parts],
    )
    for _transaction, line, value in parts:
        line.matched += value
        line.matchdate, line.matchnumber = on, made.number
    office.matches[made.number] = made
    return made


def unsettle(office: Office, number: int) -> None:
    """Undo a match."""
    made = office.matches.pop(number)
    for code, transaction, line_number, value in made.lines:
        line = line_of(office, code, transaction, line_number)
        if line is not None:
            line.matched -= value
            left = office.matches_of((code, transaction, line_number))
            line.matchdate, line.matchnumber = (left[-1].on, left[-1].number) if left else (None, 0)


def unsettle_all(office: Office, transaction: Transaction) -> None:
    """Undo the matches that lines of a transaction have a part in."""
    for line in transaction.lines:
        for match in office.matches_of((transaction.code, transaction.number, line.number)):
            unsettle(office, match.number)


def line_of(office: Office, code: str, number: int, line: int) -> Line | None:
    """A line by its key."""
    found = office.transactions.get((code, number))
    return None if found is None else next((one for one in found.lines if one.number == line), None)


def total(lines: Iterable[Line]) -> Decimal:
    """What lines add up to."""
    return sum((line.amount for line in lines), NOTHING)
