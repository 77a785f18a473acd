"""Move profiles are data."""

import re
from datetime import time
from decimal import Decimal

import pytest

from overstap.lib.errors import NeedsSetting
from overstap.moves.profiles import ProfileInvalid, profile, read_profile, shipped, text_of
from overstap.moves.profiles.values import Credential, Executor, FeePer, FreezeFrom, Keeps, Runs, Unit
from overstap.moves.values import Party

SHIPPED = ["environment-ticket", "overstap", "relink", "relink-assisted", "takeover", "transfer-code"]


def test_the_profiles_of_the_source_pages_and_our_own_are_there() -> None:
    assert shipped() == SHIPPED


def test_r096_a_transfer_code_is_valid_for_fifteen_days() -> None:
    assert profile("transfer-code").consents.valid_days == 15


def test_r055_five_administrations_are_advised() -> None:
    assert profile("transfer-code").advised_administrations == 5


def test_r015_the_fee_of_an_assisted_relink_does_not_grow_with_the_number() -> None:
    fee = profile("relink-assisted").fee
    assert fee.per is FeePer.ORDER
    assert fee.of(1) == fee.of(40) == Decimal("75.00")


def test_r010_an_operator_carries_out_the_assisted_relink() -> None:
    assert profile("relink-assisted").schedule.executor is Executor.OPERATOR
    assert profile("relink").schedule.executor is Executor.SYSTEM


def test_r103_r124_r139_r171_a_ticket_moves_a_frozen_environment_at_night_and_leaves_it_readable() -> None:
    ticket = profile("environment-ticket")
    assert ticket.unit is Unit.ENVIRONMENT
    assert ticket.giver.frozen_from is FreezeFrom.CREDENTIAL
    assert (ticket.schedule.runs, ticket.schedule.at) == (Runs.NIGHTLY, time(22))
    assert ticket.giver.keeps is Keeps.READ_ONLY


def test_r232_to_r235_three_parties_agree_to_a_takeover_by_links() -> None:
    consents = profile("takeover").consents
    assert set(consents.parties) == {Party.GIVER, Party.CLIENT, Party.RECEIVER} == set(consents.by_link)
    assert consents.credential is Credential.LINKS
    assert consents.reminder_days == (3, 7, 12)


@pytest.mark.parametrize("name", SHIPPED)
def test_each_party_reads_terms_of_its_own_in_both_languages(name: str) -> None:
    which = profile(name)
    told = [which.terms[party][language] for party in which.consents.parties for language in ("nl", "en")]
    assert len(set(told)) == 2 * len(which.consents.parties)
    assert not any(re.search(r"\b(je|jij|jouw)\b", text) for text in told)


@pytest.mark.parametrize("name", ["no-such-profile", "../settings", "", "transfer-code.toml", "a\0b"])
@pytest.mark.django_db
def test_an_unknown_profile_needs_a_setting(name: str) -> None:
    with pytest.raises(NeedsSetting) as caught:
        profile(name)
    assert caught.value.code == "PROFILE-INVALID"


@pytest.mark.parametrize(
    ("place", "before", "after"),
    [
        ("fee.amount", 'amount = "0.00"', 'amount = "-1.00"'),
        ("fee.amount", 'amount = "0.00"', "amount = 0.5"),
        ("consent.valid_days", "valid_days = 15", "valid_days = -1"),
        ("consent.valid_days", "valid_days = 15", "valid_days = true"),
        ("consent.valid_days", "valid_days = 15", ""),
        ("schedule.runs", 'runs = "at_once"', 'runs = "some_day"'),
        ("giver.keep", 'keeps = "nothing"', 'keep = "nothing"\nkeeps = "nothing"'),
        ("consent.parties", 'parties = ["giver", "receiver"]', 'parties = ["receiver"]'),
        ("consent.by_link", "by_link = []", 'by_link = ["client"]'),
        ("giver.keeps", 'keeps = "nothing"', 'keeps = "same"'),
        ("giver.frozen_from", 'frozen_from = "switch"', 'frozen_from = "credential"'),
        ("unit", 'unit = "administrations"', 'unit = "environment"'),
        ("name", 'name = "transfer-code"', 'name = "other"'),
        ("TOML", "[undo]", "[undo"),
    ],
)
def test_what_is_wrong_with_a_profile_is_told_with_its_place(place: str, before: str, after: str) -> None:
    text = text_of("transfer-code")
    assert before in text
    with pytest.raises(ProfileInvalid) as caught:
        read_profile(text.replace(before, after, 1), called="transfer-code")
    problems = caught.value.facts["problems"]
    assert isinstance(problems, list)
    assert place in [problem["place"] for problem in problems]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(ProfileInvalid) as caught:
        read_profile('name = "empty"')
    problems = caught.value.facts["problems"]
    assert isinstance(problems, list)
    assert len(problems) > 20
