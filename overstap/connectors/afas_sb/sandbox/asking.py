"""How a GetConnector answers: filters, order, skip and take, as docs.afas.help describes them (official)."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from overstap.connectors.afas_sb.sandbox.faults import Fault
from overstap.connectors.afas_sb.sandbox.tables import Record

_USUAL_TAKE = 100
_MOST_ROWS = 20_000  # of one answer; beyond it Profit says that it is out of memory
_MOST_PARAMETERS = 2049

Condition = tuple[str, str, str]


def too_long(query: str) -> bool:
    """Whether the string with parameters is longer than the server takes; it answers 404 then."""
    return len(query) + 1 > _MOST_PARAMETERS


def answer(rows: list[Record], asked: Mapping[str, str], calls: int) -> dict[str, object]:
    """The JSON of one call. Raises Fault."""
    skip, take = _number(asked, "skip", 0), _number(asked, "take", _USUAL_TAKE)
    if (skip, take) != (-1, -1) and (skip < 0 or take < 0):
        raise Fault("An unexpected error has occurred.")
    names = set(rows[0]) if rows else set()
    groups = _groups(asked)
    found = [row for row in rows if _matches(row, groups, names)]
    found = _ordered(found, asked.get("orderbyfieldids", ""), names, calls)
    part = found if take == -1 else found[skip : skip + take]
    if len(part) > _MOST_ROWS:
        raise Fault("Out of memory")
    return {"skip": skip, "take": take, "rows": part}


def _number(asked: Mapping[str, str], name: str, usual: int) -> int:
    try:
        return int(asked.get(name, usual))
    except ValueError as error:
        raise Fault("An unexpected error has occurred.") from error


def _groups(asked: Mapping[str, str]) -> list[list[Condition]]:
    """Conditions: those of a group all have to hold, and one of the groups."""
    if "filterjson" in asked:
        return _of_json(asked["filterjson"])
    if not asked.get("filterfieldids"):
        return [[]]
    columns = [asked.get(name, "") for name in ("filterfieldids", "operatortypes", "filtervalues")]
    groups = [[part.split(",") for part in column.split(";")] for column in columns]
    if len({tuple(len(part) for part in column) for column in groups}) != 1:
        raise Fault("The number of filter fields, values and operators differ.")
    return [list(zip(*parts, strict=True)) for parts in zip(*groups, strict=True)]


def _of_json(text: str) -> list[list[Condition]]:
    try:
        filters = json.loads(text)["Filters"]["Filter"]
        return [
            [(one["@FieldId"], one["@OperatorType"], str(one.get("#text", ""))) for one in each["Field"]]
            for each in filters
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise Fault("The filter is not valid.") from error


def _matches(row: Record, groups: list[list[Condition]], names: set[str]) -> bool:
    return any(all(_holds(row, one, names) for one in group) for group in groups)


def _holds(row: Record, condition: Condition, names: set[str]) -> bool:
    field, operator, value = condition
    if field not in names:
        raise Fault(f"Connector field '{field}' not found")
    compare = _OPERATORS.get(operator)
    if compare is None:
        raise Fault("An unexpected error has occurred.")
    return compare(row[field], value)


def _pair(held: object, asked: str) -> tuple[object, object]:
    """Both sides as what the field holds: a number, a moment or a text (that is compared without capitals)."""
    if isinstance(held, bool):
        return held, asked.lower() in ("true", "1")
    if isinstance(held, int | Decimal):
        if asked.isascii() and asked.isdigit():
            return held, int(asked)
        try:
            return Decimal(held), Decimal(asked)
        except InvalidOperation as error:
            raise Fault("The filter value is no number.") from error
    text = str(held or "")
    if len(text) == 20 and text.endswith("Z"):
        return _moment(text), _moment(asked)
    return text.lower(), asked.lower()


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text.rstrip("Z"))
    except ValueError as error:
        raise Fault("The filter value is no date.") from error


def _ordering(test: Callable[[int], bool]) -> Callable[[object, str], bool]:
    def compare(held: object, asked: str) -> bool:
        left, right = _pair(held, asked)
        return test((left > right) - (left < right))  # type: ignore[operator]

    return compare


_OPERATORS: Mapping[str, Callable[[object, str], bool]] = {
    "1": _ordering(lambda found: found == 0),
    "2": _ordering(lambda found: found >= 0),
    "3": _ordering(lambda found: found <= 0),
    "4": _ordering(lambda found: found > 0),
    "5": _ordering(lambda found: found < 0),
    "6": lambda held, asked: asked.lower() in str(held or "").lower(),
    "7": _ordering(lambda found: found != 0),
    "8": lambda held, _asked: held in (None, ""),
    "9": lambda held, _asked: held not in (None, ""),
    "10": lambda held, asked: str(held or "").lower().startswith(asked.lower()),
}


def _ordered(rows: list[Record], order: str, names: set[str], calls: int) -> list[Record]:
    """Without an order Profit gives what suits it, and another time something else."""
    if not order:
        turn = calls % max(len(rows), 1)
        return rows[turn:] + rows[:turn]
    made = rows
    for field in reversed(order.split(",")):
        name = field.removeprefix("-")
        if rows and name not in names:
            raise Fault(f"Connector field '{name}' not found")
        made = sorted(made, key=lambda row: _sortable(row[name]), reverse=field.startswith("-"))
    return made


def _sortable(held: object) -> tuple[int, int | Decimal, str]:
    if isinstance(held, int | Decimal):
        return (1, held, "")
    return (0, 0, "") if held is None else (2, 0, str(held).lower())
