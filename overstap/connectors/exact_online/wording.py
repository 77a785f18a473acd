"""How Exact Online writes things: padded codes, ``/Date(…)/``, numbers; and how they are written to it.

Source: reference 1.4. Dates without a time are midnight in Amsterdam, told as milliseconds since 1970.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from overstap.lib.clock import AMSTERDAM
from overstap.lib.money import CENT, ZERO

_DATE = re.compile(r"/Date\((-?\d{1,14})(?:[+-]\d{4})?\)/")
EXACT = (Decimal, int)  # what an amount is in JSON; named, as a million of them are looked at
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def text(value: object) -> str:
    """What somebody wrote, without the padding; empty for nothing."""
    return "" if value is None else str(value).strip()


def amount(value: object) -> Decimal:
    """An amount, rounded to cents at once (Exact sends binary fractions); nothing is 0. Raises ValueError."""
    if value is None:
        return ZERO
    try:
        rounded = (Decimal(value) if isinstance(value, EXACT) else Decimal(str(value))).quantize(CENT)
    except InvalidOperation:
        raise ValueError(f"not an amount: {str(value)[:40]!r}") from None
    return rounded + ZERO  # no minus before a zero


@lru_cache(maxsize=4_096)
def day(value: object) -> date | None:
    """The day in Amsterdam; None for nothing. Raises ValueError for what is no date."""
    found = moment(value)
    return found.astimezone(AMSTERDAM).date() if found else None


def moment(value: object) -> datetime | None:
    """The moment, aware; None for nothing. Raises ValueError for what is none."""
    if value is None or value == "":
        return None
    found = _DATE.fullmatch(str(value))
    if not found:
        raise ValueError(f"not a date: {str(value)[:40]!r}")
    try:
        return _EPOCH + timedelta(milliseconds=int(found[1]))
    except OverflowError:
        raise ValueError(f"not a date: {str(value)[:40]!r}") from None


def number(value: object) -> int:
    """A whole number, which Exact sends as one or as text; nothing is 0. Raises ValueError."""
    if value is None or value == "":
        return 0
    return int(str(value).strip())


def guid(value: str) -> str:
    """A key in an address or a filter: ``guid'…'``. Raises ValueError for what is none."""
    if not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", value):
        raise ValueError(f"not a guid: {value[:40]!r}")
    return f"guid'{value}'"


def quoted(value: str) -> str:
    """A text in a filter."""
    return "'" + value.replace("'", "''") + "'"


def sent_day(value: date) -> str:
    """A day as it is sent."""
    return f"{value.isoformat()}T00:00:00"


def written(value: Any) -> str:
    """``value`` as JSON, with each Decimal as the number that it is. Raises TypeError for what JSON has no word for."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date) and not isinstance(value, datetime):
        return json.dumps(sent_day(value))
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json.dumps(str(name))}:{written(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(written, value)) + "]"
    return json.dumps(value, allow_nan=False)
