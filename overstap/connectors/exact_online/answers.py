"""What Exact Online answers: JSON in its envelopes, or one of our errors (reference 1.4 and 1.6)."""

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import httpx
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from overstap.connectors.exact_online.tokens import away, needs_consent
from overstap.connectors.port import NoAccess, OutcomeUnknown, PackageAway, PackageBusy, PackageRefused
from overstap.lib.errors import OverstapError

_TAIL = 8_000  # bytes in which an address of a next page has to stand
_NEXT_AT_END = re.compile(rb'"__next"\s*:\s*"([!#-\[\]-~]+)"\s*\}\s*\}\s*$')
_LONGEST = 500  # characters of Exact's own words that are repeated
_REASONS = {  # header "Reason" of a 403, and what to do about it
    "BlockedUser": gettext_noop("This user is blocked at Exact Online."),
    "InactiveUser": gettext_noop("This user is not active any more at Exact Online."),
    "BlockedCustomer": gettext_noop("Exact has blocked the licence of this customer."),
    "LicenseExpired": gettext_noop("The licence at Exact Online has ended."),
    "DivisionBlocked": gettext_noop("This administration is blocked at Exact Online for now."),
    "NoDivisionAccess": gettext_noop("This user has no access to this administration at Exact Online."),
}
_SCOPE = gettext_noop("The consent at Exact Online does not cover this.")
_SCOPE_REMEDY = gettext_noop("Connect again, and allow everything that Exact Online asks for.")
_REMEDY = gettext_noop("Let somebody with the right to manage users look at the rights of this user at Exact Online.")


class NotThere(PackageRefused):
    """Exact Online knows no such thing (404)."""

    code = "PACKAGE-NOT-THERE"


def trouble(answer: httpx.Response) -> OverstapError | None:
    """The error in an answer, where there is one. A 429 and an unclear failure are for the caller to weigh."""
    status = answer.status_code
    if answer.is_success:
        return away() if is_page(answer) else None
    if status == httpx.codes.UNAUTHORIZED:
        return needs_consent()
    if status == httpx.codes.FORBIDDEN:
        return _no_access(answer)
    if status == httpx.codes.NOT_FOUND:
        return NotThere(words(answer) or _("Exact Online does not know this."))
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return PackageBusy(_("Exact Online asks us to wait."))
    said = words(answer)
    if status in (httpx.codes.BAD_REQUEST, httpx.codes.INTERNAL_SERVER_ERROR) and said:
        return PackageRefused(said, facts={"status": status})
    if httpx.codes.is_client_error(status):
        return PackageRefused(_("Exact Online does not accept this."), facts={"status": status})
    return away()


def unknown() -> OutcomeUnknown:
    """The connection broke after something was sent."""
    return OutcomeUnknown(
        _("The connection with Exact Online broke: it is not known whether it was done."),
        remedy=_("It is looked up before it is tried again."),
    )


def xml_trouble(answer: httpx.Response) -> OverstapError | None:
    """The error where the XML interface gives a page instead of XML (reference 1.9)."""
    if not is_page(answer):
        return trouble(answer)
    mode = re.search(rb'id="mode"[^>]{0,100}value="(\d)"', answer.content[:100_000])
    if mode and mode[1] == b"0":
        return NoAccess(_("This user may not use the XML interface of Exact Online."), remedy=_(_REMEDY))
    if mode and mode[1] == b"8":
        return PackageBusy(_("Exact Online asks us to wait."))
    return away()


def told(answer: httpx.Response) -> Any:
    """The JSON of an answer, its envelope still around it; numbers with a point are Decimal. Raises PackageAway."""
    try:
        return json.loads(answer.content, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise PackageAway(_("Exact Online gave an answer that cannot be read.")) from None


def unwrapped(envelope: Any) -> Any:
    """What is in ``d``: a list for a collection, a mapping for a single one."""
    inner = envelope.get("d", envelope) if isinstance(envelope, Mapping) else envelope
    if isinstance(inner, Mapping) and isinstance(inner.get("results"), list):
        return inner["results"]
    return inner


def page(envelope: Any) -> tuple[Sequence[Mapping[str, Any]], str]:
    """The rows of a page, in either envelope, and the address of the next one (empty: this is the last)."""
    rows = unwrapped(envelope)
    if not isinstance(rows, list):
        raise PackageAway(_("Exact Online gave an answer that cannot be read."))
    inner = envelope.get("d") if isinstance(envelope, Mapping) else None
    following = inner.get("__next", "") if isinstance(inner, Mapping) else ""
    return rows, str(following or "")


def glimpsed(answer: httpx.Response) -> str:
    """The address of the next page, without reading the page; empty where it does not stand at the very end.

    What stands before the last two brackets is in ``d`` itself, and in nothing that hangs below a row.
    """
    found = _NEXT_AT_END.search(answer.content[-_TAIL:])
    return found[1].decode("ascii") if found else ""


def words(answer: httpx.Response) -> str:
    """What Exact says is wrong, in the user's language; empty where it says nothing."""
    try:
        said = json.loads(answer.content)["error"]["message"]["value"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return "".join(sign if sign.isprintable() else " " for sign in str(said)).strip()[:_LONGEST]


def is_page(answer: httpx.Response) -> bool:
    """Whether a page for people came back: maintenance, or no right to the XML interface."""
    return str(answer.headers.get("Content-Type", "")).startswith("text/html")


def _no_access(answer: httpx.Response) -> NoAccess:
    reason = str(answer.headers.get("Reason", "")).strip()
    known = _REASONS.get(reason)
    if known is None and "scope" in words(answer).lower():
        return NoAccess(_(_SCOPE), remedy=_(_SCOPE_REMEDY), facts={"reason": "scope"})
    message = _(known) if known else _("Exact Online does not let this user do that.")
    return NoAccess(message, remedy=_(_REMEDY), facts={"reason": reason[:100] if known else ""})


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")
