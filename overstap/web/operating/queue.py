"""The queue: what runs, waits, is planned or failed, mail that does not leave, and who works on it."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from overstap.durable import overviews
from overstap.durable.overviews import JobRow
from overstap.tenancy.operators import queue as deeds
from overstap.tenancy.operators.access import Operator
from overstap.web import doors as web_doors
from overstap.web.operating import doors
from overstap.web.operating.words import task


@doors.page("operator.queue")
def queue(request: HttpRequest, operator: Operator) -> HttpResponse:
    """Everything of the queue on one page."""
    del operator
    now = overviews.standing()
    return web_doors.show(
        request,
        "operating/queue.html",
        failed=_shown(now.failed),
        running=_shown(now.running),
        waiting=_shown(now.waiting),
        scheduled=_shown(now.scheduled),
        mails=now.mails,
        workers=now.workers,
        periodic=[(task(one.task), one.last) for one in now.periodic],
        most=overviews.PAGE,
    )


@doors.page("operator.retry-job")
@require_POST
def retry_job(request: HttpRequest, operator: Operator, number: int) -> HttpResponse:
    """Have a failed job tried again."""
    deeds.retry_job(operator, number)
    return web_doors.done(request, _("The job is in the queue again."), "operating-queue")


@doors.page("operator.retry-mail")
@require_POST
def retry_mail(request: HttpRequest, operator: Operator) -> HttpResponse:
    """Have a mail sent again."""
    deeds.retry_mail(operator, request.POST.get("mail", ""))
    return web_doors.done(request, _("The e-mail is in the queue again."), "operating-queue")


def _shown(jobs: list[JobRow]) -> list[tuple[JobRow, str, str]]:
    """A job, what it does, and on what: what it was asked with, in short."""
    return [(one, task(one.task), ", ".join(str(value) for value in one.arguments.values())[:200]) for one in jobs]
