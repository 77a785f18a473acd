"""Setting a coupling up: selecting administrations, configuring, and confirming (R198 to R211)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from overstap.coupling import queries, setting_up
from overstap.coupling.values import FIELDS, CoupledRow, CouplingRow, Stage, Standing, Treatment
from overstap.coupling.words import FIELD_NAMES
from overstap.lib import clock
from overstap.lib.errors import OverstapError
from overstap.lib.sentences import told
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right
from overstap.web import doors
from overstap.web.coupling import stages

_BETWEEN = ":"  # a connection and a code of the package
_MOST = 500  # boxes that somebody can tick


@dataclass(frozen=True, slots=True)
class CodeRow:
    """An administration in the step with the codes. ``fixed``: invoices may have its code already."""

    one: CoupledRow
    code: str
    fixed: bool


@dataclass(frozen=True, slots=True)
class Lead:
    """Who leads of one field; ``chosen``: the number of an administration, HERE, or empty."""

    name: str
    label: str
    chosen: str


def show_select(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    """What the package lists, per connection."""
    stage = setting_up.begin(actor)
    ticked = frozenset(request.POST.getlist("chosen")) if problem else None
    return doors.show(
        request,
        "coupling/select.html",
        sources=setting_up.sources(actor),
        ticked=ticked,
        steps=stages.bar(Stage.SELECT if stage is not Stage.CONNECT else stage),
        adding=_adds(queries.coupling(actor)),
        problem=problem,
    )


@never_cache
@doors.page("coupling.select", again=show_select)
def select(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Step 2 (R198)."""
    if request.method != "POST":
        return show_select(request, actor)
    setting_up.select(actor, list(_chosen(request.POST.getlist("chosen")[:_MOST])))
    return doors.done(request, _("Selected. Now configure them."), "coupling-configure", actor.environment.slug)


def show_configure(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    """How contacts are treated, and the codes, with a proposal for each."""
    access.require(actor, Right.MANAGE_ADMINISTRATIONS)
    found, leads = queries.coupling(actor), setting_up.leads(actor)
    typed: Mapping[str, str] = request.POST.dict() if problem else {}
    return doors.show(
        request,
        "coupling/configure.html",
        found=found,
        rows=_code_rows(actor, found, typed),
        year=_year(),
        treatment=typed.get("treatment", str(found.treatment)),
        lead=typed.get("lead", _common(leads)),
        leads=_leads(leads, typed),
        steps=stages.bar(Stage.CONFIGURE),
        adding=_adds(found),
        problem=problem,
    )


@never_cache
@doors.page("coupling.configure", again=show_configure)
def configure(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Step 3a and 3b (R200 to R208)."""
    if request.method != "POST":
        return show_configure(request, actor)
    sent = request.POST
    numbers = [one.number for one in queries.coupling(actor).administrations]
    codes = {number: sent[f"code-{number}"] for number in numbers if f"code-{number}" in sent}
    leads = {setting_up.EVERYTHING: sent.get("lead", "")}
    leads |= {field: sent[f"lead-{field}"] for field in FIELDS if sent.get(f"lead-{field}")}
    setting_up.configure(actor, sent.get("treatment", ""), codes, leads)
    return doors.done(request, _("Saved. Read the last step, and confirm."), "coupling-confirm", actor.environment.slug)


def show_confirm(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    """What was chosen, once more, and the request to leave contacts alone from now on."""
    access.require(actor, Right.MANAGE_ADMINISTRATIONS)
    found = queries.coupling(actor)
    return doors.show(
        request,
        "coupling/confirm.html",
        found=found,
        year=_year(),
        by_hand=found.treatment == Treatment.BY_HAND,
        tell=problem is None or request.POST.get("tell") == "yes",
        steps=stages.bar(Stage.CONFIGURE),
        adding=_adds(found),
        problem=problem,
    )


@never_cache
@doors.page("coupling.confirm", again=show_confirm)
def confirm(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Step 3c (R209, R210); from here the worker goes on."""
    if request.method != "POST":
        return show_confirm(request, actor)
    understood, tell = (request.POST.get(name) == "yes" for name in ("understood", "tell"))
    count = setting_up.confirm(actor, understood=understood, tell_colleagues=tell)
    text = _("The contacts are being fetched. You can leave this page.")
    if tell:
        mails = ngettext("%(count)d person is told by mail.", "%(count)d people are told by mail.", count)
        text = f"{text} {mails % {'count': count}}"
    return doors.done(request, text, "coupling", actor.environment.slug)


def _chosen(texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    for text in texts:
        number, _between, code = text.partition(_BETWEEN)
        if number.isascii() and number.isdecimal() and len(number) < 18:
            yield int(number), code


def _code_rows(actor: Actor, found: CouplingRow, typed: Mapping[str, str]) -> list[CodeRow]:
    proposed = setting_up.proposals(actor)
    return [
        CodeRow(one, typed.get(f"code-{one.number}", proposed[one.number]), one.standing is not Standing.CHOSEN)
        for one in found.administrations
    ]


def _adds(found: CouplingRow) -> bool:
    """Whether administrations are added to some that are coupled already."""
    return any(one.standing is not Standing.CHOSEN for one in found.administrations)


def _common(leads: Mapping[str, str]) -> str:
    """Who leads of every field; empty where nobody does, or one of this and another of that."""
    leaders = {leads.get(field, "") for field in FIELDS}
    return leaders.pop() if len(leaders) == 1 else ""


def _leads(leads: Mapping[str, str], typed: Mapping[str, str]) -> list[Lead]:
    kept = {} if _common(leads) else leads
    return [Lead(one, told(FIELD_NAMES[one], _), typed.get(f"lead-{one}", kept.get(one, ""))) for one in FIELDS]


def _year() -> int:
    return clock.now().astimezone(clock.AMSTERDAM).year
