"""Every code that a profile names has words, in Dutch and in English, and a profile names no other."""

import pytest

from overstap.moves.aftercare import codes, texts
from overstap.moves.profiles import ProfileInvalid, profile, read_profile, shipped, text_of
from overstap.web.help import articles


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("name", shipped())
def test_every_code_of_every_profile_has_words(name: str, language: texts.Language) -> None:
    which = profile(name)
    for code in (*which.tasks, *which.not_copied):
        words = texts.task(code, "", language)
        assert words.title
        assert words.why
        assert words.how
    for code in which.report:
        assert texts.line(code, language).title
        assert texts.line(code, language).compared
    for bank in which.bank_links_move | which.bank_links_tasks:
        assert codes.BANKS[bank] in texts.task("bank-link", bank, language).title


def test_both_languages_have_the_same_words() -> None:
    for table in (texts._TASKS, texts._LINES, texts._WORDS, texts._VARIANTS):
        assert set(table["nl"]) == set(table["en"])
    assert set(texts._TASKS["nl"]) == set(codes.KINDS)
    assert set(texts._LINES["nl"]) == set(codes.REPORT)


@pytest.mark.parametrize(
    ("place", "before", "after"),
    [
        ("aftercare.tasks", '"invite-client"', '"invite-clients"'),
        ("aftercare.not_copied", '"ports"', '"airports"'),
        ("aftercare.report", '"vat-returns"', '"vat"'),
        ("bank_links.tasks", '"knab"', '"kanb"'),
        ("aftercare.tasks", '"invite-client"', '"invite-people"'),  # twice
    ],
)
def test_a_profile_with_an_unknown_code_is_refused(place: str, before: str, after: str) -> None:
    with pytest.raises(ProfileInvalid) as refused:
        read_profile(text_of("takeover").replace(before, after))
    assert place in str(refused.value.facts["problems"])


def test_every_task_leads_to_an_article_in_both_languages() -> None:
    for kind in codes.KINDS.values():
        assert articles.article(kind.article, "nl") is not None, kind.article
        assert articles.article(kind.article, "en") is not None, kind.article
