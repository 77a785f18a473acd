"""``overstap audit``: who did or tried what."""

from collections.abc import Mapping
from typing import Annotated

from cyclopts import Parameter

from overstap.cli.entering import enter
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName
from overstap.cli.output import moment, row, safe, table
from overstap.cli.session import InSession
from overstap.tenancy import access, queries


def audit(
    *,
    environment: EnvironmentName = "",
    before: Annotated[int | None, Parameter(metavar="NUMBER", help=_("older than this line"))] = None,
    limit: Annotated[int, Parameter(metavar="NUMBER", help=_("how many lines"))] = 30,
    operator: Annotated[bool, Parameter(negative="", help=_("the lines that belong to no environment"))] = False,
    session: InSession,
) -> None:
    if operator:
        rows = queries.operator_audit_events(access.operator_person(), before=before, limit=limit)
    else:
        with enter(session, environment, "audit.read") as actor:
            rows = queries.audit_events(actor, before=before, limit=limit)
    made = table(_("No."), _("Moment"), _("Who"), _("What"), right=(_("No."),))
    for one in rows:
        refused = one.outcome == "refused"
        what = safe(f"{one.action} " + (_("refused: %(code)s") % {"code": one.code} if refused else ""))
        if one.facts:
            what.append("\n" + safe(_in_short(one.facts)).plain, "dim")
        row(made, one.number, moment(one.at), one.person, what, style="red" if refused else "")
    session.output.show(rows, made if rows else _("Nothing was logged here."))


def _in_short(facts: Mapping[str, object]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in facts.items() if value not in ("", [], {}))[:200]
