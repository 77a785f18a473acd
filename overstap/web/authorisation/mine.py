"""What waits for the reader, and what they decided: for authorisers, who see nothing else."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from overstap.books.authorisation import own
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.managing.parts import number_or_none


@require_safe
@doors.page("authorisation.mine")
def waiting(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Documents on which the reader has to decide, in the order in which they were sent."""
    after = number_or_none(request.GET.get("after", "")) or 0
    page = own.waiting_for_me(actor, after)
    return doors.show(request, "authorisation/mine.html", page=page, which="waiting", after=after)


@require_safe
@doors.page("authorisation.decided")
def decided(request: HttpRequest, actor: Actor) -> HttpResponse:
    """R068: the reader's own archive, newest first."""
    after = number_or_none(request.GET.get("after", "")) or 0
    page = own.decided_by_me(actor, after)
    return doors.show(request, "authorisation/mine.html", page=page, which="decided", after=after)
