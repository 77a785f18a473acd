"""Help next to where it is needed."""

from django import template

from overstap.web.help import articles
from overstap.web.help.articles import PAGES, Article
from overstap.web.words import language

register = template.Library()


@register.inclusion_tag("help/beside.html")
def help_beside(page: str) -> dict[str, tuple[Article, ...]]:
    """Links to the articles about a page, named as in articles.PAGES; another name is a fault in the template."""
    if page not in PAGES:
        raise template.TemplateSyntaxError(f"There is no page {page!r} in overstap.web.help.articles.PAGES.")
    return {"articles": articles.for_page(page, language())}
