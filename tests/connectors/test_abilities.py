"""What a package cannot do is told in the reader's language, sentence by sentence."""

import pytest
from django.utils.translation import override
from pytest_django.fixtures import Settings

from overstap.connectors import abilities, registry
from overstap.connectors.words import KINDS, WAYS
from overstap.tenancy.values import PackageFamily

ALL = [PackageFamily.HOUSE, *sorted(registry._MAKERS)]


@pytest.fixture(autouse=True)
def _all_connected(settings: Settings) -> None:
    """An installation with every package."""
    known = {"address": "https://pakket.example", "client_id": "wij", "client_secret": "geheim"}
    settings.PRACTICE_SYSTEMS = ()
    settings.PACKAGES = {str(family): known for family in ALL if family is not PackageFamily.HOUSE}


@pytest.mark.parametrize("family", ALL)
def test_every_note_of_every_package_is_told_in_dutch(family: PackageFamily) -> None:
    with override("en"):
        english = {one.kind: one.note for one in abilities.abilities(family)}
    with override("nl"):
        dutch = {one.kind: one.note for one in abilities.abilities(family)}
    plain = {kind: one.note for kind, one in registry.connector(family).capabilities().items()}
    assert english == plain
    assert [
        note for kind, note in english.items() if note and any(part in dutch[kind] for part in note.split(". "))
    ] == []


@pytest.mark.parametrize("family", ALL)
def test_only_what_is_not_done_in_full_is_a_shortcoming_and_says_why(family: PackageFamily) -> None:
    held_back = abilities.shortcomings(family)
    assert [one.kind for one in held_back if not one.note] == []
    assert {one.kind for one in abilities.abilities(family)} - {one.kind for one in held_back} == {
        kind for kind, one in registry.connector(family).capabilities().items() if one.read == one.write == "yes"
    }


def test_kinds_and_ways_have_words_in_both_languages() -> None:
    for words in (KINDS, WAYS):
        for language in ("nl", "en"):
            with override(language):
                assert len({str(text) for text in words.values()}) == len(words)
