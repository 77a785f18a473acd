"""Which administrations there are, as whom we are known, and what is the matter with those that are blocked.

system/Divisions gives all licences that the user reaches, and does not check the division in its own address; the
division of current/Me follows the user's screen and is used for that address only.
"""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from overstap.connectors.exact_online.client import Client, Row
from overstap.connectors.exact_online.division import question
from overstap.connectors.exact_online.wording import number, text
from overstap.connectors.port import NoAccess, PackageRefused
from overstap.connectors.values import ListedAdministration, Who

ME = "/api/v1/current/Me"
_MINE = ("UserID", "UserName", "FullName", "CurrentDivision", "DivisionCustomerName", "LanguageCode")
_LISTED = ("Code", "Description", "BlockingStatus", "Status")
_CARD = (
    *_LISTED, "Hid", "Currency", "Country", "Legislation", "VATNumber", "ChamberOfCommerceNumber", "AddressLine1",
    "AddressLine2", "AddressLine3", "Postcode", "City", "Email", "Phone", "Website", "CustomerName", "DivisionMoveDate",
)  # fmt: skip
_ARCHIVED, _INACTIVE = 2, 0
# BlockingStatus (documentation of system/Divisions)
_BLOCKED: Mapping[int, str] = {
    1: gettext_noop("A backup is being made or put back at Exact Online."),
    2: gettext_noop("Exact Online is converting this administration."),
    3: gettext_noop("This is a shadow copy at Exact Online."),
    4: gettext_noop("This administration waits for Exact Online."),
    5: gettext_noop("This administration waits for its data to be copied at Exact Online."),
    6: gettext_noop("Exact Online is copying the data of this administration."),
}


def who(client: Client) -> Who:
    """As whom we are known."""
    row = _me(client)
    return Who(
        user=text(row.get("UserName")) or text(row.get("UserID")),
        name=text(row.get("FullName")),
        environment=text(row.get("DivisionCustomerName")),
        language=text(row.get("LanguageCode")).partition("-")[0],
    )


def listed(client: Client) -> Sequence[ListedAdministration]:
    """All that the user reaches, of every licence, by code."""
    current = number(_me(client).get("CurrentDivision"))
    rows = client.rows(f"/api/v1/{current}/system/Divisions", question(_LISTED))
    found = [ListedAdministration(text(row["Code"]), text(row["Description"]), _blocked(row)) for row in rows]
    return sorted(found, key=lambda one: one.code)


def card(client: Client, code: str) -> Row:
    """What Exact says of one division. Raises NoAccess where it lists none with that code."""
    asked = question(_CARD, filter=f"Code eq {valid(code)}")
    for row in client.rows(f"/api/v1/{code}/system/Divisions", asked):
        if text(row["Code"]) == code:
            return row
    raise NoAccess(
        _("Exact Online lists no administration %(code)s for this user.") % {"code": code},
        remedy=_("Give the user of this connection access to it in Exact Online, and allow it in the consent."),
    )


def valid(code: str) -> str:
    """``code`` as it may stand in an address. Raises PackageRefused: codes of Exact are whole numbers."""
    if code.isascii() and code.isdigit() and len(code) < 12:
        return code
    raise PackageRefused(_("An administration of Exact Online has a whole number as its code."))


def _me(client: Client) -> Row:
    rows = client.get(ME, question(_MINE))
    row = rows[0] if isinstance(rows, list) and rows else rows
    return row if isinstance(row, Mapping) else {}


def _blocked(row: Row) -> str:
    status = number(row.get("BlockingStatus"))
    if status:
        return _(_BLOCKED[status]) if status in _BLOCKED else _("This administration is blocked at Exact Online.")
    state = text(row.get("Status"))
    if state == str(_ARCHIVED):
        return _("This administration is archived at Exact Online.")
    return _("This administration is not active at Exact Online.") if state == str(_INACTIVE) else ""
