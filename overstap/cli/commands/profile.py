"""``overstap profile``: the kinds of move, and copies of them."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from overstap.cli.language import chosen
from overstap.cli.language import gettext as _
from overstap.cli.operating import at_work
from overstap.cli.output import moment, row, safe, table
from overstap.cli.session import InSession
from overstap.lib.errors import Refused
from overstap.moves.profiles import catalogue, comparing, copying, text_of

app = App(name="profile", help_epilogue="")
TomlFile = Annotated[Path, Parameter(metavar="FILE", help=_("a profile, as TOML"))]


class FileUnreadable(Refused):
    """There is no such file, or no text in it."""

    code = "PROFILE-FILE"


@app.command(name="list", help=_("All profiles: those of the installation, and copies"))
def list_(*, session: InSession) -> None:
    with at_work(session, "operator.profiles"):
        found, unusable = catalogue.listed(), catalogue.unusable()
    made = table(_("Name"), _("Title"), _("Copy of"), _("Made"))
    for one in found:
        copied = f"{one.made_by} {moment(one.made_at)}".strip()
        row(made, one.profile.name, one.profile.titles[chosen()], one.copied_from, copied)
    for broken in unusable:
        row(made, broken.name, _("cannot be used: %(why)s") % {"why": broken.problem.message}, "", "", style="red")
    data = [
        {"name": one.profile.name, "titles": dict(one.profile.titles), "copied_from": one.copied_from} for one in found
    ]
    session.output.show({"profiles": data, "unusable": [one.name for one in unusable]}, made)


@app.command(help=_("Profiles side by side; with --toml the text of one"))
def show(
    *names: Annotated[str, Parameter(metavar="NAME", help=_("which; none: all of them"))],
    toml: Annotated[bool, Parameter(negative="", help=_("as it stands in its file, to begin a copy with"))] = False,
    differences: Annotated[bool, Parameter(negative="", help=_("only where they differ"))] = False,
    session: InSession,
) -> None:
    with at_work(session, "operator.profile"):
        wanted = list(names) or [one.profile.name for one in catalogue.listed()]
        texts = {name: text_of(name) for name in wanted}
        first = copying.text_to_copy(wanted[0]) if toml else ""
    if toml:
        session.output.show({"toml": first})
        session.output.line(first)
        return
    made = table(_("Place"), *wanted)
    sections = comparing.side_by_side(list(texts.values()))
    for line in (line for section in sections for line in section.rows if line.differs or not differences):
        row(made, line.place, *(_told(cell.value) for cell in line.cells))
    session.output.show({name: dict(comparing.values_of(text)) for name, text in texts.items()}, made)


@app.command(help=_("Keep a copy of a profile, changed as FILE says; it is never changed afterwards"))
def copy(
    name: Annotated[str, Parameter(help=_("the profile that it is a copy of"))],
    file: TomlFile,
    /,
    *,
    session: InSession,
) -> None:
    text = _read(file)
    with at_work(session, "operator.profile-copy", {"from": name}) as operator:
        made = copying.copy(operator, copied_from=name, text=text)
    session.output.show(
        {"name": made.name, "copied_from": name}, _("The profile “%(name)s” is there.") % {"name": made.name}
    )


@app.command(help=_("Whether a profile can be used, and everything that is wrong with it"))
def check(file: TomlFile, /, *, session: InSession) -> None:
    made = copying.check(_read(file))
    session.output.show({"name": made.name}, safe(_("“%(name)s” can be used.") % {"name": made.name}))


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise FileUnreadable(
            _("“%(file)s” cannot be read as text.") % {"file": file},
            remedy=_("Check its name and its encoding (UTF-8)."),
        ) from None


def _told(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
