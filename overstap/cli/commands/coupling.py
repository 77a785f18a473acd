"""``overstap coupling``: several administrations of a package, coupled to one environment."""

import time
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from cyclopts import App, Parameter
from rich.console import RenderableType

from overstap.cli.choices import UsageError
from overstap.cli.entering import enter
from overstap.cli.errors import Exit
from overstap.cli.language import gettext as _
from overstap.cli.operating import at_work
from overstap.cli.options import EnvironmentName, Wait
from overstap.cli.output import facts, moment, number, plain, row, safe, table
from overstap.cli.session import InSession, Session
from overstap.coupling import administration_settings, findings, finishing, queries, running, setting_up, switching
from overstap.coupling.administration_settings import CODES, CONTACTS_BACK, NO, YES
from overstap.coupling.keeping import uncoupling
from overstap.coupling.switching import Switch
from overstap.coupling.values import AT_WORK, FIELDS, CouplingRow, Stage, Standing, Treatment
from overstap.lib.errors import TryLater
from overstap.lib.sentences import told, told_place
from overstap.tenancy.access import Actor

app = App(name="coupling", help_epilogue="")
LOOK_EVERY = 0.2  # seconds
LONGEST_WAIT = 3600.0  # seconds
_MOST = 10_000
Slug = Annotated[str, Parameter(metavar="ENVIRONMENT", help=_("URL part of the environment"))]
Number = Annotated[
    int, Parameter(metavar="NUMBER", help=_("of the coupled administration; see: overstap coupling status"))
]


class StillAtWork(TryLater):
    """The worker has not finished within an hour, or there is none; or the package is waited for."""

    code = "COUPLING-STILL-AT-WORK"


@app.command(help=_("Let an environment couple several administrations; for an operator"))
def on(environment: Slug, /, *, session: InSession) -> None:
    with at_work(session, "operator.coupling-on", {"slug": environment}) as operator:
        found = switching.switch_on(operator, environment)
    _show_switch(session, environment, found)


@app.command(help=_("Let it no longer; everything stays as it is; for an operator"))
def off(environment: Slug, /, *, session: InSession) -> None:
    with at_work(session, "operator.coupling-off", {"slug": environment}) as operator:
        found = switching.switch_off(operator, environment)
    _show_switch(session, environment, found)


@app.command(help=_("Where the coupling stands, and the administrations with their numbers"))
def status(*, environment: EnvironmentName = "", session: InSession) -> int:
    return _shown(session, _one(session, environment))


@app.command(help=_("Begin, and list what can be coupled"))
def begin(*, environment: EnvironmentName = "", session: InSession) -> None:
    with enter(session, environment, "coupling.select") as actor:
        stage, sources = setting_up.begin(actor), setting_up.sources(actor)
    made = table(_("Connection"), _("Code"), _("Name"), _("Remark"))
    for source in sources:
        for one in source.choices:
            remark = one.blocked or (_standings()[one.standing] if one.standing else "")
            row(made, f"{source.number} {source.name}", f"{source.number}:{one.code}", one.name, remark)
        if not source.choices:
            reason = source.trouble or source.advice or _("nobody connected it yet")
            row(made, f"{source.number} {source.name}", "–", "–", reason)
    nothing = _("There is no connection with Exact Online yet; add one with “overstap system”.")
    session.output.show({"stage": stage, "connections": plain(sources)}, made if sources else nothing)


@app.command(help=_("Choose the administrations to couple, beside those that are coupled"))
def select(
    *administrations: Annotated[
        str, Parameter(metavar="CONNECTION:CODE", help=_("as “overstap coupling begin” lists them"))
    ],
    environment: EnvironmentName = "",
    session: InSession,
) -> int:
    chosen = [_connection_and_code(one) for one in administrations]
    with enter(session, environment, "coupling.select", {"administrations": administrations}) as actor:
        if queries.coupling(actor).stage is Stage.RUNNING:
            setting_up.add_more(actor)
        setting_up.select(actor, chosen)
    return _shown(session, _one(session, environment))


@app.command(help=_("How contacts are treated, and the code of each administration"))
def configure(
    *,
    treatment: Annotated[
        Literal["automatic", "by-hand"], Parameter(help=_("what is sure comes together by itself, or nothing does"))
    ] = "automatic",
    codes: Annotated[
        tuple[str, ...],
        Parameter(name="--code", metavar="NUMBER=CODE", negative="", help=_("three digits; else as proposed")),
    ] = (),
    leads: Annotated[
        str, Parameter(metavar="NUMBER|here", help=_("whose data lead; else somebody decides each time"))
    ] = "",
    lead: Annotated[
        tuple[str, ...],
        Parameter(metavar="FIELD=NUMBER|here", negative="", help=_("whose data lead in one field")),
    ] = (),
    environment: EnvironmentName = "",
    session: InSession,
) -> int:
    wanted = {_number(key): code for key, code in map(_pair, codes)}
    leading = {setting_up.EVERYTHING: leads, **dict(map(_pair, lead))}
    _require_fields(leading)
    with enter(session, environment, "coupling.configure") as actor:
        setting_up.configure(
            actor, Treatment(treatment.replace("-", "_")), {**setting_up.proposals(actor), **wanted}, leading
        )
    return _shown(session, _one(session, environment))


@app.command(help=_("Fetch and compare all contacts; from then on nobody should change contacts"))
def confirm(
    *,
    understood: Annotated[
        bool, Parameter(negative="", help=_("you understood that contacts are left alone until all is matched"))
    ] = False,
    tell_colleagues: Annotated[bool, Parameter(help=_("mail everybody who works in the environment"))] = True,
    wait: Wait = False,
    environment: EnvironmentName = "",
    session: InSession,
) -> int:
    with enter(session, environment, "coupling.confirm") as actor:
        setting_up.confirm(actor, understood=understood, tell_colleagues=tell_colleagues)
    return _followed(session, environment, wait=wait)


@app.command(help=_("How far fetching and comparing are"))
def progress(*, wait: Wait = False, environment: EnvironmentName = "", session: InSession) -> int:
    return _followed(session, environment, wait=wait)


@app.command(name="go-on", help=_("Let it go on where it stopped, or waits"))
def go_on(*, wait: Wait = False, environment: EnvironmentName = "", session: InSession) -> int:
    with enter(session, environment, "coupling.go-on") as actor:
        running.go_on(actor)
    return _followed(session, environment, wait=wait)


@app.command(name="read-again", help=_("Read what changed at the package, and compare that"))
def read_again(*, wait: Wait = False, environment: EnvironmentName = "", session: InSession) -> int:
    with enter(session, environment, "coupling.recheck") as actor:
        running.recheck(actor)
    return _followed(session, environment, wait=wait)


@app.command(name="findings", help=_("What could not be processed by itself; accept what may stay as it is"))
def findings_(
    *,
    accept: Annotated[
        tuple[int, ...], Parameter(metavar="FINDING", negative="", help=_("leave it so, in your name"))
    ] = (),
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    with enter(session, environment, "coupling.accept" if accept else "coupling.show") as actor:
        if accept:
            findings.accept(actor, accept)
        rows = queries.findings(actor, limit=_MOST)
    made = table(_("Finding"), _("Severity"), _("Where"), _("What"), _("What to do"))
    for each in rows:
        place = f"{each.administration_name} {told_place(each.place, _)}".strip()
        row(made, str(each.number), each.severity, place, told(each.message, _), told(each.remedy, _))
    session.output.show(rows, made if rows else _("Everything was processed."))


@app.command(help=_("On to matching, once everything is solved or accepted"))
def match(*, environment: EnvironmentName = "", session: InSession) -> int:
    with enter(session, environment, "coupling.match") as actor:
        running.begin_matching(actor)
    return _shown(session, _one(session, environment))


@app.command(help=_("On to the settings, once every question and difference is decided"))
def matched(*, wait: Wait = False, environment: EnvironmentName = "", session: InSession) -> int:
    with enter(session, environment, "coupling.matched") as actor:
        running.finish_matching(actor)
    return _followed(session, environment, wait=wait)


@app.command(help=_("What can be set for an administration, or set it"))
def settings(
    administration: Number,
    /,
    *,
    set_: Annotated[
        tuple[str, ...],
        Parameter(name="--set", metavar="SETTING=CODE", negative="", help=_("a code that the package lists")),
    ] = (),
    contacts_back: Annotated[
        bool | None, Parameter(help=_("write changes of contacts to this administration too, or not"))
    ] = None,
    like: Annotated[int, Parameter(metavar="NUMBER", help=_("as in that coupled administration"))] = 0,
    proposed: Annotated[bool, Parameter(negative="", help=_("keep what is proposed"))] = False,
    environment: EnvironmentName = "",
    session: InSession,
) -> None:
    wanted = dict(map(_pair, set_))
    _require_settings(wanted)
    with enter(session, environment, "coupling.settings") as actor:
        if wanted or proposed or contacts_back is not None:
            administration_settings.save(
                actor, administration, _kept(actor, administration, like, wanted, back=contacts_back)
            )
        found = administration_settings.offer(actor, administration, like)
    made = table(_("Setting"), _("Chosen"), _("Can be chosen"))
    for each in found.fields:
        options = ", ".join(f"{one.code} {one.name}" for one in each.options)
        row(made, each.name, each.value or "–", options)
    session.output.show(found, *([safe(found.trouble, "bold")] if found.trouble else [made]))


@app.command(help=_("Keep everything in step from here on, once each administration has its settings"))
def finish(*, environment: EnvironmentName = "", session: InSession) -> int:
    with enter(session, environment, "coupling.finish") as actor:
        finishing.finish(actor)
    return _shown(session, _one(session, environment))


@app.command(help=_("Add no further administrations after all"))
def leave(*, environment: EnvironmentName = "", session: InSession) -> int:
    with enter(session, environment, "coupling.leave") as actor:
        setting_up.leave_it(actor)
    return _shown(session, _one(session, environment))


@app.command(help=_("Let an administration go; its contacts and invoices stay"))
def uncouple(administration: Number, /, *, environment: EnvironmentName = "", session: InSession) -> int:
    with enter(session, environment, "coupling.uncouple", {"administration": administration}) as actor:
        uncoupling.uncouple(actor, administration)
    return _shown(session, _one(session, environment))


def _kept(
    actor: Actor, administration: int, like: int, wanted: Mapping[str, str], *, back: bool | None
) -> dict[str, str]:
    """What is set already or proposed, with what was said on the line over it."""
    there = administration_settings.offer(actor, administration, like)
    flows_back = there.contacts_back if back is None else back
    return {each.name: each.value for each in there.fields} | {**wanted, CONTACTS_BACK: YES if flows_back else NO}


def _followed(session: Session, slug: str, *, wait: bool) -> int:
    return _shown(session, _until_idle(session, slug) if wait else _one(session, slug))


def _until_idle(session: Session, slug: str) -> CouplingRow:
    until = time.monotonic() + LONGEST_WAIT
    with session.output.at_work(_("The coupling")) as work:
        while time.monotonic() < until:
            found = _one(session, slug)
            if found.stage not in AT_WORK or found.problem or found.progress.waits_until:
                return found
            work.now(_stages()[found.stage])
            time.sleep(LOOK_EVERY)
    raise StillAtWork(_("The coupling is not that far yet."), remedy=_("Look whether a worker runs: overstap worker."))


def _one(session: Session, slug: str) -> CouplingRow:
    with enter(session, slug, "coupling.show") as actor:
        return queries.coupling(actor)


def _shown(session: Session, found: CouplingRow) -> int:
    session.output.show(found, *_told(found))
    return Exit.NEEDS_PERSON if found.problem else Exit.DONE


def _told(found: CouplingRow) -> Iterator[RenderableType]:
    asked = [(_("Questions"), found.open_questions), (_("Differences"), found.open_differences)]
    asked += [(_("Findings"), found.open_findings)]
    yield facts(
        [
            (_("Step"), _stages()[found.stage]),
            (_("Contacts"), number(found.contacts)),
            *((label, number(count)) for label, count in asked if count),
            *([(_("Waits until"), moment(found.progress.waits_until))] if found.progress.waits_until else []),
        ]
    )
    if found.problem:
        yield safe(told(found.problem["message"], _), "bold")
        yield safe(told(found.problem["remedy"], _))
    if found.administrations:
        made = table(_("Number"), _("Administration"), _("Code"), _("State"), _("Contacts"), _("Last read"))
        for one in found.administrations:
            read = moment(one.read_at) if one.read_at else "–"
            name = f"{one.name} ({one.foreign})"
            row(made, str(one.number), name, one.code or "–", _standings()[one.standing], number(one.cards), read)
        yield made


def _show_switch(session: Session, slug: str, found: Switch) -> None:
    data = {"environment": slug, "on": found.on, "since": plain(found.since), "stage": found.stage}
    text = _("Coupling is on for “%(slug)s”.") if found.on else _("Coupling is off for “%(slug)s”.")
    session.output.show(data, text % {"slug": slug})


def _stages() -> dict[Stage, str]:
    return {
        Stage.CONNECT: _("to be connected"),
        Stage.SELECT: _("to be selected"),
        Stage.CONFIGURE: _("to be configured"),
        Stage.FETCHING: _("contacts are fetched"),
        Stage.COMPARING: _("contacts are compared"),
        Stage.SYNCHRONISING: _("contacts are synchronised"),
        Stage.SOLVING: _("to be solved"),
        Stage.MATCHING: _("to be matched"),
        Stage.SETTINGS: _("settings to be made"),
        Stage.RUNNING: _("kept in step"),
    }


def _standings() -> dict[Standing, str]:
    return {
        Standing.CHOSEN: _("not read yet"),
        Standing.COUPLED: _("coupled"),
        Standing.LOST: _("no access"),
        Standing.ENDED: _("uncoupled"),
    }


def _connection_and_code(text: str) -> tuple[int, str]:
    connection, colon, code = text.partition(":")
    if not colon or not code:
        raise UsageError(_("Write connection and code as CONNECTION:CODE, such as 3:100001."))
    return _number(connection), code


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key:
        raise UsageError(_("Write “%(text)s” as NAME=VALUE.") % {"text": text[:60]})
    return key, value


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 18):
        raise UsageError(_("“%(text)s” is no number.") % {"text": text[:60]})
    return int(text)


def _require_fields(leading: Mapping[str, str]) -> None:
    unknown = [name for name in leading if name not in (*FIELDS, setting_up.EVERYTHING)]
    if unknown:
        raise UsageError(_("There is no field “%(name)s”; there are: %(names)s.") % _told_names(unknown, FIELDS))


def _require_settings(wanted: Mapping[str, str]) -> None:
    unknown = [name for name in wanted if name not in CODES]
    if unknown:
        raise UsageError(_("There is no setting “%(name)s”; there are: %(names)s.") % _told_names(unknown, CODES))


def _told_names(unknown: list[str], known: tuple[str, ...]) -> dict[str, str]:
    return {"name": unknown[0][:60], "names": ", ".join(known)}
