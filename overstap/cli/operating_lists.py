"""What ``overstap operator`` shows of the installation: environments, orders, queue, audit log."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from cyclopts import App, Parameter

from overstap.cli.language import chosen
from overstap.cli.language import gettext as _
from overstap.cli.operating import at_work
from overstap.cli.output import facts, moment, row, safe, table
from overstap.cli.session import InSession
from overstap.cli.words import word
from overstap.durable import overviews
from overstap.moves import orders as moves
from overstap.moves.orders import OPEN, Order, OrderFilter
from overstap.moves.profiles import catalogue
from overstap.tenancy.operators import environments as places
from overstap.tenancy.operators import trail
from overstap.tenancy.operators.environments import Wanted
from overstap.tenancy.operators.trail import TrailFilter

Limit = Annotated[int, Parameter(metavar="NUMBER", help=_("how many"))]
Search = Annotated[str, Parameter(metavar="TEXT", help=_("in names, or a number"))]
MOST = 500


def enter_in(app: App) -> None:
    """Make commands of what stands here."""
    app.command(environments, help=_("Every environment, with licence and size"))
    app.command(environment, help=_("One environment, and who works there"))
    app.command(orders, help=_("Every move, and for whom it waits"))
    app.command(order, help=_("One move: its administrations by code, what happened"))
    app.command(queue, help=_("Jobs, e-mails that do not leave, workers"))
    app.command(audit, help=_("The audit log of the whole installation"))


def environments(
    *,
    search: Search = "",
    kind: Annotated[Literal["", "accountancy", "entrepreneur"], Parameter(help=_("of office"))] = "",
    licence: Annotated[Literal["", "trial", "premium"], Parameter(help=_("of the environment"))] = "",
    after: Annotated[str, Parameter(metavar="SLUG", help=_("those after this one"))] = "",
    limit: Limit = places.PAGE,
    session: InSession,
) -> None:
    with at_work(session, "operator.offices") as operator:
        page = places.environments(operator, Wanted(search, kind, licence), after=after, limit=min(limit, MOST))
    made = table(
        _("Environment"), _("Name"), _("Office"), _("Licence"), _("Administrations"), _("People"),
        right=(_("Administrations"), _("People")),
    )  # fmt: skip
    for one in page.rows:
        licensed = f"{one.tier} {one.number}".strip()
        row(made, one.slug, one.name, one.office, licensed, one.administrations, one.people)
    session.output.show(
        {"environments": page.rows, "after": page.after}, made if page.rows else _("No environment meets this choice.")
    )


def environment(slug: str, /, *, session: InSession) -> None:
    with at_work(session, "operator.office", {"slug": slug}) as operator:
        one = places.environment(operator, slug)
    made = table(_("Name"), _("E-mail"), _("Role"), _("Since"))
    for member in one.members:
        row(made, member.name, member.email, word(member.role), moment(member.since))
    told = [
        (_("Name"), one.row.name),
        (_("Office"), one.row.office),
        (_("Licence"), f"{one.row.tier} {one.row.number}".strip()),
        (_("Open moves"), str(one.row.open_matters)),
        *((word(state), str(number)) for state, number in one.states),
    ]
    session.output.show(one, facts(told), made)


def orders(
    *,
    search: Search = "",
    state: Annotated[str, Parameter(metavar="STATE", help=_("or “open”; an empty one: all"))] = OPEN,
    profile: Annotated[str, Parameter(metavar="NAME", help=_("the kind of move"))] = "",
    environment: Annotated[str, Parameter(metavar="SLUG", help=_("with this party"))] = "",
    before: Annotated[int | None, Parameter(metavar="NUMBER", help=_("older than this one"))] = None,
    limit: Limit = moves.PAGE,
    session: InSession,
) -> None:
    wanted = OrderFilter(search, state, profile, environment)
    with at_work(session, "operator.orders") as operator:
        page = moves.orders(operator, wanted, before=before, limit=min(limit, MOST))
        titles = catalogue.titles(chosen())
    made = table(_("Move"), _("From and to"), _("Kind"), _("State"), _("Waits for"), _("Asked for"))
    for one in page.rows:
        parties = f"{one.giver} → {one.receiver or '–'}"
        turn = ", ".join(word(party) for party in one.waits_for)
        row(
            made,
            str(one.uid),
            parties,
            titles.get(one.profile, one.profile),
            word(one.state),
            turn,
            moment(one.created_at),
        )
    session.output.show(
        {"orders": [_plain(one) for one in page.rows], "before": page.before},
        made if page.rows else _("No move meets this choice."),
    )


def order(uid: UUID, /, *, session: InSession) -> None:
    with at_work(session, "operator.order", {"move": str(uid)}) as operator:
        full = moves.order(operator, uid)
    one, made = full.order, table(_("Old code"), _("New code"), _("Outcome"), _("Error"))
    for part in full.parts:
        row(made, part.old_code, part.new_code, word(part.outcome), str((part.failure or {}).get("error", "")))
    happened = table(_("Moment"), _("What"), _("Who"), _("Took (ms)"), right=(_("Took (ms)"),))
    for event in full.events:
        told = " ".join(filter(None, (word(event.kind), event.code, event.reason)))
        row(
            happened, moment(event.at), told, event.person, event.milliseconds if event.milliseconds is not None else ""
        )
    head = [(_("From and to"), f"{one.giver} → {one.receiver or '–'}"), (_("State"), word(one.state))]
    if one.failure:
        head.append((_("Stopped by"), f"{one.failure.get('error', '')}: {one.failure.get('message', '')}"))
    data = {"order": _plain(one), "parts": full.parts, "events": full.events}
    session.output.show(data, facts(head), made, happened)


def queue(*, session: InSession) -> None:
    with at_work(session, "operator.queue"):
        now = overviews.standing()
    found = {"failed": now.failed, "running": now.running, "waiting": now.waiting, "scheduled": now.scheduled}
    made = table(_("No."), _("Job"), _("State"), _("Moment"), _("Error"), right=(_("No."),))
    for kind, jobs in found.items():
        for one in jobs:
            told = f"{one.code} {one.message}".strip()
            row(made, one.number, one.task, _state(kind), moment(one.at) if one.at else "", told)
    unsent = table(_("E-mail"), _("To"), _("State"), _("Error"))
    for mail in now.mails:
        row(unsent, mail.key, mail.to, _("failed") if mail.failed else _("waiting"), mail.reason)
    alive = sum(1 for worker in now.workers if worker.alive)
    session.output.show(
        now,
        made if any(found.values()) else _("No jobs."),
        unsent if now.mails else _("Every e-mail was sent."),
        _("Workers at work: %(count)d.") % {"count": alive},
    )


def audit(
    *,
    person: Annotated[str, Parameter(metavar="TEXT", help=_("a name, or a whole e-mail address"))] = "",
    action: Annotated[str, Parameter(metavar="NAME", help=_("as the log names it"))] = "",
    outcome: Annotated[Literal["", "done", "refused"], Parameter(help=_("of the action"))] = "",
    code: Annotated[str, Parameter(metavar="CODE", help=_("of the error"))] = "",
    environment: Annotated[str, Parameter(metavar="SLUG", help=_("or - for lines of none"))] = "",
    first: Annotated[date | None, Parameter(metavar="DATE", help=_("from this day on"))] = None,
    last: Annotated[date | None, Parameter(metavar="DATE", help=_("up to and including this day"))] = None,
    before: Annotated[int | None, Parameter(metavar="NUMBER", help=_("older than this line"))] = None,
    limit: Limit = 30,
    session: InSession,
) -> None:
    wanted = TrailFilter(person, action, outcome, code, environment, first, last)
    with at_work(session, "operator.audit") as operator:
        page = trail.trail(operator, wanted, before=before, limit=min(max(limit, 1), MOST))
    made = table(_("No."), _("Moment"), _("Environment"), _("Who"), _("What"), right=(_("No."),))
    for one in page.lines:
        what = f"{one.action} {one.code}".strip()
        row(made, one.number, moment(one.at), one.environment, one.email, what, style="red" if one.code else "")
    session.output.show(
        {"lines": page.lines, "before": page.before}, made if page.lines else safe(_("Nothing was logged here."))
    )


def _plain(one: Order) -> dict[str, object]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__} | {"waits_for": list(one.waits_for)}


def _state(kind: str) -> str:
    words = {"failed": _("failed"), "running": _("running"), "waiting": _("waiting"), "scheduled": _("planned")}
    return words[kind]
