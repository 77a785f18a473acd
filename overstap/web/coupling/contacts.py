"""The contacts of an environment: a list to search in."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from overstap.coupling import queries
from overstap.coupling.shown import Which
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.books.asked import Asked
from overstap.web.coupling import words

ON_ONE_PAGE = 50


@require_safe
@doors.page("contact.list")
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Contacts by number, found by what people look for."""
    asked = Asked(request.GET)
    chosen = {"search": asked.text("search").strip(), "which": asked.choice("which", tuple(map(str, words.WHICH)), "")}
    after = asked.number("after") or 0
    which = Which(chosen["which"]) if chosen["which"] else Which.ALL
    found = queries.contacts(actor, search=chosen["search"], which=which, after=after, limit=ON_ONE_PAGE + 1)
    rows = found[:ON_ONE_PAGE]
    opened = queries.coupling(actor)
    return doors.show(
        request,
        "coupling/contacts.html",
        chosen=chosen,
        filters=[(str(code), text) for code, text in words.WHICH.items()],
        rows=rows,
        after=after,
        next=rows[-1].number if len(found) > len(rows) else 0,
        query=urlencode({name: value for name, value in chosen.items() if value}),
        is_filtered=any(chosen.values()),
        open_questions=opened.open_questions,
        open_differences=opened.open_differences,
        complaints=asked.complaints,
    )
