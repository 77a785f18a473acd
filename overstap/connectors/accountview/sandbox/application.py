"""The webservice of AccountView.Net played: consent, companies, records of business objects, pages and contacts.

Written from public clients (ForecastXL/accountview-ruby, omniboost/go-accountview.net, a web shop's), because the
maker's own pages of the webservice are for registered developers. PER, DJ_CODE, PAGE_NR and INV_NR of TRANSACT, and
the letters of ACCT_TYPE, are by analogy. Errors come with status 200 and an ErrorMessage; one record comes without a
list around it.

Faults: ``401`` (the access token is over at once), ``429``, ``500`` (without words), ``maintenance``, ``moved``.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any

from werkzeug.wrappers import Request, Response

from overstap.connectors.accountview.sandbox.tables import OBJECTS, Record, made_of
from overstap.connectors.sandboxes.control import Controlled
from overstap.connectors.sandboxes.lifelike import PlayedFirm, PlayedLine, PlayedRelation, firms
from overstap.connectors.sandboxes.service import Service, as_json
from overstap.connectors.sandboxes.world import World

_TOKEN_LASTS = 1800
_HIDDEN = "9"
_MOST = 1000  # of a page


class Refusal(Exception):
    """Status 200, with these words as ErrorMessage."""


def application(world: World, lines: int = 0) -> Controlled:
    """The sandbox; its first administration has at least ``lines`` lines."""
    return Controlled(_Service(world, lines), world)


class _Service(Service):
    def __init__(self, world: World, lines: int) -> None:
        super().__init__(world, _TOKEN_LASTS)
        self._firms = {f"{one.code * 4}": one for one in firms(lines)}

    def answer(self, request: Request) -> Response:
        """One call."""
        path = request.path.strip("/").lower()
        if path == "ams/authorize.aspx":
            return self.consent.authorize(request)
        if path == "api/v3/token":
            return self.consent.token(request)
        broken = self.broken(request)
        if broken is not None:
            return broken
        if not self.consent.lets_in(request):
            return Response(status=401)
        try:
            return self._service(request, path)
        except Refusal as refusal:
            return as_json({"ErrorType": "AccountViewError", "ErrorNumbers": None, "ErrorMessage": str(refusal)})

    def _service(self, request: Request, path: str) -> Response:
        if path == "api/v3/companies" and request.method == "GET":
            return as_json([{"Id": code, "Name": one.name} for code, one in self._firms.items() if one.code != _HIDDEN])
        if path != "api/v3/accountviewdata":
            return Response(status=404)
        firm = self._firms.get(request.headers.get("x-company", ""))
        if firm is None or firm.code == _HIDDEN:
            return Response(status=403)
        if firm.blocked:
            raise Refusal("De administratie is geblokkeerd.")
        if request.method == "GET":
            return as_json(_records(firm, request.args, self.world.now().date()))
        if request.method == "POST":
            _insert(firm, request.get_json(silent=True))
            return as_json({})
        return Response(status=405)


def _records(firm: PlayedFirm, asked: Mapping[str, str], today: date) -> object:
    thing = asked.get("BusinessObject", "").upper()
    known = OBJECTS.get(thing)
    if known is None:
        raise Refusal("Het business object is onbekend.")
    table, key, _make = known
    try:
        size = int(asked.get("PageSize", ""))
        on = date.fromisoformat(asked["BookDate"][:10]) if "BookDate" in asked else today
    except ValueError as error:
        raise Refusal("PageSize of BookDate is ongeldig.") from error
    if not 0 < size <= _MOST:
        raise Refusal("PageSize is ongeldig.")
    rows = made_of(thing, firm, on.year)
    last = asked.get("LastKey", "")
    begin = bisect_right(rows, last, key=lambda row: str(row[key])) if last else 0
    found = (rows[nr] for nr in range(begin, len(rows)))
    page = [
        _part(row, asked.get("Fields", "*")) for row in islice((one for one in found if _matches(one, asked)), size)
    ]
    return {table: page[0] if len(page) == 1 else page}


def _matches(row: Record, asked: Mapping[str, str]) -> bool:
    for nr in ("1", "2"):
        field = asked.get(f"FilterControlSource{nr}")
        if field is None:
            continue
        if field not in row or asked.get(f"FilterOperator{nr}") != "Equal" or not asked.get(f"FilterValueType{nr}"):
            raise Refusal("Het filter is ongeldig.")
        if str(row[field]) != asked.get(f"FilterValue{nr}", ""):
            return False
    return True


def _part(row: Record, names: str) -> Record:
    if names == "*":
        return row
    wanted = [name.strip().upper().rpartition(".")[2] for name in names.split(",")]
    unknown = [name for name in wanted if name not in row]
    if unknown:
        raise Refusal(f"Het veld {unknown[0]} is onbekend.")
    return {name: row[name] for name in wanted}


def _insert(firm: PlayedFirm, body: object) -> None:
    told = body if isinstance(body, Mapping) else {}
    thing = str(told.get("BusinessObject", "")).upper()
    if thing == "DJ2":
        _book(firm, _rows(told, detail=False)[0], _rows(told, detail=True))
    elif thing in ("AR1", "AP1"):
        _relate(firm, _rows(told, detail=False)[0], "C" if thing == "AR1" else "S")
    else:
        raise Refusal("Het business object is onbekend.")


def _rows(body: Mapping[str, Any], *, detail: bool) -> list[dict[str, str]]:
    """Rows with the names of their fields, RowId and HeaderId among them."""
    try:
        definition = body["Table"]["DetailDefinitions"][0] if detail else body["Table"]["Definition"]
        data = body["TableData"]["DetailData"][0] if detail else body["TableData"]["Data"]
        names = [str(one["Name"]) for one in definition["Fields"]]
        rows = [dict(zip(names, map(str, row["Values"]), strict=True)) for row in data["Rows"]]
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise Refusal("De tabel klopt niet met zijn definitie.") from error
    needed = {"RowId", "HeaderId"} if detail else {"RowId"}
    if not rows or not needed <= set(names):
        raise Refusal("RowId of HeaderId ontbreekt.")
    return rows


def _book(firm: PlayedFirm, head: Mapping[str, str], lines: Sequence[Mapping[str, str]]) -> None:
    kinds = {code: kind for code, _name, kind, _account in firm.journals}
    if kinds.get(head.get("DJ_CODE", "")) is None:
        raise Refusal("De dagboekcode bestaat niet.")
    if kinds[head["DJ_CODE"]] != "general":
        raise Refusal("In dit dagboek wordt een tegenrekening verwacht.")
    try:
        on = date.fromisoformat(head.get("TRN_DATE", "")[:10])
        period = int(head.get("PERIOD", ""))
    except ValueError as error:
        raise Refusal("De mutatiedatum of periode is ongeldig.") from error
    if (on.year, period) in firm.closed:
        raise Refusal("De periode is afgesloten.")
    made = [_line(firm, one) for one in lines]
    try:
        entry = firm.book(head["DJ_CODE"], on, head.get("HDR_DESC", ""), "", made)
    except ValueError as error:
        raise Refusal("De bladzijde is niet in evenwicht.") from error
    entry.period = period


def _line(firm: PlayedFirm, told: Mapping[str, str]) -> PlayedLine:
    account, relation = told.get("ACCT_NR", ""), told.get("SUB_NR", "")
    if firm.account(account) is None:
        raise Refusal(f"Rekening {account} bestaat niet.")
    if relation and not any(one.code == relation for one in firm.relations):
        raise Refusal(f"Debiteur/crediteur {relation} bestaat niet.")
    try:
        amount = Decimal(told.get("AMOUNT", "")).quantize(Decimal("0.01"))
        vat = Decimal(told.get("VAT_AMT") or "0").quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise Refusal("Het bedrag is ongeldig.") from error
    return PlayedLine(
        account, amount, told.get("TRN_DESC", ""), relation, told.get("INV_NR", ""), vat_code=told.get("VAT_CODE", ""),
        vat_amount=vat, cost_centre=told.get("COST_CODE", ""),
    )  # fmt: skip


def _relate(firm: PlayedFirm, told: Mapping[str, str], side: str) -> None:
    code = told.get("SUB_NR", "")
    if not (code and told.get("ACCT_NAME") and told.get("SRC_CODE")):
        raise Refusal("Nummer, naam en zoekcode zijn verplicht.")
    if firm.relation(code, side) is not None:
        raise Refusal(f"Nummer {code} bestaat al.")
    street, _space, number = told.get("ADDRESS1", "").rpartition(" ")
    firm.relations.append(
        PlayedRelation(
            code, told["ACCT_NAME"], side, street, number, told.get("POST_CODE", ""), told.get("CITY", ""),
            told.get("VAT_NR", ""), told.get("COC_CODE", ""), told.get("IBAN_NR", ""), told.get("MAIL_BUS", ""),
        )
    )  # fmt: skip
