"""Filling the giver's office with books: sample companies as audit files, or a file of your own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from overstap.books.sample import DEMO_PLANS, SamplePlan
from overstap.cli.commands.audit_file import take_in
from overstap.cli.demo.cast import GIVER
from overstap.cli.demo.sample_files import write_years
from overstap.cli.demo.steps import Steps
from overstap.cli.language import gettext as _
from overstap.cli.language import ngettext
from overstap.cli.output import Output, number
from overstap.connectors.audit_file.values import ImportResult
from overstap.tenancy import access, actions, audit


@dataclass(frozen=True, slots=True)
class Loaded:
    """An administration that is there now."""

    code: str
    name: str
    lines: int


def sample_administrations(steps: Steps, output: Output) -> Iterator[Loaded]:
    """The three sample companies, the largest last; each year goes in as an audit file."""
    for plan in DEMO_PLANS:
        with steps.step(f"load-{plan.seed}", plan.name) as notes:
            loaded = _sample(plan, output)
            years = ngettext("%(count)d year", "%(count)d years", len(plan.years)) % {"count": len(plan.years)}
            notes.append(_("%(lines)s lines, %(years)s") % {"lines": number(loaded.lines), "years": years})
        yield loaded


def own_file(steps: Steps, output: Output, path: Path) -> Loaded:
    """One audit file of the person at the keyboard. Raises what an import raises."""
    with steps.step("load-file", path.name) as notes:
        result = _import([path], output, code="2400")
        notes.append(_("%(lines)s lines, %(year)d") % {"lines": number(result.lines), "year": result.year})
    return Loaded("2400", path.name, result.lines)


def _sample(plan: SamplePlan, output: Output) -> Loaded:
    code = str(plan.seed)
    with TemporaryDirectory() as folder:
        results = [_import([path], output, code=code, name=plan.name) for path in write_years(plan, Path(folder))]
    for member in GIVER.members[1:]:
        with audit.attempt(access.person_by_email(GIVER.superuser.email), GIVER.slug, "access.give") as actor:
            actions.give_access(actor=actor, code=code, person=access.person_by_email(member.email))
    return Loaded(code, plan.name, sum(one.lines for one in results))


def _import(paths: Sequence[Path], output: Output, *, code: str, name: str = "") -> ImportResult:
    facts: dict[str, object] = {"administration": code, "files": [path.name for path in paths]}
    with audit.attempt(access.person_by_email(GIVER.superuser.email), GIVER.slug, "audit-file.import", facts) as actor:
        return take_in(actor, paths, output, code=code, name=name)
