"""Which packages an installation is connected with, and that tokens travel over TLS only."""

import pytest

from overstap.config.packages import packages
from overstap.lib.errors import NeedsSetting


def test_without_settings_no_package_is_connected() -> None:
    assert packages({}) == {}
    assert packages({"OVERSTAP_PACKAGES": " , "}) == {}


def test_each_has_its_makers_address_and_what_it_is_registered_as() -> None:
    found = packages({
        "OVERSTAP_PACKAGES": "exact_online, twinfield",
        "OVERSTAP_EXACT_ONLINE_CLIENT_ID": "wij",
        "OVERSTAP_EXACT_ONLINE_CLIENT_SECRET": "geheim",
    })  # fmt: skip
    assert found == {
        "exact_online": {"address": "https://start.exactonline.nl", "client_id": "wij", "client_secret": "geheim"},
        "twinfield": {"address": "https://login.twinfield.com", "client_id": "", "client_secret": ""},
    }


@pytest.mark.parametrize("address", [
    "http://127.0.0.1:8100", "http://localhost:8100/", "http://[::1]:8100", "https://sandbox.example",
])  # fmt: skip
def test_a_sandbox_on_this_machine_may_do_without_tls(address: str) -> None:
    found = packages({"OVERSTAP_PACKAGES": "twinfield", "OVERSTAP_TWINFIELD_URL": address})
    assert found["twinfield"]["address"] == address.rstrip("/")


@pytest.mark.parametrize("address", [
    "http://login.twinfield.com", "http://127.0.0.1.example:80", "http://10.0.0.1", "ftp://127.0.0.1", "localhost:1",
    "//login.twinfield.com", "http://localhost@login.twinfield.com",
])  # fmt: skip
def test_anywhere_else_an_address_without_tls_is_refused(address: str) -> None:
    with pytest.raises(NeedsSetting) as refused:
        packages({"OVERSTAP_PACKAGES": "twinfield", "OVERSTAP_TWINFIELD_URL": address})
    assert refused.value.code == "SETTING-PACKAGES"
    assert "OVERSTAP_TWINFIELD_URL" in refused.value.message


@pytest.mark.parametrize("name", ["exact", "house", "practice", "twinfield;multivers"])
def test_an_unknown_package_is_refused_with_its_name(name: str) -> None:
    with pytest.raises(NeedsSetting) as refused:
        packages({"OVERSTAP_PACKAGES": f"twinfield,{name}"})
    assert name in refused.value.message
