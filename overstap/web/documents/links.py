"""Permanent links: they lead to a document wherever its administration is, for whoever may see it there (R064)."""

from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from overstap.books.documents import permanent
from overstap.tenancy.access import NotFound
from overstap.web import personal_links
from overstap.web.documents import sending

_FOLLOWED = 60  # links a minute, of one address: more than people follow who see nothing here


@require_safe
def follow(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """To its page for who works there; the document itself where its archive asks for no login."""
    answer = _answer(request, uid)
    add_never_cache_headers(answer)  # tomorrow it may be elsewhere, and it is for this person
    return answer


def _answer(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    if request.user.is_authenticated:
        for spot in permanent.spots(request.user, uid):
            return redirect("document", environment=spot.environment, code=spot.code, uid=uid)
    personal_links.require_patience(request, "document-link", _FOLLOWED, personal_links.MINUTE)
    found = permanent.for_everybody(uid)
    if found is not None:
        return sending.download(found)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    raise NotFound(
        _("There is no document behind this link that you can open."),
        code="DOCUMENT-NOT-FOUND",
        remedy=_("Ask who sent you the link, or a superuser for access to the administration."),
    )
