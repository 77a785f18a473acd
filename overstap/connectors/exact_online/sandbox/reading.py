"""GET: collections, single rows, what hangs below a row, and counts."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from werkzeug.wrappers import Request, Response

from overstap.connectors.exact_online.sandbox import filters, paging, views
from overstap.connectors.exact_online.sandbox.answers import Refusal, answer, bad_request, not_found
from overstap.connectors.exact_online.sandbox.paging import Asked, Finder
from overstap.connectors.exact_online.sandbox.schema import Endpoint, endpoints
from overstap.connectors.exact_online.sandbox.tables import Division, Row

EXPANDED_PAGE = 60
_SELECT = "Please add a $select or a $top=1 statement to the query string."
_FILTER = (
    "This endpoint has mandatory filtering applied. A GET request for this endpoint must have a $filter parameter "
    "with one of the following fields in the url:"
)
# Those of which users reported it (TimPelgrim's notes; picqer/exact-php-client 34, 315 and 556).
_MUST_SELECT = {
    "cashflow/DirectDebitMandates",
    "cashflow/Payments",
    "cashflow/Receivables",
    "generaljournalentry/GeneralJournalEntries",
    "purchaseentry/PurchaseEntries",
}
# Those with a twin in sync/: no full reading without a filter (picqer/exact-php-client 591).
_MUST_FILTER = {"crm/Accounts", "logistics/Items"}


class Reader:
    """Answers questions about one division at a time."""

    def __init__(self) -> None:
        self._finder = Finder()

    def collection(self, request: Request, division: Division, endpoint: Endpoint) -> Response:
        """One page of a resource. Raises Refusal."""
        question = paging.asked(request.args, endpoint)
        _check_mandatory(question, endpoint)
        page = self._finder.page(division, endpoint, question)
        results = _shape(request, division, endpoint, question)(page.rows)
        if _bare(question, endpoint):
            return answer(results)
        told: dict[str, Any] = {"results": results}
        if page.token:
            told["__next"] = _next(request, question, page.token, len(page.rows))
        if question.counted:
            told["__count"] = str(page.total)
        return answer(told)

    def count(self, request: Request, division: Division, endpoint: Endpoint) -> Response:
        """``…/$count``: a number as plain text. Raises Refusal."""
        page = self._finder.page(division, endpoint, paging.asked(request.args, endpoint))
        return Response(str(page.total), content_type="text/plain; charset=utf-8")

    def one(self, request: Request, division: Division, endpoint: Endpoint, key: str) -> Response:
        """``…(guid'…')``. Raises Refusal."""
        question = paging.asked(request.args, endpoint)
        row = row_of(division, endpoint, key)
        return answer(_shape(request, division, endpoint, question)([row])[0])

    def below(self, request: Request, division: Division, endpoint: Endpoint, key: str, name: str) -> Response:
        """``…(guid'…')/SalesEntryLines``. Raises Refusal."""
        row = row_of(division, endpoint, key)
        found = views.children(division, endpoint.path, name)
        if name not in endpoint.navigations or found is None:
            raise not_found()
        entity, grouped = found
        child = endpoints()[entity]
        question = paging.asked(request.args, child)
        rows = sorted(grouped.get(str(row[endpoint.key]), ()), key=_by_line)
        start = _after(rows, question.token, child) if question.token else question.skip or 0
        shown = rows[start : start + child.page]
        told: dict[str, Any] = {"results": _shape(request, division, child, question)(shown)}
        if start + child.page < len(rows):
            told["__next"] = _next(request, question, paging.token(shown[-1][child.key], child), len(shown))
        return answer(told)

    def me(self, request: Request, division: Division, row: Row) -> Response:
        """``current/Me``: a collection of one."""
        endpoint = endpoints()["current/Me"]
        question = paging.asked(request.args, endpoint)
        return answer({"results": _shape(request, division, endpoint, question)([row])})


def row_of(division: Division, endpoint: Endpoint, key: str) -> Row:
    """The row with a key as it stands in an address. Raises Refusal: 400 for no key, 404 for no row."""
    wanted = filters.literal(key)
    if wanted is None or (endpoint.key in endpoint.numbers) != isinstance(wanted, Decimal):
        raise bad_request()
    wanted = int(wanted) if isinstance(wanted, Decimal) else str(wanted)
    rows = division.tables.get(views.base(endpoint.path), {})
    if str(wanted) in rows:
        return rows[str(wanted)]
    for row in views.rows(division, endpoint.path):
        if row.get(endpoint.key) == wanted:
            return row
    raise not_found()


def shown(request: Request, division: Division, endpoint: Endpoint, row: Row) -> Row:
    """A row with every field of its resource."""
    return _shape(request, division, endpoint, paging.asked({}, endpoint))([row])[0]


def root(request: Request, division: Division) -> str:
    """``http://host/api/v1/100001``, as the caller addressed us."""
    return f"{request.host_url}api/v1/{division.code}"


def _check_mandatory(question: Asked, endpoint: Endpoint) -> None:
    if (endpoint.path in _MUST_SELECT or endpoint.service == "bulk") and not question.select and question.top != 1:
        raise bad_request(_SELECT)
    if endpoint.path in _MUST_FILTER and not question.filter:
        raise bad_request(_FILTER + ",".join(sorted(endpoint.filterable)) + ".")


def _bare(question: Asked, endpoint: Endpoint) -> bool:
    # The last page of several keeps the shape of those before it.
    small = question.top is not None and question.top <= endpoint.page
    return small and not question.counted and not question.token


def _shape(
    request: Request, division: Division, endpoint: Endpoint, question: Asked
) -> Callable[[Sequence[Row]], list[Row]]:
    """How rows of a resource are shown to this question."""
    chosen = set(question.select)
    everything = not chosen or "*" in chosen
    names = endpoint.fields if everything else tuple(name for name in endpoint.fields if name in chosen)
    empty: dict[str, Any] = {name: False if name in endpoint.booleans else None for name in names}
    wanted = empty.keys()
    place = f"{root(request, division)}/{endpoint.path}"
    model = endpoint.model
    below = [name for name in endpoint.navigations if everything or name in chosen or name in question.expand]
    expanded = {name: views.children(division, endpoint.path, name) for name in question.expand}
    attachments = views.base(endpoint.path) == "documents/DocumentAttachments"

    def show(row: Row) -> Row:
        uri = f"{place}({_key(row, endpoint)})"
        told = {"__metadata": {"uri": uri, "type": model}, **empty}
        for name in wanted & row.keys():
            told[name] = row[name]
        if attachments and "Url" in told:
            told["Url"] = f"{request.host_url}docs/SysAttachment.aspx?ID={row['ID']}"
        for name in below:
            told[name] = (
                _expanded(request, division, uri, name, expanded[name], str(row.get(endpoint.key)))
                if name in expanded
                else {"__deferred": {"uri": f"{uri}/{name}"}}
            )
        return told

    return lambda rows: [show(row) for row in rows]


def _expanded(
    request: Request,
    division: Division,
    uri: str,
    name: str,
    found: tuple[str, Mapping[str, list[Row]]] | None,
    parent: str,
) -> Row:
    """Rows of a navigation in their parent: 60 at most, and a ``__next`` of their own (picqer 546)."""
    if found is None:
        return {"results": []}
    entity, grouped = found
    child = endpoints()[entity]
    rows = sorted(grouped.get(parent, ()), key=_by_line)
    told: Row = {"results": [shown(request, division, child, row) for row in rows[:EXPANDED_PAGE]]}
    if len(rows) > EXPANDED_PAGE:
        token = paging.token(rows[EXPANDED_PAGE - 1][child.key], child)
        told["__next"] = f"{uri}/{name}?{urlencode({'$skiptoken': token}, safe='$')}"
    return told


def _by_line(row: Row) -> tuple[int, str]:
    return int(row.get("LineNumber") or 0), str(row["ID"])


def _key(row: Row, endpoint: Endpoint) -> str:
    written = paging.token(row.get(endpoint.key), endpoint)
    return written if written.startswith("guid") else quote(written, safe="'")


def _after(rows: Sequence[Row], token: str, endpoint: Endpoint) -> int:
    key = filters.literal(token)
    for place, row in enumerate(rows):
        if row[endpoint.key] == key:
            return place + 1
    raise bad_request()


def _next(request: Request, question: Asked, token: str, given: int) -> str:
    """The address of the next page: absolute, on the host that the caller used, with its question kept."""
    kept = {name: value for name, value in request.args.items() if name not in {"$skip", "$skiptoken"}}
    if question.top is not None:
        kept["$top"] = str(question.top - given)
    kept["$skiptoken"] = token
    return f"{request.host_url.rstrip('/')}{request.path}?{urlencode(kept, safe='$')}"


def accepted(request: Request) -> None:
    """Raises Refusal for a caller who does not ask for JSON (the default there is Atom, which this sandbox lacks)."""
    if "application/json" not in request.headers.get("Accept", ""):
        raise Refusal(415, "Unsupported media type requested.")
