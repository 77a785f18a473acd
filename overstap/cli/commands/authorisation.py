"""``overstap authorisation``: workflows, documents that wait, and finishing all of it before a move."""

from collections.abc import Callable, Sequence
from typing import Annotated, Literal
from uuid import UUID

from cyclopts import App, Parameter
from rich.table import Table

from overstap.books.authorisation import deciding, finishing, own, queries, workflows
from overstap.books.authorisation.values import Demands, Moment, State, Turn, Waiting, WorkflowDraft
from overstap.cli.entering import enter
from overstap.cli.language import gettext as _
from overstap.cli.language import ngettext
from overstap.cli.options import EnvironmentName
from overstap.cli.output import facts, moment, row, table
from overstap.cli.session import InSession
from overstap.lib.errors import Refused
from overstap.tenancy import access
from overstap.tenancy.access import Actor

app = App(name="authorisation", help_epilogue="")
workflow_app = App(name="workflow", help=_("Who decides, in which order"), help_epilogue="")
app.command(workflow_app)

Code = Annotated[str, Parameter(help=_("code of the administration"))]
Document = Annotated[str, Parameter(metavar="DOCUMENT", help=_("number of the document; “mine” and “show” tell it"))]
Comment = Annotated[str, Parameter(metavar="TEXT", help=_("why; it stands in the history"))]
WorkflowName = Annotated[str, Parameter(metavar="NAME", help=_("the workflow"))]
People = Annotated[list[str], Parameter(metavar="EMAIL", help=_("who decides, in this order"), negative="")]
DemandName = Literal["none", "optional", "mandatory"]
MomentName = Literal["before", "after"]


@app.command(help=_("What waits for you"))
def mine(*, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "authorisation.mine") as actor:
        rows = _all_of_it(lambda after: own.waiting_for_me(actor, after))
    session.output.show(rows, _waiting(rows) if rows else _("Nothing waits for you."))


@app.command(help=_("What is asked, the workflows, and what waits in one administration"))
def show(code: Code, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "authorisation.overview", {"administration": code}) as actor:
        demands, flows = queries.demands(actor, code), queries.workflows(actor, code)
        rows = _all_of_it(lambda after: queries.waiting(actor, code, after))
    about = facts([(_("Before booking"), str(demands.before)), (_("After booking"), str(demands.after))])
    listed = table(_("Workflow"), _("Authorisers"))
    for flow in flows:
        row(listed, flow.name, ", ".join(_called(one.name, able=one.able) for one in flow.authorisers))
    session.output.show(
        {"demands": demands, "workflows": flows, "waiting": rows}, about, listed, *([_waiting(rows)] if rows else [])
    )


@app.command(help=_("Send a document into a workflow"))
def send(
    code: Code,
    document: Document,
    workflow: WorkflowName,
    /,
    *,
    when: Annotated[MomentName, Parameter(help=_("before or after booking"))] = "before",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "authorisation.send", {"administration": code}) as actor:
        turn = deciding.start(actor, code, _uid(document), _key(actor, code, workflow), Moment(when))
    session.output.show(turn, _("The document waits for its first authoriser."))


@app.command(help=_("Approve a document that waits for you"))
def approve(
    code: Code,
    document: Document,
    /,
    *,
    comment: Comment = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "authorisation.decide", {"administration": code}) as actor:
        state = deciding.approve(actor, code, _turn(actor, code, document), comment)
    told = _("Approved; the next one decides now.") if state is State.WAITING else _("Approved by everybody.")
    session.output.show({"document": document, "state": str(state)}, told)


@app.command(help=_("Reject a document that waits for you; say why"))
def reject(
    code: Code, document: Document, /, *, comment: Comment, environment: EnvironmentName = "", session: InSession
) -> None:
    with enter(session, environment, "authorisation.decide", {"administration": code}) as actor:
        state = deciding.reject(actor, code, _turn(actor, code, document), comment)
    session.output.show({"document": document, "state": str(state)}, _("Rejected."))


@app.command(help=_("Give a turn to somebody else; without a document, every turn of one person (--of)"))
def reassign(
    code: Code,
    email: Annotated[str, Parameter(help=_("who decides from now on"))],
    document: Document = "",
    /,
    *,
    of: Annotated[str, Parameter(metavar="EMAIL", help=_("whose turns they were"))] = "",
    comment: Comment = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    if bool(document) == bool(of):
        raise Refused(
            _("Say which document, or whose turns with --of."), code="NOTHING-CHOSEN", remedy=_("One of the two.")
        )
    with enter(session, environment, "authorisation.reassign", {"administration": code}) as actor:
        to = access.person_by_email(email).uid
        if document:
            deciding.reassign(actor, code, _turn(actor, code, document), to, comment)
            told = finishing.Given(1, 0)
        else:
            told = finishing.reassign_all(actor, code, access.person_by_email(of).uid, to)
    text = ngettext("%(count)d document went on.", "%(count)d documents went on.", told.given)
    session.output.show(told, text % {"count": told.given})


@app.command(help=_("Take a document out of its workflow"))
def withdraw(
    code: Code,
    document: Document,
    /,
    *,
    comment: Comment = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "authorisation.withdraw", {"administration": code}) as actor:
        deciding.withdraw(actor, code, _turn(actor, code, document), comment)
    session.output.show({"document": document, "state": "withdrawn"}, _("Nobody decides about it any more."))


@app.command(help=_("Whether documents are authorised before and after booking"))
def demand(
    code: Code,
    /,
    *,
    before: DemandName | None = None,
    after: DemandName | None = None,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "authorisation.demand", {"administration": code}) as actor:
        now = queries.demands(actor, code)
        wanted = Demands(
            workflows.parse_demand(before) if before else now.before,
            workflows.parse_demand(after) if after else now.after,
        )
        workflows.demand(actor, code, wanted)
    told = facts([(_("Before booking"), str(wanted.before)), (_("After booking"), str(wanted.after))])
    session.output.show(wanted, told)


@app.command(help=_("Finish all of it before a move: decide what waits, empty and delete workflows, ask nothing"))
def finish(
    codes: Annotated[list[str], Parameter(metavar="CODE", help=_("codes of administrations"), negative="")],
    /,
    *,
    outcome: Annotated[Literal["approve", "reject", "leave"], Parameter(help=_("what waits"))] = "leave",
    comment: Comment = "",
    workflows_too: Annotated[
        bool, Parameter(name="--workflows", negative="", help=_("take everybody out of the workflows and delete them"))
    ] = False,
    demands_too: Annotated[bool, Parameter(name="--demands", negative="", help=_("set authorisation to none"))] = False,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    done: list[dict[str, object]] = []
    with enter(session, environment, "authorisation.finish", {"administrations": codes}) as actor:
        for code in codes:
            settled = _settle(actor, code, outcome, comment)
            people = workflows.remove_authorisers(actor, code) if workflows_too else 0
            deleted = workflows.delete_workflows(actor, code) if workflows_too else 0
            if demands_too:
                workflows.demand(actor, code, Demands())
            left = queries.stand(actor, code)
            done.append({"code": code, "settled": settled, "authorisers": people, "workflows": deleted, "left": left})
    made = table(_("Administration"), _("Decided"), _("Authorisers out"), _("Workflows deleted"))
    for one in done:
        row(made, one["code"], one["settled"], one["authorisers"], one["workflows"])
    session.output.show(done, made)


@workflow_app.command(name="add", help=_("A new workflow of one to three people"))
def add(
    code: Code, name: WorkflowName, people: People, /, *, environment: EnvironmentName = "", session: InSession
) -> None:
    with enter(session, environment, "workflow.save", {"administration": code}) as actor:
        key = workflows.add_workflow(actor, code, WorkflowDraft(name, _people(people)))
    session.output.show({"workflow": name, "key": key}, _("“%(name)s” is added.") % {"name": name})


@workflow_app.command(name="change", help=_("Other people, or another name, for a workflow"))
def change(
    code: Code,
    name: WorkflowName,
    people: People,
    /,
    *,
    to: Annotated[str, Parameter(metavar="NAME", help=_("its name from now on"))] = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "workflow.save", {"administration": code}) as actor:
        draft = WorkflowDraft(to or name, _people(people))
        key = workflows.change_workflow(actor, code, _key(actor, code, name), draft)
    session.output.show({"workflow": draft.name, "key": key}, _("“%(name)s” is changed.") % {"name": draft.name})


@workflow_app.command(name="delete", help=_("Delete a workflow; what waits in it goes on"))
def delete(code: Code, name: WorkflowName, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "workflow.delete", {"administration": code}) as actor:
        workflows.delete_workflow(actor, code, _key(actor, code, name))
    session.output.show({"workflow": name}, _("“%(name)s” is deleted.") % {"name": name})


def _settle(actor: Actor, code: str, outcome: str, comment: str) -> int:
    if outcome == "leave":
        return 0
    state = State.APPROVED if outcome == "approve" else State.REJECTED
    return finishing.settle_all(actor, code, state, comment)


def _all_of_it(ask: Callable[[int], queries.WaitingPage]) -> list[Waiting]:
    page = ask(0)
    found = list(page.rows)
    while page.after:
        page = ask(page.after)
        found += page.rows
    return found


def _turn(actor: Actor, code: str, document: str) -> Turn:
    """The turn that the document waits at now."""
    uid = _uid(document)
    (number, _state, _moment), *_earlier = own.rounds(actor, code, uid) or [(0, State.WITHDRAWN, Moment.BEFORE)]
    found = own.authorised(actor, code, uid, number)
    return Turn(uid, found.round, found.position)


def _key(actor: Actor, code: str, name: str) -> str:
    """The key of the workflow that somebody names, whatever its capitals."""
    wanted = name.strip().casefold()
    found = (one.key for one in queries.workflows(actor, code) if wanted in (one.name.casefold(), one.key))
    return next(found, name)


def _people(emails: Sequence[str]) -> list[UUID]:
    return [access.person_by_email(email).uid for email in emails]


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(
            _("“%(text)s” is not the number of a document.") % {"text": text[:60]},
            code="DOCUMENT-NOT-FOUND",
            remedy=_("Look for it with “overstap authorisation mine” or “show”."),
        ) from None


def _called(name: str, *, able: bool) -> str:
    return name if able else _("%(name)s (cannot decide)") % {"name": name}


def _waiting(rows: Sequence[Waiting]) -> Table:
    made = table(_("Number"), _("Document"), _("Administration"), _("Waits for"), _("Since"))
    for one in rows:
        waits_for = _called(one.authoriser.name, able=one.authoriser.able)
        row(made, one.turn.document, one.document, f"{one.code} {one.administration}", waits_for, moment(one.since))
    return made
