"""Asking, choosing, codes, refusing and inviting: each a page of its own with one form."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from overstap.lib.errors import OverstapError
from overstap.moves.candidates import Candidate, candidates
from overstap.moves.takeovers import actions, after, queries
from overstap.moves.takeovers.values import Manager, Takeover, TakeoverOrder
from overstap.moves.values import Gravity, Party, Problem
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right
from overstap.web import doors
from overstap.web.moving.findings import found as findings_of
from overstap.web.moving.starting import in_language
from overstap.web.takeovers import words
from overstap.web.takeovers.forms import ClientForm, RefuseForm, RequestForm
from overstap.web.takeovers.leftovers import MANAGERS, leftovers

MOST = 500  # administrations on one page; a client has a few


def show_request(
    request: HttpRequest, actor: Actor, problem: OverstapError | None = None, form: RequestForm | None = None
) -> HttpResponse:
    """The form of a request."""
    access.require(actor, Right.RECEIVE_MOVE)
    kinds = queries.requestable()
    which = next((one for one in kinds if one.name == request.POST.get("profile")), kinds[0])
    response = doors.show(
        request,
        "takeovers/request.html",
        form=form or RequestForm(request.POST if request.method == "POST" else None),
        kinds=[(one, in_language(one.titles)) for one in kinds],
        which=which,
        terms=in_language(which.terms[Party.RECEIVER]),
        leftovers=leftovers(which, _managed(request)),
        managers=MANAGERS.items(),
        problem=problem,
    )
    response.status_code = 422 if form is not None else response.status_code
    return response


@never_cache
@doors.page("takeover.request", again=show_request)
def request(request: HttpRequest, actor: Actor) -> HttpResponse:
    """R231: ask the previous office. Sent twice, it is still one request."""
    if request.method != "POST":
        return show_request(request, actor)
    access.require(actor, Right.RECEIVE_MOVE)
    form = RequestForm(request.POST)
    if not form.is_valid():
        return show_request(request, actor, form=form)
    said = form.cleaned_data
    order = TakeoverOrder(
        giver_slug=said["environment_part"],
        client_name=said["client_name"],
        client_email=said["client_email"],
        wanted=said["wanted"].splitlines(),
        profile=request.POST.get("profile") or queries.requestable()[0].name,
        administrator_email=said["administrator_email"],
        codes=said["codes"],
        run_at=said["run_at"],
        managed=_managed(request),
    )
    uid = actions.request(actor, order)
    return doors.done(
        request, _("The request was sent. All parties were told."), "takeover", actor.environment.slug, uid
    )


def show_choose(request: HttpRequest, actor: Actor, uid: UUID, problem: OverstapError | None = None) -> HttpResponse:
    """The administrations of the giver, beside the words of the client."""
    found = _for(actor, uid, Party.GIVER)
    rows = candidates(actor, found.profile.name, limit=MOST)
    mine = {part.old_code for part in found.parts}
    shown = [(row, row.code in mine, findings_of(actor, _told(row, mine))) for row in rows]
    return doors.show(
        request,
        "takeovers/choose.html",
        takeover=found,
        title=words.title(found),
        rows=[(row, is_mine, told, row.blocked and not is_mine) for row, is_mine, told in shown],
        given=any(one.answered_at for one in found.parties),
        problem=problem,
        problems=(problem.facts.get("problems") if problem else None) or [],
    )


@never_cache
@doors.page("takeover.scope", again=show_choose)
def choose(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """R230: choose the administrations that are meant."""
    if request.method != "POST":
        return show_choose(request, actor, uid)
    actions.choose(actor, uid, sorted(request.POST.getlist("code"))[:MOST])
    text = _("Chosen. Everybody is asked to approve exactly this, you too.")
    return doors.done(request, text, "takeover", actor.environment.slug, uid)


def show_codes(request: HttpRequest, actor: Actor, uid: UUID, problem: OverstapError | None = None) -> HttpResponse:
    """A code for each administration, at the receiver."""
    found = _for(actor, uid, Party.RECEIVER)
    sent = request.POST if request.method == "POST" else {}
    rows = [
        (number, part, sent.get(f"code-{number}", part.new_code)) for number, part in enumerate(found.parts, start=1)
    ]
    return doors.show(
        request,
        "takeovers/codes.html",
        takeover=found,
        title=words.title(found),
        rows=rows,
        given=any(one.answered_at for one in found.parties),
        findings=findings_of(actor, actions.receiver_problems(actor, uid)) if problem is None else [],
        problem=problem,
        problems=(problem.facts.get("problems") if problem else None) or [],
    )


@never_cache
@doors.page("takeover.codes", again=show_codes)
def codes(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """R230: choose other codes; approvals given do not count any more when one changes."""
    if request.method != "POST":
        return show_codes(request, actor, uid)
    found = _for(actor, uid, Party.RECEIVER)
    new = {
        part.old_code: request.POST.get(f"code-{number}", part.new_code).strip()[:35]
        for number, part in enumerate(found.parts, start=1)
    }
    actions.choose_codes(actor, uid, new)
    return doors.done(request, _("The codes are kept."), "takeover", actor.environment.slug, uid)


def show_refuse(
    request: HttpRequest,
    actor: Actor,
    uid: UUID,
    problem: OverstapError | None = None,
    form: RefuseForm | None = None,
) -> HttpResponse:
    """Ask for the reason before it is over."""
    found = queries.takeover(actor, uid)
    _require_manager(actor, found)
    response = doors.show(
        request, "takeovers/refuse.html", takeover=found, title=words.title(found), form=form or RefuseForm(),
        problem=problem,
    )  # fmt: skip
    response.status_code = 422 if form is not None else response.status_code
    return response


@never_cache
@doors.page("takeover.refuse", again=show_refuse)
def refuse(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """G2: do not take part, with a reason."""
    if request.method != "POST":
        return show_refuse(request, actor, uid)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return show_refuse(request, actor, uid, form=form)
    actions.refuse(actor, uid, form.cleaned_data["reason"])
    return doors.done(request, _("Refused. All parties were told why."), "takeover", actor.environment.slug, uid)


def show_invite(
    request: HttpRequest,
    actor: Actor,
    uid: UUID,
    problem: OverstapError | None = None,
    form: ClientForm | None = None,
) -> HttpResponse:
    """R238 to R241: which address, and what the client will see."""
    access.require(actor, Right.MANAGE_PEOPLE)
    found = _for(actor, uid, Party.RECEIVER)
    response = doors.show(
        request,
        "takeovers/invite.html",
        takeover=found,
        title=words.title(found),
        names=", ".join(part.name for part in found.parts),
        form=form or ClientForm(initial={"email": found.invited or found.client_email}),
        problem=problem,
    )
    response.status_code = 422 if form is not None else response.status_code
    return response


@never_cache
@doors.page("takeover.invite_client", again=show_invite)
def invite(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """R238 to R240: invite the client on the account that they have, with access to what moved."""
    if request.method != "POST":
        return show_invite(request, actor, uid)
    form = ClientForm(request.POST)
    if not form.is_valid():
        return show_invite(request, actor, uid, form=form)
    address = after.invite_client(actor, uid, form.cleaned_data["email"])
    text = _("The invitation was sent to %(email)s.") % {"email": address}
    return doors.done(request, text, "takeover", actor.environment.slug, uid)


def _for(actor: Actor, uid: UUID, party: Party) -> Takeover:
    found = queries.takeover(actor, uid)
    access.require(actor, Right.START_MOVE if party is Party.GIVER else Right.RECEIVE_MOVE)
    if found.reader is party:
        return found
    office = found.giver if party is Party.GIVER else found.receiver
    raise access.NotAllowed(
        _("This is for %(office)s to decide.") % {"office": office},
        code="NOT-THE-GIVER" if party is Party.GIVER else "NOT-THE-RECEIVER",
        remedy=_("Ask them."),
    )


def _require_manager(actor: Actor, found: Takeover) -> None:
    access.require(actor, Right.START_MOVE if found.reader is Party.GIVER else Right.RECEIVE_MOVE)


def _told(row: Candidate, mine: set[str]) -> list[Problem]:
    """What to know of an administration; that it is in this very move is no news."""
    problems = [one for one in row.problems if row.code not in mine or one.check != "no-other-move"]
    return [one for one in problems if one.gravity is Gravity.GATE]


def _managed(request: HttpRequest) -> dict[str, str]:
    """R246: who looked after what is not copied, as far as somebody said so."""
    known = set(Manager)
    return {
        name.removeprefix("managed-"): value
        for name, value in request.POST.items()
        if name.startswith("managed-") and value in known
    }
