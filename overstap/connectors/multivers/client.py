"""Calls to the API of Multivers (Visma, formerly Unit4), version 22.

Sources, and what they weigh. Endpoints: the maker's own help pages (api.online.unit4.nl/V19/Help and /V22/Help), as
quoted in public clients (omniboost/go-unit4-multivers, onetoweb/unit4, Seacommerce/multivers-sdk-php); those pages need
no contract, the real API does. OAuth paths, scope, error shape and the fields of lines of journals, journals,
transactions, customers, invoices and VAT codes: the same clients (user reports, generated from the maker's schema).
Fields of book years, periods, accounts, cost centres, payment conditions, company and suppliers: by analogy with those
(unverified; marked where they are read). An administration is a "database" in the paths.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Self
from urllib.parse import quote

from django.utils.translation import gettext as _

from overstap.connectors.by_json.calling import Answer, Caller
from overstap.connectors.by_json.fields import Row, Unreadable, rows_of
from overstap.connectors.by_json.oauth import Authorised, Endpoints, Tokens
from overstap.connectors.port import Connection, NoAccess, OutcomeUnknown, Outside, PackageAway, PackageRefused

ENDPOINTS = Endpoints("V22/OAuth/Authorize", "V22/OAuth/Token", "http://UNIT4.Multivers.API/Web/WebApi/*")
PAGE = 500
_DATABASE = re.compile(r"[A-Za-z0-9_]{1,40}", re.ASCII)
_MOST_WORDS = 500


class Multivers:
    """The API, as the user who gave consent, for as long as a ``with`` lasts."""

    def __init__(self, outside: Outside, connection: Connection) -> None:
        self.outside = outside
        self._caller = Caller(outside, outside.address)
        self._authorised = Authorised(self._caller, Tokens(outside, connection, ENDPOINTS))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failed: object) -> None:
        self._caller.__exit__(*failed)

    def one(self, *path: str) -> Row:
        """A single record. Raises PackageRefused, PackageAway."""
        found = self._data(self._get(path))
        if not isinstance(found, dict):
            raise _strange()
        return found

    def maybe(self, *path: str) -> Row | None:
        """A single record, or None where it is not there."""
        answer = self._get(path)
        if answer.status == 404:
            return None
        found = self._data(answer)
        return found if isinstance(found, dict) else None

    def all(self, *path: str, params: Mapping[str, str] | None = None) -> list[Row]:
        """A list that comes at once."""
        try:
            return rows_of(self._data(self._get(path, params)))
        except Unreadable as error:
            raise _strange() from error

    def pages(self, order: str, *path: str) -> Iterator[Row]:
        """A list that is asked for in pages (OData: $top, $skip, $orderby)."""
        skip = 0
        while True:
            params = {"$top": str(PAGE), "$skip": str(skip), "$orderby": order}
            page = self.all(*path, params=params)
            yield from page
            skip += len(page)
            if len(page) < PAGE:
                return

    def insert(self, content: Mapping[str, object], *path: str) -> Row:
        """Make a record; what the package made of it. Raises PackageRefused, OutcomeUnknown."""
        answer = self._authorised.call(lambda caller, headers: caller.send("POST", _path(path), content, headers))
        if answer.status >= 500 and not _words(answer):
            raise OutcomeUnknown(_("The package failed without saying why; it may or may not have booked it."))
        found = self._data(answer)
        return found if isinstance(found, dict) else {}

    def delete(self, *path: str) -> bool:
        """Delete a record; False where it is not there (any more)."""
        answer = self._authorised.call(lambda caller, headers: caller.send("DELETE", _path(path), None, headers))
        if answer.status == 404:
            return False
        self._data(answer)
        return True

    def _get(self, path: tuple[str, ...], params: Mapping[str, str] | None = None) -> Answer:
        return self._authorised.call(lambda caller, headers: caller.get(_path(path), params, headers))

    def _data(self, answer: Answer) -> object:
        if answer.fine:
            return answer.data()
        words = _words(answer)
        if words:
            raise PackageRefused(_("Multivers says: %(words)s") % {"words": words})
        if answer.status == 404:
            raise PackageRefused(_("Multivers does not have what was asked for."))
        raise PackageAway(_("Multivers failed without saying why."), remedy=_("Try again later."))


def database(code: str) -> str:
    """The code of an administration as part of a path. Raises NoAccess for what cannot be one."""
    if not _DATABASE.fullmatch(code):
        raise NoAccess(_("Multivers has no administration “%(code)s”.") % {"code": code[:40]})
    return code


def _path(parts: tuple[str, ...]) -> str:
    """The parts below the API; a part that would lead elsewhere is none."""
    if any(part in ("", ".", "..") for part in parts):
        raise PackageRefused(_("Multivers does not have what was asked for."))
    return "/".join(("V22", "api", *(quote(part, safe="") for part in parts)))


def _words(answer: Answer) -> str:
    """What the messages of an error say: {"messages": [{"Message": "…"}]}."""
    try:
        found = answer.data()
    except PackageAway:
        return ""
    messages = found.get("messages") if isinstance(found, dict) else None
    told = [
        str(one.get("Message") or one.get("message") or "")
        for one in (messages if isinstance(messages, list) else [])
        if isinstance(one, dict)
    ]
    return " ".join(" ".join(told).split())[:_MOST_WORDS]


def _strange() -> PackageAway:
    return PackageAway(_("Multivers answers with something that is not what was asked."), remedy=_("Try again later."))
