"""Lines of statements to the table: COPY into a table of its own, and from there, because COPY obeys no policy."""

from collections.abc import Iterator, Sequence
from itertools import islice

from django.db import connection

from overstap.books.bank.values import BankLine, LineState
from overstap.tenancy.models import Administration

_COLUMNS = (
    "position", "booked_on", "value_on", "amount", "counter_name", "counter_account", "reference", "bank_reference",
    "code", "description",
)  # fmt: skip
_TABS = len(_COLUMNS) - 1
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": ""})
_AT_ONCE = 2_000
_STAGE = """
CREATE TEMPORARY TABLE bank_stage (position integer, booked_on date, value_on date, amount numeric(20, 2),
  counter_name text, counter_account text, reference text, bank_reference text, code text, description text)
  ON COMMIT DROP
"""
_COPY = f"COPY bank_stage ({', '.join(_COLUMNS)}) FROM STDIN"
_INSERT = f"""
INSERT INTO bank_statementline (administration_id, account_number, statement_number, state, {", ".join(_COLUMNS)})
SELECT %s, %s, %s, %s, {", ".join(_COLUMNS)} FROM bank_stage ORDER BY position
"""  # noqa: S608 - names of our own


def insert(administration: Administration, account: str, statement: int, lines: Sequence[BankLine]) -> None:
    """Insert the lines of a statement, numbered from 1."""
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        with cursor.copy(_COPY) as copy:
            for text in _texts(lines):
                copy.write(text)
        cursor.execute(_INSERT, [administration.pk, account, statement, LineState.WAITING])
        cursor.execute("DROP TABLE bank_stage")


def _texts(lines: Sequence[BankLine]) -> Iterator[str]:
    waiting = iter(enumerate(lines, start=1))
    while some := list(islice(waiting, _AT_ONCE)):
        text = "".join([_row(position, line) for position, line in some])
        if text.count("\t") != _TABS * len(some) or text.count("\n") != len(some) or "\\" in text or "\r" in text:
            text = "".join([_row(position, _escaped(line)) for position, line in some])
        yield text


def _row(position: int, line: BankLine) -> str:
    booked, valued, amount, name, account, reference, bank_reference, code, description = line
    return (
        f"{position}\t{booked}\t{valued}\t{amount!s}\t{name}\t{account}\t{reference}\t{bank_reference}\t{code}\t"
        f"{description}\n"
    )


def _escaped(line: BankLine) -> BankLine:
    return BankLine._make(value.translate(_ESCAPES) if isinstance(value, str) else value for value in line)
