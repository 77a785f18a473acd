"""Everything that a migration may ask to be finished first, on one page: a part for each gate, done at once."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overstap.books.authorisation import finishing, queries, workflows
from overstap.books.authorisation.values import Demands, State
from overstap.lib.errors import OverstapError, Refused
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.authorisation.forms import SettleForm
from overstap.web.authorisation.overview import TAB
from overstap.web.books import opening


def page(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    """What is left for each gate."""
    one = opening.books(actor, code)
    stand = queries.stand(actor, code)
    settle_form = SettleForm(initial={"comment": request.POST.get("comment", "")})
    return opening.show(
        request,
        "authorisation/finish.html",
        one,
        TAB,
        stand=stand,
        settle_form=settle_form,
        problem=problem,
        asks="mandatory" in (stand.before, stand.after),
        all_done=not (stand.waiting or stand.workflows or "mandatory" in (stand.before, stand.after)),
    )


@doors.page("authorisation.finish", again=page)
def finish(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """R065, R072 to R076: finish one of them."""
    if request.method != "POST":
        return page(request, actor, code)
    deed = _DEEDS.get(request.POST.get("what", ""))
    if deed is None:
        raise Refused(_("Choose what to finish."), code="NOTHING-CHOSEN")
    return doors.done(request, deed(request, actor, code), "authorisation-finish", actor.environment.slug, code)


def _approve(request: HttpRequest, actor: Actor, code: str) -> str:
    count = finishing.settle_all(actor, code, State.APPROVED, request.POST.get("comment", ""))
    return ngettext("%(count)d document is approved.", "%(count)d documents are approved.", count) % {"count": count}


def _reject(request: HttpRequest, actor: Actor, code: str) -> str:
    count = finishing.settle_all(actor, code, State.REJECTED, request.POST.get("comment", ""))
    return ngettext("%(count)d document is rejected.", "%(count)d documents are rejected.", count) % {"count": count}


def _remove(_request: HttpRequest, actor: Actor, code: str) -> str:
    count = workflows.remove_authorisers(actor, code)
    text = ngettext(
        "%(count)d authoriser is out of the workflows.", "%(count)d authorisers are out of the workflows.", count
    )
    return text % {"count": count}


def _delete(_request: HttpRequest, actor: Actor, code: str) -> str:
    count = workflows.delete_workflows(actor, code)
    return ngettext("%(count)d workflow is deleted.", "%(count)d workflows are deleted.", count) % {"count": count}


def _ask_nothing(_request: HttpRequest, actor: Actor, code: str) -> str:
    workflows.demand(actor, code, Demands())
    return _("No authorisation is asked any more.")


_DEEDS: dict[str, Callable[[HttpRequest, Actor, str], str]] = {
    "approve": _approve,
    "reject": _reject,
    "authorisers": _remove,
    "workflows": _delete,
    "demand": _ask_nothing,
}
