"""``overstap relink``: change the connection or the code of administrations, at once or by the operator."""

from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from cyclopts import App, Parameter
from rich.console import RenderableType

from overstap.cli.choices import UsageError
from overstap.cli.commands.move import pairs
from overstap.cli.entering import enter
from overstap.cli.errors import problem_lines
from overstap.cli.language import chosen
from overstap.cli.language import gettext as _
from overstap.cli.operating import at_work
from overstap.cli.options import EnvironmentName
from overstap.cli.output import amount_text, facts, moment, row, table
from overstap.cli.session import InSession
from overstap.lib.errors import Refused
from overstap.moves.actions.common import ConsentMissing
from overstap.moves.profiles import profile
from overstap.moves.relinks import actions, operating, queries
from overstap.moves.relinks.values import Checked, OrderRow, OrderState, PackageMove, PartRow, Request, Wish
from overstap.moves.values import Party

app = App(name="relink", help_epilogue="")
orders = App(name="order", help=_("The operator's queue of orders"), help_epilogue="")
app.command(orders)
AT_ONCE, BY_OPERATOR = "relink", "relink-assisted"
Codes = Annotated[str, Parameter(metavar="CODE", help=_("codes that the administrations have now"))]
To = Annotated[int, Parameter(metavar="NUMBER", help=_("the connection to work with; see: overstap system list"))]
NewCodes = Annotated[
    tuple[str, ...],
    Parameter(name="--set", metavar="OLD=NEW", negative="", help=_("another code for an administration")),
]
PackageMoved = Annotated[
    Literal["finished", "not-yet", "none"],
    Parameter(help=_("has the package moved them already; “none”: nothing moves in the package")),
]
Agree = Annotated[bool, Parameter(negative="", help=_("you agree to the terms, which are shown without this"))]
Prove = Annotated[
    bool,
    Parameter(help=_("book 0.01 debit and credit in the package afterwards, read it back and take it back; or not")),
]
Uid = Annotated[str, Parameter(metavar="ORDER", help=_("number of the order; see: overstap relink list"))]


@app.command(help=_("What would change, and what stands in the way; changes nothing"))
def check(
    *codes: Codes,
    to: To,
    set_: NewCodes = (),
    package_move: PackageMoved = "finished",
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    wanted = _request(codes, to, set_, package_move, AT_ONCE)
    with enter(session, environment, "relink.prepare", {"administrations": codes}) as actor:
        found = actions.check(actor, wanted)
    session.output.show([_checked_data(one) for one in found], *_checked(found))


@app.command(help=_("Change it at once"))
def do(
    *codes: Codes,
    to: To,
    set_: NewCodes = (),
    package_move: PackageMoved = "finished",
    agree: Agree = False,
    prove: Prove = True,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    wanted = _request(codes, to, set_, package_move, AT_ONCE, agree=agree, prove=prove)
    _order(session, environment, wanted)


@app.command(help=_("Have the operator change it, for a fixed amount per order"))
def ask(
    *codes: Codes,
    to: To,
    set_: NewCodes = (),
    package_move: PackageMoved = "finished",
    agree: Agree = False,
    prove: Prove = True,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    wanted = _request(codes, to, set_, package_move, BY_OPERATOR, agree=agree, prove=prove)
    _order(session, environment, wanted)


@app.command(name="list", help=_("The orders of this environment, newest first"))
def list_(*, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "relink.list") as actor:
        rows = queries.orders(actor, limit=100)
    made = table(_("Order"), _("Administrations"), _("Ordered by"), _("State"))
    for one in rows:
        row(made, one.uid, _names(one.parts), one.ordered_by, states()[one.state])
    session.output.show(rows, made if rows else _("No connection was changed yet."))


@app.command(help=_("One order, with what came of each administration"))
def show(order: Uid, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    _show(session, environment, _uid(order))


@app.command(help=_("Let administrations of an order work as before"))
def undo(
    order: Uid,
    /,
    *,
    only: Annotated[
        tuple[int, ...], Parameter(metavar="NUMBER", negative="", help=_("those alone: their numbers in the order"))
    ] = (),
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    uid = _uid(order)
    with enter(session, environment, "relink.undo", {"order": order}) as actor:
        actions.undo(actor, uid, only)
    _show(session, environment, uid)


@app.command(help=_("Take an order back that waits for the operator"))
def withdraw(order: Uid, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "relink.withdraw", {"order": order}) as actor:
        actions.withdraw(actor, _uid(order))
    session.output.show({"order": order, "state": "withdrawn"}, _("The order is withdrawn."))


@app.command(name="try", help=_("Try once more whether work can be done with the connections of an order"))
def try_(order: Uid, /, *, environment: EnvironmentName = "", session: InSession) -> None:
    uid = _uid(order)
    with enter(session, environment, "relink.check", {"order": order}) as actor:
        actions.check_again(actor, uid)
    _show(session, environment, uid)


@orders.command(name="list", help=_("Orders that wait, oldest first; with an order: what stands in its way"))
def queue(order: Uid = "", /, *, session: InSession) -> None:
    with at_work(session, "operator.relinks") as operator:
        if order:
            one, found = operating.shown(operator, _uid(order)), operating.problems(operator, _uid(order))
            problems = [problem.as_dict() for told in found.values() for problem in told]
            data = {"order": one, "problems": problems}
            session.output.show(data, *_one(one.order), *problem_lines(problems))
            return
        rows = operating.queue(operator)
    made = table(_("Order"), _("Environment"), _("Administrations"), _("Ordered by"), _("Since"))
    for each in rows:
        names = _names(each.order.parts)
        row(made, each.order.uid, each.environment, names, each.order.ordered_by, moment(each.order.ordered_at))
    session.output.show(rows, made if rows else _("No order waits."))


@orders.command(help=_("Execute an order"))
def execute(order: Uid, /, *, session: InSession) -> None:
    with at_work(session, "operator.relink-execute", {"order": order}) as operator:
        done = operating.execute(operator, _uid(order))
    session.output.show(done, _("Executed; whoever ordered gets a mail."), *_one(done.order))


@orders.command(help=_("Do not execute an order"))
def decline(
    order: Uid,
    /,
    *,
    reason: Annotated[str, Parameter(metavar="TEXT", help=_("why; whoever ordered reads it"))],
    session: InSession,
) -> None:
    with at_work(session, "operator.relink-decline", {"order": order}) as operator:
        operating.decline(operator, _uid(order), reason)
    session.output.show({"order": order, "state": "declined"}, _("Declined; whoever ordered gets the reason by mail."))


def states() -> dict[str, str]:
    """The states of an order in words."""
    return {
        OrderState.ASKED: _("waits for the operator"),
        OrderState.EXECUTED: _("executed"),
        OrderState.DECLINED: _("declined"),
        OrderState.WITHDRAWN: _("withdrawn"),
    }


def outcomes() -> dict[str, str]:
    """What came of an administration, in words."""
    return {
        "pending": _("waits"),
        "done": _("changed"),
        "failed": _("not changed"),
        "undone": _("undone"),
        "declined": _("declined"),
        "withdrawn": _("withdrawn"),
    }


def _request(
    codes: Sequence[str],
    to: int,
    set_: tuple[str, ...],
    moved: str,
    which: str,
    *,
    agree: bool = False,
    prove: bool = True,
) -> Request:
    new = pairs(set_, "--set")
    unknown = sorted(set(new) - set(codes))
    if unknown:
        raise UsageError(_("“%(code)s” after --set is none of the administrations.") % {"code": unknown[0]})
    answer = PackageMove(moved.replace("-", "_"))
    wishes = [Wish(code, to, new.get(code, ""), answer) for code in codes]
    return Request(wishes, profile=which, agreed=agree, prove=prove)


def _order(session: InSession, environment: str, wanted: Request) -> None:
    with enter(session, environment, "relink.order", {"administrations": [one.code for one in wanted.wishes]}) as actor:
        try:
            uid = actions.order(actor, wanted)
        except ConsentMissing as error:
            terms = profile(wanted.profile).terms[Party.GIVER][chosen()]
            told = {"terms": terms, "profile": wanted.profile}
            raise ConsentMissing(f"{error.message}\n{terms}", remedy=_("Say --agree if you do."), facts=told) from None
    _show(session, environment, uid)


def _show(session: InSession, environment: str, uid: UUID) -> None:
    with enter(session, environment, "relink.show") as actor:
        found = queries.order(actor, uid)
    session.output.show(found, *_one(found))


def _one(found: OrderRow) -> list[RenderableType]:
    made = table(_("No."), _("Administration"), _("Works with"), _("Code"), _("Outcome"), _("Tried"))
    for part in found.parts:
        outcome = outcomes()[part.outcome]
        if part.failure:
            outcome = f"{outcome}: {part.failure.get('message', '')}"
        works, code = _arrow(part.before, part.after), _arrow(part.old_code, part.new_code)
        row(made, part.number, part.name, works, code, outcome, _tried(part))
    told = [
        (_("Order"), found.uid),
        (_("State"), states()[found.state]),
        (_("Costs"), f"{found.currency} {amount_text(found.fee)}" if found.fee else _("none")),
        (_("Reason"), found.reason),
        (_("Can be undone until"), moment(found.undo_until)),
    ]
    return [facts(told), made]


def _tried(part: PartRow) -> str:
    if part.check is None:
        return ""
    check = part.check
    first = _("works") if check.works and check.listed else check.message
    return "; ".join(filter(None, (first, check.syncing.told, check.posting.told)))


def _checked(found: Sequence[Checked]) -> list[RenderableType]:
    made = table(_("Administration"), _("Works with"), _("Code"), _("Can it go on?"))
    for one in found:
        answer = "; ".join(f"{problem.message} {problem.remedy}" for problem in one.problems) or _("yes")
        row(made, one.name, _arrow(one.before, one.after), _arrow(one.code, one.new_code), answer)
    return [made]


def _checked_data(one: Checked) -> dict[str, object]:
    problems = [problem.as_dict() for problem in one.problems]
    return {
        "code": one.code,
        "name": one.name,
        "from": one.before,
        "to": one.after,
        "new_code": one.new_code,
        "problems": problems,
    }


def _arrow(before: str, after: str) -> str:
    return after if before == after else f"{before or '–'} → {after or '–'}"


def _names(parts: Sequence[PartRow]) -> str:
    return ", ".join(part.name for part in parts)


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(
            _("“%(text)s” is not the number of an order.") % {"text": text[:60]},
            code="RELINK-ORDER-NOT-FOUND",
            remedy=_("Check the number with “overstap relink list”."),
        ) from None
