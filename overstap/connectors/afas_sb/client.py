"""Calls to Profit REST services, as docs.afas.help describes them (official, unless said otherwise).

GET {address}/profitrestservices/connectors/{GetConnector} with skip, take, orderbyfieldids and filters; POST to the
same path with the name of an UpdateConnector; GET metainfo for what the app connector may use. The token is an XML
fragment of which the customer copies the data; it goes along as ``AfasToken`` with base64. A fault of contents is a 500
with externalMessage and profitLogReference; 503 brings retry_after. Numbers of environments have a host of their own.
"""

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Self
from urllib.parse import quote

from django.utils.translation import gettext as _

from overstap.connectors.afas_sb.getconnectors import GetConnector
from overstap.connectors.by_json.calling import Answer, Caller
from overstap.connectors.by_json.fields import Row, Unreadable, rows_of
from overstap.connectors.port import (
    Connection,
    NeedsConsent,
    OutcomeUnknown,
    Outside,
    PackageAway,
    PackageRefused,
)
from overstap.lib.errors import NeedsPerson

EQUAL, FROM, UNTIL, NOT = "1", "2", "3", "7"  # operatortypes
Filter = tuple[str, str, str]  # field, operator, value

# "columns times rows below 150,000" (official); the widest of ours has some 25 columns.
TAKE = 5000
_SERVICES = "profitrestservices"
_ENVIRONMENT = re.compile(r"([0-9]{3,7})(test|accept)?", re.ASCII)
_TOKEN = re.compile(r"[0-9A-Za-z]{16,128}", re.ASCII)
_MOST_WORDS = 500  # of a package's own words in a message of ours


class MissingConnectors(NeedsPerson):
    """The app connector lacks what we need; ``facts["connectors"]`` names it."""

    code = "AFAS-CONNECTORS-MISSING"


def address(outside: Outside, connection: Connection) -> str:
    """Where the environment is. Raises NeedsConsent for a number that is none."""
    if outside.address:
        return outside.address
    found = _ENVIRONMENT.fullmatch(connection.reference)
    if found is None:
        raise NeedsConsent(
            _("“%(reference)s” is no number of an AFAS environment.") % {"reference": connection.reference},
            remedy=_("Enter the number as it stands in AFAS under General, Environment, for example 12345."),
        )
    return f"https://{found[1]}.rest{found[2] or ''}.afas.online"


def token_of(typed: str) -> str:
    """The data of the token, from what was typed: the data alone, or the XML around it. Empty for anything else."""
    found = re.fullmatch(r"\s*<token>\s*<version>1</version>\s*<data>([^<]*)</data>\s*</token>\s*", typed)
    bare = (found[1] if found else typed).strip()
    return bare if _TOKEN.fullmatch(bare) else ""


class Afas:
    """An environment of AFAS, opened with the token in the vault, for as long as a ``with`` lasts."""

    def __init__(self, outside: Outside, connection: Connection, token: str = "") -> None:
        """``token``: that of the vault where none is given. Raises NeedsConsent."""
        found = token or outside.vault.read(connection).get("token", "")
        if not found:
            raise no_consent()
        whole = f"<token><version>1</version><data>{found}</data></token>"
        headers = {"Authorization": f"AfasToken {base64.b64encode(whole.encode()).decode()}"}
        self.outside = outside
        self._caller = Caller(outside, address(outside, connection), headers)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failed: object) -> None:
        self._caller.__exit__(*failed)

    def metainfo(self) -> Mapping[str, object]:
        """What the app connector may use: getConnectors, updateConnectors, info."""
        found = _data(self._caller.get(f"{_SERVICES}/metainfo"))
        if not isinstance(found, dict):
            raise _strange()
        return found

    def check(self, needed: Sequence[GetConnector]) -> None:
        """Raises MissingConnectors where the app connector has not all of them."""
        there = names(self.metainfo().get("getConnectors"))
        missing = [one.name for one in needed if one.name.lower() not in there]
        if missing:
            raise missing_connectors(missing)

    def all(self, wanted: GetConnector, filters: Sequence[Filter] = ()) -> Iterator[Row]:
        """The records, page by page, in the order of the connector."""
        skip = 0
        while True:
            page = self.page(wanted, filters, skip)
            yield from page
            skip += len(page)
            if len(page) < TAKE:
                return

    def page(self, wanted: GetConnector, filters: Sequence[Filter], skip: int = 0) -> list[Row]:
        """At most TAKE records."""
        return self._page(wanted, _filtered(filters), skip)

    def any_of(self, wanted: GetConnector, groups: Sequence[Sequence[Filter]]) -> Iterator[Row]:
        """The records for which all filters of one of the groups hold; values without comma and semicolon only."""
        columns = [list(zip(*filters, strict=True)) for filters in groups]
        names = ("filterfieldids", "operatortypes", "filtervalues")
        asked = {name: ";".join(",".join(group[nr]) for group in columns) for nr, name in enumerate(names)}
        skip = 0
        while True:
            page = self._page(wanted, asked, skip)
            yield from page
            skip += len(page)
            if len(page) < TAKE:
                return

    def _page(self, wanted: GetConnector, asked: Mapping[str, str], skip: int) -> list[Row]:
        params = {"skip": str(skip), "take": str(TAKE), "orderbyfieldids": ",".join(wanted.order), **asked}
        found = _data(self._caller.get(f"{_SERVICES}/connectors/{quote(wanted.name)}", params))
        if not isinstance(found, dict):
            raise _strange()
        try:
            return rows_of(found.get("rows"))
        except Unreadable as error:
            raise _strange() from error

    def insert(self, connector: str, content: Mapping[str, object]) -> Mapping[str, object]:
        """Have an UpdateConnector do its work; what it made. Raises PackageRefused, OutcomeUnknown."""
        answer = self._caller.send("POST", f"{_SERVICES}/connectors/{quote(connector)}", content)
        if answer.status >= 500 and not _words(answer):
            raise OutcomeUnknown(_("AFAS failed without saying why; it may or may not have booked what was sent."))
        found = _data(answer)
        made = found.get("results", found) if isinstance(found, dict) else {}
        return made if isinstance(made, dict) else {}

    def file(self, file_id: str, name: str) -> bytes:
        """The bytes of an attachment (fileconnector; official). Raises PackageRefused, PackageAway."""
        found = _data(self._caller.get(f"{_SERVICES}/fileconnector/{quote(file_id, safe='')}/{quote(name, safe='')}"))
        text = found.get("filedata") if isinstance(found, dict) else None
        try:
            return base64.b64decode(text if isinstance(text, str) else "!", validate=True)
        except ValueError as error:
            raise _strange() from error


def names(listed: object) -> set[str]:
    """The ids in a list of connectors, in lower case: AFAS does not tell capitals apart."""
    found = listed if isinstance(listed, list) else []
    return {str(one.get("id", "")).lower() for one in found if isinstance(one, dict)}


def missing_connectors(missing: Sequence[str]) -> MissingConnectors:
    """The error that names them."""
    listed = ", ".join(missing)
    return MissingConnectors(
        _("The app connector in AFAS lacks: %(connectors)s.") % {"connectors": listed},
        remedy=_("Have them added to the app connector in AFAS; docs/afas-sb.md lists the fields of each."),
        facts={"connectors": listed},
    )


def no_consent() -> NeedsConsent:
    """The error for a token that is absent or opens nothing."""
    return NeedsConsent(
        _("AFAS does not accept the token of this connection."),
        remedy=_("Make a token for the app connector in AFAS, and enter it here."),
    )


def _filtered(filters: Sequence[Filter]) -> dict[str, str]:
    if not filters:
        return {}
    if any(mark in value for _field, _operator, value in filters for mark in ",;"):
        fields = [{"@FieldId": field, "@OperatorType": operator, "#text": value} for field, operator, value in filters]
        asked = {"Filters": {"Filter": [{"@FilterId": "Filter 1", "Field": fields}]}}
        return {"filterjson": json.dumps(asked, separators=(",", ":"))}
    columns = list(zip(*filters, strict=True))
    return {
        "filterfieldids": ",".join(columns[0]),
        "operatortypes": ",".join(columns[1]),
        "filtervalues": ",".join(columns[2]),
    }


def _data(answer: Answer) -> object:
    if answer.fine:
        return answer.data()
    if answer.status == 401:
        raise no_consent()
    words, reference = _words(answer), _field(answer, "profitLogReference")
    if not words:
        raise PackageAway(_("AFAS failed without saying why."), remedy=_("Try again later."))
    raise PackageRefused(
        _("AFAS says: %(words)s") % {"words": words},
        remedy=_("The logbook of the environment in AFAS tells more, under reference %(reference)s.")
        % {"reference": reference or "?"},
        facts={"reference": reference},
    )


def _words(answer: Answer) -> str:
    return _field(answer, "externalMessage")


def _field(answer: Answer, name: str) -> str:
    try:
        found = json.loads(answer.body)
    except ValueError:
        return ""
    text = found.get(name) if isinstance(found, dict) else None
    return " ".join(text.split())[:_MOST_WORDS] if isinstance(text, str) else ""


def _strange() -> PackageAway:
    return PackageAway(_("AFAS answers with something that is not what was asked."), remedy=_("Try again later."))
