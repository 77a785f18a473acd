"""The sandboxes that there are, by the name with which they are started."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from overstap.connectors.accountview.sandbox import application as accountview
from overstap.connectors.afas_sb.sandbox import application as afas_sb
from overstap.connectors.exact_online.sandbox import application as exact_online
from overstap.connectors.multivers.sandbox import application as multivers
from overstap.connectors.sandboxes.control import Controlled
from overstap.connectors.sandboxes.world import World
from overstap.connectors.twinfield.sandbox import application as twinfield


@dataclass(frozen=True, slots=True)
class Sandbox:
    """How to make one. ``settings``: the variables that point Overstap at it, with ``{address}`` to be filled in."""

    make: Callable[[World], Controlled]
    port: int  # its usual one
    settings: Mapping[str, str]


SANDBOXES: Mapping[str, Sandbox] = {
    "exact-online": Sandbox(
        exact_online,
        8101,
        {
            "OVERSTAP_PACKAGES": "exact_online",
            "OVERSTAP_EXACT_ONLINE_URL": "{address}",
            "OVERSTAP_EXACT_ONLINE_CLIENT_ID": "overstap-sandbox",
            "OVERSTAP_EXACT_ONLINE_CLIENT_SECRET": "sandbox-geheim",
        },
    ),
    "twinfield": Sandbox(
        twinfield,
        8102,
        {
            "OVERSTAP_PACKAGES": "twinfield",
            "OVERSTAP_TWINFIELD_URL": "{address}",
            "OVERSTAP_TWINFIELD_CLIENT_ID": "overstap-sandbox",
            "OVERSTAP_TWINFIELD_CLIENT_SECRET": "sandbox-geheim",
        },
    ),
    "afas-sb": Sandbox(afas_sb, 8103, {"OVERSTAP_PACKAGES": "afas_sb", "OVERSTAP_AFAS_SB_URL": "{address}"}),
    "multivers": Sandbox(
        multivers,
        8104,
        {
            "OVERSTAP_PACKAGES": "multivers",
            "OVERSTAP_MULTIVERS_URL": "{address}",
            "OVERSTAP_MULTIVERS_CLIENT_ID": "overstap-sandbox",
            "OVERSTAP_MULTIVERS_CLIENT_SECRET": "sandbox-geheim",
        },
    ),
    "accountview": Sandbox(
        accountview,
        8105,
        {
            "OVERSTAP_PACKAGES": "accountview",
            "OVERSTAP_ACCOUNTVIEW_URL": "{address}",
            "OVERSTAP_ACCOUNTVIEW_CLIENT_ID": "overstap-sandbox",
            "OVERSTAP_ACCOUNTVIEW_CLIENT_SECRET": "sandbox-geheim",
        },
    ),
}
