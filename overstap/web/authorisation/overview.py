"""Authorisation of one administration: what is asked, its workflows, and what waits for whom."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from overstap.books.authorisation import finishing, queries, workflows
from overstap.books.authorisation.values import Authoriser, Demands, Waiting
from overstap.lib.errors import OverstapError
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.authorisation.forms import DemandForm, ReassignAllForm
from overstap.web.books import opening
from overstap.web.managing.parts import number_or_none, person_id

TAB = "administration-authorisation"


def page(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    """The page, once more with what was sent where that was refused."""
    one = opening.books(actor, code)
    after = number_or_none(request.GET.get("after", "")) or 0
    waits = queries.waiting(actor, code, after)
    demands = queries.demands(actor, code)
    return opening.show(
        request,
        "authorisation/overview.html",
        one,
        TAB,
        waits=waits,
        after=after,
        demands=demands,
        workflows=queries.workflows(actor, code),
        problem=problem,
        sends=may(actor.role, Right.WRITE_BOOKS) or may(actor.role, Right.MANAGE_WORKFLOWS),
        **_forms(request, actor, code, demands, waits.rows),
    )


@require_safe
@doors.page("authorisation.overview")
def show(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The tab Authorisation."""
    return page(request, actor, code)


@require_POST
@doors.page("authorisation.demand", again=page)
def demand(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """R074, R075: what is asked before and after booking."""
    wanted = Demands(*(workflows.parse_demand(request.POST.get(name, "")) for name in ("before", "after")))
    workflows.demand(actor, code, wanted)
    return doors.done(request, _("Saved."), TAB, actor.environment.slug, code)


@require_POST
@doors.page("authorisation.reassign", again=page)
def reassign(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Everything that waits for one person goes to another."""
    of, to = (person_id(request.POST.get(name, "")) for name in ("of", "to"))
    told = finishing.reassign_all(actor, code, of, to)
    text = ngettext("%(count)d document went on.", "%(count)d documents went on.", told.given) % {"count": told.given}
    if told.left:
        left = ngettext(
            "%(count)d stays: they are in its workflow already.",
            "%(count)d stay: they are in those workflows already.",
            told.left,
        )
        text = f"{text} {left % {'count': told.left}}"
    return doors.done(request, text, TAB, actor.environment.slug, code)


def _forms(request: HttpRequest, actor: Actor, code: str, demands: Demands, rows: Sequence[Waiting]) -> dict[str, Any]:
    if not may(actor.role, Right.MANAGE_WORKFLOWS):
        return {}
    sent = request.POST if request.method == "POST" else None
    kept = {name: sent.get(name, "") for name in ("of", "to")} if sent else None
    people = {row.authoriser.uid: row.authoriser for row in rows}
    return {
        "demand_form": DemandForm(initial={"before": demands.before, "after": demands.after}),
        "reassign_form": ReassignAllForm(waiting=_by_name(people), able=queries.able(actor, code), initial=kept),
    }


def _by_name(people: Mapping[UUID, Authoriser]) -> list[Authoriser]:
    return sorted(people.values(), key=lambda one: one.name)
