"""The pages of help, with and without JavaScript."""

from collections.abc import Callable

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client
from django.utils.translation import override
from playwright.sync_api import Browser, Page, expect

from overstap.tenancy.models import Person
from overstap.web.help import articles, queries
from tests.moves.world import TwoOffices
from tests.web.browsing import barriers, sign_in
from tests.web.site import Site

SignedIn = Callable[[Person], Client]
SLUG = "transfer-code"
PAGE = f"/help/{SLUG}/"


def test_help_is_open_to_who_cannot_sign_in(assets: None, db: None) -> None:
    answer = Client().get("/help/")
    assert answer.status_code == 200
    for one in articles.all("en" if '<html lang="en">' in answer.text else "nl"):
        assert f'href="/help/{one.slug}/"' in answer.text


@pytest.mark.parametrize("slug", [one.slug for one in articles.all("nl")])
def test_every_article_is_shown_with_author_last_change_and_keywords(slug: str, assets: None, db: None) -> None:
    client = Client()
    client.cookies["overstap_language"] = "nl"
    text = client.get(f"/help/{slug}/").text
    one = articles.article(slug, "nl")
    assert one is not None
    for part in (one.author, one.changed.isoformat(), one.keywords[0], "Was dit een antwoord op uw vraag?"):
        assert part in text


def test_an_article_is_in_the_language_of_the_person(signed_in: SignedIn, world: TwoOffices) -> None:
    client = signed_in(world.alice)
    assert '<h1 id="help-title">Overdrachtscode niet ontvangen of verlopen</h1>' in client.get(PAGE).text
    client.post("/language/", {"language": "en", "next": PAGE})
    assert '<h1 id="help-title">Transfer code not received or expired</h1>' in client.get(PAGE).text


def test_a_search_shows_what_it_found_and_repeats_nothing_unescaped(signed_in: SignedIn, world: TwoOffices) -> None:
    client = signed_in(world.alice)
    assert f'href="{PAGE}"' in client.get("/help/", {"q": "overdrachtscode"}).text
    hostile = client.get("/help/", {"q": '<script>x</script>"'}).text
    assert "<script>x" not in hostile
    assert "&lt;script&gt;x" in hostile


def test_htmx_gets_the_results_alone(signed_in: SignedIn, world: TwoOffices) -> None:
    answer = signed_in(world.alice).get("/help/", {"q": "overdrachtscode"}, headers={"HX-Request": "true"})
    assert f'href="{PAGE}"' in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize("path", ["/help/no-such-article/", "/help/UPPER/"])
def test_an_unknown_article_is_not_found(signed_in: SignedIn, world: TwoOffices, path: str) -> None:
    assert signed_in(world.alice).get(path).status_code == 404
    assert signed_in(world.alice).post(f"{path}vote/", {"helpful": "yes"}).status_code == 404


def test_an_answer_without_javascript_leads_back_to_the_article(signed_in: SignedIn, world: TwoOffices) -> None:
    client = signed_in(world.alice)
    answer = client.post(f"{PAGE}vote/", {"helpful": "no", "comment": "Waar?"}, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "Dank u voor uw antwoord." in answer.text
    assert queries.own_vote(world.alice.pk, SLUG) is False


def test_an_answer_with_htmx_gets_the_question_alone(signed_in: SignedIn, world: TwoOffices) -> None:
    answer = signed_in(world.alice).post(f"{PAGE}vote/", {"helpful": "yes"}, headers={"HX-Request": "true"})
    assert "Dank u voor uw antwoord." in answer.text
    assert "<html" not in answer.text
    assert queries.own_vote(world.alice.pk, SLUG) is True


def test_a_comment_that_is_too_long_is_refused_and_not_lost(signed_in: SignedIn, world: TwoOffices) -> None:
    typed = "x" * 1001
    for headers, status in ((None, 422), ({"HX-Request": "true"}, 200)):
        answer = signed_in(world.alice).post(f"{PAGE}vote/", {"helpful": "no", "comment": typed}, headers=headers)
        assert answer.status_code == status
        assert typed in answer.text
    assert queries.own_vote(world.alice.pk, SLUG) is None


def test_a_stranger_answers_once(assets: None, db: None) -> None:
    client = Client()
    assert client.post(f"{PAGE}vote/", {"helpful": "yes", "comment": "not kept"}, follow=True).status_code == 200
    assert "help-comment" not in client.get(PAGE).text
    assert 'value="yes"' not in client.get(PAGE).text
    client.post(f"{PAGE}vote/", {"helpful": "no"})
    assert client.session["help-said"] == {SLUG: True}


def test_an_answer_needs_a_form_of_ours(assets: None, world: TwoOffices) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(f"{PAGE}vote/", {"helpful": "yes"}).status_code == 403
    assert client.get(f"{PAGE}vote/").status_code == 405


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_help_in_a_real_browser(guarded: Page, site: Site, width: int, dark: bool) -> None:
    guarded.set_viewport_size({"width": width, "height": 900})
    guarded.emulate_media(color_scheme="dark" if dark else "light")
    for path in (
        "/help/",
        "/help/?q=overdrachtscode",
        "/help/?q=zeppelin",
        "/help/people-and-roles/",
        "/help/signed-proof/",
    ):
        guarded.goto(f"{site.url}{path}")
        expect(guarded.get_by_role("heading", level=1)).to_be_visible()
        assert guarded.evaluate("document.documentElement.scrollWidth") <= width, path
        assert barriers(guarded) == [], path


def test_search_and_answer_without_leaving_the_page(guarded: Page, site: Site, offices: TwoOffices) -> None:
    sign_in(guarded, site.url, offices.alice.email)
    guarded.goto(f"{site.url}/help/")
    guarded.get_by_role("searchbox").fill("overdrachtscode verlopen")
    guarded.get_by_role("link", name="Overdrachtscode niet ontvangen of verlopen").click()
    guarded.get_by_role("button", name="Nee", exact=True).click()
    expect(guarded.get_by_role("status").filter(has_text="Dank u voor uw antwoord.")).to_be_visible()
    guarded.get_by_label("Wat hebt u gemist?").fill("Een plaatje")
    guarded.get_by_role("button", name="Nee", exact=True).click()
    expect(guarded.get_by_role("status").filter(has_text="Dank u voor uw antwoord.")).to_be_visible()
    assert queries.own_vote(offices.alice.pk, SLUG) is False


def test_search_and_answer_without_javascript(browser: Browser, site: Site, offices: TwoOffices) -> None:
    with browser.new_context(java_script_enabled=False, locale="nl-NL") as context:
        page = context.new_page()
        sign_in(page, site.url, offices.bob.email)
        page.goto(f"{site.url}/help/")
        page.get_by_role("searchbox").fill("overdrachtscode verlopen")
        page.get_by_role("button", name="Zoeken").click()
        page.get_by_role("link", name="Overdrachtscode niet ontvangen of verlopen").click()
        page.get_by_role("button", name="Ja", exact=True).click()
        expect(page.get_by_text("Dank u voor uw antwoord.")).to_be_visible()
    assert queries.own_vote(offices.bob.pk, SLUG) is True


def test_a_page_offers_the_articles_about_it(db: None) -> None:
    with override("nl"):
        shown = Template('{% load help_beside %}{% help_beside "licence" %}').render(Context())
    assert '<a href="/help/licence/">Van proef naar Premium</a>' in shown
    assert "/help/export/" not in shown
    with pytest.raises(TemplateSyntaxError):
        Template('{% load help_beside %}{% help_beside "no-such-page" %}').render(Context())
