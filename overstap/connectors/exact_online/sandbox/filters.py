"""``$filter`` of OData V2, as far as Exact goes: one field against one literal, joined by and, or and not.

Literals: ``guid'…'`` (a blank after the word is allowed), ``datetime'2026-01-29T00:00:00'``, ``123``, ``123L``,
``1.5M``, ``true``, ``null`` and ``'text'`` with quotes doubled. Functions: substringof, startswith, endswith, trim,
tolower.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from overstap.connectors.exact_online.sandbox.answers import bad_request
from overstap.connectors.exact_online.sandbox.schema import Endpoint
from overstap.connectors.exact_online.sandbox.tables import Row, milliseconds

Test = Callable[[Row], bool]
Read = Callable[[Row], Any]

_TOKEN = re.compile(
    r"\s*(?:(?P<guid>guid\s*'[^']*')|(?P<datetime>datetime\s*'[^']*')|(?P<text>'(?:[^']|'')*')"
    r"|(?P<number>-?\d+(?:\.\d+)?[LlMmDdFf]?)|(?P<word>[A-Za-z_]\w*)|(?P<mark>[(),]))"
)
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,7})?)?Z?\Z")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "gt": lambda left, right: left > right,
    "ge": lambda left, right: left >= right,
    "lt": lambda left, right: left < right,
    "le": lambda left, right: left <= right,
}
_TESTS: dict[str, Callable[[str, str], bool]] = {
    "startswith": lambda text, part: text.startswith(part),
    "endswith": lambda text, part: text.endswith(part),
}


class Moment(int):
    """Milliseconds since 1970: a literal that is compared with a date."""


class Guid(str):
    """A literal that is compared with a GUID."""

    __slots__ = ()


def literal(written: str) -> Any:
    """The value of one literal. Raises Refusal (400)."""
    parser = _Parser(written, None)
    value = parser.literal()
    parser.end()
    return value


def compiled(written: str, endpoint: Endpoint) -> Test:
    """The filter as a function. Raises Refusal (400) for what is no filter, or a field that cannot stand in one."""
    parser = _Parser(written, endpoint)
    test = parser.either()
    parser.end()
    return test


class _Parser:
    """Recursive descent: ``either`` > ``both`` > ``one`` > a comparison."""

    def __init__(self, written: str, endpoint: Endpoint | None) -> None:
        self._tokens = _tokens(written)
        self._endpoint = endpoint
        self._depth = 0

    def end(self) -> None:
        if self._tokens:
            raise bad_request()

    def either(self) -> Test:
        tests = [self._both()]
        while self._took("word", "or"):
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def literal(self) -> Any:
        kind, text = self._next()
        if kind == "text":
            return text[1:-1].replace("''", "'")
        if kind == "number":
            return Decimal(text.rstrip("LlMmDdFf"))
        if kind == "guid":
            return _guid(text)
        if kind == "datetime":
            return _moment(text)
        known = {"true": True, "false": False, "null": None}
        if kind == "word" and text in known:
            return known[text]
        raise bad_request()

    def _both(self) -> Test:
        tests = [self._one()]
        while self._took("word", "and"):
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)

    def _one(self) -> Test:
        self._depth += 1
        if self._depth > 100:
            raise bad_request()
        if self._took("word", "not"):
            inner = self._one()
            return lambda row: not inner(row)
        if self._took("mark", "("):
            inner = self.either()
            self._want("mark", ")")
            return inner
        return self._compared()

    def _compared(self) -> Test:
        word = self._peek()
        if word == ("word", "substringof") or word[1] in _TESTS:
            test = self._function()
            if self._took("word", "eq"):
                wanted = self.literal()
                return lambda row: test(row) is wanted
            return test
        read = self._value()
        kind, operator = self._next()
        if kind != "word" or operator not in {"eq", "ne", *_COMPARE}:
            raise bad_request()
        return _comparison(read, operator, self.literal())

    def _function(self) -> Test:
        _kind, name = self._next()
        self._want("mark", "(")
        if name == "substringof":
            part = self.literal()
            self._want("mark", ",")
            read = self._value()
            self._want("mark", ")")
            return lambda row: str(part).lower() in str(read(row) or "").lower()
        read = self._value()
        self._want("mark", ",")
        part = self.literal()
        self._want("mark", ")")
        test = _TESTS[name]
        return lambda row: test(str(read(row) or "").lower(), str(part).lower())

    def _value(self) -> Read:
        kind, text = self._next()
        if kind != "word":
            raise bad_request()
        if text in {"trim", "tolower"} and self._took("mark", "("):
            inner = self._value()
            self._want("mark", ")")
            change = str.strip if text == "trim" else str.lower
            return lambda row: None if inner(row) is None else change(str(inner(row)))
        return self._field(text)

    def _field(self, name: str) -> Read:
        assert self._endpoint is not None  # noqa: S101 - a literal alone never gets here
        if name not in self._endpoint.fields or name not in self._endpoint.filterable:
            raise bad_request(f"Bad Request - The property '{name}' cannot be used in the query option $filter.")
        empty = False if name in self._endpoint.booleans else None
        return lambda row: row.get(name, empty)

    def _peek(self) -> tuple[str, str]:
        if not self._tokens:
            raise bad_request()
        return self._tokens[0]

    def _next(self) -> tuple[str, str]:
        found = self._peek()
        del self._tokens[0]
        return found

    def _took(self, kind: str, text: str) -> bool:
        if self._tokens and self._tokens[0] == (kind, text):
            del self._tokens[0]
            return True
        return False

    def _want(self, kind: str, text: str) -> None:
        if not self._took(kind, text):
            raise bad_request()


def _tokens(written: str) -> list[tuple[str, str]]:
    found, at, text = [], 0, written.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise bad_request()
        found.append((str(match.lastgroup), match.group(str(match.lastgroup))))
        at = match.end()
    return found


def _guid(text: str) -> Guid:
    inner = text.partition("'")[2].rstrip("'").strip()
    if not _GUID.match(inner):
        raise bad_request(f"Unrecognized 'Edm.Guid' literal '{text}' in the query option $filter.")
    return Guid(inner.lower())


def _moment(text: str) -> Moment:
    inner = text.partition("'")[2].rstrip("'")
    if not _MOMENT.match(inner):
        raise bad_request(f"Unrecognized 'Edm.DateTime' literal '{text}' in the query option $filter.")
    try:
        at = datetime.fromisoformat(inner.removesuffix("Z")[:26])
    except ValueError as error:
        raise bad_request(f"Unrecognized 'Edm.DateTime' literal '{text}' in the query option $filter.") from error
    return Moment(int(at.replace(tzinfo=UTC).timestamp() * 1000))


def _comparison(read: Read, operator: str, wanted: Any) -> Test:
    if operator == "eq":
        return lambda row: _alike(read(row), wanted)
    if operator == "ne":
        return lambda row: not _alike(read(row), wanted)
    if wanted is None or isinstance(wanted, bool):
        raise bad_request()
    compare = _COMPARE[operator]

    def test(row: Row) -> bool:
        value = _comparable(read(row), wanted)
        return value is not None and compare(value, wanted)

    return test


def _alike(value: Any, wanted: Any) -> bool:
    if value is None or wanted is None:
        return value is wanted
    told = _comparable(value, wanted)
    # The database of Exact does not tell capitals from small letters.
    return told.lower() == wanted.lower() if isinstance(wanted, str) else bool(told == wanted)


def _comparable(value: Any, wanted: Any) -> Any:
    """``value`` as something of the kind of ``wanted``. Raises Refusal where the two do not go together."""
    if value is None:
        return None
    if isinstance(wanted, Moment):
        if not isinstance(value, str) or not value.startswith("/Date("):
            raise _incompatible("System.DateTime")
        return milliseconds(value)
    if isinstance(wanted, Guid):
        if not isinstance(value, str) or not _GUID.match(value):
            raise _incompatible("System.Guid")
        return value.lower()
    if isinstance(wanted, bool) and not isinstance(value, bool):
        raise _incompatible("System.Boolean")
    if isinstance(wanted, str) and (not isinstance(value, str) or value.startswith("/Date(") or _GUID.match(value)):
        raise _incompatible("System.String")
    if isinstance(wanted, Decimal):
        if isinstance(value, (str, bool)):
            raise _incompatible("System.Int32")
        return value if isinstance(value, int) else Decimal(str(value))
    return value


def _incompatible(kind: str) -> Exception:
    return bad_request(f"Operator 'eq' incompatible with operand types of the property and '{kind}'.")
