"""The text of an MT940 file to statements of numbered fields, forgiving what banks do around them.

Envelopes in braces, blocks of other messages before the first field, blank lines and ``-`` lines are passed over; a
line that begins with no field goes on with the one before it.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from overstap.exchange.bank_errors import (
    LONGEST_TEXT,
    BrokenBankFile,
    NotABankFile,
    TooMuchInBankFile,
)
from overstap.lib.sentences import sentence

FIELD = re.compile(r"^:(\d{2}[A-Z]?|NS):(.*)$")
ENVELOPE = re.compile(r"^\{1:.*|^-\}.*|^\{[2-5]:.*|^-$")
OPENS = re.compile(r"^:(?:20|25|60[FM]?):", re.MULTILINE)
BEGINS_ANEW, CLOSED_BY = "20", frozenset({"62F", "62M", "62"})
_LARGEST = 200_000_000  # bytes


class Field(NamedTuple):
    """A field: its tag ("61", "62F"), its lines as they stand, and the number of its first line in the file."""

    tag: str
    lines: list[str]
    line: int

    @property
    def text(self) -> str:
        """All of it, with line breaks."""
        return "\n".join(self.lines)


def text_of(path: Path) -> str:
    """The text: UTF-8 where it is, else windows-1252, in which Dutch banks write. Raises NotABankFile."""
    if path.stat().st_size > _LARGEST:
        raise TooMuchInBankFile(sentence("The file is larger than any that a bank sends."))
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    if b"\0" in data[:4096]:
        raise NotABankFile(sentence("This is not MT940."))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if not OPENS.search(text[:20_000].replace("\r", "\n")):
        raise NotABankFile(sentence("This is not MT940."))
    return text.replace("\0", "")


def statements(text: str) -> Iterator[list[Field]]:
    """The fields of each statement. Raises BrokenBankFile, TooMuchInBankFile."""
    fields: list[Field] = []
    for field in _fields(text):
        if field.tag == BEGINS_ANEW and fields:
            yield fields
            fields = []
        fields.append(field)
    if not fields:
        raise BrokenBankFile(sentence("The file holds no statement."))
    yield fields


def _fields(text: str) -> Iterator[Field]:
    current: Field | None = None
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.rstrip()
        if ENVELOPE.match(line):
            continue
        begun = FIELD.match(line)
        if begun is None:
            _go_on(current, line, number)
            continue
        if current is not None:
            yield current
        current = Field(begun.group(1), [begun.group(2)], number)
    if current is not None:
        yield current


def _go_on(current: Field | None, line: str, number: int) -> None:
    if current is None or not line:
        return
    current.lines.append(line)
    if sum(map(len, current.lines)) > LONGEST_TEXT:
        raise TooMuchInBankFile(sentence("line %(line)d: a field of more than %(most)d characters.",
                                         line=number, most=LONGEST_TEXT))  # fmt: skip
