"""Move profiles are data."""

import pytest

from overstap.lib.errors import NeedsSetting
from overstap.moves.profiles import profile
from overstap.moves.values import Party


def test_r096_a_transfer_code_is_valid_for_fifteen_days() -> None:
    assert profile("transfer-code").valid_days == 15


def test_r055_five_administrations_are_advised() -> None:
    assert profile("transfer-code").advised_administrations == 5


def test_each_party_reads_terms_of_its_own_in_both_languages() -> None:
    terms = profile("transfer-code").terms
    told = [terms[party][language] for party in Party for language in ("nl", "en")]
    assert len(set(told)) == 4
    assert terms[Party.GIVER]["nl"].startswith("U draagt")
    assert terms[Party.RECEIVER]["nl"].startswith("U neemt")


@pytest.mark.parametrize("name", ["no-such-profile", "../settings", "", "transfer-code.toml"])
def test_an_unknown_profile_needs_a_setting(name: str) -> None:
    with pytest.raises(NeedsSetting) as caught:
        profile(name)
    assert caught.value.code == "PROFILE-INVALID"
