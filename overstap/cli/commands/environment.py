"""``overstap environment``: make and list environments."""

from typing import Annotated

from cyclopts import App, Parameter

from overstap.cli.language import gettext as _
from overstap.cli.output import row, table
from overstap.cli.session import InSession
from overstap.cli.words import word
from overstap.tenancy import access, actions, queries
from overstap.tenancy.actions import LicenceDetails, OfficeDetails
from overstap.tenancy.values import Tier

app = App(name="environment", help_epilogue="")


@app.command(help=_("Make an empty environment"))
def create(
    slug: Annotated[str, Parameter(help=_("its URL part: small letters, digits and hyphens"))],
    /,
    *,
    name: Annotated[str, Parameter(metavar="TEXT", help=_("what people call it"))],
    office: Annotated[str, Parameter(metavar="TEXT", help=_("the firm behind it, if it has another name"))] = "",
    trial: Annotated[
        bool, Parameter(negative="", help=_("with a trial licence, which cannot take part in moves"))
    ] = False,
    superuser: Annotated[str, Parameter(metavar="EMAIL", help=_("its first superuser; default: the operator"))] = "",
    session: InSession,
) -> None:
    tier = Tier.TRIAL if trial else Tier.PREMIUM
    operator = access.operator_person()
    email = session.choices.person
    made = actions.open_environment(
        by=access.person_by_email(email) if email else operator,
        slug=slug,
        name=name,
        superuser=access.person_by_email(superuser) if superuser else operator,
        office=OfficeDetails(office or name),
        licence=LicenceDetails(tier),
    )
    session.output.show(
        {"slug": made.slug, "name": made.name, "office": made.office.name, "tier": tier},
        _("Environment “%(slug)s” is there.") % {"slug": made.slug},
    )


@app.command(name="list", help=_("The environments in which you work"))
def list_(*, session: InSession) -> None:
    email = session.choices.person
    rows = queries.environments_of(access.person_by_email(email) if email else access.operator_person())
    made = table(_("Environment"), _("Name"), _("Office"), _("Your role"), _("Licence"))
    for one in rows:
        row(made, one.slug, one.name, one.office, word(one.role), one.tier)
    session.output.show(rows, made if rows else _("You work in no environment."))
