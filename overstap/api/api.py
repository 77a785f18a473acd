"""The API as a whole: what is in it, and what becomes of errors."""

from typing import Any

from django.core.exceptions import BadRequest as DjangoBadRequest
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from overstap.api import administrations, documents, problems, schemas
from overstap.api.doors import ByToken
from overstap.lib.errors import OverstapError

VERSION = "1.0"
_PROBLEM = {
    "description": "Refused: the code says why.",
    "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class Described(NinjaAPI):
    """The description also tells what a refusal looks like, wherever there can be one."""

    def get_openapi_schema(self, **how: Any) -> OpenAPISchema:
        """The OpenAPI document."""
        told = super().get_openapi_schema(**how)
        told["components"]["schemas"]["Problem"] = schemas.Problem.model_json_schema()
        for methods in told["paths"].values():
            for one in methods.values():
                one["responses"]["default"] = _PROBLEM
        return told


api = Described(
    title="Overstap",
    version=VERSION,
    description="Documents and administrations for programs. Errors are problem+json with a stable ``code``.",
    auth=ByToken(),
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", administrations.router)
api.add_router("", documents.router)


@api.exception_handler(OverstapError)
def known(request: HttpRequest, error: OverstapError) -> HttpResponse:
    """One of ours."""
    return problems.response(request, error)


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A part of the request is missing or not what it should be; what was sent is not said back."""
    places = {".".join(str(part) for part in one.get("loc", ())) for one in error.errors}
    return problems.malformed(request, ", ".join(sorted(places))[:500])


@api.exception_handler(HttpError)
@api.exception_handler(DjangoBadRequest)
def unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    """A body that cannot be read."""
    del error
    return problems.malformed(request, "body")


@api.exception_handler(RequestDataTooBig)
def too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    """A body that is larger than it need ever be."""
    del error
    problem = problems.BadRequest(
        _("The request is too large."), code="REQUEST-TOO-LARGE", remedy=_("See the description of the API.")
    )
    return problems.response(request, problem, 413)


@api.exception_handler(Http404)
def nothing(request: HttpRequest, error: Http404) -> HttpResponse:
    """Nothing has this address."""
    del error
    return problems.response(request, problems.nothing_here())


@api.exception_handler(Exception)
def fault(request: HttpRequest, error: Exception) -> HttpResponse:
    """What nobody foresaw; the log has it."""
    del error
    return problems.fault(request)
