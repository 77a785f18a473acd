"""Help as pages. Open to everybody: who cannot sign in needs it most."""

from collections.abc import Iterator
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from overstap.lib.errors import OverstapError
from overstap.tenancy.access import NotFound
from overstap.web.doors import show
from overstap.web.help import actions, articles, queries
from overstap.web.help.articles import Article
from overstap.web.help.models import LONGEST_COMMENT
from overstap.web.words import language

_SAID = "help-said"  # in the session of who has not signed in: slug -> whether it helped


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All articles by topic, or those that a search finds."""
    asked = request.GET.get("q", "").strip()
    found = articles.search(asked, language()) if asked else ()
    topics = () if asked else tuple(_by_topic())
    return show(request, "help/index.html#results", asked=asked, found=found, topics=topics)


@require_GET
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article."""
    return _article(request, slug)


@require_POST
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """Did it answer the question? With htmx only that part of the page is shown again."""
    _known(slug)
    helpful = request.POST.get("helpful") == "yes"
    try:
        _keep(request, slug, helpful=helpful)
    except OverstapError as problem:
        return _article(request, slug, problem=problem)
    if getattr(request, "htmx", False):
        return _article(request, slug, thanks=True)
    messages.success(request, _("Thank you for your answer."))
    return redirect("help:article", slug=slug)


def _keep(request: HttpRequest, slug: str, *, helpful: bool) -> None:
    if request.user.is_authenticated:
        comment = request.POST.get("comment", "")
        actions.vote(request.user.pk, slug, language(), helpful=helpful, comment=comment)
    elif slug not in request.session.get(_SAID, {}):
        actions.vote(None, slug, language(), helpful=helpful)
        request.session[_SAID] = {**request.session.get(_SAID, {}), slug: helpful}


def _article(
    request: HttpRequest, slug: str, *, thanks: bool = False, problem: OverstapError | None = None
) -> HttpResponse:
    one = _known(slug)
    context = {
        "article": one,
        "others": [other for other in articles.all(language()) if other.topic == one.topic and other.slug != slug],
        "said": _said(request, slug),
        "thanks": thanks,
        "problem": problem,
        "most": LONGEST_COMMENT,
        "typed": request.POST.get("comment", "") if problem else "",
    }
    response = show(request, "help/article.html#answer" if request.method == "POST" else "help/article.html", **context)
    # htmx swaps nothing in when a status says that something is wrong
    response.status_code = 422 if problem and not getattr(request, "htmx", False) else 200
    return response


def _known(slug: str) -> Article:
    found = articles.article(slug, language())
    if found is None:
        raise NotFound(
            _("There is no such article."),
            code="HELP-NOT-FOUND",
            remedy=_("Search for it on the page of all articles."),
        )
    return found


def _said(request: HttpRequest, slug: str) -> bool | None:
    if request.user.is_authenticated:
        return queries.own_vote(request.user.pk, slug)
    said: dict[str, bool] = request.session.get(_SAID, {})
    return said.get(slug)


def _by_topic() -> Iterator[tuple[str, list[Article]]]:
    titles = {
        "move": _("Moving administrations"),
        "books": _("Books in and out"),
        "office": _("Your office"),
        "account": _("Your account"),
        "operating": _("For operators"),
    }
    for topic, found in groupby(articles.all(language()), key=lambda one: one.topic):
        yield titles[topic], list(found)
