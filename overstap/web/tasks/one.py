"""One task: what to do and how, and the deeds: done, reopen, assign, answer."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from overstap.lib.errors import OverstapError
from overstap.moves.aftercare import actions, queries
from overstap.moves.aftercare.actions import AnswerGiven
from overstap.moves.aftercare.codes import CANCEL_LICENCE, KINDS
from overstap.moves.aftercare.values import TaskFile, TaskState
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.tasks import words
from overstap.web.tasks.forms import AnswerForm, AssignForm, DoneForm, ReopenForm

# Where a task is done, and what it takes to be there.
_PLACES: Mapping[str, tuple[str, Right]] = {
    "give-access": ("managing-administrations", Right.MANAGE_PEOPLE),
    "invite-people": ("managing-invitations", Right.MANAGE_PEOPLE),
    "invite-client": ("managing-invitations", Right.MANAGE_PEOPLE),
    "new-delivery-address": ("managing-administrations", Right.MANAGE_PEOPLE),
    "payment-agreement": ("managing-administrations", Right.MANAGE_PEOPLE),
    "app-connections": ("managing-app-connect", Right.MANAGE_ADMINISTRATIONS),
    "mobile-pairing": ("managing-apps", Right.READ_MOVES),
    "delete-old-environment": ("originals", Right.MANAGE_ADMINISTRATIONS),
}
# These are done in the settings of VAT of the administration that they are about.
_OF_TAX = frozenset({"becon-number", "tax-contact-type", "ports", "certificates", "vat-rights", "reporting-structure"})


def show(request: HttpRequest, actor: Actor, uid: UUID, problem: OverstapError | None = None) -> HttpResponse:
    """The page, once more with what was sent where that was refused."""
    found = queries.task(actor, uid)
    kind = KINDS[found.row.code]
    return doors.show(
        request,
        "tasks/one.html",
        file=found,
        row=found.row,
        words=words.task_words(found.row.code, found.row.variant),
        article=kind.article,
        way=_way(actor, found),
        elsewhere=settings.CANCEL_LICENCE_URL if found.row.code == CANCEL_LICENCE else "",
        problem=problem,
        **_forms(request, actor, found),
    )


@require_safe
@doors.page("task.show")
def task(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """One task."""
    return show(request, actor, uid)


@require_POST
@doors.page("task.done", again=show)
def done(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """It is done; with what was done."""
    actions.finish(actor, uid, request.POST.get("text", ""))
    text = _("The task is finished; it stands under Finished, with what you wrote.")
    return doors.done(request, text, "tasks", actor.environment.slug)


@require_POST
@doors.page("task.reopen", again=show)
def reopen(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """It is to be done after all."""
    actions.reopen(actor, uid, request.POST.get("reason", ""))
    return doors.done(request, _("The task is open again."), "task", actor.environment.slug, uid)


@require_POST
@doors.page("task.assign", again=show)
def assign(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """Give it to somebody else."""
    actions.assign(actor, uid, _person(request.POST.get("person", "")))
    return doors.done(
        request, _("The task has another owner now; they get a mail."), "task", actor.environment.slug, uid
    )


@require_POST
@doors.page("task.answer", again=show)
def answer(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """R246: who managed it; R245, R247: what exists here, what is done about it."""
    sent = request.POST
    given = AnswerGiven(
        managed_by=sent.get("managed_by", ""),
        exists_here=sent.get("exists_here", ""),
        option=sent.get("option", ""),
        remark=sent.get("remark", ""),
    )
    actions.answer(actor, uid, given)
    back = "move-not-copied" if sent.get("back") == "list" else "task"
    number = queries.task(actor, uid).row.move if back == "move-not-copied" else uid
    return doors.done(request, _("Your answer is kept."), back, actor.environment.slug, number)


def _forms(request: HttpRequest, actor: Actor, found: TaskFile) -> dict[str, Any]:
    sent = request.POST if request.method == "POST" else None
    is_open = found.row.state is TaskState.OPEN
    made: dict[str, Any] = {"done_form": DoneForm(initial=_kept(sent, "text")) if is_open else None}
    made["reopen_form"] = ReopenForm(initial=_kept(sent, "reason")) if found.row.state is TaskState.DONE else None
    if is_open and found.manages:
        made["assign_form"] = AssignForm(
            colleagues=queries.colleagues(actor), initial={"person": str(found.owner_uid or "")}
        )
    if found.asks and is_open:
        kept = {
            "managed_by": found.answer.managed_by,
            "exists_here": found.answer.exists_here,
            "option": found.answer.option,
            "remark": found.answer.remark,
        }
        made["answer_form"] = AnswerForm(initial={**kept, **_kept(sent, *kept)})
    return made


def _kept(sent: Mapping[str, Any] | None, *names: str) -> dict[str, str]:
    """What somebody typed is not lost when it is refused."""
    return {name: str(sent[name]) for name in names if sent is not None and name in sent}


def _way(actor: Actor, found: TaskFile) -> str:
    if found.row.code in _OF_TAX and found.row.new_code:
        parts = {"environment": actor.environment.slug, "code": found.row.new_code}
        return reverse("administration-tax-settings", kwargs=parts)
    name, right = _PLACES.get(found.row.code, ("", Right.READ_MOVES))
    return reverse(name, kwargs={"environment": actor.environment.slug}) if name and may(actor.role, right) else ""


def _person(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise access.NotFound(
            _("That person does not work in this environment."),
            code="PERSON-NOT-FOUND",
            remedy=_("Choose one of the people under Settings > People."),
        ) from None
