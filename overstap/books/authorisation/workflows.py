"""Verbs about workflows and about what is asked before and after booking. They need MANAGE_WORKFLOWS and access."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.books.authorisation import naming, people
from overstap.books.authorisation.models import Setting, Workflow, WorkflowStep
from overstap.books.authorisation.naming import WorkflowMalformed
from overstap.books.authorisation.values import (
    MOST_AUTHORISERS,
    MOST_WORKFLOWS,
    Demand,
    Demands,
    WorkflowDraft,
)
from overstap.lib.errors import Refused
from overstap.lib.turns import take_turn
from overstap.tenancy import audit
from overstap.tenancy.access import Actor, NotFound, administration_for_writing
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right


class WorkflowExists(Refused):
    """There is a workflow with this name already."""

    code = "WORKFLOW-EXISTS"


class TooManyWorkflows(Refused):
    """An administration has as many workflows as it may have."""

    code = "WORKFLOWS-TOO-MANY"


def add_workflow(actor: Actor, code: str, draft: WorkflowDraft) -> str:
    """A new workflow; gives its key.

    Raises NotAllowed, NotFound, Frozen, WorkflowMalformed, WorkflowExists, TooManyWorkflows.
    """
    one = _managed(actor, code)
    name, authorisers = naming.workflow_name(draft.name), _authorisers(one, draft.authorisers)
    key = naming.key_of(name)
    _require_free(one, key, name)
    if Workflow.objects.filter(administration=one).count() >= MOST_WORKFLOWS:
        raise TooManyWorkflows(
            _("“%(name)s” has %(most)d workflows; there cannot be more.") % {"name": one.name, "most": MOST_WORKFLOWS},
            remedy=_("Delete one that nobody uses."),
        )
    Workflow.objects.create(administration=one, key=key, name=name)
    _write_steps(one, key, authorisers)
    _record(actor, "workflow.add", one, workflow=name, authorisers=[called for _uid, called in authorisers])
    return key


def change_workflow(actor: Actor, code: str, key: str, draft: WorkflowDraft) -> str:
    """Another name or other authorisers; what waits already goes on as it began. Gives the key that it has now.

    Raises NotAllowed, NotFound, Frozen, WorkflowMalformed, WorkflowExists.
    """
    one = _managed(actor, code)
    found = _workflow(one, key)
    name, authorisers = naming.workflow_name(draft.name), _authorisers(one, draft.authorisers)
    new_key = naming.key_of(name)
    if new_key != found.key:
        _require_free(one, new_key, name)
    before = found.name
    WorkflowStep.objects.filter(administration=one, workflow_key=found.key).delete()
    found.key, found.name = new_key, name
    found.save(update_fields=["key", "name"])
    _write_steps(one, new_key, authorisers)
    told = {"from": before} if before != name else {}
    _record(actor, "workflow.change", one, workflow=name, authorisers=[called for _uid, called in authorisers], **told)
    return new_key


def delete_workflow(actor: Actor, code: str, key: str) -> None:
    """Delete a workflow; what waits already goes on as it began. Raises NotAllowed, NotFound, Frozen."""
    one = _managed(actor, code)
    found = _workflow(one, key)
    WorkflowStep.objects.filter(administration=one, workflow_key=found.key).delete()
    found.delete()
    _record(actor, "workflow.delete", one, workflow=found.name)


def remove_authorisers(actor: Actor, code: str) -> int:
    """R072: take everybody out of every workflow; the workflows stay, empty. Gives how many people.

    Raises NotAllowed, NotFound, Frozen.
    """
    one = _managed(actor, code)
    steps = WorkflowStep.objects.filter(administration=one)
    names = sorted(set(steps.values_list("person_name", flat=True)))
    count = steps.values("person_uid").distinct().count()
    steps.delete()
    if count:
        _record(actor, "workflow.empty", one, authorisers=names)
    return count


def delete_workflows(actor: Actor, code: str) -> int:
    """R073: delete every workflow. Gives how many there were. Raises NotAllowed, NotFound, Frozen."""
    one = _managed(actor, code)
    found = Workflow.objects.filter(administration=one)
    names = list(found.order_by("key").values_list("name", flat=True))
    WorkflowStep.objects.filter(administration=one).delete()
    found.delete()
    if names:
        _record(actor, "workflow.delete-all", one, workflows=names)
    return len(names)


def demand(actor: Actor, code: str, wanted: Demands) -> None:
    """R074, R075: what is asked before and after booking from now on; what waits already goes on.

    Raises NotAllowed, NotFound, Frozen.
    """
    one = _managed(actor, code)
    row, _made = Setting.objects.get_or_create(administration=one)
    before = Demands(Demand(row.before), Demand(row.after))
    if before == wanted:
        return
    row.before, row.after = wanted.before, wanted.after
    row.save(update_fields=["before", "after"])
    _record(
        actor,
        "authorisation.demand",
        one,
        before={"from": before.before, "to": wanted.before},
        after={"from": before.after, "to": wanted.after},
    )


def parse_demand(text: str) -> Demand:
    """``none``, ``optional`` or ``mandatory``, as typed. Raises Refused (DEMAND-UNKNOWN)."""
    if text not in set(Demand):
        raise Refused(
            _("Authorisation is none, optional or mandatory."),
            code="DEMAND-UNKNOWN",
            remedy=_("Choose one of these three."),
        )
    return Demand(text)


def _managed(actor: Actor, code: str) -> Administration:
    """The administration, and nobody else changes its workflows before this transaction ends."""
    one = administration_for_writing(actor, code, Right.MANAGE_WORKFLOWS)
    take_turn(f"workflows {one.pk}")
    return one


def _workflow(one: Administration, key: str) -> Workflow:
    asked = key if key.isprintable() else ""
    found = Workflow.objects.filter(administration=one, key=asked).first()
    if found is None:
        raise NotFound(
            _("There is no such workflow in “%(name)s”.") % {"name": one.name},
            code="WORKFLOW-NOT-FOUND",
            remedy=_("Somebody may have renamed or deleted it; look at the list."),
        )
    return found


def _require_free(one: Administration, key: str, name: str) -> None:
    if Workflow.objects.filter(administration=one, key=key).exists():
        raise WorkflowExists(
            _("There is a workflow “%(name)s” already; capitals make no difference.") % {"name": name},
            remedy=_("Choose another name."),
        )


def _authorisers(one: Administration, wanted: Sequence[UUID]) -> list[tuple[UUID, str]]:
    if not 1 <= len(wanted) <= MOST_AUTHORISERS:
        raise WorkflowMalformed(
            _("A workflow has 1 to %(most)d authorisers.") % {"most": MOST_AUTHORISERS},
            code="WORKFLOW-AUTHORISERS",
            remedy=_("Choose who decides first, and who after that."),
        )
    if len(set(wanted)) != len(wanted):
        raise WorkflowMalformed(
            _("Somebody is in this workflow twice."),
            code="WORKFLOW-TWICE",
            remedy=_("Choose each person once."),
        )
    able = people.able_in(one)
    if not set(wanted) <= set(able):
        raise WorkflowMalformed(
            _("Somebody you chose cannot authorise in “%(name)s”.") % {"name": one.name},
            code="WORKFLOW-NOT-ABLE",
            remedy=_("They need access to this administration and a role that includes authorising."),
        )
    return [(uid, able[uid]) for uid in wanted]


def _write_steps(one: Administration, key: str, authorisers: Sequence[tuple[UUID, str]]) -> None:
    WorkflowStep.objects.bulk_create(
        WorkflowStep(administration=one, workflow_key=key, position=position, person_uid=uid, person_name=name)
        for position, (uid, name) in enumerate(authorisers, start=1)
    )


def _record(actor: Actor, action: str, one: Administration, **facts: object) -> None:
    audit.record(actor, action, {"administration": one.code, **facts})
