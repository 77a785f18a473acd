"""Settings of accounting packages: which connectors this installation has, and as whom it is known at their makers."""

import os
from collections.abc import Mapping
from typing import TypedDict
from urllib.parse import urlsplit

from overstap.lib.errors import NeedsSetting
from overstap.tenancy.values import PackageFamily

# Where each is, unless its variable says otherwise; empty: one for each customer, it stands in the connection.
_ADDRESSES = {
    PackageFamily.EXACT_ONLINE: ("OVERSTAP_EXACT_ONLINE_URL", "https://start.exactonline.nl"),
    PackageFamily.TWINFIELD: ("OVERSTAP_TWINFIELD_URL", "https://login.twinfield.com"),
    PackageFamily.MULTIVERS: ("OVERSTAP_MULTIVERS_URL", "https://api.online.unit4.nl"),
    PackageFamily.ACCOUNTVIEW: ("OVERSTAP_ACCOUNTVIEW_URL", "https://www.accountview.net"),
    PackageFamily.AFAS_SB: ("OVERSTAP_AFAS_SB_URL", ""),
}
_CLIENTS = {
    PackageFamily.EXACT_ONLINE: ("OVERSTAP_EXACT_ONLINE_CLIENT_ID", "OVERSTAP_EXACT_ONLINE_CLIENT_SECRET"),
    PackageFamily.TWINFIELD: ("OVERSTAP_TWINFIELD_CLIENT_ID", "OVERSTAP_TWINFIELD_CLIENT_SECRET"),
    PackageFamily.MULTIVERS: ("OVERSTAP_MULTIVERS_CLIENT_ID", "OVERSTAP_MULTIVERS_CLIENT_SECRET"),
    PackageFamily.ACCOUNTVIEW: ("OVERSTAP_ACCOUNTVIEW_CLIENT_ID", "OVERSTAP_ACCOUNTVIEW_CLIENT_SECRET"),
}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Registered(TypedDict):
    """How this installation reaches the maker of a package, and as whom."""

    address: str
    client_id: str
    client_secret: str


def packages(environ: Mapping[str, str] = os.environ) -> dict[str, Registered]:
    """The families that have a connector here: those that OVERSTAP_PACKAGES names, with commas between them.

    Raises NeedsSetting (SETTING-PACKAGES) for an unknown name or an address that is not safe.
    """
    wanted = list(filter(None, (name.strip() for name in environ.get("OVERSTAP_PACKAGES", "").split(","))))
    unknown = [name for name in wanted if name not in set(_ADDRESSES)]
    if unknown:
        raise _wrong(f"OVERSTAP_PACKAGES names no package that can be connected: {unknown[0][:100]!r}")
    return {name: _registered(PackageFamily(name), environ) for name in wanted}


def _registered(family: PackageFamily, environ: Mapping[str, str]) -> Registered:
    variable, usual = _ADDRESSES[family]
    client_id, client_secret = _CLIENTS.get(family, ("", ""))
    return Registered(
        address=_safe(environ.get(variable, usual).rstrip("/"), variable),
        client_id=environ.get(client_id, ""),
        client_secret=environ.get(client_secret, ""),
    )


def _safe(address: str, variable: str) -> str:
    """Tokens travel over TLS only, but to a sandbox on this very machine."""
    parts = urlsplit(address)
    if not address or parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return address
    raise _wrong(f"{variable} has to begin with https:// (http:// is for a sandbox on this machine only)")


def _wrong(message: str) -> NeedsSetting:
    return NeedsSetting(
        message, code="SETTING-PACKAGES", remedy=f"Choose among {', '.join(_ADDRESSES)}; see docs/settings.md."
    )
