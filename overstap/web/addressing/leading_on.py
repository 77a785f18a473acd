"""Old addresses of pages: they lead to the same page at the new place, for whoever may see it there.

Asked only where a page was not found, so that what stands somewhere today always goes first. Whoever may not see the
new place gets the "not found" of before: that something left, and where it went, is nobody else's business.
"""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import ResolverMatch, reverse
from django.utils.cache import add_never_cache_headers

from overstap.lib.errors import OverstapError
from overstap.tenancy.addresses import queries

NOT_THERE = ("ADMINISTRATION-NOT-FOUND", "ENVIRONMENT-NOT-FOUND")
_OF_ADMINISTRATIONS = "<administration:code>"
_OF_SETTINGS = "settings/"


def response(request: HttpRequest, error: OverstapError) -> HttpResponse | None:
    """308 to the new place; 410 with a way there once the time has ended; None where neither is for this person."""
    match = request.resolver_match
    if error.code not in NOT_THERE or match is None or not request.user.is_authenticated:
        return None
    found = _followed(request, match)
    if found is None:
        return None
    address, ended = found
    answer = _pointer(request, address) if ended else HttpResponsePermanentRedirect(address, preserve_request=True)
    add_never_cache_headers(answer)  # it is for this person, and may be taken back tomorrow
    return answer


def _followed(request: HttpRequest, match: ResolverMatch) -> tuple[str, bool] | None:
    """The address of the same page at its new place, and whether the time of leading on has ended."""
    slug, code = str(match.kwargs.get("environment", "")), str(match.kwargs.get("code", ""))
    if _OF_ADMINISTRATIONS in match.route and code:
        left = queries.follow(request.user, slug, code, managing=_OF_SETTINGS in match.route)  # type: ignore[arg-type]
        if left is not None:
            return _address(request, match, environment=left.place.environment, code=left.place.code), left.ended
    renamed = queries.follow_environment(request.user, slug)  # type: ignore[arg-type] # a Person, signed in
    return (_address(request, match, environment=renamed[0]), renamed[1]) if renamed else None


def _address(request: HttpRequest, match: ResolverMatch, **parts: str) -> str:
    """Made from the name of the page, never from what was asked; the query goes along as it came."""
    address = reverse(match.view_name, kwargs={**match.kwargs, **parts})
    query = request.META.get("QUERY_STRING", "")
    return f"{address}?{query}" if query else address


def _pointer(request: HttpRequest, address: str) -> HttpResponse:
    way_there = address if request.method in ("GET", "HEAD") else ""
    return render(request, "addressing/gone.html", {"address": way_there}, status=HTTPStatus.GONE)
