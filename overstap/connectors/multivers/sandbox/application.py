"""The API of Multivers played: consent, administrations, lists, transactions, invoices and relations.

Written from the maker's list of endpoints (V19 and V22 of api.online.unit4.nl) and from what public clients say of its
fields; those of book years, periods, accounts, cost centres, payment conditions, company and suppliers are by analogy.

Faults: ``401`` (the access token is over at once), ``429``, ``500`` (without words), ``maintenance``, ``moved``.
"""

from collections.abc import Callable, Mapping
from datetime import date
from urllib.parse import unquote

from werkzeug.wrappers import Request, Response

from overstap.connectors.multivers.sandbox import booking, tables
from overstap.connectors.multivers.sandbox.booking import Refusal
from overstap.connectors.sandboxes.control import Controlled
from overstap.connectors.sandboxes.lifelike import PlayedEntry, PlayedFirm, firms
from overstap.connectors.sandboxes.service import Service, as_json
from overstap.connectors.sandboxes.world import World

_TOKEN_LASTS = 3600
_HIDDEN = "9"
_PREFIX = "MVL0000"


class Missing(Exception):
    """HTTP 404."""


def application(world: World, lines: int = 0) -> Controlled:
    """The sandbox; its first administration has at least ``lines`` lines."""
    return Controlled(_Api(world, lines), world)


class _Api(Service):
    def __init__(self, world: World, lines: int) -> None:
        super().__init__(world, _TOKEN_LASTS)
        self._firms = {f"{_PREFIX}{one.code}": one for one in firms(lines)}

    def answer(self, request: Request) -> Response:
        """One call."""
        path = [unquote(part) for part in request.path.strip("/").split("/")]
        if path[:1] != ["V22"]:
            return Response(status=404)
        if path[1:2] == ["OAuth"]:
            return self.consent.authorize(request) if path[2:] == ["Authorize"] else self.consent.token(request)
        broken = self.broken(request)
        if broken is not None:
            return broken
        if not self.consent.lets_in(request):
            return Response(status=401)
        try:
            return self._api(request, path[2:])
        except Refusal as refusal:
            told = {"messages": [{"exceptionId": "", "Message": str(refusal), "messageType": "Error", "path": ""}]}
            return as_json(told, 400)
        except Missing:
            return Response(status=404)

    def _api(self, request: Request, path: list[str]) -> Response:
        if request.method == "GET" and path == ["SessionInfo"]:
            return as_json(
                {"userName": "overstap", "fullName": "Overstap", "supportNumber": "700123", "languageId": "NL"}
            )
        if request.method == "GET" and path == ["AdministrationInfoList"]:
            return as_json([_administration(code, one) for code, one in self._firms.items() if one.code != _HIDDEN])
        firm = self._firms.get(path[0])
        if firm is None or firm.code == _HIDDEN:
            return Response(status=403)
        if firm.blocked:
            raise Refusal("De administratie is niet beschikbaar: zij is geblokkeerd.")
        if request.method == "GET":
            return as_json(_asked(request, _listed(firm, path[1:])))
        if request.method == "DELETE":
            return self._delete(firm, path[1:])
        return as_json(_made(firm, path[1:], request), 201)

    def _delete(self, firm: PlayedFirm, path: list[str]) -> Response:
        match path:
            case ["FinTrans", year, journal, number]:
                booking.removed(firm, _entry(firm, journal, number, int(year)))
            case ["CustomerInvoice" | "SupplierInvoice", nr]:
                item = firm.items.get(nr)
                if item is None:
                    raise Missing
                booking.removed(firm, next(one for one in firm.entries if one.number == item.entry))
            case _:
                raise Missing
        return Response(status=204)


def _administration(code: str, firm: PlayedFirm) -> tables.Record:
    return {
        "administrationId": code, "code": firm.code, "description": firm.name, "groupId": 1, "onlineState": 0,
        "shortName": firm.name[:10], "users": ["overstap"], "version": 1,
    }  # fmt: skip


def _listed(firm: PlayedFirm, path: list[str]) -> object:
    """What a GET gives. Raises Missing."""
    make = _LISTS.get(path[0]) if path else None
    if make is None:
        raise Missing
    try:
        return make(firm, path[1:])
    except (IndexError, ValueError) as error:
        raise Missing from error


def _lines(firm: PlayedFirm, told: list[str]) -> list[tables.Record]:
    if told[0] == "OpeningBalance":
        return list(tables.opening(firm, int(told[1])))
    if told[0] != "ByPeriod":
        raise Missing
    year, first, last = (int(one) for one in told[1:4])
    return list(tables.lines(firm, _of_periods(firm, year, first, last)))


def _made(firm: PlayedFirm, path: list[str], request: Request) -> tables.Record:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise Refusal("Het bericht kan niet worden gelezen.")
    match path:
        case ["FinTrans"]:
            return booking.transaction(firm, body)
        case ["CustomerInvoice"]:
            return booking.invoice(firm, body, "C")
        case ["SupplierInvoice"]:
            return booking.invoice(firm, body, "S")
        case ["Customer"]:
            return booking.relation(firm, body, "C")
        case ["Supplier"]:
            return booking.relation(firm, body, "S")
        case _:
            raise Missing


def _asked(request: Request, found: object) -> object:
    """$orderby, $skip and $top, for lists."""
    if not isinstance(found, list) or "$top" not in request.args:
        return found
    order = request.args.get("$orderby", "")
    rows = sorted(found, key=lambda row: str(row.get(order, ""))) if order else found
    skip = int(request.args.get("$skip", "0"))
    return rows[skip : skip + int(request.args["$top"])]


def _one(rows: list[tables.Record], name: str, code: str) -> tables.Record:
    for row in rows:
        if row[name] == code:
            return row
    raise Missing


def _of_periods(firm: PlayedFirm, year: int, first: int, last: int) -> list[PlayedEntry]:
    return [one for one in firm.entries if one.year == year and first <= one.period <= last]


def _entry(firm: PlayedFirm, journal: str, number: str, year: int) -> PlayedEntry:
    for one in firm.entries:
        if (one.journal, str(one.in_journal), one.year) == (journal, number, year):
            return one
    raise Missing


def _transactions(firm: PlayedFirm, journal: str, span: tuple[date, date]) -> list[tables.Record]:
    return [
        {"description": one.text, "transactionId": one.in_journal, "transactionDate": tables.day(one.on),
         "newBalance": 0, "previousBalance": 0}
        for one in firm.entries
        if one.journal == journal and span[0] <= one.on <= span[1]
    ]  # fmt: skip


def _invoices(firm: PlayedFirm, side: str, year: int, state: str) -> list[tables.Record]:
    """State 0 is open, 1 settled, 2 overdue; here nothing is overdue."""
    wanted = {"0": True, "1": False}
    return [
        tables.invoice(one, 0)
        for one in firm.items.values()
        if one.side == side and one.on.year == year and wanted.get(state) is bool(one.open)
    ]


def _invoice(firm: PlayedFirm, nr: str) -> tables.Record:
    item = firm.items.get(nr)
    if item is None:
        raise Missing
    entry = next(one for one in firm.entries if one.number == item.entry)
    return tables.invoice(item, entry.in_journal)


_LISTS: Mapping[str, Callable[[PlayedFirm, list[str]], object]] = {
    "CompanyDetailsInfo": lambda firm, _told: tables.company(firm),
    "FiscalYearInfoList": lambda _firm, _told: tables.years(),
    "PeriodInfoList": lambda _firm, _told: tables.periods(),
    "AccountTypeNVL": lambda _firm, _told: tables.pairs(tables.ACCOUNT_TYPES),
    "JournalTypeNVL": lambda _firm, _told: tables.pairs(tables.JOURNAL_TYPES),
    "AccountInfoList": lambda firm, told: tables.accounts(firm, int(told[0])),
    "JournalInfoList": lambda firm, told: tables.journals(firm, int(told[0])),
    "VatCodeInfoList": lambda firm, _told: tables.vat_codes(firm),
    "CostCentreInfoList": lambda firm, _told: tables.cost_centres(firm),
    "CostUnitInfoList": lambda _firm, _told: [],
    "PaymentConditionInfoList": lambda firm, _told: tables.conditions(firm),
    "CustomerInfoList": lambda firm, _told: tables.relations(firm, "C"),
    "SupplierInfoList": lambda firm, _told: tables.relations(firm, "S"),
    "CustomerInfo": lambda firm, told: _one(tables.relations(firm, "C"), "customerId", told[0]),
    "SupplierInfo": lambda firm, told: _one(tables.relations(firm, "S"), "supplierId", told[0]),
    "JournalEntryLineInfoList": _lines,
    "JournalTransactionInfoList": lambda firm, told: _transactions(
        firm, told[1], (date.fromisoformat(told[2]), date.fromisoformat(told[3]))
    ),
    "CustomerInvoiceInfoList": lambda firm, told: _invoices(firm, "C", int(told[1]), told[2]),
    "SupplierInvoiceInfoList": lambda firm, told: _invoices(firm, "S", int(told[1]), told[2]),
    "CustomerInvoice": lambda firm, told: _invoice(firm, told[0]),
    "SupplierInvoice": lambda firm, told: _invoice(firm, told[0]),
}
