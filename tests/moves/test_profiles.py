"""Move profiles are data."""

import pytest

from overstap.lib.errors import NeedsSetting
from overstap.moves.profiles import profile


def test_r096_a_transfer_code_is_valid_for_fifteen_days() -> None:
    assert profile("transfer-code").valid_days == 15


def test_r055_five_administrations_are_advised() -> None:
    assert profile("transfer-code").advised_administrations == 5


def test_the_terms_are_there_in_both_languages() -> None:
    terms = profile("transfer-code").terms
    assert terms["nl"]
    assert terms["en"]
    assert terms["nl"] != terms["en"]


@pytest.mark.parametrize("name", ["no-such-profile", "../settings", "", "transfer-code.toml"])
def test_an_unknown_profile_needs_a_setting(name: str) -> None:
    with pytest.raises(NeedsSetting) as caught:
        profile(name)
    assert caught.value.code == "PROFILE-INVALID"
