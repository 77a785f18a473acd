"""Words of connecting with accounting packages: limits, login data, and what awaits whoever connects."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from overstap.connectors.values import Way
from overstap.tenancy.values import PackageFamily

Words = Mapping[str, str | Promise]

WINDOWS: Words = {
    "minute": _("per minute"),
    "day": _("per day"),
    "errors": _("errors per hour"),
    "credits": _("credits per minute"),
}


def window(name: str) -> str:
    """What a limit counts; connectors add to "errors" what was asked for when they were made."""
    kind, _space, what = name.partition(" ")
    return f"{WINDOWS.get(kind, kind)} {what}".strip()


WAY_TONES: Mapping[str, str] = {Way.YES: "ok", Way.PART: "warn", Way.FILE: "info", Way.NO: "neutral"}

KEY_FIELDS: Words = {
    "token": _("Token"),
    "key": _("Key"),
}

EXPECT: Words = {
    PackageFamily.EXACT_ONLINE: _(
        "In Exact Online you sign in and tick the administrations that Overstap may see. Tick all that are here or are "
        "to come; of those that you leave out nothing can be read or booked."
    ),
    PackageFamily.TWINFIELD: _(
        "In Twinfield you sign in and agree. Overstap then works as you, in the environment in which you are: it sees "
        "the companies that you see there. Another environment of Twinfield is another connection."
    ),
}


def expect(package: str) -> str | Promise:
    """What awaits somebody who connects, at the package."""
    return EXPECT.get(package, _("At the accounting system you sign in, and agree that Overstap works there as you."))
