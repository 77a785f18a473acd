"""One workflow: add, change, delete. Its key, which may hold any character, stands in the query string."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from overstap.books.authorisation import queries, workflows
from overstap.books.authorisation.values import Authoriser, WorkflowDraft, WorkflowRow
from overstap.lib.errors import OverstapError
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right
from overstap.web import doors
from overstap.web.authorisation.forms import POSITIONS, WorkflowForm
from overstap.web.authorisation.overview import TAB
from overstap.web.books import opening
from overstap.web.managing.parts import person_id


def page(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    """The form, empty or of a workflow that there is; once more with what was sent where that was refused."""
    access.require(actor, Right.MANAGE_WORKFLOWS)
    one = opening.books(actor, code)
    row = _row(actor, code, request.GET.get("name", ""))
    able = _with_those_inside(queries.able(actor, code), row)
    form = WorkflowForm(request.POST if problem else None, able=able, initial=_as_typed(row))
    return opening.show(request, "authorisation/workflow.html", one, TAB, form=form, row=row, problem=problem)


@doors.page("workflow.save", again=page)
def edit(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """A new workflow, or another name and other people for one that there is."""
    if request.method != "POST":
        return page(request, actor, code)
    chosen = [request.POST.get(position, "") for position in POSITIONS]
    draft = WorkflowDraft(request.POST.get("name", ""), [person_id(one) for one in chosen if one])
    key = request.GET.get("name", "")
    if key:
        workflows.change_workflow(actor, code, key, draft)
    else:
        workflows.add_workflow(actor, code, draft)
    return doors.done(request, _("The workflow is saved."), TAB, actor.environment.slug, code)


@require_POST
@doors.page("workflow.delete", again=page)
def delete(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Delete a workflow; what waits in it goes on."""
    workflows.delete_workflow(actor, code, request.POST.get("name", ""))
    return doors.done(request, _("The workflow is deleted."), TAB, actor.environment.slug, code)


def _row(actor: Actor, code: str, key: str) -> WorkflowRow | None:
    if not key:
        return None
    found = next((one for one in queries.workflows(actor, code) if one.key == key), None)
    if found is None:
        raise access.NotFound(
            _("There is no such workflow here."),
            code="WORKFLOW-NOT-FOUND",
            remedy=_("Somebody may have renamed or deleted it; look at the list."),
        )
    return found


def _with_those_inside(able: Sequence[Authoriser], row: WorkflowRow | None) -> list[Authoriser]:
    """Whoever is in the workflow is shown too, when they can authorise no more."""
    known: set[UUID] = {one.uid for one in able}
    return [*able, *(one for one in (row.authorisers if row else ()) if one.uid not in known)]


def _as_typed(row: WorkflowRow | None) -> dict[str, str]:
    if row is None:
        return {}
    people = {position: str(one.uid) for position, one in zip(POSITIONS, row.authorisers, strict=False)}
    return {"name": row.name, **people}
