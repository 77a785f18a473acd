"""``overstap practice``: what the practice package holds, to try connections with. For the operator."""

from typing import Annotated, Literal

from cyclopts import App, Parameter

from overstap.cli.language import gettext as _
from overstap.cli.operating import at_work
from overstap.cli.output import row, table
from overstap.cli.session import InSession
from overstap.connectors.practice import environments
from overstap.tenancy import audit
from overstap.tenancy.values import PACKAGE_NAMES, PackageFamily

app = App(name="practice", help_epilogue="")
Package = Annotated[
    Literal["twinfield", "exact_online", "multivers", "accountview", "afas_sb"],
    Parameter(metavar="PACKAGE", help=_("the package that is played")),
]
Reference = Annotated[str, Parameter(metavar="ENVIRONMENT", help=_("environment of the package"))]
Code = Annotated[str, Parameter(metavar="CODE", help=_("code of the administration"))]


@app.command(name="list", help=_("What each environment of the practice package holds"))
def list_(*, session: InSession) -> None:
    with at_work(session, "practice.change"):
        rows = list(environments.everything())
    made = table(_("Package"), _("Environment"), _("Code"), _("Name"))
    for one in rows:
        shown = one.reference if one.answers else _("%(name)s (does not answer)") % {"name": one.reference}
        for code, name in sorted(one.administrations.items()) or [("", "")]:
            row(made, PACKAGE_NAMES[one.family], shown, code, name)
    session.output.show(rows, made if rows else _("The practice package holds nothing yet."))


@app.command(help=_("Add an administration, and its environment where that is new"))
def add(package: Package, reference: Reference, code: Code, name: str, /, *, session: InSession) -> None:
    with at_work(session, "practice.change"):
        environments.put(PackageFamily(package), reference, code, name)
        audit.record(None, "practice.change", {"package": package, "reference": reference, "codes": [code]})
    session.output.show({"reference": reference, "code": code}, _("Added."))


@app.command(help=_("Take an administration away"))
def remove(package: Package, reference: Reference, code: Code, /, *, session: InSession) -> None:
    with at_work(session, "practice.change"):
        environments.take(PackageFamily(package), reference, code)
        audit.record(None, "practice.change", {"package": package, "reference": reference, "codes": [code]})
    session.output.show({"reference": reference, "code": code}, _("Taken away."))


@app.command(help=_("The move inside the package: from one of its environments to another"))
def move(
    package: Package,
    code: Code,
    /,
    *,
    from_: Annotated[str, Parameter(name="--from", metavar="ENVIRONMENT", help=_("where it is now"))],
    to: Annotated[str, Parameter(metavar="ENVIRONMENT", help=_("where it goes"))],
    new_code: Annotated[str, Parameter(metavar="CODE", help=_("its code there, where that is another one"))] = "",
    session: InSession,
) -> None:
    with at_work(session, "practice.change"):
        environments.move(PackageFamily(package), code, from_, to, new_code)
        facts = {"package": package, "from": from_, "to": to, "codes": [code, new_code or code]}
        audit.record(None, "practice.change", facts)
    session.output.show({"from": from_, "to": to, "code": new_code or code}, _("Moved in the package."))


@app.command(help=_("Let the package answer, or with --no-answers not"))
def answer(
    package: Package,
    reference: Reference,
    /,
    *,
    answers: Annotated[bool, Parameter(help=_("whether it answers from now on"))] = True,
    session: InSession,
) -> None:
    with at_work(session, "practice.change"):
        environments.answer(PackageFamily(package), reference, answers=answers)
        facts = {"package": package, "reference": reference, "state": "ok" if answers else "away"}
        audit.record(None, "practice.change", facts)
    text = _("It answers now.") if answers else _("It does not answer now.")
    session.output.show({"reference": reference, "answers": answers}, text)
