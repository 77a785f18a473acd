"""Help articles: the same ones in both languages, found by their words, and nothing in them but text."""

from dataclasses import replace
from datetime import date

import pytest

from overstap.lib import clock
from overstap.web.help import articles
from overstap.web.help.articles import LANGUAGES, PAGES, Article, BadArticle

FRONT = """---
title: A title
summary: A summary.
author: Somebody
changed: 2026-11-21
keywords: one, two
for: home, move
topic: move
order: 5
---
"""


def slugs(found: tuple[Article, ...]) -> list[str]:
    """Their slugs, in order."""
    return [one.slug for one in found]


def test_both_languages_have_the_same_articles_in_the_same_order() -> None:
    assert slugs(articles.all("nl")) == slugs(articles.all("en"))
    assert len(articles.all("nl")) >= 16
    pairs = zip(articles.all("nl"), articles.all("en"), strict=True)
    assert all(dutch.title != english.title and dutch.text != english.text for dutch, english in pairs)


def test_nothing_is_wrong_in_any_text() -> None:
    assert articles.faults() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_r034_r100_r260_each_article_names_author_last_change_keywords_and_language(language: str) -> None:
    for one in articles.all(language):
        assert one.author
        assert date(2026, 1, 1) <= one.changed <= clock.now().date()
        assert len(one.keywords) >= 3
        assert one.language == language


@pytest.mark.parametrize("page", sorted(PAGES))
def test_every_page_has_help_beside_it(page: str) -> None:
    assert slugs(articles.for_page(page, "nl")) == slugs(articles.for_page(page, "en")) != []


def test_r007_the_start_of_a_migration_has_the_three_groups_of_guidance() -> None:
    dutch, english = articles.article("start-a-migration", "nl"), articles.article("start-a-migration", "en")
    assert dutch is not None
    assert english is not None
    for heading in ("Goed om te weten", "Zelf voorbereiden", "Waar u verder rekening mee houdt"):
        assert f"<h2>{heading}</h2>" in dutch.html
    for heading in ("Good to know", "What to prepare yourself", "What else to reckon with"):
        assert f"<h2>{heading}</h2>" in english.html


def test_r228_receiving_tells_how_it_runs_what_to_reckon_with_and_how_the_client_gets_access() -> None:
    english = articles.article("receive-a-migration", "en")
    assert english is not None
    for heading in ("How it works", "What to reckon with", "How your client gets access"):
        assert f"<h2>{heading}</h2>" in english.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_r229_the_client_has_an_article_beside_the_page_of_approving(language: str) -> None:
    office, client = (
        articles.article("take-over-a-client", language),
        articles.article("my-accountant-changes", language),
    )
    assert office is not None
    assert client is not None
    assert client.pages == ("takeover-client",)
    assert office.text != client.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_r242_the_article_for_the_office_leads_to_making_people_and_giving_them_access(language: str) -> None:
    office, people = articles.article("take-over-a-client", language), articles.article("people-and-roles", language)
    assert office is not None
    assert people is not None
    assert "(help:people-and-roles)" in office.text
    assert len(people.text) > 500


def test_r039_one_article_collects_frequent_questions_and_pitfalls() -> None:
    assert articles.search("veelgestelde valkuilen", "nl")[0].slug == "frequent-questions"


@pytest.mark.parametrize(
    ("asked", "language", "slug"),
    [
        ("OVERDRACHTSCODE verlopen", "nl", "transfer-code"),
        ("transfer code expired", "en", "transfer-code"),
        ("alleen-lezen", "nl", "read-only"),
        ("pásskey", "nl", "sign-in-safely"),
        ("trial premium", "en", "licence"),
        ("xaf inlezen", "nl", "import-audit-file"),
        ("where administration", "en", "where-is-my-administration"),
    ],
)
def test_a_search_finds_the_right_article_first(asked: str, language: str, slug: str) -> None:
    assert articles.search(asked, language)[0].slug == slug


@pytest.mark.parametrize("asked", ["zeppelin", "migratie zeppelin", "<script>", "'; DROP TABLE", "\x00qz" * 9000])
def test_a_search_for_what_is_nowhere_finds_nothing(asked: str) -> None:
    assert articles.search(asked, "nl") == ()


@pytest.mark.parametrize("asked", ["", "   ", "?!"])
def test_a_search_for_nothing_finds_everything(asked: str) -> None:
    assert articles.search(asked, "nl") == articles.all("nl")


def test_links_between_articles_lead_to_their_pages() -> None:
    found = articles.article("start-a-migration", "nl")
    assert found is not None
    assert 'href="../licence/"' in found.html
    assert "help:" not in found.html


def test_html_in_an_article_is_shown_and_not_obeyed() -> None:
    one = articles.parse("a-slug", "nl", f"{FRONT}\n<script>alert(1)</script>\n\n[x](javascript:alert(1))\n")
    assert "<script" not in one.html
    assert "href" not in one.html
    assert "&lt;script&gt;" in one.html


@pytest.mark.parametrize(
    "content",
    [
        "no front matter",
        f"{FRONT}\n",
        FRONT.replace("author: Somebody\n", "") + "Text.",
        FRONT.replace("order: 5", "order: five") + "Text.",
        FRONT.replace("2026-11-21", "21-11-2026") + "Text.",
        FRONT.replace("topic: move", "topic: weather") + "Text.",
        FRONT.replace("home, move", "home, moon") + "Text.",
        FRONT.replace("A title", "") + "Text.",
        FRONT.replace("---\n", "---\ntitle: Twice\n", 1) + "Text.",
    ],
)
def test_it_refuses_a_file_that_is_no_article(content: str) -> None:
    with pytest.raises(BadArticle):
        articles.parse("a-slug", "nl", content)


def test_it_refuses_an_article_that_is_missing_in_a_language_or_stands_elsewhere() -> None:
    one = articles.parse("a-slug", "nl", f"{FRONT}\nText.")
    articles.check([one, replace(one, language="en")])
    with pytest.raises(BadArticle):
        articles.check([one])
    with pytest.raises(BadArticle):
        articles.check([one, replace(one, language="en", order=6)])
