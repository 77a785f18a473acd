"""What ``overstap operator`` does: licences, resuming, trying again."""

from typing import Annotated, Literal
from uuid import UUID

from cyclopts import App, Parameter

from overstap.cli.language import gettext as _
from overstap.cli.operating import at_work
from overstap.cli.output import moment, row, table
from overstap.cli.session import InSession
from overstap.moves import orders
from overstap.tenancy.operators import environments, impersonation, queue

Reason = Annotated[str, Parameter(metavar="TEXT", help=_("why; those whom it concerns can read it"))]


def enter_in(app: App) -> None:
    """Make commands of what stands here."""
    app.command(licence, help=_("Give an environment a licence"))
    app.command(resume, help=_("Try a failed move again, on the operator's authority"))
    app.command(impersonations, help=_("Who worked in whose name, and why"))
    app.command(end_impersonation, name="end-impersonation", help=_("Stop somebody's work in another's name"))
    app.command(retry_job, name="retry-job", help=_("Have a failed job tried again"))
    app.command(retry_mail, name="retry-mail", help=_("Have a failed e-mail sent again"))


def licence(
    slug: str,
    /,
    *,
    tier: Annotated[Literal["trial", "premium"], Parameter(help=_("which licence"))],
    number: Annotated[str, Parameter(metavar="TEXT", help=_("of the licence; needed for premium"))] = "",
    session: InSession,
) -> None:
    with at_work(session, "operator.licence", {"slug": slug, "tier": tier}) as operator:
        made = environments.set_licence(operator, slug, tier=tier, number=number)
    session.output.show(
        {"slug": made.slug, "tier": made.tier, "number": made.number},
        _("%(name)s has the licence “%(tier)s” now.") % {"name": made.name, "tier": made.tier},
    )


def resume(uid: UUID, /, *, reason: Reason, session: InSession) -> None:
    with at_work(session, "operator.resume", {"move": str(uid)}) as operator:
        orders.resume(operator, uid, reason=reason)
    session.output.show({"move": str(uid)}, _("The move goes on; both parties can read why."))


def retry_job(number: int, /, *, session: InSession) -> None:
    with at_work(session, "operator.retry-job", {"number": number}) as operator:
        queue.retry_job(operator, number)
    session.output.show({"job": number}, _("The job is in the queue again."))


def retry_mail(
    key: Annotated[str, Parameter(help=_("as “overstap operator queue” names it"))], /, *, session: InSession
) -> None:
    with at_work(session, "operator.retry-mail", {"mail": key}) as operator:
        queue.retry_mail(operator, key)
    session.output.show({"mail": key}, _("The e-mail is in the queue again."))


def impersonations(*, session: InSession) -> None:
    with at_work(session, "operator.impersonations") as operator:
        rows = impersonation.impersonations(operator)
    made = table(_("No."), _("Person"), _("Operator"), _("Reason"), _("From"), _("Until"))
    for one in rows:
        until = _("now") if one.live else moment(one.ended_at)
        row(made, str(one.uid), one.email, one.operator, one.reason, moment(one.started_at), until)
    session.output.show({"impersonations": rows}, made if rows else _("Nobody worked in another's name."))


def end_impersonation(uid: UUID, /, *, session: InSession) -> None:
    with at_work(session, "operator.impersonate-end") as operator:
        impersonation.end(operator, uid)
    session.output.show({"impersonation": str(uid)}, _("It has ended."))
