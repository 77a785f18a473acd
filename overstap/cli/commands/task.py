"""``overstap task``: what is left to do after a move."""

from typing import Annotated, Literal
from uuid import UUID

from cyclopts import App, Parameter

from overstap.cli.aftercare import said, task_words
from overstap.cli.entering import enter
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName
from overstap.cli.output import day, facts, indented, moment, row, table
from overstap.cli.session import InSession
from overstap.lib.errors import Refused
from overstap.moves.actions.common import parse_uid
from overstap.moves.aftercare import actions, queries
from overstap.moves.aftercare.actions import AnswerGiven
from overstap.moves.aftercare.queries import Which
from overstap.moves.aftercare.values import TaskFile
from overstap.tenancy import access

app = App(name="task", help_epilogue="")
Task = Annotated[str, Parameter(name="TASK", help=_("number of the task; see: overstap task list"))]
Show = Literal["mine", "open", "overdue", "done"]


@app.command(name="list", help=_("Tasks, the first due first"))
def list_(
    *,
    show: Annotated[
        Show, Parameter(help=_("your own open ones, all open ones, what is overdue, what is done"))
    ] = "mine",
    move: Annotated[str, Parameter(metavar="MOVE", help=_("only those of this move"))] = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "task.list") as actor:
        rows = queries.tasks(actor, Which(show), move=parse_uid(move) if move else None, limit=1_000)
    made = table(_("Task"), _("What"), _("About"), _("Owner"), _("Due day"), _("State"))
    for one in rows:
        state = _("overdue") if one.overdue else said(f"task-{one.state}")
        row(made, one.uid, task_words(one).title, one.administration, one.owner, day(one.due), state)
    session.output.show(rows, made if rows else _("There are no such tasks."))


@app.command(help=_("One task: what to do and how, and its history"))
def show(task: Task, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "task.show", {"task": task}) as actor:
        found = queries.task(actor, _number(task))
    _tell(session, found)


@app.command(help=_("It is done; say what was done"))
def done(
    task: Task,
    /,
    *,
    what: Annotated[str, Parameter(metavar="TEXT", help=_("what was done; a colleague reads it later"))],
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "task.done", {"task": task}) as actor:
        actions.finish(actor, _number(task), what)
    session.output.show({"task": task, "state": "done"}, _("Done."))


@app.command(help=_("It is to be done after all; say why"))
def reopen(
    task: Task,
    /,
    *,
    reason: Annotated[str, Parameter(metavar="TEXT", help=_("why it is open again"))],
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "task.reopen", {"task": task}) as actor:
        actions.reopen(actor, _number(task), reason)
    session.output.show({"task": task, "state": "open"}, _("The task is open again."))


@app.command(help=_("Give it to somebody of the environment; they get a mail"))
def assign(
    task: Task,
    email: Annotated[str, Parameter(help=_("who"))],
    /,
    *,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "task.assign", {"task": task, "person": email}) as actor:
        actions.assign(actor, _number(task), access.person_by_email(email).uid)
    session.output.show({"task": task, "owner": email}, _("The task has another owner now; they get a mail."))


@app.command(help=_("Say who managed something that was not copied"))
def answer(
    task: Task,
    /,
    *,
    managed_by: Annotated[
        Literal["client", "previous_accountant", "nobody"], Parameter(help=_("“nobody” closes the task"))
    ],
    exists_here: Annotated[Literal["", "not", "partly", "fully"], Parameter(help=_("to what extent"))] = "",
    option: Annotated[Literal["", "same", "other", "stop"], Parameter(help=_("agreed with the client: supplier"))] = "",
    remark: Annotated[str, Parameter(metavar="TEXT", help=_("more about it"))] = "",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    given = AnswerGiven(managed_by=managed_by, exists_here=exists_here, option=option, remark=remark)
    with enter(session, environment, "task.answer", {"task": task}) as actor:
        actions.answer(actor, _number(task), given)
        found = queries.task(actor, _number(task))
    session.output.show({"task": task, "state": found.row.state, "answer": found.answer}, _("Your answer is kept."))


def _tell(session: InSession, found: TaskFile) -> None:
    words, one = task_words(found.row), found.row
    told = [
        (_("About"), one.administration),
        (_("Owner"), one.owner),
        (_("Due day"), day(one.due)),
        (_("State"), _("overdue") if one.overdue else said(f"task-{one.state}")),
        (_("What was done"), found.done_text),
        (_("Managed by"), said(found.answer.managed_by) if found.answer.managed_by else ""),
    ]
    history = table(_("When"), _("What"), _("Who"), _("Words"))
    for step in found.steps:
        row(history, moment(step.at), said(str(step.deed)), step.person, step.text)
    steps = [f"{number}. {text}" for number, text in enumerate(words.how, start=1)]
    session.output.show(found, words.title, words.why, indented(*found.facts), indented(*steps), facts(told), history)


def _number(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(
            _("“%(text)s” is not the number of a task.") % {"text": text[:60]},
            code="TASK-NOT-FOUND",
            remedy=_("See: overstap task list."),
        ) from None
