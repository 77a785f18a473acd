"""A question to a collection: which rows, in which order, which page of them."""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from overstap.connectors.exact_online.sandbox import filters, views
from overstap.connectors.exact_online.sandbox.answers import bad_request
from overstap.connectors.exact_online.sandbox.schema import Endpoint
from overstap.connectors.exact_online.sandbox.tables import Division, Row

_OPTIONS = {
    "$filter", "$select", "$orderby", "$top", "$skip", "$expand", "$inlinecount", "$skiptoken", "$format",
}  # fmt: skip
_KEPT = 16  # results of filters and orders, so that the pages of one question cost no more than one search


@dataclass(frozen=True, slots=True)
class Asked:
    """The query options, taken apart. ``top`` and ``skip`` None: not asked."""

    filter: str
    select: tuple[str, ...]
    orderby: str
    expand: tuple[str, ...]
    top: int | None
    skip: int | None
    counted: bool
    token: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and where the next ones start (empty: there are none)."""

    rows: Sequence[Row]
    token: str
    total: int


@dataclass(frozen=True, slots=True)
class _Found:
    """All rows of a question; ``keys`` where they go by key."""

    rows: Sequence[Row]
    keys: Sequence[Any] | None


def asked(args: Mapping[str, str], endpoint: Endpoint) -> Asked:
    """Read the query. Raises Refusal (400) for an option that does not exist or says nothing."""
    if any(name.startswith("$") and name not in _OPTIONS for name in args):
        raise bad_request()
    if args.get("$inlinecount", "none") not in {"none", "allpages"}:
        raise bad_request()
    return Asked(
        filter=args.get("$filter", "").strip(),
        select=_names(args.get("$select", ""), {*endpoint.fields, *endpoint.navigations, "*"}),
        orderby=args.get("$orderby", "").strip(),
        expand=_names(args.get("$expand", ""), set(endpoint.navigations)),
        top=_whole(args.get("$top")),
        skip=_whole(args.get("$skip")),
        counted=args.get("$inlinecount") == "allpages",
        token=args.get("$skiptoken", ""),
    )


class Finder:
    """Finds rows; it remembers the last results for as long as a division does not change."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], _Found] = OrderedDict()

    def page(self, division: Division, endpoint: Endpoint, question: Asked) -> Page:
        """The page that is asked for. Raises Refusal (400)."""
        found = self._found(division, endpoint, question.filter, question.orderby)
        start = _start(found, question, endpoint)
        end = start + (endpoint.page if question.top is None else min(question.top, endpoint.page))
        rows = found.rows[start:end]
        more = end < len(found.rows) and (question.top is None or question.top > endpoint.page)
        token = _token(rows[-1][endpoint.key], endpoint, end if found.keys is None else None) if more and rows else ""
        return Page(rows, token, len(found.rows))

    def _found(self, division: Division, endpoint: Endpoint, filter_: str, orderby: str) -> _Found:
        name = (division.code, division.version, endpoint.path, filter_, orderby)
        known = self._kept.get(name)
        if known is not None:
            self._kept.move_to_end(name)
            return known
        rows = list(views.rows(division, endpoint.path))
        if filter_:
            test = filters.compiled(filter_, endpoint)
            rows = [row for row in rows if test(row)]
        made = _ordered(rows, endpoint, orderby)
        self._kept[name] = made
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return made


def token(key: Any, endpoint: Endpoint) -> str:
    """The ``$skiptoken`` after a row."""
    return _token(key, endpoint, None)


def _ordered(rows: list[Row], endpoint: Endpoint, orderby: str) -> _Found:
    if not orderby:
        rows.sort(key=lambda row: row[endpoint.key])
        return _Found(rows, [row[endpoint.key] for row in rows])
    for one in reversed(orderby.split(",")):
        name, _blank, way = one.strip().partition(" ")
        if name not in endpoint.fields or way.strip() not in {"", "asc", "desc"}:
            raise bad_request()
        rows.sort(key=lambda row, name=name: _sortable(row.get(name)), reverse=way.strip() == "desc")  # type: ignore[misc]
    return _Found(rows, None)


def _sortable(value: Any) -> tuple[bool, Any]:
    return value is not None, value


def _start(found: _Found, question: Asked, endpoint: Endpoint) -> int:
    if not question.token:
        return question.skip or 0
    literal, _comma, place = question.token.partition(",")
    if found.keys is None:
        if not place.isdecimal():
            raise bad_request()
        return int(place)
    key = filters.literal(literal)
    try:
        return bisect_right(found.keys, int(key) if endpoint.key in endpoint.numbers else key)
    except (TypeError, ValueError) as error:
        raise bad_request() from error


def _token(key: Any, endpoint: Endpoint, place: int | None) -> str:
    if endpoint.key in endpoint.numbers:
        written = f"{key}L" if endpoint.key in {"HID", "Timestamp"} else str(key)
    elif len(str(key)) == 36 and str(key).count("-") == 4:
        written = f"guid'{key}'"
    else:
        written = "'" + str(key).replace("'", "''") + "'"
    return written if place is None else f"{written},{place}"


def _names(written: str, known: set[str]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(one.strip() for one in written.split(",") if one.strip()))
    if any(name.partition("/")[0] not in known for name in names):
        raise bad_request("")  # without a useful text, as the real one
    return names


def _whole(written: str | None) -> int | None:
    if written is None:
        return None
    if not written.strip().isdecimal() or len(written) > 9:
        raise bad_request()
    return int(written)
