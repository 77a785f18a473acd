"""Addresses of the API, below ``/api/``."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt

from overstap.api import problems
from overstap.api.api import api


@csrf_exempt
def elsewhere(request: HttpRequest) -> HttpResponse:
    """Whatever else is asked for is answered as a program understands it."""
    return problems.response(request, problems.nothing_here())


urlpatterns: list[URLPattern | URLResolver] = [path("v1/", elsewhere), path("v1/", api.urls), re_path("", elsewhere)]
