"""What was not copied in a move, with the question about each (R243 to R254)."""

from itertools import groupby
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from overstap.moves.aftercare import queries
from overstap.moves.aftercare.values import TaskState
from overstap.moves.dossier import dossier
from overstap.tenancy.access import Actor
from overstap.web import doors


@require_safe
@doors.page("move.not_copied")
def listed(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """Per administration: what was not copied, who managed it, what is done about it."""
    move = dossier(actor, uid)
    found = queries.not_copied(actor, uid)
    groups = [(name, list(files)) for name, files in groupby(found, key=lambda one: one.row.administration)]
    return doors.show(
        request,
        "tasks/not_copied.html",
        move=move,
        groups=groups,
        answered=sum(bool(one.answer.managed_by) for one in found),
        left=sum(one.row.state is TaskState.OPEN for one in found),
        total=len(found),
    )
