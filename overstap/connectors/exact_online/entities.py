"""Any resource of Exact Online as plain rows, for whatever has no value of ours."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from overstap.connectors.exact_online.division import Division
from overstap.connectors.exact_online.wording import moment
from overstap.connectors.port import PackageRefused

_ENTITY = re.compile(r"[A-Za-z]+(/[A-Za-z]+){1,3}")
_OPTION = re.compile(r"\$(select|filter|orderby|expand|top)|[A-Za-z]+")
_DATE = re.compile(r"/Date\(-?\d+")


def rows_of(division: Division, entity: str, params: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    """The rows of ``entity`` ("service/Entity", "read/…", "sync/…"): texts without padding, dates as ISO moments.

    ``params`` are the options of OData, which some resources demand ($select for bulk/, $filter for sync/).
    Raises PackageRefused.
    """
    if not _ENTITY.fullmatch(entity) or not all(map(_OPTION.fullmatch, params)):
        raise PackageRefused(_("This is no resource of Exact Online."))
    for row in division.client.rows(division.path(entity), params):
        yield {name: _plain(value) for name, value in row.items() if name != "__metadata"}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        found = moment(value) if _DATE.match(value) else None
        return found.isoformat() if found else value.strip()
    if isinstance(value, Mapping):
        return [_plain(one) for one in value["results"]] if isinstance(value.get("results"), list) else None
    return value
