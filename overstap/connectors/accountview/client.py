"""Calls to the webservice of AccountView.Net (Visma), api/v3.

Sources, and what they weigh. That there is this webservice, also for an AccountView on one's own machine, and that a
key and secret are made under "Ontwikkelaar" on accountview.net: the maker's support pages (Integratiemogelijkheden in
AccountView) and Spend Cloud's manual. Paths, OAuth, the header x-company, BusinessObject, PageSize, LastKey, filters,
the shape of what is posted and the names of fields: public clients (ForecastXL/accountview-ruby,
omniboost/go-accountview.net and a web shop's; user reports). Of book years, periods and journals no page or client
tells the fields: those are marked unverified where they are read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Self

from django.utils.translation import gettext as _

from overstap.connectors.by_json import fields
from overstap.connectors.by_json.calling import Answer, Caller
from overstap.connectors.by_json.fields import Row
from overstap.connectors.by_json.oauth import Authorised, Endpoints, Tokens
from overstap.connectors.port import Connection, NoAccess, OutcomeUnknown, Outside, PackageAway, PackageRefused

ENDPOINTS = Endpoints("ams/authorize.aspx", "api/v3/token", "readaccountviewdata updateaccountviewdata")
PAGE = 400
_API = "api/v3"
_COMPANY = re.compile(r"[A-Za-z0-9{}_-]{1,60}", re.ASCII)
_MOST_WORDS = 500
Equal = tuple[str, str]  # a field and the text that it has to be


class AccountView:
    """The webservice as the user who gave consent, while a ``with`` lasts; ``company`` is one administration."""

    def __init__(self, outside: Outside, connection: Connection, company: str = "") -> None:
        if company and not _COMPANY.fullmatch(company):
            raise NoAccess(_("AccountView has no administration “%(code)s”.") % {"code": company[:40]})
        self._caller = Caller(outside, outside.address, {"x-company": company} if company else {})
        self._authorised = Authorised(self._caller, Tokens(outside, connection, ENDPOINTS))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failed: object) -> None:
        self._caller.__exit__(*failed)

    def companies(self) -> list[Row]:
        """The administrations that the user may see."""
        found = self._get("Companies", {})
        if not isinstance(found, list):
            raise _strange()
        return fields.rows_of(found)

    def records(
        self, thing: str, key: str, wanted: Sequence[str], on: date | None = None, where: Sequence[Equal] = ()
    ) -> Iterator[Row]:
        """Records of a business object, page by page; ``key`` is the field by which the next page is found.

        ``on`` is a day of the book year that is meant.
        """
        params = {"BusinessObject": thing, "PageSize": str(PAGE), "Fields": ",".join(wanted), **_filters(where)}
        if on is not None:
            params["BookDate"] = on.isoformat()
        while True:
            page = _only_table(self._get("AccountViewData", params))
            yield from page
            if len(page) < PAGE:
                return
            last = fields.code(page[-1], key)
            if last == params.get("LastKey"):
                raise PackageRefused(_("AccountView gives the same page again."))
            params["LastKey"] = last

    def insert(self, content: Mapping[str, object]) -> None:
        """Make a record with its lines. Raises PackageRefused, OutcomeUnknown."""
        path = f"{_API}/AccountViewData"
        answer = self._authorised.call(lambda caller, headers: caller.send("POST", path, content, headers))
        if answer.status >= 500 and not _words(answer):
            raise OutcomeUnknown(_("AccountView failed without saying why; it may or may not have booked it."))
        _data(answer)

    def _get(self, path: str, params: Mapping[str, str]) -> object:
        return _data(self._authorised.call(lambda caller, headers: caller.get(f"{_API}/{path}", params, headers)))


def table(thing: str, name: str, row: Mapping[str, object], lines: tuple[str, Sequence[Mapping[str, object]]]) -> Row:
    """What is posted: a record of table ``name``, and lines of another (its name, and rows with the same fields)."""
    detail, rows = lines
    made: dict[str, object] = {"BusinessObject": thing}
    definition: dict[str, object] = {"Definition": _definition(name, row, ("RowId",))}
    data: dict[str, object] = {"Data": {"Rows": [{"Values": [*row.values(), "1"]}]}}
    if rows:
        definition["DetailDefinitions"] = [_definition(detail, rows[0], ("RowId", "HeaderId"))]
        values = [{"Values": [*one.values(), str(nr), "1"]} for nr, one in enumerate(rows, 1)]
        data["DetailData"] = [{"Rows": values}]
    return {**made, "Table": definition, "TableData": data}


def _definition(name: str, row: Mapping[str, object], more: Sequence[str]) -> Mapping[str, object]:
    columns = [{"Name": one, "FieldType": _kind(one)} for one in row]
    return {"Name": name, "Fields": [*columns, *({"Name": one, "FieldType": "C"} for one in more)]}


def _kind(name: str) -> str:
    """FieldType: T a moment, N a number, C text."""
    if name.endswith("_DATE"):
        return "T"
    return "N" if name in ("AMOUNT", "VAT_AMT", "PERIOD") else "C"


def _filters(where: Sequence[Equal]) -> dict[str, str]:
    made = {}
    for nr, (field, value) in enumerate(where, 1):
        made.update(
            {
                f"FilterControlSource{nr}": field,
                f"FilterOperator{nr}": "Equal",
                f"FilterValueType{nr}": "C",
                f"FilterValue{nr}": value,
                f"FilterIsListOfValues{nr}": "false",
            }
        )
    return made


def _only_table(found: object) -> list[Row]:
    """The records of the one table in an answer; a single record comes without a list around it."""
    if not isinstance(found, dict):
        raise _strange()
    tables = [one for one in found.values() if isinstance(one, list | dict)]
    if not tables:
        return []
    rows = tables[0] if isinstance(tables[0], list) else [tables[0]]
    return fields.rows_of(rows)


def _data(answer: Answer) -> object:
    """What is in it; errors come with every status, 200 too."""
    words = _words(answer)
    if words:
        raise PackageRefused(_("AccountView says: %(words)s") % {"words": words})
    if not answer.fine:
        raise PackageAway(_("AccountView failed without saying why."), remedy=_("Try again later."))
    return answer.data()


def _words(answer: Answer) -> str:
    try:
        found = answer.data()
    except PackageAway:
        return ""
    told = found.get("ErrorMessage") if isinstance(found, dict) else None
    return " ".join(str(told).split())[:_MOST_WORDS] if told else ""


def _strange() -> PackageAway:
    return PackageAway(
        _("AccountView answers with something that is not what was asked."), remedy=_("Try again later.")
    )
