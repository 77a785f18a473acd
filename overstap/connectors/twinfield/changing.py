"""What changed in an office since a cursor.

Twinfield tells of entries that were modified (all book years at once), of dimensions that were, and of entries that
were deleted; of dimensions that were deleted it tells nothing. A cursor is the moment until which was asked; a few
minutes are asked twice, because Twinfield's clock is not ours.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from overstap.books.ledger.values import Account, Dimension
from overstap.connectors.port import StaleCursor
from overstap.connectors.twinfield import relations, xml
from overstap.connectors.twinfield.desk import ACCOUNTS, DIMENSIONS, RELATIONS, Desk
from overstap.connectors.twinfield.documents import Fetch
from overstap.connectors.twinfield.entries import Ledger
from overstap.connectors.twinfield.items import Items
from overstap.connectors.twinfield.naming import Naming
from overstap.connectors.twinfield.reader import Reading
from overstap.connectors.twinfield.references import key_of
from overstap.connectors.values import Change, Kind, Record, Wanted, kind_of
from overstap.lib.clock import AMSTERDAM
from overstap.lib.findings import Finding

_TWICE = timedelta(minutes=5)
_LONGEST = timedelta(days=365)  # DeletedTransactions is asked by day; nobody promises more than that it keeps a year
_FORM = "%Y%m%d%H%M%S"
_VERSION = 1


def changes(desk: Desk, cursor: str, fetch: Fetch) -> Iterator[Change]:
    """What changed, master data first; the last change has nothing but the new cursor. Raises StaleCursor."""
    now = desk.client.now()
    if cursor:
        since = _since(cursor, desk.code, now)
        yield from _dimensions(desk, since)
        yield from _entries(desk, since, now)
        yield from _deleted(desk, since, now)
    else:
        yield from (_change(record) for record in Reading(desk, Wanted(), fetch).records())
    yield Change(None, "", cursor=json.dumps({"version": _VERSION, "office": desk.code, "at": now.isoformat()}))


def _since(cursor: str, office: str, now: datetime) -> datetime:
    try:
        told = json.loads(cursor)
        known = told["version"] == _VERSION and told["office"] == office
        at = datetime.fromisoformat(told["at"])
    except (ValueError, KeyError, TypeError):
        raise _stale() from None
    if not known or at.tzinfo is None or now - at > _LONGEST:
        raise _stale()
    return at - _TWICE


def _dimensions(desk: Desk, since: datetime) -> Iterator[Change]:
    naming = Naming(desk)
    for kind in (*ACCOUNTS, *DIMENSIONS, *RELATIONS):
        for one in desk.found_dimensions(kind, modifiedsince=_written(since)):
            yield _change(_dimension(desk, naming, kind, one.code, one.name))


def _dimension(desk: Desk, naming: Naming, kind: str, code: str, name: str) -> Record:
    if kind in ACCOUNTS:
        return Account(code, name, ACCOUNTS[kind])
    if kind in DIMENSIONS:
        return Dimension(DIMENSIONS[kind], code, name)
    type_ = "B" if naming.is_both(code) else RELATIONS[kind]
    return relations.relation(desk.dimension(kind, code), naming.ours(kind, code), type_)


def _entries(desk: Desk, since: datetime, now: datetime) -> Iterator[Change]:
    naming = Naming(desk)
    ledger = Ledger(desk, naming, Items(desk, naming))
    for entry in ledger.changed(_written(since), _written(now + _TWICE)):
        yield Change(Kind.ENTRIES, key_of(entry), entry)


def _deleted(desk: Desk, since: datetime, now: datetime) -> Iterator[Change]:
    asked = {
        "CompanyCode": desk.code,
        "DateFrom": f"{since.astimezone(AMSTERDAM):%Y-%m-%d}T00:00:00",
        "DateTo": f"{(now + _TWICE).astimezone(AMSTERDAM):%Y-%m-%d}T00:00:00",
    }
    found = desk.client.queried(desk.code, "DeletedTransactionsService", "GetDeletedTransactions", **asked)
    for one in xml.found(found, "DeletedTransaction"):
        yield Change(Kind.ENTRIES, f"{xml.inner(one, 'Daybook')}/{xml.inner(one, 'TransactionNumber')}")


def _change(record: Record) -> Change:
    kind = kind_of(record)
    return Change(kind, _key(record), record)


def _key(record: Record) -> str:
    if isinstance(record, Finding):
        return record.place
    return str(getattr(record, "code", "") or getattr(record, "key", "") or getattr(record, "number", ""))


def _written(at: datetime) -> str:
    return at.strftime(_FORM)


def _stale() -> StaleCursor:
    return StaleCursor(_("Twinfield cannot tell what changed since then."), remedy=_("Read everything again."))
