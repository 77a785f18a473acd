"""Filling the giver's office with books: sample companies as audit files, or a file of your own."""

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from overstap.books.sample import DEMO_PLANS, SamplePlan
from overstap.cli.commands.audit_file import take_in
from overstap.cli.demo.cast import GIVER
from overstap.cli.demo.sample_files import written
from overstap.cli.demo.steps import Steps
from overstap.cli.language import gettext as _
from overstap.cli.language import ngettext
from overstap.cli.output import Output, number
from overstap.connectors.audit_file.values import ImportResult
from overstap.tenancy import access, actions, audit, queries

Files = Sequence[tuple[SamplePlan, "Future[list[Path]]"]]


@dataclass(frozen=True, slots=True)
class Loaded:
    """An administration that is there now."""

    code: str
    name: str
    lines: int


@contextmanager
def sample_files() -> Iterator[Files]:
    """The audit files of the sample companies, made by a process of its own while we do something else."""
    spawning = multiprocessing.get_context("spawn")
    with TemporaryDirectory() as folder, ProcessPoolExecutor(1, spawning) as pool:
        yield [(plan, pool.submit(written, plan, Path(folder))) for plan in DEMO_PLANS]


def samples(steps: Steps, output: Output, files: Files) -> Iterator[Loaded]:
    """Import the sample companies, the largest last; each year goes in as an audit file."""
    for plan, paths in files:
        with steps.step(f"load-{plan.seed}", plan.name) as notes:
            loaded = _sample(plan, paths.result(), output)
            years = ngettext("%(count)d year", "%(count)d years", len(plan.years)) % {"count": len(plan.years)}
            notes.append(_("%(lines)s lines, %(years)s") % {"lines": number(loaded.lines), "years": years})
        yield loaded


def own_file(steps: Steps, output: Output, path: Path, encoding: str) -> Loaded:
    """One audit file of the person at the keyboard. Raises what an import raises."""
    code = "2400"
    with steps.step("load-file", path.name) as notes:
        result = _import(path, output, code=code, encoding=encoding)
        notes.append(_("%(lines)s lines, %(year)d") % {"lines": number(result.lines), "year": result.year})
    return Loaded(code, _name(code), result.lines + result.opening_lines)


def _sample(plan: SamplePlan, paths: Sequence[Path], output: Output) -> Loaded:
    code = str(plan.seed)
    results = [_import(path, output, code=code, name=plan.name) for path in paths]
    for member in GIVER.members[1:]:
        with audit.attempt(access.person_by_email(GIVER.superuser.email), GIVER.slug, "access.give") as actor:
            actions.give_access(actor=actor, code=code, person=access.person_by_email(member.email))
    return Loaded(code, plan.name, sum(one.lines + one.opening_lines for one in results))


def _name(code: str) -> str:
    with audit.attempt(access.person_by_email(GIVER.superuser.email), GIVER.slug, "demo.read") as actor:
        return next(one.name for one in queries.administrations(actor) if one.code == code)


def _import(path: Path, output: Output, *, code: str, name: str = "", encoding: str = "") -> ImportResult:
    facts: dict[str, object] = {"administration": code, "files": [path.name]}
    with audit.attempt(access.person_by_email(GIVER.superuser.email), GIVER.slug, "audit-file.import", facts) as actor:
        return take_in(actor, [path], output, code=code, name=name, encoding=encoding)
